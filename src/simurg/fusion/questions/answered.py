"""What is believed about some entities: each question's answer, every claim to it, and what it would be without each
source.

Probability says how likely the answer is right; confidence says how well that rests: low on one voice, or if the
answer falls with one source; high only on three sources or more, none of which it needs. The two are never mixed.
Pure: claims and frozen parameters in, values out; the order of claims plays no part.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.belief import Beliefs, Hierarchy, Parameters, Reliability, believe, gather, without_each
from simurg.fusion.belief.beliefs import STANDS
from simurg.fusion.questions.asked import DAYS, asked, in_words
from simurg.fusion.questions.predicates import is_above
from simurg.fusion.questions.vaguer import vaguer

EARLIER = "earlier"
"""A source's answer that a later one of its own has replaced."""
FIRM_SOURCES, FIRM = 3, 0.8

_Question = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """One claim, where it `stands` (for, vaguer, against, earlier), and how its source is judged: by the officer
    (`grade`) and by what was learned (`reliability`)."""

    claim: UUID
    report: UUID | None
    source: str
    said: str
    stands: str
    known_at: datetime
    grade: str
    reliability: Reliability


@dataclass(frozen=True, slots=True)
class Without:
    """The answer if a source had said nothing; None where nobody else answered."""

    source: str
    answer: str | None
    probability: float | None


@dataclass(frozen=True, slots=True)
class Answered:
    """`low` and `high`: 80 % interval of a number. `none`: that no answer given is right."""

    entity: str
    predicate: str
    answer: str
    probability: float
    none: float
    low: float | None
    high: float | None
    voices: tuple[Voice, ...]
    without: tuple[Without, ...]

    @property
    def confidence(self) -> str:
        """low, moderate or high: see the module."""
        bearing = {voice.source for voice in self.voices if voice.stands in ("for", "vaguer")}
        held = [one.probability or 0.0 for one in self.without if one.answer == self.answer]
        if len(bearing) < 2 or len(held) < len(self.without):
            return "low"
        return "high" if len(bearing) >= FIRM_SOURCES and min(held, default=0.0) >= FIRM else "moderate"


@dataclass(frozen=True, slots=True)
class Frame:
    """What claims are judged by: frozen parameters, officers' letters by source, resolved subjects, what lies above."""

    parameters: Parameters
    grades: Mapping[str, str]
    entities: Mapping[str, str]
    within: tuple[tuple[str, str], ...] = ()


_Alone = dict[_Question, list[Without]]


def answered(claims: pa.Table, frame: Frame) -> list[Answered]:
    """One for each question that the claims (asked.CLAIM_COLUMNS) answer, by entity and predicate."""
    rows = asked(claims, frame.grades, frame.entities)
    if not rows.num_rows:
        return []
    hierarchy = hierarchy_of(rows, frame.within)
    beliefs = believe(gather(rows), frame.parameters, hierarchy)
    in_days = rows.filter(pc.equal(rows["unit"], DAYS))
    dated = frozenset(zip(in_days["object"].to_pylist(), in_days["attribute"].to_pylist(), strict=True))
    alone = _without(beliefs, (frame.parameters, hierarchy), dated)
    voices = _voices(beliefs, rows, claims, frame.parameters)
    told = []
    for number, row in enumerate(beliefs.table().to_pylist()):
        question = (row["object"], row["attribute"])
        low, high = (None, None) if question in dated else (row["low"], row["high"])
        told.append(
            Answered(
                entity=row["object"],
                predicate=row["attribute"],
                answer=_shown(row["value"], question in dated),
                probability=row["probability"],
                none=row["none"],
                low=low,
                high=high,
                voices=tuple(voices[number]),
                without=tuple(alone.get(question, ())),
            )
        )
    return told


def believed(claims: pa.Table, frame: Frame) -> dict[tuple[str, str], tuple[str, float]]:
    """Only the answer and its probability, by (entity, predicate): for comparing views."""
    rows = asked(claims, frame.grades, frame.entities)
    if not rows.num_rows:
        return {}
    beliefs = believe(gather(rows), frame.parameters, hierarchy_of(rows, frame.within))
    in_days = rows.filter(pc.equal(rows["unit"], DAYS))
    dated = set(zip(in_days["object"].to_pylist(), in_days["attribute"].to_pylist(), strict=True))
    told = beliefs.table().select(["object", "attribute", "value", "probability"]).to_pylist()
    return {
        (row["object"], row["attribute"]): (
            _shown(row["value"], (row["object"], row["attribute"]) in dated),
            row["probability"],
        )
        for row in told
    }


def hierarchy_of(rows: pa.Table, within: Iterable[tuple[str, str]]) -> Hierarchy:
    """What lies above the answers."""
    return vaguer((value for value in pc.unique(rows["value"]).to_pylist() if value), within)[0]


def within_of(claims: pa.Table) -> tuple[tuple[str, str], ...]:
    """Pairs (lower, upper) that claims state by a predicate such as part_of."""
    upward = [one for one in pc.unique(claims["predicate"]).to_pylist() if one is not None and is_above(one)]
    some = claims.filter(pc.is_in(claims["predicate"], value_set=pa.array(upward, pa.string())))
    pairs = zip(some["subject"].to_pylist(), some["object"].to_pylist(), strict=True)
    return tuple(sorted({(lower, upper) for lower, upper in pairs if lower and upper}))


def grades_of(reports: pa.Table) -> dict[str, str]:
    """The letter that most of a source's reports bear (of equally many the worse); sources without any are left out."""
    told = reports.group_by(["source_id", "reliability"]).aggregate([([], "count_all")]).to_pylist()
    counts: dict[str, Counter[str]] = {}
    for row in told:
        if row["source_id"] is not None and row["reliability"] is not None:
            counts.setdefault(row["source_id"], Counter())[row["reliability"]] += row["count_all"]
    return {source: max(letters, key=lambda one: (letters[one], one)) for source, letters in sorted(counts.items())}


def _voices(beliefs: Beliefs, rows: pa.Table, claims: pa.Table, parameters: Parameters) -> list[list[Voice]]:
    """For each question its claims: those that were weighed, then a source's earlier ones."""
    c = beliefs.claims
    place = dict(zip(c.row.tolist(), range(len(c)), strict=True))
    number = {question: k for k, question in enumerate(c.questions)}
    reports = dict(zip(claims["id"].to_pylist(), claims["report_id"].to_pylist(), strict=True))
    told: list[list[Voice]] = [[] for _ in c.questions]
    entries = rows.to_pylist()
    weighed = {_said(entries[row]): STANDS[int(beliefs.stands[claim])] for row, claim in place.items()}
    for entry in entries:
        question = number.get((entry["object"], entry["attribute"]))
        if question is None:
            continue
        stands = weighed.get(_said(entry), EARLIER)
        told[question].append(_voice(entry, stands, reports, parameters))
    order = (*STANDS, EARLIER)
    for some in told:
        some.sort(key=lambda one: (order.index(one.stands), one.source, one.known_at, one.claim.bytes))
    return told


def _said(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """Who said what to which question: saying it twice is saying it once."""
    return tuple(entry[name] for name in ("object", "attribute", "source", "value", "low", "high"))


def _voice(entry: Mapping[str, Any], stands: str, reports: Mapping[UUID, UUID | None], known: Parameters) -> Voice:
    said = entry["value"] if entry["value"] is not None else in_words(entry["low"], entry["high"], entry["unit"])
    reliability = known.sources.get(entry["source"], known.unknown)
    return Voice(
        entry["id"], reports[entry["id"]], entry["source"], said, stands, entry["at"], entry["grade"], reliability
    )


def _shown(answer: str, days: bool) -> str:
    """The answer as people write it: day numbers as dates."""
    if not days:
        return answer
    ends = answer.split("…")
    return in_words(float(ends[0]), float(ends[-1]), DAYS) if all(one.isdecimal() for one in ends) else answer


def _without(beliefs: Beliefs, frozen: tuple[Parameters, Hierarchy], dated: frozenset[_Question]) -> _Alone:
    told: _Alone = {}
    for row in without_each(beliefs, *frozen).to_pylist():
        question = (row["object"], row["attribute"])
        answer = None if row["value"] is None else _shown(row["value"], question in dated)
        told.setdefault(question, []).append(Without(row["source"], answer, row["probability"]))
    return told
