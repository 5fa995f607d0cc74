"""Names that nothing which was read may give: found in a text however they are written, and blacked out.

Compared by letters and digits alone: case, accents, typography and whatever stands between words do not matter, and a
name of five letters or more may carry an ending of up to three (a case, a plural). Too much is blacked out rather than
too little. Not found are other spellings, nicknames and other scripts: each is to be listed. A text that is blacked out
keeps its length, so that places in it stay places in the original.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

BLACK = "█"
MOST_NAMES = 2_000
LEAST_LETTERS = 2
_INFLECTED = 5
_JOINED = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]"
"""Scripts that put no space between words."""


@dataclass(frozen=True, slots=True)
class Protected:
    """`names` as they were listed."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> "Protected":
        """Names with less than two letters or digits are no names and are left out."""
        return cls(frozenset(name for name in names if len(_letters(name).replace(" ", "")) >= LEAST_LETTERS))

    def __or__(self, other: "Protected") -> "Protected":
        return Protected(self.names | other.names)

    def named_in(self, text: str | None) -> bool:
        """Whether a text gives one of the names."""
        return bool(self.names and text and _pattern(self.names).search(_letters(text)))

    def blacked(self, text: str) -> str:
        """The text with every name blacked out, of the same length."""
        if not self.names or not text:
            return text
        letters, places = _folded(text)
        signs = list(text)
        for found in _pattern(self.names).finditer(letters):
            start, end = places[found.start()], places[found.end() - 1] + 1
            while end < len(text) and unicodedata.category(text[end])[0] == "M":
                end += 1
            signs[start:end] = BLACK * (end - start)
        return "".join(signs)


NOBODY = Protected()


@lru_cache(maxsize=256)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    """Of all names, the longest first."""
    told = sorted({_letters(name).strip() for name in names}, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(_one, told)))


def _one(name: str) -> str:
    words = r" ".join(map(re.escape, name.split(" ")))
    if re.search(_JOINED, name):
        return words
    ending = r"\w{0,3}" if len(name.replace(" ", "")) >= _INFLECTED else ""
    return rf"(?<!\w){words}{ending}(?!\w)"


def _letters(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """Letters and digits without accents in lower case, anything between them one space; and where each comes from."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        told = _plain(sign)
        if told is None:  # accents, and what cannot be seen
            continue
        for one in told:
            if one == " " and (not signs or signs[-1] == " "):
                continue
            signs.append(one)
            places.append(at)
    return "".join(signs), places


@lru_cache(maxsize=8_192)
def _plain(sign: str) -> str | None:
    """What a character is compared as; None: nothing."""
    if sign == BLACK:
        return BLACK  # what stands on either side of it was never one name
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return None
    apart = unicodedata.normalize("NFKD", sign).casefold()
    kept = "".join(one for one in apart if one.isalnum())
    return _SAME.get(kept, kept) or " "


_SAME = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
