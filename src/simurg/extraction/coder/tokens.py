"""A sentence as the coder sees it: lower-case words, the two actors of the pair as the words S and T.

A mention's own common words ("Northern *troops*") follow its mark, so that it does not matter how wide a mention was
marked. Each word keeps its span, so that an event can show the words it rests on.
"""

import re
from dataclasses import dataclass

from simurg.extraction.coder.lexicon import Lexicon
from simurg.extraction.reading import Span

SOURCE, TARGET = "S", "T"
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\w\s]")
_FUNCTION_WORDS = "the a an of in and for its his their s to at on by from with"
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
MOST_MENTION_WORDS = 4
MOST_WORDS = 160


@dataclass(frozen=True, slots=True)
class Sentence:
    """`words[i]` stands at `spans[i]` of the text."""

    words: list[str]
    spans: list[Span]

    def place(self, mark: str) -> int:
        return self.words.index(mark) if mark in self.words else -1


def tokens(text: str, lexicon: Lexicon, source: Span | None, target: Span | None) -> Sentence:
    """The words of a sentence with its pair marked. Spans count in `text`."""
    marks = sorted(
        (span.start, span.end, mark) for span, mark in ((source, SOURCE), (target, TARGET)) if span is not None
    )
    words: list[str] = []
    spans: list[Span] = []
    at = 0
    for start, end, mark in marks:
        _plain(text, at, max(at, start), lexicon, words, spans)
        words.append(mark)
        spans.append(Span(start, end))
        _mention(text, start, end, words, spans)
        at = max(at, end)
    _plain(text, at, len(text), lexicon, words, spans)
    return Sentence(words[:MOST_WORDS], spans[:MOST_WORDS])


def _plain(text: str, start: int, end: int, lexicon: Lexicon, words: list[str], spans: list[Span]) -> None:
    for match in _WORD.finditer(text, start, end):
        word = match.group().replace("İ", "i").lower()
        if word.isalpha() or len(word) == 1:
            words.append(word)
            spans.append(Span(match.start(), match.end()))
        else:
            _parts(word, match.start(), lexicon, words, spans)


def _parts(word: str, start: int, lexicon: Lexicon, words: list[str], spans: list[Span]) -> None:
    """'s and n't by themselves; a hyphened word that the lexicon has not, in its parts."""
    word = word.replace("’", "'")
    tail = ""
    if word.endswith("n't"):
        word, tail = word[:-3], "n't"
    elif "'" in word:
        word, _, after = word.partition("'")
        tail = "'" + after
    pieces = [word] if "-" not in word or lexicon.knows(word) else word.split("-")
    at = start
    for piece in pieces:
        words.append(piece)
        spans.append(Span(at, at + len(piece)))
        at += len(piece) + 1
    if tail:
        words.append(tail)
        spans.append(Span(start + len(word), start + len(word) + len(tail)))


def _mention(text: str, start: int, end: int, words: list[str], spans: list[Span]) -> None:
    kept = 0
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        if word[:1].islower() and word not in _FUNCTION and kept < MOST_MENTION_WORDS:
            words.append(word.lower())
            spans.append(Span(match.start(), match.end()))
            kept += 1
