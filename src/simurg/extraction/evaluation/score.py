"""A reader against gold: precision, recall and F1 by type, what was taken for what, the worst cases, each language.

An event is right when its text has a gold event of the same type that no other event met (*types*); in the second count
(*types and actors*) each side that the gold names must be named too: the same words, one within the other, or the same
code. Only events that would stand in the ledger count: asserted, or attributed to somebody. What met nothing is paired
with what was missed, the surest first, for the table of confusions; NONE stands for nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simurg.extraction.evaluation.gold import NONE, GoldEvent, Item
from simurg.extraction.evaluation.intervals import Counts, Pair, bootstrap_f1, f1_of, wilson
from simurg.extraction.reading import ActorNamed, EventRead, Reading
from simurg.ontology.plover import PLOVER_TYPES

COUNTED_AS = frozenset({"asserted", "attributed"})
"""Events that are told as having happened; what is planned, possible or denied stands in the reading alone."""
SEED = 6
CodeOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """Of one type, language, or all together. Intervals are of 95 %; None where there is no case."""

    name: str
    gold: int
    told: int
    right: int
    precision: float | None
    precision_interval: Pair | None
    recall: float | None
    recall_interval: Pair | None
    f1: float | None
    f1_interval: Pair | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A text that was read wrong. `wrong`: what was told and is not there; `missed`: what is there and not told."""

    text: str
    language: str | None
    wrong: tuple[str, ...]
    missed: tuple[str, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """`confusion`: gold type, told type, how often."""

    texts: int
    refused: int
    types: tuple[Line, ...]
    micro: Line
    macro_f1: float | None
    macro_interval: Pair | None
    with_actors: Line
    languages: tuple[Line, ...]
    confusion: tuple[tuple[str, str, int], ...]
    worst: tuple[Case, ...]


def score(items: Sequence[Item], readings: Sequence[Reading], code_of: CodeOf, worst: int = 20) -> Scores:
    """Readings in the order of the items. `code_of`: the code of an actor's name, '' if none is known."""
    judged = [_Judged.of(item, reading, code_of) for item, reading in zip(items, readings, strict=True)]
    hits, told, wanted = (_table([getattr(one, name) for one in judged]) for name in ("hits", "told", "wanted"))
    intervals, macro_interval = bootstrap_f1(hits, told, wanted, SEED)
    sums = [table.sum(axis=0).tolist() for table in (wanted, told, hits)]
    counts = zip(PLOVER_TYPES, *sums, intervals, strict=True)
    lines = [_line(name, gold, some, right, interval) for name, gold, some, right, interval in counts]
    scored = [line.f1 or 0.0 for line in lines if line.gold]
    totals = [sum(one) for one in sums]
    with_actors = sum(one.with_actors for one in judged)
    return Scores(
        len(items),
        sum(bool(reading.refused) for reading in readings),
        tuple(line for line in lines if line.gold or line.told),
        _line("all", *totals),
        sum(scored) / len(scored) if scored else None,
        macro_interval,
        _line("all, with actors", totals[0], totals[1], with_actors),
        _languages(items, judged),
        _confusion(judged),
        _worst(items, judged, worst),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """One text. `confused`: gold and told type, the surest first."""

    hits: Counter[str]
    told: Counter[str]
    wanted: Counter[str]
    with_actors: int
    confused: tuple[tuple[str, str], ...]
    surest: float | None

    @classmethod
    def of(cls, item: Item, reading: Reading, code_of: CodeOf) -> "_Judged":
        events = sorted(
            (one for one in reading.events if one.factuality in COUNTED_AS), key=lambda one: -(one.confidence or 0.5)
        )
        told, wanted = Counter(one.event_type for one in events), Counter(one.type for one in item.events)
        hits = told & wanted
        extra, missing = list((told - wanted).elements()), list((wanted - told).elements())
        extra.sort(key=[one.event_type for one in events].index)
        pairs = [(kind, kind) for kind in hits.elements()]
        both = min(len(extra), len(missing))
        pairs += list(zip(missing[:both], extra[:both], strict=True))
        pairs += [(kind, NONE) for kind in missing[both:]] + [(NONE, kind) for kind in extra[both:]]
        if not pairs:
            pairs = [(NONE, NONE)]
        wrong = [one.confidence for one in events if one.event_type in extra and one.confidence is not None]
        return cls(hits, told, wanted, _met(events, item.events, code_of), tuple(pairs), max(wrong, default=None))


def _met(events: Sequence[EventRead], gold: Sequence[GoldEvent], code_of: CodeOf) -> int:
    """Events whose type and named sides are those of a gold event, each of which is met once."""
    free, met = list(gold), 0
    for event in events:
        for one in free:
            sides = (_same(event.actor, one.actor, code_of), _same(event.recipient, one.recipient, code_of))
            if event.event_type == one.type and all(sides):
                free.remove(one)
                met += 1
                break
    return met


def _same(told: ActorNamed | None, wanted: str | None, code_of: CodeOf) -> bool:
    if wanted is None:
        return True
    if told is None:
        return False
    one, other = _words(told.name), _words(wanted)
    if f" {one} " in f" {other} " or f" {other} " in f" {one} ":
        return True
    return bool(told.code) and told.code == code_of(wanted)


def _words(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold())) or name


def _table(counts: Sequence[Counter[str]]) -> Counts:
    return np.array([[one[kind] for kind in PLOVER_TYPES] for one in counts], np.int64)


def _line(name: str, gold: int, told: int, right: int, interval: Pair | None = None) -> Line:
    precision, recall = (right / count if count else None for count in (told, gold))
    return Line(
        name, gold, told, right, precision, wilson(right, told), recall, wilson(right, gold),
        f1_of(right, told, gold), interval,
    )  # fmt: skip


def _languages(items: Sequence[Item], judged: Sequence[_Judged]) -> tuple[Line, ...]:
    found: dict[str, list[_Judged]] = {}
    for item, one in zip(items, judged, strict=True):
        found.setdefault(item.language or "not stated", []).append(one)
    return tuple(
        _line(language, *(sum(getattr(one, name).total() for one in some) for name in ("wanted", "told", "hits")))
        for language, some in sorted(found.items())
    )


def _confusion(judged: Sequence[_Judged]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter(pair for one in judged for pair in one.confused)
    return tuple(
        (gold, told, count) for (gold, told), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )


def _worst(items: Sequence[Item], judged: Sequence[_Judged], most: int) -> tuple[Case, ...]:
    """First what was told and is not there, the surest first; then what was missed."""
    cases = []
    for item, one in zip(items, judged, strict=True):
        wrong = tuple(told for gold, told in one.confused if told not in (gold, NONE))
        missed = tuple(gold for gold, told in one.confused if gold not in (told, NONE))
        if wrong or missed:
            cases.append(Case(item.text, item.language, wrong, missed, one.surest))
    order = sorted(cases, key=lambda one: (not one.wrong, -(one.confidence or 0.0), -len(one.missed), one.text))
    return tuple(order[:most])
