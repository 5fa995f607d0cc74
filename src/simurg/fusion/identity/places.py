"""Countries, addresses, birth places and roles as sets that can be compared, and how far two of them agree.

Countries are two-letter codes (ISO 3166-1, with the codes of states that are no more); names of countries are known
where `places.yaml` lists them. Everything else is words in Latin letters. No map is asked: a town is its spelling.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from simurg.fusion.identity.letters import latin
from simurg.fusion.identity.vocabulary import place_vocabulary

LIKE = 0.9
"""Jaro-Winkler likeness from which two words of a place are one (Donetsk, Donetsck)."""
MOST_WORDS = 24
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=16384)
def country(text: str) -> str:
    """Two letters where known (gb of gb-sct, ru of Russia), else the words as they are; empty for nothing."""
    bare = " ".join(_WORD.findall(latin(text[:80]).replace("'", "")))
    if len(bare) == 2 or (len(bare) > 3 and bare[2] == " " and "-" in text):
        bare = bare[:2]
    return place_vocabulary().countries.get(bare, bare)


def apart(left: frozenset[str], right: frozenset[str]) -> bool:
    """No country in common, and none that is the successor of another (su and ru)."""
    heirs = place_vocabulary().successors
    ours = left | {heir for code in left for heir in heirs.get(code, ())}
    return ours.isdisjoint(right | {heir for code in right for heir in heirs.get(code, ())})


@lru_cache(maxsize=65536)
def words(text: str) -> frozenset[str]:
    """Words of a place or role, without those that say nothing (street, the, of)."""
    found = _WORD.findall(latin(text[:256]).replace("'", ""))[:MOST_WORDS]
    empty = place_vocabulary().empty_words
    return frozenset(word for word in found if word not in empty and (len(word) > 1 or word.isdigit()))


def likest(left: Iterable[frozenset[str]], right: Iterable[frozenset[str]]) -> float:
    """The greatest agreement of any pair, from 0 to 1; 0 where a side is empty."""
    theirs = list(right)
    return max((agreement(one, two) for one in left for two in theirs), default=0.0)


def agreement(left: frozenset[str], right: frozenset[str]) -> float:
    """Share of the shorter one's words that the longer one has (spelled alike counts); 0 if their numbers differ."""
    if not left or not right:
        return 0.0
    short, long = (left, right) if (len(left), sorted(left)) <= (len(right), sorted(right)) else (right, left)
    ours, theirs = _digits(short), _digits(long)
    if ours and theirs and ours.isdisjoint(theirs):
        return 0.0
    found = sum(1 for word in short if word in long or _spelled_alike(word, long))
    return found / len(short)


def _digits(found: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in found if word[0].isdigit())


def _spelled_alike(word: str, others: frozenset[str]) -> bool:
    return len(word) > 4 and any(
        len(other) > 4 and JaroWinkler.similarity(word, other) >= LIKE for other in others if other[0] == word[0]
    )
