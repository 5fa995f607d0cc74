"""Which word of one name stands for which word of the other, and what stays without a counterpart.

Greedy, best pairs first (equal words, then likeness, then place), which is optimal for names in practice and takes
microseconds; then joins: two neighbouring words on one side against one on the other (van der Bilt, Vanderbilt). The
result does not depend on which name is left.
"""

from typing import NamedTuple

from simurg.fusion.identity.letters import script_of
from simurg.fusion.identity.likeness import UNLIKE, foreign_likeness, likeness, native_likeness
from simurg.fusion.identity.names import Kind, Name

JOIN = 0.75
"""Words joined must be at least this like the one they stand for."""
ACRONYM, MOST_INITIALS = 0.9, 8
"""Likeness of an acronym to its words, and the longest one that is looked for."""
SYLLABIC = frozenset({"han", "hangul"})


class Pair(NamedTuple):
    """Words that stand for each other, their places, and how alike they are."""

    left: str
    right: str
    left_place: int
    right_place: int
    likeness: float
    weight: float


class Alignment(NamedTuple):
    """`left_only` and `right_only` are places of words without a counterpart."""

    pairs: tuple[Pair, ...]
    left_only: tuple[int, ...]
    right_only: tuple[int, ...]


def align(left: Name, right: Name) -> Alignment:
    """The words of both names, each used once."""
    if turned_round(left, right):
        turned = align_in_order(right, left)
        pairs = tuple(Pair(p.right, p.left, p.right_place, p.left_place, p.likeness, p.weight) for p in turned.pairs)
        return Alignment(pairs, turned.right_only, turned.left_only)
    return align_in_order(left, right)


def turned_round(left: Name, right: Name) -> bool:
    """The order in which two names are aligned is that of their words, whichever is given first."""
    return (right.tokens, right.foreign) < (left.tokens, left.foreign)


def align_in_order(left: Name, right: Name) -> Alignment:
    """`align` of names that are not turned round."""
    pairs: list[Pair] = []
    left_free, right_free = list(range(len(left.tokens))), list(range(len(right.tokens)))
    for place, token in enumerate(left.tokens):
        if token not in right.words:
            continue
        for other in right_free:
            if right.tokens[other] == token and _alike(left, right, place, other) == 1.0:
                pairs.append(_pair(left, right, place, other, 1.0))
                left_free.remove(place)
                right_free.remove(other)
                break
    if left_free and right_free:
        found = [
            (-alike, abs(place - other), place + other, left.tokens[place], right.tokens[other], place, other)
            for place in left_free
            for other in right_free
            if (alike := _alike(left, right, place, other)) >= UNLIKE
        ]
        found.sort(key=_symmetric)
        for candidate in found:
            place, other = candidate[5], candidate[6]
            if place in left_free and other in right_free:
                pairs.append(_pair(left, right, place, other, -candidate[0]))
                left_free.remove(place)
                right_free.remove(other)
    finish(left, right, pairs, left_free, right_free)
    return Alignment(tuple(pairs), tuple(left_free), tuple(right_free))


def finish(left: Name, right: Name, pairs: list[Pair], left_free: list[int], right_free: list[int]) -> None:
    """Joined words and initials among the words that are left over; changes the three lists."""
    if (left_free and len(left.tokens) > 1) or (right_free and len(right.tokens) > 1):
        _join(left, right, pairs, left_free, right_free, False)
        _join(right, left, pairs, right_free, left_free, True)
    if left_free and right_free:
        _initials(left, right, pairs, left_free, right_free, False)
        _initials(right, left, pairs, right_free, left_free, True)


def _symmetric(row: tuple[float, int, int, str, str, int, int]) -> tuple[float, int, int, str, str]:
    first, second = (row[3], row[4]) if row[3] <= row[4] else (row[4], row[3])
    return row[0], row[1], row[2], first, second


def _alike(left: Name, right: Name, place: int, other: int) -> float:
    one, two = left.tokens[place], right.tokens[other]
    found = likeness(one, two)
    own, theirs = left.foreign[place], right.foreign[other]
    if not own and not theirs:
        return found
    if own and theirs:
        if own != theirs and script_of(own) in SYLLABIC and script_of(own) == script_of(theirs):
            return min(found, max(0.0, native_likeness(own, theirs)))
    elif found < 0.95:
        if own and not theirs:
            found = max(found, foreign_likeness(own, two))
        elif theirs and not own:
            found = max(found, foreign_likeness(theirs, one))
    return found


def _pair(left: Name, right: Name, place: int, other: int, alike: float) -> Pair:
    weight = min(left.weights[place], right.weights[other])
    return Pair(left.tokens[place], right.tokens[other], place, other, alike, weight)


def _join(split: Name, whole: Name, pairs: list[Pair], free: list[int], whole_free: list[int], swapped: bool) -> None:
    """A free word of `split` joined with its neighbour, against a free word of `whole` or the neighbour's partner."""
    tokens, others = split.tokens, whole.tokens
    for place in list(free):
        for neighbour in (place - 1, place + 1):
            if not 0 <= neighbour < len(tokens) or place not in free:
                continue
            first = place if place < neighbour else neighbour
            size, initial = len(tokens[place]) + len(tokens[neighbour]), tokens[first][0]
            partner = next((p for p in pairs if (p.right_place if swapped else p.left_place) == neighbour), None)
            if partner is None:
                targets, bar = (list(whole_free) if neighbour in free else []), JOIN
            else:
                targets = [partner.left_place if swapped else partner.right_place]
                bar = max(JOIN, partner.likeness)
            for target in targets:
                other = others[target]
                if other[0] != initial or not -2 <= size - len(other) <= 2:
                    continue
                one = tokens[first] + tokens[first + 1]
                alike = likeness(one, other)
                if alike > bar or alike == bar == 1.0:
                    if partner is not None:
                        pairs.remove(partner)
                    else:
                        free.remove(neighbour)
                        whole_free.remove(target)
                    free.remove(place)
                    pairs.append(_joined(one, first, whole, target, alike, swapped))
                    break


def _joined(one: str, first: int, whole: Name, target: int, alike: float, swapped: bool) -> Pair:
    weight = whole.weights[target]
    if swapped:
        return Pair(whole.tokens[target], one, target, first, alike, weight)
    return Pair(one, whole.tokens[target], first, target, alike, weight)


def _initials(short: Name, long: Name, pairs: list[Pair], free: list[int], long_free: list[int], swapped: bool) -> None:
    """A free word that is the initials of free neighbours: JC of Jean-Claude, PLA of People's Liberation Army."""
    least = 2 if short.kind is Kind.PERSON else 3
    for place in list(free):
        word = short.tokens[place]
        if not least <= len(word) <= len(long_free) or len(word) > MOST_INITIALS:
            continue
        for start in range(len(long.tokens) - len(word) + 1):
            places = range(start, start + len(word))
            if all(p in long_free and long.tokens[p][0] == letter for p, letter in zip(places, word, strict=True)):
                one = "".join(long.tokens[p] for p in places)
                free.remove(place)
                for p in places:
                    long_free.remove(p)
                pairs.append(_joined(one, start, short, place, ACRONYM, not swapped))
                break
