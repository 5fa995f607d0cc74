"""How alike two words of names are: letters, sounds, nicknames and, across scripts, the learned transducer.

`likeness` is symmetric, 1.0 for equal words, 0.0 where nothing speaks for them. Edits are counted as optimal string
alignment (a swap of neighbours is one edit). Sounds are a rough class for spellings of many languages (w = v, ph = f,
kh = h, dj = j, doubled letters once), not a phonetic alphabet of one.
"""

import json
import math
import re
from functools import lru_cache
from importlib import resources

from rapidfuzz.distance import OSA, JaroWinkler

from simurg.fusion.identity.letters import script_of
from simurg.fusion.identity.transducer import Transducer, chance
from simurg.fusion.identity.vocabulary import vocabulary

LEARNED = frozenset({"arabic", "cyrillic", "han", "hangul", "hebrew", "kana"})
_SPELLED = """
    C: tsch tch ch cz;  S: shch sch sh hs;  J: dzh dj zh j g;  f: ph;  k: ck q c;  h: kh;  g: gh;  t: th;  d: dh
    s: ts tz z;  u: ou oo ue;  i: ee y;  e: ae ei ie ai ay ey;  o: oe;  ks: x;  v: w
"""
_SOUNDS = {
    group: sound.strip()
    for sound, groups in (line.split(":") for line in _SPELLED.strip().replace("\n", ";").split(";") if line.strip())
    for group in groups.split()
}
_FOUND = sorted((group for group in _SOUNDS if group != "g"), key=lambda group: (-len(group), group))
_GROUPS = re.compile("|".join(_FOUND) + "|g(?=[ei])")
_VOWELS = re.compile(r"[aeiou]+")
LOOKALIKE = str.maketrans("01345789", "olieastg")
UNLIKE = 0.55
"""Below this two words are held to have nothing to do with each other."""
LETTER_COST = 0.9
"""Natural-log units a letter that the transducer of a true pair costs at most, before likeness falls."""


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """The rough sounds of a Latin word."""
    heard = _GROUPS.sub(_sound, word)
    heard = heard[:1] + heard[1:].replace("h", "").replace("o", "u")
    return "".join(letter for place, letter in enumerate(heard) if not place or letter != heard[place - 1])


def _sound(found: re.Match[str]) -> str:
    group = found.group()
    if group == "x" and not found.start():
        return "S"
    if group == "c" and found.string[found.end() : found.end() + 1] in ("e", "i", "y"):
        return "s"
    return _SOUNDS[group]


def skeleton(word: str) -> str:
    """First sound and the consonants after it."""
    heard = sounds(word)
    return heard[:1] + _VOWELS.sub("", heard[1:])


@lru_cache(maxsize=262144)
def _between(left: str, right: str) -> float:
    if len(left) == 1 or len(right) == 1:
        return 0.8 if left[0] == right[0] else 0.0
    longest = max(len(left), len(right))
    edits = OSA.distance(left, right)
    best = 1.0 - edits / longest
    if best >= UNLIKE or left[0] == right[0] or edits <= 3 or longest > 7:
        left_heard, right_heard = sounds(left), sounds(right)
        if left_heard == right_heard:
            return max(best, 0.95)
        heard_edits = OSA.distance(left_heard, right_heard)
        best = max(best, 0.97 - 1.15 * heard_edits / max(len(left_heard), len(right_heard)))
        prefix = JaroWinkler.similarity(left, right)
        if prefix > 0.88:
            best = max(best, prefix - 0.1)
    nicknames = vocabulary().nicknames
    groups, others = nicknames.get(left), nicknames.get(right)
    if groups is not None and others is not None:
        return max(best, 0.9) if not groups.isdisjoint(others) else min(best, UNLIKE - 0.01)
    if best < 0.8 and longest > 4 and len(left) == len(right) and sorted(left) == sorted(right):
        best = 0.8
    if (
        best < 0.9
        and not (left.isalpha() and right.isalpha())
        and left.translate(LOOKALIKE) == right.translate(LOOKALIKE)
    ):
        best = 0.9
    return best


def likeness(left: str, right: str) -> float:
    """Of two Latin words, 0 to 1."""
    if left == right:
        return 1.0
    return _between(left, right) if left < right else _between(right, left)


@lru_cache(maxsize=65536)
def native_likeness(left: str, right: str) -> float:
    """Of two words in one script that is not Latin: by its own characters, where one carries a syllable."""
    return 1.0 - OSA.distance(left, right) / max(len(left), len(right))


@lru_cache(maxsize=len(LEARNED))
def transducer(script: str) -> Transducer:
    """The packaged table of a script in `LEARNED`."""
    file = resources.files("simurg.fusion.identity") / "scripts" / f"{script}.json"
    return Transducer(script, json.loads(file.read_text(encoding="utf-8"))["counts"])


@lru_cache(maxsize=65536)
def foreign_likeness(foreign: str, word: str) -> float:
    """Of a word in its own script and a Latin one: 1 - (letter cost beyond a true pair's), from the transducer."""
    script = script_of(foreign)
    if script not in LEARNED:
        return 0.0
    found = chance(transducer(script), foreign, word)
    if found <= 0.0:
        return 0.0
    cost = -math.log(found) / max(len(word), 3)
    return max(0.0, min(0.97, 0.97 - 0.35 * (cost - LETTER_COST)))
