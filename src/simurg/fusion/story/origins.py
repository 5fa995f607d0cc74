"""How many independent origins a story has: every report is traced to the one it has its news from, or stands as one.

A report goes back to another of the story if it has that one's text, names its publisher in the feed's `<source>`, in
the dateline or beside a word of attribution, or if both credit the same wire, feed or paper that is not in the story
itself; failing that, if its publisher, or a publisher of the same owner, has told the story before. The first of these
reasons that applies is the one given. A report that goes back to no other is an *origin*. So a paper that copies two
agencies does not make them one, and reporting in a circle (A has it from B, B from A) leads back to whoever began.

What a report does not say, this cannot see: the count is the most there can be, and `without` shows what each rule
takes off it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simurg.fusion.story.publishers import sounds_like_press, squashed

RULES = ("text", "feed", "wire", "cited", "publisher", "owner")
"""In the order in which they are asked."""
_TOLD = {"wire": "wire", "feed": "feed", "cites": "cited"}
_KIND = dict.fromkeys(_TOLD.values(), "source")
"""A wire that one report has in its dateline and another cites is one source."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report of a story. `order` is its moment (any number); `origins` and `text` as in its sketch."""

    report: bytes
    publisher: str
    order: int = 0
    origins: tuple[str, ...] = ()
    text: bytes = b""


@dataclass(frozen=True, slots=True)
class Join:
    """`report` goes back to `source` by this rule; `name` is whom it names or what they share (empty for a text)."""

    report: bytes
    source: bytes
    rule: str
    name: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Reports that go back to one, the earliest first; `circular` if publishers among them have it from each other."""

    reports: tuple[bytes, ...]
    joins: tuple[Join, ...]
    circular: bool


@dataclass(frozen=True, slots=True)
class Origins:
    """`groups` in the order of their earliest report. `without`: how many there were if one rule were not asked."""

    groups: tuple[Origin, ...]
    without: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Independent origins, at most."""
        return len(self.groups)


@dataclass(frozen=True, slots=True)
class _Story:
    told: tuple[Told, ...]  # in order
    copies: Mapping[bytes, Mapping[bytes, float]]
    owned: Mapping[str, str]
    known: frozenset[str]
    by_publisher: Mapping[str, tuple[Told, ...]]
    place: Mapping[bytes, int]  # of a report in `told`


def origins(
    reports: Sequence[Told],
    copies: Mapping[tuple[bytes, bytes], float],
    owners: Mapping[str, str] | None = None,
    known: Collection[str] = (),
) -> Origins:
    """The independent origins of one story's reports.

    copies: pairs of reports that are copies, altered or not, with their similarity. owners: publisher -> ownership
    group. known: publishers that are not in this story; reports that cite one of them share an origin, as do those
    that cite a name that sounds like an agency or paper. Publishers are matched by `squashed` names.
    The same reports in any order give the same answer.
    """
    story = _gathered(reports, copies, owners or {}, known)
    groups = _groups(story, _traced(story, RULES))
    without = {left: len(_groups(story, _traced(story, [rule for rule in RULES if rule != left]))) for left in RULES}
    return Origins(groups, without)


def _gathered(
    reports: Sequence[Told],
    copies: Mapping[tuple[bytes, bytes], float],
    owners: Mapping[str, str],
    known: Collection[str],
) -> _Story:
    told = tuple(sorted(reports, key=lambda one: (one.order, one.report)))
    near: defaultdict[bytes, dict[bytes, float]] = defaultdict(dict)
    for (left, right), similarity in copies.items():
        near[left][right] = near[right][left] = similarity
    first: dict[bytes, Told] = {}  # of each text; the others of a text go back to it
    by_publisher: defaultdict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_publisher[squashed(one.publisher)].append(one)
        if one.text:
            before = first.get(one.text, one)
            if before is not one:
                near[one.report][before.report] = 1.0
            first[one.text] = max(before, one, key=lambda told: (-told.order, told.report))
    return _Story(
        told,
        near,
        {squashed(publisher): group for publisher, group in owners.items() if group},
        frozenset(squashed(name) for name in known),
        {name: tuple(listed) for name, listed in by_publisher.items() if name},
        {one.report: place for place, one in enumerate(told)},
    )


def _traced(story: _Story, rules: Sequence[str]) -> dict[bytes, Join]:
    """For each report that goes back to another, to which and why; never in a circle."""
    joins: dict[bytes, Join] = {}
    shared: dict[tuple[str, str], Told] = {}
    for one in story.told:
        found = next(iter(sorted(_reasons(story, one, shared), key=lambda each: _rank(each, rules))), None)
        if found is not None and found.rule in rules:
            joins[one.report] = found
        for rule, name in _shares(story, one):
            shared.setdefault((_KIND.get(rule, rule), name), one)
    for one in story.told:  # whoever names a publisher that told it later only
        if one.report not in joins:
            for join in _later(story, one):
                if join.rule in rules and _root(joins, join.source) != one.report:
                    joins[one.report] = join
                    break
    return joins


def _rank(join: Join, rules: Sequence[str]) -> int:
    return rules.index(join.rule) if join.rule in rules else len(RULES)


def _reasons(story: _Story, one: Told, shared: Mapping[tuple[str, str], Told]) -> Iterator[Join]:
    """All reasons for which a report goes back to an earlier one."""
    place = story.place
    own, none = place[one.report], len(story.told)
    near = {
        report: alike for report, alike in story.copies.get(one.report, {}).items() if place.get(report, none) < own
    }
    if near:
        best = max(near, key=lambda report: (near[report], -story.told[place[report]].order, report))
        yield Join(one.report, best, "text", "")
    for rule, name in _named(one):
        listed = story.by_publisher.get(name, ())
        before = bisect_left(listed, own, key=lambda other: place[other.report])
        if before and name != squashed(one.publisher):
            yield Join(one.report, listed[before - 1].report, rule, name)
    for rule, name in _shares(story, one):
        first = shared.get((_KIND.get(rule, rule), name))
        if first is not None:
            yield Join(one.report, first.report, rule, name)


def _shares(story: _Story, one: Told) -> Iterator[tuple[str, str]]:
    """What a report may have in common with others: a source outside the story, its publisher, its owner."""
    own = squashed(one.publisher)
    for rule, name in _named(one):
        if name == own or name in story.by_publisher:
            continue
        if rule != "cited" or name in story.known or sounds_like_press(name):
            yield rule, name
    if own:
        yield "publisher", own
    if own in story.owned:
        yield "owner", story.owned[own]


def _later(story: _Story, one: Told) -> Iterator[Join]:
    """Those it names whose own reports came out later."""
    for rule, name in _named(one):
        for other in story.by_publisher.get(name, ())[:1]:
            if (other.order, other.report) > (one.order, one.report) and name != squashed(one.publisher):
                yield Join(one.report, other.report, rule, name)


def _named(one: Told) -> Iterator[tuple[str, str]]:
    """(rule, squashed name) of all whom it says it has it from."""
    for origin in one.origins:
        kind, _, name = origin.partition(":")
        if kind in _TOLD and name:
            yield _TOLD[kind], name


def _root(joins: Mapping[bytes, Join], report: bytes) -> bytes:
    while report in joins:
        report = joins[report].source
    return report


def _groups(story: _Story, joins: Mapping[bytes, Join]) -> tuple[Origin, ...]:
    members: dict[bytes, list[Told]] = {}
    for one in story.told:
        members.setdefault(_root(joins, one.report), []).append(one)
    return tuple(
        Origin(
            tuple(one.report for one in group),
            tuple(joins[one.report] for one in group if one.report in joins),
            _circular(group),
        )
        for group in members.values()
    )


def _circular(group: Sequence[Told]) -> bool:
    """Whether among the publishers "has it from" leads back to where it began."""
    names = {squashed(one.publisher) for one in group}
    left: dict[str, set[str]] = {name: set() for name in names}
    for one in group:
        own = squashed(one.publisher)
        left[own] |= {name for _, name in _named(one)} & names - {own}
    while True:
        ends = [name for name in left if not left[name] & left.keys()]
        if not ends:
            return bool(left)
        for name in ends:
            del left[name]
