"""Which subjects of claims are one entity, as far as a view tells: machine's scores and analysts' words together.

From seeds outwards: whoever may be the same as one of them is compared, whoever is held to be the same joins, and so
on until nobody new comes. What a machine holds is computed here and now from the view's claims; what analysts hold
are rows. `judgements.effect` decides what both amount to. Pure: the comparing is a function that is handed in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.fusion.identity.judgements import Author, Conflict, Effect, Judgement, Verdict, effect
from simurg.fusion.identity.rows import judgements, node

MACHINE = "machine"
MOST_ROUNDS = 8
MOST_MEMBERS = 2_000
"""Where an entity would grow beyond these, growing stops, and `cut` says so: it is most likely no entity."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A machine's word on a pair: `parts` names each feature's share of the log odds."""

    left: str
    right: str
    verdict: Verdict
    probability: float
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """`members` are sorted; the first stands for all. `pairs`: what the machine holds of them and of those near
    them; `judged`: analysts' rows about them; `conflicts` and `disputed` in subjects' words."""

    members: tuple[str, ...]
    pairs: tuple[Scored, ...]
    judged: tuple[Mapping[str, Any], ...]
    conflicts: tuple[tuple[str, ...], ...]
    disputed: tuple[tuple[str, str], ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Around:
    """How to look further: `near` scores subjects against whoever may be the same as one of them; `judged` gives
    analysts' rows (rows.COLUMNS) that name one of them."""

    near: Callable[[Sequence[str]], Sequence[Scored]]
    judged: Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]
    known_at: datetime


def resolve(seeds: Sequence[str], around: Around) -> Resolved:
    """The entity that the seeds belong to; seeds that turn out to be several entities give that of the first."""
    words = {node(one): one for one in seeds}
    pairs: dict[tuple[str, str], Scored] = {}
    rows: dict[UUID, Mapping[str, Any]] = {}
    seen: set[str] = set()
    frontier = list(dict.fromkeys(seeds))
    amounts = effect([], around.known_at)
    cut = False
    for _ in range(MOST_ROUNDS):
        if not frontier:
            break
        seen.update(frontier)
        for scored in around.near(frontier):
            pairs[_ordered(scored)] = scored
        for row in around.judged(frontier):
            rows[row["id"]] = row
        words |= {node(one): one for pair in pairs for one in pair}
        words |= {node(row[side]): row[side] for row in rows.values() for side in ("left", "right")}
        amounts = effect(
            [*machine_judgements(pairs.values(), around.known_at), *judgements(rows.values())], around.known_at
        )
        joined = _group(amounts, seeds[0], words)
        cut = len(joined) > MOST_MEMBERS
        frontier = [] if cut else [one for one in joined if one not in seen]
    else:
        cut = bool(frontier)
    members = _group(amounts, seeds[0], words)
    return _told(members, (pairs, rows, amounts, words), cut=cut)


def _told(
    members: tuple[str, ...],
    found: tuple[Mapping[tuple[str, str], Scored], Mapping[UUID, Mapping[str, Any]], Effect, Mapping[UUID, str]],
    *,
    cut: bool,
) -> Resolved:
    pairs, rows, amounts, words = found
    inside = set(members)
    about = [pairs[key] for key in sorted(pairs) if inside & set(key)]
    judged = [row for row in rows.values() if inside & {row["left"], row["right"]}]
    return Resolved(
        members,
        tuple(one for one in about if one.verdict is not Verdict.NOT_SAME),
        tuple(sorted(judged, key=lambda row: (row["known_at"], row["id"].bytes))),
        tuple(_chain(one, words) for one in amounts.conflicts if words[one.apart[0]] in inside),
        tuple((words[left], words[right]) for left, right in amounts.disputed if inside & {words[left], words[right]}),
        cut,
    )


def machine_judgements(pairs: Iterable[Scored], known_at: datetime) -> list[Judgement]:
    """What a machine is sure of, as judgements made at a moment."""
    return [
        Judgement(node(one.left), node(one.right), one.verdict, MACHINE, Author.MACHINE, known_at)
        for one in pairs
        if one.verdict is not Verdict.UNSURE
    ]


def _group(amounts: Effect, seed: str, words: Mapping[UUID, str]) -> tuple[str, ...]:
    standing = amounts.of(node(seed))
    members = next((group for group in amounts.groups if group[0] == standing), ())
    return tuple(sorted({seed, *(words[one] for one in members)}))


def _chain(conflict: Conflict, words: Mapping[UUID, str]) -> tuple[str, ...]:
    return tuple(words[one] for one in conflict.chain)


def _ordered(scored: Scored) -> tuple[str, str]:
    left, right = sorted((scored.left, scored.right))
    return left, right
