"""How letters are compared: without case, accents or punctuation, one character for one character.

`fold` keeps the length, so that a place found in the folded text is the same place in the text. Whatever is no letter,
digit or mark becomes a space: words of any script with spaces stand between two spaces, and punctuation inside a name
("U.S.", "Guinea-Bissau") is no obstacle. Arabic letters that are written one for another fold together.
"""

import re
import unicodedata

_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

_ALIKE = {
    "ı": "i",
    "İ": "i",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "ə": "a",
} | {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ة": "ه",
    "ؤ": "و",
    "ئ": "ي",
    "ک": "ك",
    "ی": "ي",
    "ß": "s",
}


class _Letters(dict[int, str]):
    """Filled as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = _ALIKE.get(letter)
        if folded is None:
            folded = _folded(letter)
        self[code] = folded
        return folded


def _folded(letter: str) -> str:
    if not letter.isalnum():
        return letter if unicodedata.category(letter)[0] == "M" else " "
    if "가" <= letter <= "힣":
        return letter
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    small = (base if len(base) == 1 else letter).lower()
    return small if len(small) == 1 else letter


_LETTERS = _Letters()


def fold(text: str) -> str:
    """As long as `text`; see above."""
    return text.translate(_LETTERS)


def has_case(letter: str) -> bool:
    return letter.lower() != letter.upper()


def spaceless(text: str) -> bool:
    """Whether the words of this script stand without spaces between them (Han, kana, Thai, Lao, Khmer, Burmese)."""
    return _SPACELESS.search(text) is not None
