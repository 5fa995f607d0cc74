"""Letters of any script: which script a word is in, the units it is written with, and its Latin spelling.

A *unit* is what carries a sound: a letter (Cyrillic, Arabic, Hebrew), a jamo (Hangul, taken apart by Unicode NFD), a
kana, or the pinyin syllable of a Han character, so that simplified and traditional ones are one unit. Latin spelling
comes from the `anyascii` tables, with our own rows where names are romanised otherwise than a single letter tells
(`latin.yaml`). Everything is bounded by `LONGEST` characters. Nothing here guesses a language.
"""

import re
import unicodedata
from functools import lru_cache
from importlib import resources

import yaml
from anyascii import anyascii

LONGEST = 256
"""Characters of a name that are looked at; what comes after is cut (and said so by `Name.cut`)."""

SCRIPTS = ("latin", "cyrillic", "arabic", "hebrew", "kana", "hangul", "han", "other")
_RANGES = (
    ("latin", 0x0041, 0x024F),
    ("latin", 0x1E00, 0x1EFF),
    ("cyrillic", 0x0400, 0x052F),
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x077F),
    ("arabic", 0x08A0, 0x08FF),
    ("arabic", 0xFB50, 0xFDFF),
    ("arabic", 0xFE70, 0xFEFF),
    ("hangul", 0x1100, 0x11FF),
    ("hangul", 0xAC00, 0xD7AF),
    ("kana", 0x3040, 0x30FF),
    ("han", 0x3400, 0x4DBF),
    ("han", 0x4E00, 0x9FFF),
)
_NOT_LETTERS = re.compile(r"[^a-z]+")


@lru_cache(maxsize=1)
def latin_rows() -> dict[str, dict[str, str]]:
    """Script to letter to Latin spelling: only where it differs from anyascii's."""
    text = (resources.files("simurg.fusion.identity") / "latin.yaml").read_text(encoding="utf-8")
    return {script: dict(rows) for script, rows in yaml.safe_load(text)["scripts"].items()}


@lru_cache(maxsize=8192)
def script_of_letter(letter: str) -> str:
    """The script of one character; `other` for digits, signs and scripts that have no table here."""
    point = ord(letter)
    for script, first, last in _RANGES:
        if first <= point <= last:
            return script
    return "other"


@lru_cache(maxsize=65536)
def script_of(word: str) -> str:
    """The script most of the letters are in (ties: the first); `latin` where there is no letter. Kana wins over Han."""
    if word.isascii():
        return "latin"
    counts: dict[str, int] = {}
    for letter in word[:LONGEST]:
        if letter.isalpha():
            script = script_of_letter(letter)
            counts[script] = counts.get(script, 0) + 1
    if "kana" in counts:
        return "kana"
    return max(counts, key=counts.__getitem__) if counts else "latin"


@lru_cache(maxsize=16384)
def _latin_letter(letter: str, script: str) -> str:
    own = latin_rows().get(script, {}).get(letter)
    return anyascii(letter) if own is None else own


def latin(word: str) -> str:
    """The word in ASCII, lower case; signs stay, marks go."""
    if word.isascii():
        return word.lower()
    lower = word.lower()
    script = script_of(lower)
    return "".join(_latin_letter(letter, script) for letter in lower).lower()


def units(word: str) -> tuple[str, ...]:
    """The sound-bearing units of a word in a foreign script, marks and signs left out."""
    kept: list[str] = []
    for letter in word[:LONGEST].lower():
        script = script_of_letter(letter)
        if script == "han":
            kept.append(anyascii(letter).lower())
        elif script == "hangul":
            kept.extend(unicodedata.normalize("NFD", letter))
        elif letter.isalpha() or letter == "ー":
            kept.append(letter)
    return tuple(kept)


def plain(word: str) -> str:
    """Only the letters a to z of the Latin spelling."""
    return _NOT_LETTERS.sub("", latin(word))
