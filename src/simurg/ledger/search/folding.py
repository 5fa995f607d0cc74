"""Text of any script as terms: the same for what is indexed and for what is asked.

Three forms of one text, each words parted by spaces. `folded`: lower case, without diacritics, Arabic forms made one,
digits in ASCII; scripts that put no spaces between words as overlapping pairs of letters (bigrams). `latin`: the
same words in Latin letters (`anyascii`), empty where `folded` is ASCII already. `loose`: what may stand for a word
besides: syllables joined, words without their article, and consonants alone for scripts whose vowels say little of
how a name is written in Latin letters.
Nothing here guesses a language, takes endings off words or reads Han characters other than in Mandarin.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

SKELETON = "~"
"""Begins a term that is consonants alone; no word has it."""
LEAST_SKELETON = 3
_SYLLABIC = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uac00-\ud7af"
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_OTHERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
SPACELESS = re.compile(f"[{_SYLLABIC}{_KANA}{_OTHERS}]+")
_SYLLABLES = re.compile(f"[{_SYLLABIC}]+")
_UNSPELLED = re.compile(f"[{_OTHERS}]+")
_UNSURE = re.compile(
    "[\u0590-\u05ff]+|[\u0600-\u06ff\u0750-\u077f]+|[\u0370-\u03ff]+|[\u30a0-\u30ff]+|[\uac00-\ud7af]+"
)
"""Words whose vowels are not written (Hebrew, Arabic), put in (katakana, Hangul) or romanised in many ways (Greek)."""
_ARTICLES = re.compile("^[وبفك]?(?:ال|لل)(?=.{3})")
_SILENT = re.compile("[aeiouwy']+")
_DIGRAPHS = re.compile("(s|c|k|t|d|g|p)h|ck|tz|ts")
_ALIKE = str.maketrans("cqjpvz", "kkgfbs")  # what Arabic and Hebrew do not tell apart, or romanisations mix
_DIGRAPH = {
    "sh": "s",
    "ch": "k",
    "kh": "k",
    "th": "t",
    "dh": "d",
    "gh": "g",
    "ph": "f",
    "ck": "k",
    "tz": "s",
    "ts": "s",
}
_TWICE = re.compile(r"(.)\1+")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u1ab0-\u1aff]")
_DROPPED = "'’‘ʼʻ`´׳״\u0640\u0670"
_ONE_FORM = {"ى": "ي", "ی": "ي", "ة": "ه", "ە": "ه", "ک": "ك", "ں": "ن", "ـ": None}


class _Signs(dict[int, str | None]):
    """Code point to what it becomes in a folded text; filled as letters are met."""

    def __missing__(self, point: int) -> str | None:
        self[point] = made = _sign(chr(point))
        return made


def _sign(letter: str) -> str | None:
    """A letter or digit stays or gets its one form, marks and joiners go, all else parts words."""
    if letter in _ONE_FORM:
        return _ONE_FORM[letter]
    if letter in _DROPPED or _MARKS.match(letter):
        return None
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    if kind == "Cf":
        return None
    return letter if kind[0] in "LMN" else " "


_FOLDED = _Signs()
_SPELLED = str.maketrans({chr(point): " " for point in range(128) if not chr(point).isalnum()} | {"'": None, "`": None})


def folded(text: str) -> str:
    """See the module; for a word of one letter in a script without spaces that letter, for a run of n letters its
    n - 1 pairs and the last letter."""
    if text.isascii():
        return text.lower().translate(_SPELLED)
    return SPACELESS.sub(_paired, plain(text))


def plain(text: str) -> str:
    """`folded` before runs without spaces are taken apart."""
    if text.isascii():
        return text.lower().translate(_SPELLED)
    spread = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDED)
    return unicodedata.normalize("NFC", spread)


def latin(text: str) -> str:
    """The words of a text in Latin letters, one syllable of Han or Hangul a word; empty for what is Latin already."""
    if text.isascii() or plain(text).isascii():
        return ""
    return " ".join(spelled for word in _words(text) for spelled in _spellings(word))


def loose(text: str) -> str:
    """What else may stand for the words of a text; empty for most."""
    if text.isascii():
        return ""
    return " ".join(term for word in plain(text).split() if not word.isascii() for term in _loosened(word))


def skeleton(spelled: str) -> str:
    """The consonants of a word in Latin letters, as a term; empty where there are too few to tell anything."""
    simple = _DIGRAPHS.sub(lambda found: _DIGRAPH[found[0]], spelled).translate(_ALIKE)
    bare = _TWICE.sub(r"\1", _SILENT.sub("", simple))
    return SKELETON + bare if len(bare) >= LEAST_SKELETON else ""


def without_article(word: str) -> str:
    """An Arabic word without its article and what is written together with it; any other word as it is."""
    return _ARTICLES.sub("", word)


@lru_cache(maxsize=50_000)
def in_latin(word: str) -> str:
    """One word in lower-case Latin letters, its syllables joined."""
    return anyascii(unicodedata.normalize("NFC", word)).lower().translate(_SPELLED).replace(" ", "")


def _words(text: str) -> list[str]:
    """Words with their diacritics, which tell й from и."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_KEEPING).split()


class _Keeping(dict[int, str | None]):
    """Code point to itself within words, to a space between them."""

    def __missing__(self, point: int) -> str | None:
        letter = chr(point)
        kind = unicodedata.category(letter)
        made = None if letter in _DROPPED or kind == "Cf" else letter if kind[0] in "LMN" else " "
        self[point] = made
        return made


_KEEPING = _Keeping()


def _paired(run: re.Match[str]) -> str:
    letters = run[0]
    pairs = [letters[place : place + 2] for place in range(len(letters))]
    return " " + " ".join(pairs) + " "


def _spellings(word: str) -> Iterator[str]:
    """Han and Hangul by syllables, all else as one; scripts that cannot be spelled letter by letter not at all."""
    if word.isascii():
        yield word
        return
    for part in re.split(f"([{_SYLLABIC}])", _UNSPELLED.sub(" ", word)):
        yield from (spelled for one in part.split() if (spelled := in_latin(one)))


def _loosened(word: str) -> Iterator[str]:
    for run in _SYLLABLES.findall(word):
        sounds = [in_latin(one) for one in run]
        for count in (2, 3):
            yield from ("".join(sounds[start : start + count]) for start in range(len(sounds) - count + 1))
    for part in _UNSURE.findall(word):
        bare = without_article(part)
        if bare != part:
            yield bare
            yield in_latin(bare)
        for one in {part, bare}:
            if term := skeleton(in_latin(one.replace("ו", ""))):  # vav is most often a vowel
                yield term
