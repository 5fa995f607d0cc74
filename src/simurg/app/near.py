"""Who in a view may be the same as whom, and what the machine holds of it: candidates by keys, then the comparing.

A subject's names are itself, if it reads like a name, and what claims call it. What it is compared by is all that
visible claims say about it (records.py). Everything is computed from the view.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.identity.bulk import Index, candidate_pairs, candidates_in, candidates_of, index_of, name_keys
from simurg.fusion.identity.columns import Ints
from simurg.fusion.identity.entities import Entity, compare, read_entity
from simurg.fusion.identity.judgements import Verdict, effect
from simurg.fusion.identity.many import compare_many, verdict_of
from simurg.fusion.identity.named import NAMING, named
from simurg.fusion.identity.records import UNTOLD, is_compared, record_of
from simurg.fusion.identity.resolution import MOST_ROUNDS, Scored, machine_judgements
from simurg.fusion.identity.rows import COLUMNS, judgements, node
from simurg.ledger import View

_CLAIM = ("subject", "predicate", "object", "confidence", "valid_to", "report_id", "id")
ClaimsOf = Callable[[Sequence[str]], list[dict[str, Any]]]
"""Subjects to the claims about them, each with its `report` (title, reliability, credibility) or None."""
MOST_CLAIMS = 400
"""Claims about one subject that are compared, in the order of what they say."""
MOST_NAMED = 2_000
MOST_READ = 20_000
"""Subjects whose records are kept while a view's names are."""
FEW = 50
"""Subjects up to which only what lies around them is looked at."""
WIDE = 120
"""Who may have a subject among its 20 candidates is looked for among so many that share most with it."""


class Near:
    """The names of one view. Reads them once, when first asked."""

    def __init__(self, view: View, claims_of: ClaimsOf | None = None) -> None:
        """`claims_of`: claims of this view by subject, read already."""
        self._view = view
        self._claims_of = claims_of
        self._read: dict[str, Entity] = {}

    def scored(self, subjects: Sequence[str]) -> list[Scored]:
        """Each of these against the 20 that share most with it, with every part of the score."""
        pairs = self.pairs(subjects)
        entities = self.entities(sorted({one for pair in pairs for one in pair}))
        return [_scored(one, other, entities) for one, other in pairs]

    def same(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of these pairs that the machine holds to be one."""
        if not pairs:
            return []
        subjects = sorted({one for pair in pairs for one in pair})
        place = {one: number for number, one in enumerate(subjects)}
        entities = self.entities(subjects)
        left, right = (np.array([place[pair[side]] for pair in pairs], np.int64) for side in (0, 1))
        verdicts = compare_many([entities[one] for one in subjects], left, right).verdicts
        return [pair for pair, verdict in zip(pairs, verdicts, strict=True) if verdict is Verdict.SAME]

    def pairs(self, subjects: Sequence[str]) -> list[tuple[str, str]]:
        """Each of these subjects with those that are worth comparing with it; sorted, the smaller left. Two are if
        either stands among the other's candidates, so whichever is asked for, the pair is there."""
        at = pc.index_in(pa.array(subjects, pa.string()), value_set=self.keyed["subject"].combine_chunks())
        rows = at.drop_null().to_numpy()
        if not len(rows):
            return []
        left, right = self._every if len(rows) > FEW else self._beside(rows)
        asked = np.isin(left, rows) | np.isin(right, rows)
        subject = self.keyed["subject"]
        one, two = (subject.take(pa.array(side[asked])).to_pylist() for side in (left, right))
        return sorted({(min(pair), max(pair)) for pair in zip(one, two, strict=True)})

    def _beside(self, rows: Ints) -> tuple[Ints, Ints]:
        """Candidates of a few subjects, and of those that might have them among theirs."""
        _, around = candidates_in(self._index, rows, WIDE)
        return candidates_in(self._index, np.union1d(rows, around))

    @cached_property
    def _every(self) -> tuple[Ints, Ints]:
        return candidate_pairs(self.keyed)

    def like(self, text: str, most: int = 3) -> list[str]:
        """Subjects whose names share most with a text."""
        keys = name_keys([text], [None])
        wanted = pa.table({"subject": [text], "keys": pa.array([keys[0].tolist()], pa.list_(pa.int64()))})
        _, right = candidates_of(wanted, self.keyed, most)
        return [self.keyed["subject"][int(one)].as_py() for one in right]

    @cached_property
    def keyed(self) -> pa.Table:
        """Columns subject, keys: one row a subject that has a name, sorted."""
        names = self.names
        return _keyed(names) if names.num_rows else _NONE

    @cached_property
    def _index(self) -> Index:
        return index_of(self.keyed)

    @cached_property
    def names(self) -> pa.Table:
        """Columns subject, name: distinct and sorted."""
        subjects = pc.unique(self._view.read("claims", ("subject",))["subject"]).drop_null().to_pylist()
        return named(subjects, self._view.read("claims", ("subject", "object"), {"predicate": NAMING}))

    def entities(self, subjects: Sequence[str]) -> dict[str, Entity]:
        """What the view says about each, made ready to compare. Those that were asked for lately are kept."""
        fresh = [one for one in subjects if one not in self._read]
        if len(self._read) + len(fresh) > MOST_READ:
            self._read, fresh = {}, list(subjects)
        self._read |= self._entities(fresh)
        return {one: self._read[one] for one in subjects if one in self._read}

    def _entities(self, subjects: Sequence[str]) -> dict[str, Entity]:
        if not subjects:
            return {}
        names: dict[str, list[str]] = {}
        wanted = pa.array(subjects, pa.string())
        told = self.names.filter(pc.is_in(self.names["subject"], value_set=wanted))
        for subject, name in zip(told["subject"].to_pylist(), told["name"].to_pylist(), strict=True):
            names.setdefault(subject, []).append(name)
        claims = _claims(self._view, subjects) if self._claims_of is None else _by_subject(self._claims_of(subjects))
        return {one: _entity(claims.get(one, []), names[one]) for one in subjects if one in names}


def entities_in(view: View) -> dict[str, str]:
    """For every subject that is held to be one with others, the one that stands for all."""
    near = Near(view)
    same = near.same(near.pairs(near.keyed["subject"].to_pylist()))
    groups = _groups(view, same)
    return {subject: group[0] for group in groups for subject in group}


def groups_around(view: View, subjects: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each of these subjects all that are held to be one with it, itself among them, sorted.

    Looks outwards as `resolution.resolve` does, for all of them in one go.
    """
    near = Near(view)
    seen: set[str] = set()
    frontier = set(subjects)
    same: list[tuple[str, str]] = []
    groups: list[list[str]] = []
    for _ in range(MOST_ROUNDS):
        seen |= frontier
        same += near.same(near.pairs(sorted(frontier)))
        groups = _groups(view, same)
        reached = {one for group in groups if not seen.isdisjoint(group) for one in group}
        frontier = reached - seen
        if not frontier:
            break
    of = {subject: tuple(group) for group in groups for subject in group}
    return {subject: of.get(subject, (subject,)) for subject in subjects}


def _groups(view: View, same: Sequence[tuple[str, str]]) -> list[list[str]]:
    """What the machine's pairs and the analysts' rows of a view amount to."""
    rows = view.read("identities", COLUMNS, {"author": "analyst"}).to_pylist()
    machine = [Scored(one, other, Verdict.SAME, 1.0) for one, other in same]
    words = {node(one): one for pair in same for one in pair}
    words |= {node(row[side]): row[side] for row in rows for side in ("left", "right")}
    amounts = effect([*machine_judgements(machine, view.known_at), *judgements(rows)], view.known_at)
    return [sorted(words[one] for one in group) for group in amounts.groups]


def _scored(one: str, other: str, entities: Mapping[str, Entity]) -> Scored:
    found = compare(entities[one], entities[other])
    return Scored(
        one,
        other,
        verdict_of(found.probability),
        found.probability,
        tuple((part.feature, part.effect) for part in sorted(found.parts, key=lambda part: -abs(part.effect))),
    )


def _keyed(names: pa.Table) -> pa.Table:
    """Keys of all names of each subject together."""
    texts = names["name"].to_pylist()
    distinct = sorted(set(texts))
    keys = dict(zip(distinct, name_keys(distinct, [None] * len(distinct)), strict=True))
    of: dict[str, list[Any]] = {}
    for subject, name in zip(names["subject"].to_pylist(), texts, strict=True):
        of.setdefault(subject, []).append(keys[name])
    lists = [some[0] if len(some) == 1 else np.unique(np.concatenate(some)) for some in of.values()]
    ends = np.cumsum([0, *map(len, lists)])
    flat = np.concatenate(lists) if lists else np.zeros(0, np.int64)
    offsets = pa.array(ends, pa.int32())
    return pa.table({"subject": pa.array(list(of), pa.string()), "keys": pa.ListArray.from_arrays(offsets, flat)})


def _claims(view: View, subjects: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Claims about each subject with their reports' letters, in an order that depends on what they say only."""
    if len(subjects) <= MOST_NAMED:
        rows = view.read("claims", _CLAIM, {"subject": frozenset(subjects)})
        reports = frozenset(rows["report_id"].drop_null().to_pylist())
        letters = view.read("reports", ("id", "reliability"), {"id": reports}) if len(reports) <= MOST_NAMED else None
    else:
        rows = view.read("claims", _CLAIM)
        rows = rows.filter(pc.is_in(rows["subject"], value_set=pa.array(subjects, pa.string())))
        letters = None
    graded = (view.read("reports", ("id", "reliability")) if letters is None else letters).to_pydict()
    letter = dict(zip(graded["id"], graded["reliability"], strict=True))
    compared = [one for one in pc.unique(rows["predicate"]).to_pylist() if one is not None and is_compared(one)]
    rows = rows.filter(pc.is_in(rows["predicate"], value_set=pa.array(compared, pa.string())))
    told: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows.to_pylist():
        row["reliability"] = letter.get(row["report_id"])
        told.setdefault(row["subject"], []).append(row)
    return told


def _by_subject(claims: Sequence[dict[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """What is compared of claims that come with their reports."""
    told: dict[str, list[Mapping[str, Any]]] = {}
    for row in claims:
        if row["predicate"] is not None and is_compared(row["predicate"]):
            letter = (row["report"] or {}).get("reliability")
            told.setdefault(row["subject"], []).append({**row, "reliability": letter})
    return told


def _entity(claims: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Entity:
    ordered = sorted(claims, key=lambda row: (row["predicate"] or "", row["object"] or "", row["id"].bytes))
    record = record_of(ordered[:MOST_CLAIMS], names)
    return read_entity({"schema": record["schema"] or UNTOLD, "properties": record["properties"]})


_NONE = pa.table({"subject": pa.array([], pa.string()), "keys": pa.array([], pa.list_(pa.int64()))})
