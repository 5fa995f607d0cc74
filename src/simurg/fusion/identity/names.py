"""A name taken apart: tokens in Latin letters with their weight and part, whatever script and order it came in.

`read_name` promises the same value for the same text, never fails on text, and looks at no more than `LONGEST`
characters and `MOST_TOKENS` tokens (`cut` says when there was more). Titles, legal forms, articles and numbers are told
apart from the words that carry the name. It does not decide which token is a family name.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from simurg.fusion.identity.letters import LONGEST, latin, script_of
from simurg.fusion.identity.vocabulary import Vocabulary, vocabulary

MOST_TOKENS = 24
_QUOTES = dict.fromkeys(map(ord, "'’‘ʼʻ`´ʿʾ\"“”„«»"), None) | {ord(c): " " for c in "‌_"}
_UNSEEN = {0x00AD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)}
_SIGNS = dict.fromkeys(_UNSEEN, None) | _QUOTES
"""Quotes go, and so do soft hyphens, joiners and marks of direction, which nobody sees; others part words."""
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?")
_WORD = re.compile(
    r"[^\W_]+(?:[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0dff\u0e00-\u0e7f\u1780-\u17ff]*[^\W_]*)*"
)
_ORDINAL = re.compile(r"(?<!\w)(\d+)(?:st|nd|rd|th|-?(?:ый|ой|ий|ая|я|й|е|го|ої|а))(?!\w)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?<![\u0600-\u06ff])ال(?!له(?![\u0600-\u06ff]))(?=[\u0600-\u06ff]{3})")
"""The Arabic article, which is written with its word; God's name has it for good."""
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")
_LATIN = re.compile(r"[a-z0-9]+")


class Kind(StrEnum):
    """What is named; it decides which words are titles or legal forms."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Name:
    """`tokens` carry the name (in their order); `weights` tell how much each one does, from 0.3 to 1."""

    kind: Kind
    tokens: tuple[str, ...]
    weights: tuple[float, ...]
    foreign: tuple[str, ...]
    """The word each token was written as if that was not in Latin letters, else empty text."""
    forms: frozenset[str]
    numbers: tuple[str, ...]
    fathers: frozenset[str]
    """Tokens right after bin, ibn, ben, ... and Russian patronymics."""
    clans: frozenset[str]
    """Tokens right after al-, el-."""
    joined: str
    by_letter: str
    """`joined` with the words sorted."""
    words: frozenset[str]
    weight: float
    """Sum of `weights`."""
    content: str
    """All of the above as text: equal for equal names, for sorting."""
    cut: bool


@lru_cache(maxsize=65536)
def read_name(text: str, kind: Kind = Kind.PERSON) -> Name:
    """The name in `text`. Text without letters or digits gives a name without tokens."""
    words = vocabulary()
    cut = len(text) > LONGEST
    raw = _raw_words(text[:LONGEST], kind)
    cut = cut or len(raw) > MOST_TOKENS
    raw = raw[:MOST_TOKENS]
    forms: frozenset[str] = frozenset()
    if kind is Kind.ORGANISATION or kind is Kind.PLACE:
        raw = _phrases(raw, words)
        raw, forms = _without_forms(raw, words)
    parts = _Parts()
    if kind is Kind.PERSON:
        _person(raw, words, parts)
    else:
        _thing(raw, words, parts, kind)
    tokens = tuple(parts.tokens)
    return Name(
        kind=kind,
        tokens=tokens,
        weights=tuple(parts.weights),
        foreign=tuple(parts.foreign),
        forms=forms,
        numbers=tuple(sorted(parts.numbers)),
        fathers=frozenset(parts.fathers),
        clans=frozenset(parts.clans),
        joined="".join(tokens),
        by_letter="".join(sorted(tokens)),
        words=frozenset(tokens),
        weight=sum(parts.weights),
        content="|".join((" ".join(tokens), " ".join(parts.foreign), *sorted(forms), *sorted(parts.numbers))),
        cut=cut,
    )


class _Parts:
    __slots__ = ("clans", "fathers", "foreign", "numbers", "tokens", "weights")

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.weights: list[float] = []
        self.foreign: list[str] = []
        self.numbers: list[str] = []
        self.fathers: list[str] = []
        self.clans: list[str] = []

    def add(self, token: str, weight: float, foreign: str) -> None:
        self.tokens.append(token)
        self.weights.append(weight)
        self.foreign.append(foreign)


def _raw_words(text: str, kind: Kind) -> list[tuple[str, str]]:
    """(Latin word, foreign word or empty), in order."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(_SIGNS)
    if kind is not Kind.PERSON:
        text = _ORDINAL.sub(r"\1 ", text)
        text = _ARTICLE.sub("", text)
    if "." in text:
        text = _DOTTED.sub(lambda found: found.group().replace(".", "").replace(" ", "") + " ", text)
    if not text.isupper():
        text = _CAMEL.sub(" ", text)
    text = text.replace("&", " and ")
    if text.isascii():
        return [(word, "") for word in _LATIN.findall(text.lower())]
    found: list[tuple[str, str]] = []
    for word in _WORD.findall(text):
        spelled = "".join(_LATIN.findall(latin(word)))
        if spelled:
            found.append((spelled, "" if script_of(word) == "latin" else word))
    return found


def _phrases(raw: list[tuple[str, str]], words: Vocabulary) -> list[tuple[str, str]]:
    """Several words that are one (United States) become one."""
    if words.joined_starts.isdisjoint(word for word, _ in raw):
        return raw
    kept: list[tuple[str, str]] = []
    place = 0
    while place < len(raw):
        for size in (4, 3, 2):
            one = words.joined.get(tuple(word for word, _ in raw[place : place + size]))
            if one is not None:
                kept.append((one, ""))
                place += size
                break
        else:
            kept.append(raw[place])
            place += 1
    return kept


def _without_forms(raw: list[tuple[str, str]], words: Vocabulary) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """Legal forms taken out, unless nothing else would be left."""
    kept: list[tuple[str, str]] = []
    forms: list[str] = []
    place = 0
    while place < len(raw):
        size = 0
        if raw[place][0] in words.form_starts:
            for size in (6, 5, 4, 3, 2, 1):
                code = words.forms.get(tuple(word for word, _ in raw[place : place + size]))
                if code is not None and place + size <= len(raw):
                    forms.append(code)
                    break
            else:
                size = 0
        if size:
            place += size
        else:
            kept.append(raw[place])
            place += 1
    return (kept, frozenset(forms)) if kept else (raw, frozenset(forms))


def _person(raw: list[tuple[str, str]], words: Vocabulary, parts: _Parts) -> None:
    core = [pair for pair in raw if pair[0] not in words.titles]
    if not core:
        core = raw
    before, servant = "", False
    several = len(core) > 1
    for place, (word, foreign) in enumerate(core):
        if word in words.servant and several:
            servant, before = True, word
            continue
        given = word == "ben" and not place  # Ben Example, against Ali ben Omar
        if place + 1 < len(core) and word in words.particles and not given:
            before = word
            continue
        if foreign and several:
            word = words.family_names.get(word, word) if script_of(foreign) == "hangul" else word
        if servant:
            word, servant = f"abd{word}", False
        else:
            word = _servant(word, words)
        weight = 0.5 if word in words.kunya else (0.6 if len(word) == 1 else 1.0)
        if word.isdigit():
            parts.numbers.append(word)
        parts.add(word, weight, foreign)
        if before in words.filiation or _is_patronymic(word):
            parts.fathers.append(word)
        elif before in words.articles:
            parts.clans.append(word)
        before = ""
    if servant:
        parts.add("abd", 0.5, "")
    if not parts.tokens:
        for word, foreign in core:
            parts.add(word, 1.0, foreign)


def _servant(word: str, words: Vocabulary) -> str:
    """abdulaziz, abdelaziz -> abdaziz, as `abd al-aziz` gives."""
    if word.startswith("abd"):
        for start in words.servant_joined:
            if word.startswith(start) and len(word) > len(start) + 2:
                return f"abd{word[len(start) :]}"
    return word


def _is_patronymic(word: str) -> bool:
    return len(word) > 6 and word.endswith(("ovich", "evich", "ovych", "evych", "ovitch", "ovna", "evna", "ivna"))


def _thing(raw: list[tuple[str, str]], words: Vocabulary, parts: _Parts, kind: Kind) -> None:
    if kind is Kind.VESSEL and len(raw) > 1:
        raw = [pair for pair in raw if pair[0] not in words.vessel_prefixes] or raw
    last, tens = len(raw) - 1, 0
    for place, (word, foreign) in enumerate(raw):
        word = words.spellings.get(word, word)
        number = words.numbers.get(word)
        if word == "no" and place < last and raw[place + 1][0].isdigit():
            continue
        if number is not None or word.isdigit():
            ones = int(word) if number is None and len(word) == 1 else number or 0
            if tens and 0 < ones < 10:
                parts.numbers[-1], tens = str(tens + ones), 0  # forty-four
                continue
            parts.numbers.append(str(int(word)) if number is None else str(number))
            tens = number if number is not None and number % 10 == 0 and 20 <= number <= 90 else 0
            continue
        tens = 0
        if place and place == last and word in ("i", "v", "x"):
            parts.numbers.append({"i": "1", "v": "5", "x": "10"}[word])
            continue
        if any(letter.isdigit() for letter in word):
            parts.numbers.append(word)
            continue
        if word and not (len(raw) > 1 and word in words.particles):
            parts.add(word, 0.45 if word in words.common else (0.6 if len(word) == 1 else 1.0), foreign)
    if not parts.tokens and not parts.numbers:
        for word, foreign in raw:
            parts.add(word, 1.0, foreign)
