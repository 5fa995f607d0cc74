"""What the best pair of names does not show by its letters alone.

A syllable of an Eastern name that is another one, or the same in another romanisation; an acronym; a long number that
both names tell; consonants that agree where vowels do not (Semyon, Semen); fuller names behind those that agree.
`doubts` names them as evidence.yaml does. Which name is left does not matter.
"""

from collections.abc import Iterator, Sequence

from simurg.fusion.identity.features import FEATURES
from simurg.fusion.identity.likeness import skeleton
from simurg.fusion.identity.names import Kind, Name
from simurg.fusion.identity.syllables import other_syllables, same_syllables
from simurg.fusion.identity.vocabulary import vocabulary

OTHER_SYLLABLE = "another syllable of an Eastern name"
SAME_SYLLABLES = "the same syllables of an Eastern name"
LONG_NUMBER = 3
"""Digits from which a number within a name is not shared by chance (Unit 26165)."""
LONG_ACRONYM = 3
CONSONANTS = "same consonants, other vowels"
FEW_SOUNDS = 7
"""Sounds that all words together must have for their consonants to tell anything."""
_AT = {name: place for place, name in enumerate(FEATURES)}


def doubts(left: Name, right: Name, values: Sequence[float]) -> tuple[str, ...]:
    """Names of findings about a pair of names and its features."""
    return tuple(_doubts(left, right, values))


def _doubts(left: Name, right: Name, values: Sequence[float]) -> Iterator[str]:
    person = left.kind is Kind.PERSON
    other = person and other_syllables(left, right)
    if other:
        yield OTHER_SYLLABLE
    elif person and left.joined != right.joined and same_syllables(left, right):
        yield SAME_SYLLABLES
    if not (other or values[_AT["father"]] or values[_AT["reversed"]]) and same_consonants(left, right):
        yield CONSONANTS
    if person:
        return
    if acronym(left, right, values):
        yield "an acronym of the other's words"
    if any(len(number) >= LONG_NUMBER for number in set(left.numbers) & set(right.numbers)):
        yield "a long number in both names"


def same_consonants(left: Name, right: Name) -> bool:
    """Whether every word of the shorter name (two or more) has one of the same consonants and first sound.

    False where all of them are spelled alike: then nothing is to be said about vowels.
    """
    short, long = sorted((left, right), key=lambda name: (len(name.tokens), name.tokens, name.foreign))
    if len(short.tokens) < 2 or short.words <= long.words or left.numbers != right.numbers:
        return False
    free, sounds = list(long.tokens), 0
    for word in short.tokens:
        other = next((other for other in free if _same_word(word, other)), None)
        if other is None:
            return False
        free.remove(other)
        sounds += len(skeleton(word))
    return sounds >= FEW_SOUNDS


def _same_word(one: str, two: str) -> bool:
    known = vocabulary().nicknames
    groups, others = known.get(one), known.get(two)
    if groups is not None and others is not None:
        return not groups.isdisjoint(others)
    return skeleton(one) == skeleton(two)


def acronym(left: Name, right: Name, values: Sequence[float]) -> bool:
    """Whether one name is the initials of the other: three letters or more."""
    return bool(values[_AT["acronym"]]) and min(len(left.joined), len(right.joined)) >= LONG_ACRONYM


def fuller(left: Sequence[Name], right: Sequence[Name], one: Name, two: Name) -> bool:
    """Whether both sides know a fuller name than that of the best pair (their full names are given first)."""
    return bool(left and right) and one not in left and two not in right
