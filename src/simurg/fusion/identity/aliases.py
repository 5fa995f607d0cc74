"""The names of two entities against each other: the pair that speaks most for one, and what the others say.

`name_findings` gives the parts that names alone decide: how far the best pair goes, whether other names agree too,
whether it is only an alias, how common the words are that agree, and what names told in fields of their own (given,
father's, family name) say. Bounded: of the pairs of names, `TRIED` get the full comparison.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from simurg.fusion.identity.doubts import CONSONANTS, OTHER_SYLLABLE, SAME_SYLLABLES, acronym, doubts, fuller
from simurg.fusion.identity.features import FEATURES, features
from simurg.fusion.identity.likeness import likeness
from simurg.fusion.identity.model import Model
from simurg.fusion.identity.names import Kind, Name
from simurg.fusion.identity.naming import Naming
from simurg.fusion.identity.vocabulary import vocabulary

TRIED = 6
"""Pairs of names that get the full comparison: those most alike at a glance."""
ENOUGH, BEHIND = 2.5, 0.3
"""Log odds after which no further pair of names is tried; how far behind the best at a glance one may be."""
AGREES, UNLIKE_MAIN = 1.0, -1.0
"""Log odds from which the best pair agrees, and below which the main names do not."""
LEAST, MOST = -5.0, 4.0
"""Log odds beyond which names alone say no more: other evidence must still be able to outweigh them."""
CONTAINED = 0.9
"""Share of the shorter name's words, weighed by likeness, from which the longer one has them all."""
WORST = 0.25
"""1 - likeness of a word up to which it is still spelled alike."""
SAME_WORD, OTHER_WORD = 0.85, 0.6
"""Likeness from which two given or family names are one, and below which they are others."""
_AT = {name: place for place, name in enumerate(FEATURES)}


class Best(NamedTuple):
    """The pair of names that speaks most for one, its log odds and features."""

    log_odds: float
    left: Name
    right: Name
    values: tuple[float, ...]


Score = Callable[[Name, Name], Best]
"""Compares two names in full."""


class Found(NamedTuple):
    """A finding, and how much of it there is (its weight is multiplied by this)."""

    name: str
    value: float


def name_findings(left: Naming, right: Naming, score: Score) -> Iterator[Found]:
    """What the names say; the first finding is that of the best pair."""
    best = best_pair(left.names, right.names, score)
    weak = bool(left.weak & (right.exact | right.weak) or right.weak & left.exact)
    if best is None or (weak and best.log_odds < 0.0):
        yield Found("weak alias" if weak else "no name", 1.0)
        return
    if best.log_odds < 0.0:
        yield Found("names that speak against it", max(LEAST, best.log_odds))
    else:
        yield Found("names that speak for it", min(MOST, best.log_odds))
    if (many := len(left.names) * len(right.names)) > 1:
        yield Found("many names to choose from", min(2.0, math.log10(many)))
    yield from _of_the_pair(best, left.kind)
    if best.log_odds >= AGREES:
        yield from _of_all(left, right, best, score)
    if left.kind is Kind.PERSON:
        yield from _fields(left, right)
    else:
        yield from _numbers(left.names, right.names)


def best_pair(left: Sequence[Name], right: Sequence[Name], score: Score) -> Best | None:
    """None where a side has no name. Ties go to the names that come first in the alphabet."""
    best: Best | None = None
    for _, one, two in tried(left, right):
        found = score(one, two)
        if best is None or found.log_odds > best.log_odds:
            best = found
        if best.log_odds >= ENOUGH:
            break
    return best


def tried(left: Sequence[Name], right: Sequence[Name]) -> list[tuple[float, Name, Name]]:
    """The pairs that are worth a full comparison, likest first, each with its likeness at a glance."""
    if len(left) == len(right) == 1:
        return [(0.0, left[0], right[0])]
    glances = [(_glance(one, two), one, two) for one in left for two in right]
    if not glances:
        return []
    bar = max(glance for glance, _, _ in glances) - BEHIND
    return sorted((found for found in glances if found[0] >= bar), key=_best_first)[:TRIED]


def full(one: Name, two: Name, model: Model) -> Best:
    """Two names compared in full."""
    return best_of(one, two, features(one, two), model)


def best_of(one: Name, two: Name, values: tuple[float, ...], model: Model) -> Best:
    """The same where their features are known."""
    row = model.of(one.kind)
    total = math.fsum(value * weight for value, weight in zip(values, row, strict=False) if value) + row[-1]
    return Best(total, one, two, values)


def _best_first(row: tuple[float, Name, Name]) -> tuple[float, str, str]:
    one, two = row[1].content, row[2].content
    return (-row[0], one, two) if one <= two else (-row[0], two, one)


def _glance(left: Name, right: Name) -> float:
    """A cheap likeness: letters of both, and the share of words they have in common."""
    if left.joined == right.joined:
        return 3.0
    shared = len(left.words & right.words) / (min(len(left.words), len(right.words)) or 1)
    return shared + Indel.normalized_similarity(left.by_letter, right.by_letter)


def _of_the_pair(best: Best, kind: Kind) -> Iterator[Found]:
    common = _commonness(best, kind)
    if common:
        yield Found("a common name", common)
    noticed = doubts(best.left, best.right, best.values)
    unsure = max(0.0, min(2.0, 1.0 - best.log_odds / ENOUGH))
    for name in noticed:
        yield Found(name, unsure if name in (SAME_SYLLABLES, CONSONANTS) else 1.0)
    if across := _across_scripts(best):
        yield Found("counterparts in another script", across)
    if kind is Kind.PERSON:
        if best.values[_AT["alone"]]:
            yield Found("a single word", 1.0)
        if best.values[_AT["initial"]]:
            yield Found("an initial fits", 1.0)
        if not common and OTHER_SYLLABLE not in noticed and _words_agreeing(best) >= 3:
            yield Found("three words agree", 1.0)
        return
    if acronym(best.left, best.right, best.values):
        return
    if min(len(best.left.tokens), len(best.right.tokens)) == 1 and not best.values[_AT["extra"]]:
        yield Found("one word is all of the name", 1.0)
    if best.values[_AT["form"]]:
        yield Found("other legal form", 1.0)
    if best.values[_AT["extra"]]:
        yield Found("a word more", min(1.0, 3.0 * best.values[_AT["extra"]]))


def _across_scripts(best: Best) -> float:
    """1 where every word has a counterpart in another script, less the surer the letters are already."""
    if any(best.left.foreign) == any(best.right.foreign) or best.values[_AT["conflict"]]:
        return 0.0
    return max(0.0, min(1.0, 1.0 - best.log_odds / ENOUGH))


def _words_agreeing(best: Best) -> int:
    """Words of the shorter name where the longer one has them all, spelled alike; else 0."""
    alike = best.values[_AT["contained"]] >= CONTAINED and best.values[_AT["worst"]] <= WORST
    whole = alike and not best.values[_AT["conflict"]]
    return min(len(best.left.tokens), len(best.right.tokens)) if whole else 0


def _commonness(best: Best, kind: Kind) -> float:
    """1 where a name is made of one or two words, all common, half where there are more; 0 otherwise."""
    if best.log_odds < 0.0:
        return 0.0
    words = vocabulary()
    known = words.common_names if kind is Kind.PERSON else words.common_brands
    sizes = [
        len(name.words) + len(name.numbers) for name in (best.left, best.right) if name.words and name.words <= known
    ]
    return 0.0 if not sizes else (1.0 if min(sizes) <= 2 else 0.5)


def _of_all(left: Naming, right: Naming, best: Best, score: Score) -> Iterator[Found]:
    others = (left.exact & right.exact) - {best.left.by_letter, best.right.by_letter, ""}
    if others:
        yield Found("more names agree", min(2.0, float(len(others))))
    if fuller(left.full, right.full, best.left, best.right):
        whole = best_pair(left.full, right.full, score)
        if whole is not None and whole.log_odds < 0.0:
            yield Found("fuller names speak against it", min(1.0, -whole.log_odds))
    if best.left in left.main and best.right in right.main:
        return
    main = best_pair(left.main, right.main, score)
    if main is not None and main.log_odds < UNLIKE_MAIN:
        yield Found("only an alias agrees", 1.0)


def _fields(left: Naming, right: Naming) -> Iterator[Found]:
    """Names told in fields of their own."""
    if left.fathers and right.fathers and _alike(left.fathers, right.fathers) < OTHER_WORD:
        yield Found("father's names differ", 1.0)
    if not (left.given and right.given and left.family and right.family):
        return
    given, family = _alike(left.given, right.given), _alike(left.family, right.family)
    if given < SAME_WORD and family < SAME_WORD:
        if min(_alike(left.given, right.family), _alike(left.family, right.given)) >= SAME_WORD:
            yield Found("given and family name change places", 1.0)
    elif given < OTHER_WORD and family >= SAME_WORD:
        yield Found("given names differ", 1.0)


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    return max(1.0 if one in two or two in one else likeness(one, two) for one in left for two in right)


def _numbers(left: Sequence[Name], right: Sequence[Name]) -> Iterator[Found]:
    """Both sides tell numbers, none shared; or every name of one side carries one, and none of the other's."""
    ours, theirs = ([name.numbers for name in side] for side in (left, right))
    if any(ours) and any(theirs):
        told = {number for numbers in ours for number in numbers}
        if told.isdisjoint(number for numbers in theirs for number in numbers):
            yield Found("other number in the name", 1.0)
    elif (all(ours) and not any(theirs)) or (all(theirs) and not any(ours)):
        yield Found("a number in one name only", 1.0)
