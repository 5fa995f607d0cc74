"""The words around a match: a piece of a text, and where in it the asked words stand. Text stays text.

A word is marked when any of its terms (as written, in Latin letters, loosely) is one that was asked for; in scripts
without spaces the asked letters themselves are marked. Only the first `MOST_READ` characters are looked at.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from simurg.ledger.search.folding import SPACELESS, in_latin, latin, loose, plain, skeleton, without_article
from simurg.ledger.search.question import Part

LENGTH = 240
MOST_READ = 50_000
_WORD = re.compile(
    r"[^\W_][^\W_'’\u0300-\u036f\u0591-\u05c7\u064b-\u065f]*(?:['’\u0300-\u036f\u0591-\u05c7\u064b-\u065f]+[^\W_]+)*"
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text; `marks` are [from, to) in it; `cut` says whether text stands before and after it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut: tuple[bool, bool] = (False, False)


def snippet_of(text: str, sought: Sequence[Part], length: int = LENGTH) -> Snippet:
    """The first of the pieces with the most different words that were asked for; the beginning if there is none."""
    line = " ".join(text[:MOST_READ].split())
    found = marks_in(line, sought)
    start = _best(found, length)
    start, end = _whole_words(line, start, length)
    marks = tuple((low - start, high - start) for low, high, _ in found if low >= start and high <= end)
    return Snippet(line[start:end], marks, (start > 0, end < len(line) or len(text) > MOST_READ))


def marks_in(line: str, sought: Sequence[Part]) -> list[tuple[int, int, int]]:
    """Where asked words stand: from, to, and which of them, in order and without overlap."""
    wanted: dict[str, int] = {}
    for place, part in enumerate(sought):
        for term in (one for one in part.terms if not SPACELESS.match(one)):
            for one in _terms_asked(term):
                wanted.setdefault(one, place)
    found = [
        (word.start(), word.end(), min(places))
        for word in _WORD.finditer(line)
        if (places := [wanted[term] for term in _terms_of_word(word[0]) if term in wanted])
    ]
    found += [place for number, part in enumerate(sought) for place in _letters(line, part, number)]
    return _apart(sorted(found))


@lru_cache(maxsize=100_000)
def _terms_of_word(word: str) -> tuple[str, ...]:
    if word.isascii():
        return (word.lower().replace("'", ""),)
    return tuple({*plain(word).split(), *latin(word).split(), *loose(word).split()})


def _terms_asked(term: str) -> set[str]:
    if term.isascii():
        return {term, skeleton(term)} - {""}
    return {term, in_latin(term), without_article(term)} - {""}


def _letters(line: str, part: Part, number: int) -> list[tuple[int, int, int]]:
    """Where a run of letters of a script without spaces stands as it was asked."""
    runs = [run[0] for run in SPACELESS.finditer(part.text)]
    return [(at.start(), at.end(), number) for run in runs for at in re.finditer(re.escape(run), line)]


def _apart(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    kept: list[tuple[int, int, int]] = []
    for one in found:
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
        elif one[1] > kept[-1][1]:
            kept[-1] = (kept[-1][0], one[1], kept[-1][2])
    return kept


def _best(found: list[tuple[int, int, int]], length: int) -> int:
    """Where the piece begins: a little before the first mark of the richest window."""
    best, start = 0, 0
    ends = [high for _, high, _ in found]
    for place, (low, _, _) in enumerate(found):
        inside = found[place : bisect_left(ends, low + length - 40, lo=place)]
        worth = len({word for _, _, word in inside})
        if worth > best:
            best, start = worth, max(0, low - 40)
    return start


def _whole_words(line: str, start: int, length: int) -> tuple[int, int]:
    """The piece moved to the ends of words, where there are spaces near."""
    start = max(0, min(start, len(line) - length))
    if start:
        space = line.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    end = min(len(line), start + length)
    if end < len(line):
        space = line.rfind(" ", max(start, end - 30), end)
        end = space if space > start else end
    return start, end
