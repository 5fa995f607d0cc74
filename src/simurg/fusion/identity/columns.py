"""Many names as columns: every word a number, every name a run of places, so that numpy can work on all at once.

`columns_of` promises that words are numbered in the order of their text, and names ranked in the order in which the
comparison puts them (`align.turned_round`). It holds no pairs and compares nothing.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.fusion.identity.names import Kind, Name

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NONE = -1


@dataclass(frozen=True, slots=True)
class Sets:
    """A set of numbers for each name: those of name n stand at `start[n]` to `start[n + 1]` of `members`."""

    start: Ints
    members: Ints

    @property
    def sizes(self) -> Ints:
        return np.diff(self.start)


@dataclass(frozen=True, slots=True)
class Columns:
    """`names` as given; `word`, `foreign`, `father`, ... have a row for each word of each name, the rest one a name."""

    names: tuple[Name, ...]
    words: tuple[str, ...]
    start: Ints
    """Where a name's places begin; one more entry than names."""
    word: Ints
    word_weight: Floats
    foreign: Ints
    """Number of the foreign word in `foreign_words`, or `NONE`."""
    foreign_words: tuple[str, ...]
    father: Flags
    clan: Flags
    numbers: Sets
    forms: Sets
    rank: Ints
    person: Flags
    weight: Floats
    letters: Ints
    """How many `joined` has."""
    joined: Ints
    """Equal for names whose `joined` is equal; likewise `figures` for `numbers`."""
    figures: Ints
    initials: Ints
    """The word that the first letters of two or more words make, or `NONE`."""

    @property
    def sizes(self) -> Ints:
        return np.diff(self.start)


def columns_of(names: Sequence[Name]) -> Columns:
    """All of it, in one pass over the names; their order and repeats are kept."""
    spelled = [word for name in names for word in name.tokens]
    words = sorted(set(spelled))
    number = {word: place for place, word in enumerate(words)}
    foreign_words = sorted({word for name in names for word in name.foreign if word})
    of_foreign = {word: place for place, word in enumerate(foreign_words)} | {"": NONE}
    person = np.array([name.kind is Kind.PERSON for name in names], dtype=np.bool_)
    return Columns(
        names=tuple(names),
        words=tuple(words),
        start=_starts(len(name.tokens) for name in names),
        word=np.array([number[word] for word in spelled], dtype=np.int64),
        word_weight=np.array([weight for name in names for weight in name.weights], dtype=np.float64),
        foreign=np.array([of_foreign[word] for name in names for word in name.foreign], dtype=np.int64),
        foreign_words=tuple(foreign_words),
        father=_flagged(names, [name.fathers for name in names]),
        clan=_flagged(names, [name.clans for name in names]),
        numbers=_sets([name.numbers for name in names]),
        forms=_sets([name.forms for name in names]),
        rank=_ranks([(name.tokens, name.foreign) for name in names]),
        person=person,
        weight=np.array([name.weight for name in names], dtype=np.float64),
        letters=np.array([len(name.joined) for name in names], dtype=np.int64),
        joined=_codes([name.joined for name in names]),
        figures=_codes([name.numbers for name in names]),
        initials=np.full(len(names), NONE) if person.all() else _initials(names, number),
    )


def _initials(names: Sequence[Name], number: Mapping[str, int]) -> Ints:
    short = ("".join([word[0] for word in name.tokens]) if len(name.tokens) > 1 else "" for name in names)
    return np.array([number.get(word, NONE) for word in short], dtype=np.int64)


def _starts(sizes: Iterable[int]) -> Ints:
    return np.cumsum(np.array([0, *sizes], dtype=np.int64))


def _flagged(names: Sequence[Name], chosen: Sequence[frozenset[str]]) -> Flags:
    if not any(chosen):
        return np.zeros(sum(len(name.tokens) for name in names), dtype=np.bool_)
    marks = [word in one for name, one in zip(names, chosen, strict=True) for word in name.tokens]
    return np.array(marks, dtype=np.bool_)


def _sets(found: Sequence[Iterable[str]]) -> Sets:
    unique = [set(one) for one in found]
    number: dict[str, int] = {}
    members = [number.setdefault(item, len(number)) for one in unique for item in one]
    return Sets(_starts(len(one) for one in unique), np.array(members, dtype=np.int64))


def _codes(found: Sequence[Hashable]) -> Ints:
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(item, len(number)) for item in found], dtype=np.int64)


def _ranks(found: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> Ints:
    order = {key: place for place, key in enumerate(sorted(set(found)))}
    return np.array([order[key] for key in found], dtype=np.int64)


def spread(starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Runs laid one after another: (which run, place) for every place from starts[r] to starts[r] + sizes[r]."""
    run = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return run, np.arange(len(run)) + (starts - before)[run]


def distinct(codes: Ints) -> Ints:
    """Sorted, each once. By sorting: for millions of numbers several times as fast as the hashing of `np.unique`."""
    ordered = np.sort(codes)
    found: Ints = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return found
