"""Quotes: whether words that somebody says are in a report are there, and where.

Found means: the same words in the same order and case, typography folded (see `folding`), not beginning or ending
within a word or a number, not across a blank line, and only once; of words that stand there more often a longer quote
around them says which are meant. Nothing is found by likeness: fuzzy matching takes a changed digit for a misprint.
"""

import re
from dataclasses import dataclass
from typing import Literal

from simurg.extraction.model.folding import Folded, folded, plain
from simurg.extraction.reading import Span

LEAST, LEAST_DENSE = 8, 4
"""Characters of a quote; of one in a script that writes words as single signs."""
MOST = 600
MOST_TRIES = 5_000
Missing = Literal["empty", "too_short", "too_long", "not_found", "ambiguous", "glued"]
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_BREAK = re.compile(r"\n[^\S\n]*\n")
_RUN = re.compile(r"\d+")
_NUMBER_INSIDE = frozenset(".,'  ")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text that can be asked for quotes."""

    text: str
    folded: Folded

    @classmethod
    def of(cls, text: str) -> "Quoted":
        return cls(text, folded(text))

    def find(self, quote: str, context: str | None = None) -> Span | Missing:
        """The one place of a quote, as a span of the text; why not, else. `context`: a longer quote around it."""
        wanted = plain(quote[: MOST * 4])
        if why := _unfit(wanted):
            return why
        places = self._places(wanted, 0, len(self.folded.text))
        if len(places) > 1 and context:
            around = plain(context[: MOST * 8])
            if wanted in around and around != wanted:
                outer = self._places(around, 0, len(self.folded.text))
                if len(outer) == 1:
                    start = outer[0]
                    places = [one for one in places if start <= one <= start + len(around) - len(wanted)]
        if len(places) != 1:
            return "ambiguous" if places else "not_found"
        start, end = self.folded.span(places[0], places[0] + len(wanted))
        if _BREAK.search(self.text, start, end):
            return "glued"
        return Span(start, end) if plain(self.text[start:end]) == wanted else "not_found"

    def within(self, words: str, span: Span) -> Span | None:
        """The first place of some words inside a span of the text; None where they are not in it."""
        wanted = plain(words[: MOST * 4])
        inner = folded(self.text[span.start : span.end])
        places = _all(inner.text, wanted, 0, len(inner.text)) if wanted else []
        if not places:
            return None
        start, end = inner.span(places[0], places[0] + len(wanted))
        return Span(span.start + start, span.start + end)

    def _places(self, wanted: str, start: int, end: int) -> list[int]:
        return _all(self.folded.text, wanted, start, end)


def _all(text: str, wanted: str, start: int, end: int) -> list[int]:
    """Where words stand whole; nowhere, in a text that holds them so often that it says nothing."""
    found: list[int] = []
    at = text.find(wanted, start, end)
    for _ in range(MOST_TRIES):
        if at < 0:
            return found
        if _whole(text, at, at + len(wanted)):
            found.append(at)
        at = text.find(wanted, at + 1, end)
    return []


def _unfit(wanted: str) -> Missing | None:
    if not wanted:
        return "empty"
    if len(wanted) > MOST:
        return "too_long"
    least = LEAST_DENSE if _DENSE.search(wanted) else LEAST
    return "too_short" if len(wanted) < least else None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends where words and numbers do."""
    return _ends_between(text, start) and _ends_between(text, end)


def _ends_between(text: str, at: int) -> bool:
    """Whether a word or number may end at a place: not inside one."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return bool(_DENSE.match(before) or _DENSE.match(after))
    further = text[at + 1 : at + 2]
    if before.isdigit() and after in _NUMBER_INSIDE and further.isdigit():
        return after == " " and _digits(text, at + 1) != 3  # 12 000 is one number
    earlier = text[at - 2 : at - 1] if at >= 2 else ""
    if after.isdigit() and before in _NUMBER_INSIDE and earlier.isdigit():
        return before == " " and _digits(text, at) != 3
    return True


def _digits(text: str, at: int) -> int:
    """How many digits stand in a row from a place on."""
    found = _RUN.match(text, at)
    return found.end() - at if found else 0
