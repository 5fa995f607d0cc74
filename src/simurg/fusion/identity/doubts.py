"""What the best pair of names does not show by its letters alone.

Fuller names that differ although shorter ones agree; a syllable of an Eastern name that is another one; an acronym; a
long number that both names tell. All pure, each a finding that is named in evidence.yaml.
"""

from collections.abc import Iterator, Sequence

from simurg.fusion.identity.features import FEATURES
from simurg.fusion.identity.names import Kind, Name
from simurg.fusion.identity.syllables import other_syllables, same_syllables

OTHER_SYLLABLE = "another syllable of an Eastern name"
SAME_SYLLABLES = "the same syllables of an Eastern name"
LONG_NUMBER = 3
"""Digits from which a number within a name is not shared by chance (Unit 26165)."""
LONG_ACRONYM = 3
_AT = {name: place for place, name in enumerate(FEATURES)}


def doubts(left: Name, right: Name, values: Sequence[float]) -> tuple[str, ...]:
    """Names of findings about a pair of names and its features."""
    return tuple(_doubts(left, right, values))


def _doubts(left: Name, right: Name, values: Sequence[float]) -> Iterator[str]:
    if left.kind is Kind.PERSON:
        if left.joined != right.joined:
            if other_syllables(left, right):
                yield OTHER_SYLLABLE
            elif same_syllables(left, right):
                yield SAME_SYLLABLES
        return
    if acronym(left, right, values):
        yield "an acronym of the other's words"
    if any(len(number) >= LONG_NUMBER for number in set(left.numbers) & set(right.numbers)):
        yield "a long number in both names"


def acronym(left: Name, right: Name, values: Sequence[float]) -> bool:
    """Whether one name is the initials of the other: three letters or more."""
    return bool(values[_AT["acronym"]]) and min(len(left.joined), len(right.joined)) >= LONG_ACRONYM


def fuller(left: Sequence[Name], right: Sequence[Name], one: Name, two: Name) -> bool:
    """Whether both sides know a fuller name than that of the best pair (their full names are given first)."""
    return bool(left and right) and one not in left and two not in right
