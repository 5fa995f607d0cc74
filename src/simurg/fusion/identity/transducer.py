"""How a word of a foreign script is spelled in Latin letters: a learned one-to-many transducer.

Each unit of the foreign word (letters.py) emits a piece of 0 to 4 Latin letters, independently given the unit and
whether it is the first, the last or neither (Ristad & Yianilos 1998 without memory; Jiampojamarn et al. 2007 for
many-to-many pieces):

    P(latin | foreign) = sum over segmentations of prod_i P(piece_i | unit_i, position_i)

`chance` sums, `explain` gives the best segmentation. Counts come from a versioned table that was fitted with `fit`
(expectation-maximisation); smoothing happens when it is used, so the counts stay readable. Given one foreign word
P ranks Latin ones, and given one Latin word it ranks foreign ones if all are held equally likely beforehand.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from simurg.fusion.identity.letters import plain, units

LONGEST_PIECE = 4
MOST_UNITS = 24
MOST_LETTERS = 32
POSITION_WEIGHT = 6.0
"""Occurrences that the unit's own counts weigh against those of the unit at the word's start or end."""
FLOOR_WEIGHT = 1.0
"""Occurrences that the floor (below) weighs against a unit's own."""
UNSEEN = "?"
"""A letter that is in no piece."""
_LENGTHS = (0.15, 0.55, 0.2, 0.07, 0.03)

Counts = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Transducer:
    """Counts of pieces by unit symbol (`x`, `^x` at the start, `x$` at the end). `script` is a name for people."""

    script: str
    counts: Mapping[str, Mapping[str, float]]
    _totals: dict[str, float] = field(default_factory=dict, repr=False, compare=False)
    _known: dict[tuple[str, str], float] = field(default_factory=dict, repr=False, compare=False)

    def chance_of(self, symbol: str, piece: str) -> float:
        """P(piece | unit at that position), never 0 for pieces of at most four letters."""
        found = self._known.get((symbol, piece))
        if found is None:
            found = self._known[symbol, piece] = self._smoothed(symbol, piece)
        return found

    def _smoothed(self, symbol: str, piece: str) -> float:
        unit = _unit(symbol)
        spelled = 0.5 if piece == _spelled(unit) else 0.0
        floor = spelled + 0.5 * _LENGTHS[len(piece)] * 26.0 ** -len(piece)
        by_unit = (self._count(unit, piece) + FLOOR_WEIGHT * floor) / (self._total(unit) + FLOOR_WEIGHT)
        if symbol == unit:
            return by_unit
        return (self._count(symbol, piece) + POSITION_WEIGHT * by_unit) / (self._total(symbol) + POSITION_WEIGHT)

    def _count(self, symbol: str, piece: str) -> float:
        return self.counts.get(symbol, {}).get(piece, 0.0)

    def _total(self, symbol: str) -> float:
        found = self._totals.get(symbol)
        if found is None:
            found = self._totals[symbol] = math.fsum(self.counts.get(symbol, {}).values())
        return found


def chances_of(table: Transducer, symbol: str, pieces: Mapping[str, int]) -> tuple[list[float], dict[int, float]]:
    """`chance_of` for numbered pieces: by length for those never seen at the symbol, and one by one for the others."""
    unseen = [table.chance_of(symbol, UNSEEN * size) for size in range(LONGEST_PIECE + 1)]
    unit = _unit(symbol)
    seen = {*table.counts.get(symbol, ()), *table.counts.get(unit, ()), _spelled(unit)}
    return unseen, {pieces[piece]: table.chance_of(symbol, piece) for piece in seen if piece in pieces}


@lru_cache(maxsize=4096)
def _spelled(unit: str) -> str:
    return plain(unit)


def symbols(foreign: str) -> tuple[str, ...]:
    """Units marked with their place in the word."""
    found = units(foreign)[:MOST_UNITS]
    if not found:
        return ()
    middle = found[1:-1]
    return (f"^{found[0]}", *middle, f"{found[-1]}$") if len(found) > 1 else (f"^{found[0]}",)


def chance(table: Transducer, foreign: str, name: str) -> float:
    """P(name | foreign): 0.0 where either has no letter or the name is longer than the pieces can cover."""
    marked, letters = symbols(foreign), plain(name)[:MOST_LETTERS]
    if not marked or not letters:
        return 0.0
    return forward(table, marked, letters)[-1][len(letters)]


def forward(table: Transducer, marked: tuple[str, ...], letters: str) -> list[list[float]]:
    """Probability of having written `letters[:j]` after i units, for all i and j."""
    size = len(letters)
    rows = [[1.0] + [0.0] * size]
    for symbol in marked:
        before, after = rows[-1], [0.0] * (size + 1)
        for start, mass in enumerate(before):
            if mass:
                for end in range(start, min(size, start + LONGEST_PIECE) + 1):
                    after[end] += mass * table.chance_of(symbol, letters[start:end])
        rows.append(after)
    return rows


def explain(table: Transducer, foreign: str, name: str) -> tuple[tuple[str, str], ...]:
    """The likeliest (unit, piece) sequence; empty where there is none."""
    marked, letters = symbols(foreign), plain(name)[:MOST_LETTERS]
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for symbol in marked:
        after: dict[int, tuple[float, int]] = {}
        for start, (value, _) in best[-1].items():
            for end in range(start, min(len(letters), start + LONGEST_PIECE) + 1):
                now = value + math.log(table.chance_of(symbol, letters[start:end]))
                if end not in after or now > after[end][0]:
                    after[end] = (now, start)
        best.append(after)
    end, steps = len(letters), list[tuple[str, str]]()
    if not marked or end not in best[-1]:
        return ()
    for symbol, column in zip(reversed(marked), reversed(best), strict=False):
        start = column[end][1]
        steps.append((_unit(symbol), letters[start:end]))
        end = start
    return tuple(reversed(steps))


def fit(script: str, pairs: Iterable[tuple[str, str, float]], rounds: int = 5) -> Transducer:
    """Counts by expectation-maximisation from (foreign, name, weight). The same pairs give the same table."""
    words = [(symbols(foreign), plain(name), weight) for foreign, name, weight in pairs]
    words = [word for word in words if word[0] and word[1] and len(word[1]) <= LONGEST_PIECE * len(word[0])]
    table = Transducer(script, {})
    for _ in range(rounds):
        counts: Counts = {}
        for marked, letters, weight in words:
            _expect(table, marked, letters, weight, counts)
        table = Transducer(script, {symbol: _kept(pieces) for symbol, pieces in sorted(counts.items())})
    return table


def _expect(table: Transducer, marked: tuple[str, ...], letters: str, weight: float, counts: Counts) -> None:
    ahead, size = forward(table, marked, letters), len(letters)
    whole = ahead[-1][size]
    if whole <= 0.0:
        return
    behind = [0.0] * size + [1.0]
    for place in range(len(marked) - 1, -1, -1):
        symbol, earlier = marked[place], [0.0] * (size + 1)
        unit = _unit(symbol)
        own, at = counts.setdefault(unit, {}), counts.setdefault(symbol, {})
        for start, mass in enumerate(ahead[place]):
            for end in range(start, min(size, start + LONGEST_PIECE) + 1):
                if behind[end]:
                    piece = letters[start:end]
                    part = table.chance_of(symbol, piece) * behind[end]
                    earlier[start] += part
                    share = weight * mass * part / whole
                    if share > 1e-6:
                        own[piece] = own.get(piece, 0.0) + share
                        if unit != symbol:
                            at[piece] = at.get(piece, 0.0) + share
        behind = earlier


def _kept(pieces: dict[str, float]) -> dict[str, float]:
    return {piece: round(count, 2) for piece, count in sorted(pieces.items()) if count >= 0.3}


def _unit(symbol: str) -> str:
    if len(symbol) > 1 and symbol[0] == "^":
        return symbol[1:]
    return symbol[:-1] if len(symbol) > 1 and symbol[-1] == "$" else symbol
