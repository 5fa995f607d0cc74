"""Typography folded, with a map back: two texts that a reader would call the same words become the same characters.

Folded: kinds of quotation marks and apostrophes, of dashes and hyphens, of spaces (a run is one), ligatures, the
ellipsis, full-width forms, invisible characters, and composed or decomposed letters (NFC; Unicode Standard Annex 15).
Not folded: case, accents, digits of other scripts, anything that changes what is said. Every folded character knows the
stretch of the original that it stands for, so that what is found in the folded text is a span of the original.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = dict.fromkeys("“”„‟«»〝〞＂", '"') | dict.fromkeys("‘’‚‛‹›ʼʹ′＇`´", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-")
_LETTERS = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "…": "...",
    "ĳ": "ij",
    "Ĳ": "IJ",
}
_UNSEEN = dict.fromkeys(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""
)
_TABLE = _QUOTES | _DASHES | _LETTERS | _UNSEEN
_PLAIN = 0x00A0
"""Characters below it stand for themselves (but for spaces, quotes and the controls)."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` folded; `starts[i]`, `ends[i]`: the stretch of the original that its character `i` stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind a stretch of the folded text, which must not be empty."""
        return self.starts[start], self.ends[end - 1]


def folded(text: str) -> Folded:
    """The whole text folded."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, length = 0, len(text)
    while at < length:
        end = at + 1
        while end < length and _joins(text[end]):
            end += 1
        for sign in _sign(text[at:end]):
            if sign == " " and signs and signs[-1] == " ":
                ends[-1] = end
                continue
            signs.append(sign)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(signs), tuple(starts), tuple(ends))


def plain(text: str) -> str:
    """A text folded, without spaces at its ends: for comparing only."""
    return folded(text).text.strip()


def _joins(sign: str) -> bool:
    """Whether a character belongs to the one before it: marks, and the later parts of a Korean syllable."""
    if sign < "\u0300":
        return False
    return unicodedata.category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff"


@lru_cache(maxsize=4_096)
def _sign(cluster: str) -> str:
    """What a letter with its marks becomes."""
    if len(cluster) == 1 and cluster < chr(_PLAIN):
        return _one(cluster)
    return "".join(map(_one, unicodedata.normalize("NFC", cluster)))


def _one(sign: str) -> str:
    known = _TABLE.get(sign)
    if known is not None:
        return known
    if sign.isspace():
        return " "
    if "\uff01" <= sign <= "\uff5e":  # full-width forms of ASCII
        return chr(ord(sign) - 0xFEE0)
    return sign
