"""Sentences as words in normal form; figures, days and names are marked. Punctuation and capitals decide, no parser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from simurg.fusion.story.days import Dated, dated
from simurg.fusion.story.quantities import with_numbers
from simurg.fusion.story.vocabulary import vocabulary

MOST_SENTENCES = 400
LONGEST_SENTENCE = 2_000
"""Characters; a longer one is cut."""

TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th)?"
    r"|[^\W\d_](?:[\w\u0300-\u036f]|[-'’.](?=[^\W\d_]))*"
)
_END = re.compile(r"(?<=[.!?…。！？؟।])[\"'”’»)\]]*\s+|\n+")
_LAST = re.compile(r"(?:^|[\W_])([^\W\d_]+)\.$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words in normal form; numbers as figures, dates as `day:ORDINAL`. `capital` says which are capitalised."""

    words: tuple[str, ...]
    capital: tuple[bool, ...]
    frame: str  # the words with numbers, days and names left open


def runs(sentence: Sentence) -> list[str]:
    """The names in order, as they stand but for a leading "the"."""
    found: list[str] = []
    at = 0
    while at < len(sentence.words):
        end = _name_end(sentence.words, sentence.capital, at)
        if end > at:
            begin = at + 1 if sentence.words[at] == "the" else at
            if begin < end:
                found.append(" ".join(sentence.words[begin:end]))
        at = max(end, at + 1)
    return found


def split(body: str) -> list[str]:
    """The sentences; a point behind an abbreviation or a single letter ends none."""
    found: list[str] = []
    open_ended = False
    for part in _END.split(body, 2 * MOST_SENTENCES):
        if not part or not part.strip():
            continue
        if open_ended:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
        last = _LAST.search(part)
        open_ended = last is not None and (len(last[1]) == 1 or last[1].casefold() in vocabulary().abbreviations)
    pieces = [part[at : at + LONGEST_SENTENCE] for part in found for at in range(0, len(part), LONGEST_SENTENCE)]
    return pieces[:MOST_SENTENCES]


def sentence_of(text: str, day: date | None) -> tuple[Sentence, tuple[Dated, ...]]:
    """The sentence, and the days that it speaks of."""
    if not text.isascii():
        text = normalize("NFKC", text).replace("’", "'")
    surface = TOKEN.findall(text)
    pairs = [(_plain(word.casefold()), word[0].isupper()) for word in surface]
    pairs, days = dated(pairs, day)
    pairs = with_numbers(pairs)
    words, capital = tuple(word for word, _ in pairs), tuple(mark for _, mark in pairs)
    return Sentence(words, capital, _frame(words, capital)), days


def is_figure(word: str) -> bool:
    """A number or a day."""
    return word[0].isdigit() or word.startswith("day:")


def _frame(words: Sequence[str], capital: Sequence[bool]) -> str:
    """The words with "#" for figures and "@" for each name."""
    out: list[str] = []
    at = 0
    while at < len(words):
        end = _name_end(words, capital, at)
        if end > at:
            out.append("@")
            at = end
            continue
        out.append("#" if is_figure(words[at]) else words[at])
        at += 1
    return " ".join(out)


def _name_end(words: Sequence[str], capital: Sequence[bool], at: int) -> int:
    """Where the name that begins here ends, with a leading "the" and joins such as "of" inside; `at` for none."""
    end = at
    if words[at] == "the" and at + 1 < len(words) and capital[at + 1]:
        end = at + 1
    while end < len(words) and capital[end]:
        end += 1
        if end + 1 < len(words) and words[end] in vocabulary().joins and capital[end + 1]:
            end += 1
    return end


def _plain(word: str) -> str:
    """Without the possessive."""
    return word[:-2] if word.endswith("'s") else word
