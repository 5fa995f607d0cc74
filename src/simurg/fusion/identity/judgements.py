"""Judgements about identity, and what they amount to: same, not the same, unsure; taken back at will.

A judgement is a row: who holds that two ids are one (or not), since when, why. Nothing is merged for good. The effect
of the rows at a moment, in a picture, is a pure function of their set (`effect`): order does not matter, a row that
was taken back leaves no trace, and what was learned later or in another picture is not seen.

- Later judgements of one author about one pair replace the earlier ones (of the same moment: the more careful one).
- Authors who disagree about a pair: an analyst outweighs a machine; among equals UNSURE results, and is reported.
- SAME joins ids into one (union-find); NOT_SAME inside one is a *conflict* (A=B, B=C, A≠C). It is reported with a
  shortest chain of judgements that leads from one to the other; nothing is torn apart on its own.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from simurg.ontology.errors import CallerError


class Verdict(StrEnum):
    """`SAME + NOT_SAME = UNSURE`; UNSURE gives way to whoever is sure."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"

    def __add__(self, other: object) -> "Verdict":
        if not isinstance(other, Verdict):
            return NotImplemented
        if self is other or other is Verdict.UNSURE:
            return self
        return other if self is Verdict.UNSURE else Verdict.UNSURE


class Author(IntEnum):
    """Whose word weighs more."""

    MACHINE = 0
    ANALYST = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row. `taken_back_at`: from when on it no longer counts. `picture`: where it was made; None is everywhere."""

    left: UUID
    right: UUID
    verdict: Verdict
    by: str
    author: Author
    known_at: datetime
    why: str = ""
    picture: str | None = None
    taken_back_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.left == self.right:
            raise CallerError("an entity is compared with itself", hint="Name two different ids.")
        if not self.by:
            raise CallerError("a judgement has no author", hint="Say by whom it is made.")

    @property
    def pair(self) -> tuple[UUID, UUID]:
        """Both ids, the smaller first."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


@dataclass(frozen=True, slots=True)
class Conflict:
    """`apart` are held not to be the same, and `chain` (ids from one to the other) holds that they are."""

    apart: tuple[UUID, UUID]
    chain: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """`resolved`: every id that is joined with another, to the smallest id of its group. All tuples are sorted."""

    resolved: dict[UUID, UUID]
    groups: tuple[tuple[UUID, ...], ...]
    conflicts: tuple[Conflict, ...]
    disputed: tuple[tuple[UUID, UUID], ...]

    def of(self, entity: UUID) -> UUID:
        """The id that stands for this one."""
        return self.resolved.get(entity, entity)


def effect(rows: Iterable[Judgement], known_at: datetime, picture: str | None = None) -> Effect:
    """What the rows known by then amount to in a picture (None: rows of every picture)."""
    held = [row for row in rows if _counts(row, known_at, picture)]
    verdicts, disputed = _verdicts(held)
    edges: dict[UUID, set[UUID]] = {}
    for (left, right), verdict in verdicts.items():
        if verdict is Verdict.SAME:
            edges.setdefault(left, set()).add(right)
            edges.setdefault(right, set()).add(left)
    groups = _groups(edges)
    resolved = {member: group[0] for group in groups for member in group}
    apart = sorted(pair for pair, verdict in verdicts.items() if verdict is Verdict.NOT_SAME)
    conflicts = tuple(
        Conflict((left, right), _chain(edges, left, right))
        for left, right in apart
        if left in resolved and resolved[left] == resolved.get(right)
    )
    return Effect(resolved, groups, conflicts, disputed)


def _counts(row: Judgement, known_at: datetime, picture: str | None) -> bool:
    if row.known_at > known_at or (row.taken_back_at is not None and row.taken_back_at <= known_at):
        return False
    return picture is None or row.picture is None or row.picture == picture


def _verdicts(
    rows: list[Judgement],
) -> tuple[dict[tuple[UUID, UUID], Verdict], tuple[tuple[UUID, UUID], ...]]:
    latest: dict[tuple[UUID, UUID], dict[tuple[str, Author], tuple[datetime, Verdict]]] = {}
    for row in rows:
        own = latest.setdefault(row.pair, {})
        before = own.get((row.by, row.author))
        if before is None or row.known_at > before[0]:
            own[row.by, row.author] = row.known_at, row.verdict
        elif row.known_at == before[0] and row.verdict is not before[1]:
            own[row.by, row.author] = row.known_at, Verdict.UNSURE
    verdicts: dict[tuple[UUID, UUID], Verdict] = {}
    disputed: list[tuple[UUID, UUID]] = []
    for pair in sorted(latest):
        voices = latest[pair]
        weight = max(author for _, author in voices)
        held = {verdict for (_, author), (_, verdict) in voices.items() if author is weight}
        verdicts[pair] = _together(held)
        if {Verdict.SAME, Verdict.NOT_SAME} <= held:
            disputed.append(pair)
    return verdicts, tuple(disputed)


def _together(held: set[Verdict]) -> Verdict:
    if {Verdict.SAME, Verdict.NOT_SAME} <= held:
        return Verdict.UNSURE
    return Verdict.SAME if Verdict.SAME in held else Verdict.NOT_SAME if Verdict.NOT_SAME in held else Verdict.UNSURE


def _groups(edges: dict[UUID, set[UUID]]) -> tuple[tuple[UUID, ...], ...]:
    """Connected ids, by union-find with the smaller id as root."""
    root: dict[UUID, UUID] = {entity: entity for entity in edges}

    def find(entity: UUID) -> UUID:
        while root[entity] != entity:
            root[entity] = root[root[entity]]
            entity = root[entity]
        return entity

    for left in sorted(edges):
        for right in sorted(edges[left]):
            first, second = sorted((find(left), find(right)))
            root[second] = first
    members: dict[UUID, list[UUID]] = {}
    for entity in sorted(edges):
        members.setdefault(find(entity), []).append(entity)
    return tuple(tuple(group) for _, group in sorted(members.items()))


def _chain(edges: dict[UUID, set[UUID]], start: UUID, end: UUID) -> tuple[UUID, ...]:
    before: dict[UUID, UUID] = {start: start}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == end:
            break
        for there in sorted(edges[here]):
            if there not in before:
                before[there] = here
                waiting.append(there)
    chain = [end]
    while chain[-1] != start:
        chain.append(before[chain[-1]])
    return tuple(reversed(chain))
