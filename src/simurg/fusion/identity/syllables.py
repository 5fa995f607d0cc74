"""Korean and Chinese given names in Latin letters: syllable by syllable, because one letter more is another name.

`other_syllables` holds only where both names have a family name of that language and all other words fall apart into
its syllables; a Korean syllable is compared as it sounds, whichever romanisation it was written in (Revised,
McCune-Reischauer, the North's). A misspelling that is a syllable itself is taken for another name.
"""

import re
from functools import lru_cache

from simurg.fusion.identity.names import Name
from simurg.fusion.identity.vocabulary import vocabulary

_PINYIN = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|er|ia|ie|iu|ua|ue"
    r"|ui|uo|ve|a|o|e|i|u|v)"
)
_JAMO = re.compile(
    r"(?:kk|tt|pp|ss|jj|tch|ch|sh|[kgtdpbjscrlmnhyw])?(?:yeo|yae|wae|weo|oo|eo|eu|ae|oe|oi|ui|ya|yo|yu|ye|wa|wo|we|wi|ee|ou|[aeiou])"
    r"(?:ng|kk|ck|[kgtdpbrlmns](?![aeiouyw]))?"
)
_DOUBLED = re.compile(r"([aiu])\1")
_SOUNDS = (
    ("yeo", "yo"), ("weo", "wo"), ("eo", "o"), ("eu", "u"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("yae", "ye"),
    ("wae", "we"), ("ae", "e"), ("oi", "oe"), ("tch", "c"), ("ch", "c"), ("jj", "c"), ("j", "c"), ("sh", "s"),
    ("ss", "s"), ("kk", "k"), ("ck", "k"), ("tt", "t"), ("pp", "p"), ("ng", "q"), ("g", "k"), ("d", "t"), ("b", "p"),
    ("l", "r"),
)  # fmt: skip
"""In this order: what is left is one sign a sound."""


def other_syllables(left: Name, right: Name) -> bool:
    """Whether both are Korean, or both Chinese, names of one family name and of other given names."""
    if any(left.foreign) or any(right.foreign) or not (2 <= len(left.tokens) <= 4 and 2 <= len(right.tokens) <= 4):
        return False
    words = vocabulary()
    known = (words.korean_family_names, _JAMO, "korean"), (words.chinese_family_names, _PINYIN, "chinese")
    for family, pattern, language in known:
        ours, theirs = _givens(left, family, pattern, language), _givens(right, family, pattern, language)
        if ours and theirs:
            return not any(
                one == two and heard(name, language) == heard(other, language)
                for name, one in ours
                for other, two in theirs
            ) and any(heard(name, language) == heard(other, language) for name, _ in ours for other, _ in theirs)
    return False


def same_syllables(left: Name, right: Name) -> bool:
    """Whether both are Korean names of the same sounds, in whatever romanisation."""
    if any(left.foreign) or any(right.foreign):
        return False
    ours, theirs = (_givens(name, vocabulary().korean_family_names, _JAMO, "korean") for name in (left, right))
    return any(
        one == two and len(one) > 1 and heard(name, "korean") == heard(other, "korean")
        for name, one in ours
        for other, two in theirs
    )


def _givens(
    name: Name, family: frozenset[str], pattern: re.Pattern[str], language: str
) -> list[tuple[str, tuple[str, ...]]]:
    """Each family name that may be meant, first or last, with the sounds of the syllables of all other words."""
    if not name.tokens:
        return []
    found = []
    for token, rest in ((name.tokens[0], name.tokens[1:]), (name.tokens[-1], name.tokens[:-1])):
        if token in family and (given := _parted(_DOUBLED.sub(r"\1", "".join(rest)), pattern, language)):
            found.append((token, given))
    return found


@lru_cache(maxsize=16384)
def _parted(word: str, pattern: re.Pattern[str], language: str) -> tuple[str, ...]:
    """Empty where the word is not made of syllables of the language."""
    parts = [found.group() for found in pattern.finditer(word)]
    if "".join(parts) != word or not 1 <= len(parts) <= 3:
        return ()
    return tuple(heard(part, language) for part in parts)


@lru_cache(maxsize=16384)
def heard(word: str, language: str) -> str:
    """A syllable as it sounds; a Chinese one is as it is written."""
    if language != "korean":
        return word
    word = _FAMILY.get(word, word)
    for spelled, sound in _SOUNDS:
        word = word.replace(spelled, sound)
    return "".join(letter for place, letter in enumerate(word) if not place or letter != word[place - 1])


_FAMILY = {"lee": "ri", "li": "ri", "yi": "ri", "rhee": "ri", "i": "ri", "park": "pak", "choi": "choe", "oh": "o"} | {
    "ahn": "an", "jung": "jong", "jeong": "jong", "chung": "jong", "lim": "rim", "im": "rim", "yoo": "yu", "ryu": "yu",
    "heo": "ho", "roh": "ro", "no": "ro", "woo": "u",
}  # fmt: skip
