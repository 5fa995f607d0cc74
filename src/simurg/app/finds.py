"""What detectors found and the watch wrote down, read back in words: issued findings of a picture, one a subject.

A surge of one pair is found anew each day that it lasts. `episodes` joins such findings, so that it is told once, and
again only when it has become graver. Pure over the view.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.parties import BETWEEN, party_name
from simurg.detection.shifts.shift import VERDICTS
from simurg.ledger import View
from simurg.ontology.vocabulary import Countries

COLUMNS = (
    "id", "known_at", "detector", "subject", "kind", "event_type", "window_from", "window_to", "observed", "expected",
    "q_value", "strength", "basis", "detail", "marking",
)  # fmt: skip
PAUSE = timedelta(days=7)
"""Findings of one subject that are closer together than this are one episode."""
LONGEST = timedelta(days=120)
SEVERE, PLAIN = 1e-4, 1e-2
"""q-values below which a finding is severe, and a warning; a weaker one is a notice."""
EVENT = (
    "id",
    "report_id",
    "actor",
    "recipient",
    "event_type",
    "place",
    "country",
    "occurred_from",
    "source_id",
    "marking",
)
RowsOf = Callable[[str, Sequence[str], Collection[UUID]], Mapping[UUID, Mapping[str, Any]]]
"""Rows of a table by id, those that are shown."""


@dataclass(frozen=True, slots=True)
class Find:
    """One issued finding. `events` are the rows that it cites and that stand, their countries under one code each;
    `others` further types of it; `called` the country that its subject is."""

    id: UUID
    known_at: datetime
    detector: str
    subject: str
    event_type: str | None
    window_from: datetime
    window_to: datetime
    observed: float
    expected: float
    q: float
    strength: float
    basis: tuple[UUID, ...]
    marking: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()
    others: tuple[str, ...] = ()
    called: str | None = None

    @property
    def grave(self) -> int:
        """0 a notice, 1 a warning, 2 severe. A shift that is but more or less reporting is a notice."""
        if self.detector == "shift":
            return 1 if self.of_mix and self.q <= PLAIN else 0
        return 2 if self.q <= SEVERE else 1 if self.q <= PLAIN else 0

    @property
    def of_mix(self) -> bool:
        """Whether a shift is of the relation itself."""
        return self.detail.get("verdict") in VERDICTS[:2]

    @property
    def country(self) -> str | None:
        """Where most of its events were."""
        counted = Counter(row["country"] for row in self.events if row["country"])
        return min(counted, key=lambda code: (-counted[code], code)) if counted else None

    @property
    def name(self) -> str:
        """The subject as one reads it; a code that is none of ours gets the name that its events' places end with."""
        if self.called:
            return self.called
        if len(self.subject) <= 3 and self.events:
            ends = Counter(str(row["place"] or "").rsplit(",", 1)[-1].strip() for row in self.events)
            end = min(ends, key=lambda word: (-ends[word], word))
            return f"{end} ({self.subject})" if end and end != self.subject else self.subject
        return BETWEEN.join(party_name(part) for part in self.subject.split(BETWEEN))

    @property
    def sentence(self) -> str:
        return _shifted(self) if self.detector == "shift" else _surged(self)

    def concerns(self, requirement: Requirement) -> bool:
        """Whether a requirement asks for it, by its subject, its places and its types."""
        pattern = requirement.region_pattern
        texts = [self.name, self.subject, *(str(row["place"] or "") for row in self.events[:20])]
        codes = {row["country"] for row in self.events}
        here = pattern is None or bool(codes & requirement.codes) or any(pattern.search(one) for one in texts)
        types = {self.event_type, *self.others} - {None}
        types = types or {row["event_type"] for row in self.events}
        return here and (not requirement.topics or not requirement.types or bool(types & requirement.types))


@dataclass(frozen=True, slots=True)
class Episode:
    """Findings of one subject that belong together: the first, the latest, and when each gravity was first reached."""

    first: Find
    latest: Find
    reached: Mapping[int, Find]


def finds_of(view: View, since: datetime, *, with_events: bool = True) -> list[Find]:
    """Issued findings of the picture known after `since`, oldest first."""
    where = {"issued": True, "picture": view.picture, "known_at": (since, None)}
    rows = [row for row in view.read("findings", COLUMNS, where).to_pylist() if row["known_at"] > since and _told(row)]
    found = sorted((_find(row, view.countries) for row in rows), key=lambda one: (one.known_at, one.id.bytes))
    return _with_events(view, found) if with_events else found


def episodes(finds: Sequence[Find]) -> list[Episode]:
    """By subject and detector; types of one subject go together. The latest first."""
    chains: dict[tuple[str, str], list[list[Find]]] = {}
    for one in finds:
        chain = chains.setdefault((one.detector, one.called or one.subject), [[]])
        if chain[-1] and one.known_at - chain[-1][-1].known_at > PAUSE:
            chain.append([])
        chain[-1].append(one)
    made = [_episode(some) for runs in chains.values() for some in runs if some]
    return sorted(made, key=lambda one: (one.latest.known_at, one.latest.strength, one.first.id.bytes), reverse=True)


def with_events(view: View, runs: Sequence[Episode], rows_of: RowsOf | None = None) -> list[Episode]:
    """The latest of each with the rows that it cites, read together: by `rows_of`, or from the view."""
    latest = _with_events(view, [one.latest for one in runs], rows_of)
    return [replace(run, latest=one) for run, one in zip(runs, latest, strict=True)]


def _episode(some: Sequence[Find]) -> Episode:
    """Of the findings of the last moment the strongest stands for all."""
    newest = some[-1].known_at
    now = sorted((one for one in some if one.known_at == newest), key=lambda one: (-one.strength, one.id.bytes))
    types = tuple(sorted({one.event_type for one in now[1:] if one.event_type} - {now[0].event_type}))
    reached: dict[int, Find] = {}
    for one in some:
        if not reached or one.grave > max(reached):
            reached[one.grave] = one
    return Episode(some[0], replace(now[0], others=types), reached)


def _told(row: Mapping[str, Any]) -> bool:
    needed = ("subject", "window_from", "window_to", "observed", "expected", "q_value")
    return all(row[name] is not None for name in needed)


def _find(row: Mapping[str, Any], countries: Countries) -> Find:
    detail = orjson.loads(row["detail"]) if row["detail"] else {}
    names = ("id", "known_at", "detector", "subject", "event_type", "window_from", "window_to", "observed", "expected")
    told = {name: row[name] for name in names}
    return Find(
        **told, q=row["q_value"], strength=row["strength"] or 0.0, basis=tuple(row["basis"] or ()),
        marking=row["marking"], detail=detail,
        called=countries.name_of(row["subject"]) if countries.code_of(row["subject"]) else None,
    )  # fmt: skip


def _with_events(view: View, finds: Sequence[Find], rows_of: RowsOf | None = None) -> list[Find]:
    cited = frozenset(one for find in finds for one in find.basis)
    rows: Mapping[UUID, Mapping[str, Any]] = {}
    if cited and rows_of is not None:
        rows = rows_of("events", EVENT, cited)
    elif cited:
        rows = {row["id"]: row for row in view.read("events", EVENT, {"id": cited}).to_pylist()}
    fold = view.countries.fold
    rows = {one: {**row, "country": row["country"] and fold(row["country"])} for one, row in rows.items()}
    return [replace(one, events=tuple(rows[number] for number in one.basis if number in rows)) for one in finds]


def _surged(one: Find) -> str:
    kinds = f"{one.event_type.lower()} " if one.event_type else ""
    days = max(round((one.window_to - one.window_from) / timedelta(days=1)), 1)
    return (
        f"{one.name}: {one.observed:,.0f} {kinds}events in the {days} days before {one.window_to:%-d %b %Y}, "
        f"where {_few(one.expected)} were expected."
    )


def _shifted(one: Find) -> str:
    verdict = str(one.detail.get("verdict") or "changed")
    head = f"{one.name}: {verdict} since {one.window_from:%-d %b %Y}"
    before, now = one.detail.get("share_before"), one.detail.get("share_since")
    if one.of_mix and before and now:
        return f"{head}; conflict {before[1]:.0%} → {now[1]:.0%} of conflict and cooperation.".replace("%", " %")
    return f"{head}: {one.observed:,.0f} events, where {_few(one.expected)} were expected."


def _few(count: float) -> str:
    """Two digits that count, so that little is never 0.0."""
    if count >= 100:
        return f"{count:,.0f}"
    return f"{count:.1f}" if count >= 1 else "under 0.01" if count < 0.01 else f"{count:.2g}"
