"""Searching: what the index proposes and the view confirms, in groups.

Every hit stands in the view: known and recorded by then, permitted, not recalled, the version that counts. With a
place asked for, an event of the report at that place stands in it too. Reports are grouped by story as the caller
says, by equal text if nobody does; claims and entities by their subject.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simurg.ledger.entries import microseconds, moment_of
from simurg.ledger.search.candidates import Candidate, Moments, Proposals
from simurg.ledger.search.folding import folded
from simurg.ledger.search.index import Opened
from simurg.ledger.search.question import Question, place_term
from simurg.ledger.search.snippet import Snippet, snippet_of
from simurg.ledger.spines import Spines
from simurg.ledger.view import View
from simurg.ontology.ids import id_of

GroupOf = Callable[[Sequence[UUID]], Mapping[UUID, UUID]]
"""Ids of visible reports to the id of their story; one that is left out stands with equal texts."""
TITLE_LENGTH = 200
TABLE_OF = {"report": "reports", "claim": "claims", "entity": "name_keys", "product": "products"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that stands. `report` is the one that told it, itself for reports and products."""

    kind: str
    id: UUID
    report: UUID
    title: Snippet
    words: Snippet
    source: str | None
    reliability: str | None
    credibility: int | None
    language: str | None
    published_at: datetime | None
    known_at: datetime
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits that belong together, best first. `others` counts those found besides, at least."""

    id: UUID
    hits: tuple[Hit, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The groups of one kind. `proposed` is how many rows of the index match: an upper bound. `complete`: all that
    match were looked at, and `confirmed` is how many stand; otherwise it is how many were met on the way."""

    kind: str
    groups: tuple[Group, ...]
    confirmed: int
    proposed: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """How much is asked for. `group_of` None: equal texts."""

    groups: int = 10
    hits_in_group: int = 3
    group_of: GroupOf | None = None
    spines: Spines | None = None


def find(view: View, opened: Opened, question: Question, wish: Wish) -> list[Found]:
    """What stands in a view, for each kind that is asked for in the order of `question.KINDS`."""
    moments = Moments(microseconds(view.known_at), microseconds(view.recorded_until))
    order = [kind for kind in TABLE_OF if kind in question.filters.kinds]
    return [_found(view, Proposals(opened, question, kind, moments), (question, kind), wish) for kind in order]


def _found(view: View, proposals: Proposals, asked: tuple[Question, str], wish: Wish) -> Found:
    question, kind = asked
    met: set[UUID] = set()
    groups: dict[UUID, list[Candidate]] = {}
    for page in proposals.pages():
        fresh = [one for one in page if one.id not in met and not met.add(one.id)]  # type: ignore[func-returns-value]
        standing = _standing(view, kind, fresh, question, wish.spines)
        named = _groups_of(kind, standing, wish.group_of)
        for one in standing:
            groups.setdefault(named[one.id], []).append(one)
        if len(groups) >= wish.groups:
            break
    shown = tuple(_group(group, some, question, wish) for group, some in list(groups.items())[: wish.groups])
    confirmed = sum(map(len, groups.values()))
    return Found(kind, shown, confirmed, proposals.count, proposals.exhausted)


def _standing(
    view: View, kind: str, candidates: Sequence[Candidate], question: Question, spines: Spines | None
) -> list[Candidate]:
    """The candidates that the view shows, in their order."""
    shown = view.standing(TABLE_OF[kind], [one.id for one in candidates], spines)
    standing = [one for one in candidates if one.id in shown]
    if not question.filters.places or not standing:
        return standing
    told = {one.id: _events_at(one, question.filters.places) for one in standing}
    events = view.standing("events", [event for some in told.values() for event in some], spines)
    return [one for one in standing if events.intersection(told[one.id])]


def _events_at(one: Candidate, places: frozenset[str]) -> list[UUID]:
    return [
        UUID(event)
        for event, *names in one.shown.get("places", ())
        if any(name and place_term(name) in places for name in names)
    ]


def _groups_of(kind: str, standing: Sequence[Candidate], group_of: GroupOf | None) -> Mapping[UUID, UUID]:
    if kind == "report" and group_of is not None:
        named = group_of([one.id for one in standing])
        return {one.id: named.get(one.id) or _own_group(one) for one in standing}
    return {one.id: _own_group(one) for one in standing}


def _own_group(one: Candidate) -> UUID:
    """Equal text, or the same subject; a product stands alone."""
    if one.kind == "report":
        return id_of("text", " ".join(folded(f"{one.shown['title']} {one.shown['body']}").split()))
    return id_of("subject", one.shown["subject"]) if one.kind in ("claim", "entity") else one.id


def _group(number: UUID, some: Sequence[Candidate], question: Question, wish: Wish) -> Group:
    hits = tuple(_hit(one, question) for one in some[: wish.hits_in_group])
    return Group(number, hits, len(some) - len(hits))


def _hit(one: Candidate, question: Question) -> Hit:
    shown, sought = one.shown, question.sought
    published = shown["published"]
    return Hit(
        kind=one.kind,
        id=one.id,
        report=UUID(shown["report"]),
        title=snippet_of(shown["title"], sought, TITLE_LENGTH),
        words=snippet_of(shown["body"], sought),
        source=shown["source_id"],
        reliability=shown["reliability"],
        credibility=shown["credibility"],
        language=shown["language"],
        published_at=None if published is None else moment_of(published),
        known_at=moment_of(shown["known"]),
        subject=shown.get("subject"),
    )
