"""Who an event is between, in words: names as an analyst writes them, pairs without direction."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from simurg.assessment.brief.material import Ints, Rows
from simurg.detection.parties import name_in_brackets
from simurg.ontology.countries import country_name

BETWEEN = " – "


def party_name(actor: str) -> str:
    """`Foreign_Minister_(Ukraine)` is Ukraine; underscores are blanks; `RUS` is Russia.

    A name in capitals alone is written with small letters from six letters on; shorter ones may be abbreviations.
    """
    plain = " ".join((name_in_brackets(actor) or actor).replace("_", " ").split())
    return _small(plain) if plain.isupper() and len(plain) >= 6 else country_name(plain) or actor


@dataclass(frozen=True, slots=True)
class Labels:
    """`codes[row]` points into `names`."""

    codes: Ints
    names: list[str]
    spelling: Mapping[str, str] = field(default_factory=dict)
    """The one spelling of a name, by its `casefold`."""

    def spelled(self, subject: str) -> str:
        """A pair or a single name in the spelling of these labels; a name that they lack stays as it is."""
        return BETWEEN.join(self.spelling.get(part.casefold(), part) for part in subject.split(BETWEEN))


def spelled(names: Iterable[str]) -> dict[str, str]:
    """One spelling for names that differ by case only, by their `casefold`."""
    best: dict[str, str] = {}
    for name in sorted(set(names), key=lambda one: (one.isupper(), one)):
        best.setdefault(name.casefold(), name)
    return best


def _small(name: str) -> str:
    return re.sub(r"\b(Of|The|And|For|In|De|Al)\b(?<!^..)(?<!^...)", lambda word: word.group().lower(), name.title())


def pairs(events: Rows) -> Labels:
    """A label for each event: `A – B` in alphabetical order, a single party, or the place."""
    actors, recipients = events.words["actor"], events.words["recipient"]
    shown = spelled(party_name(word) for word in (*actors.values, *recipients.values))
    names = sorted(set(shown.values()))
    at = {name: number for number, name in enumerate(names)}
    left, right = (
        np.array([at[shown[party_name(word).casefold()]] for word in words.values] + [-1], dtype=np.int64)[words.codes]
        for words in (actors, recipients)
    )
    left = np.where(left < 0, right, left)
    right = np.where(right < 0, left, right)
    low, high = np.minimum(left, right), np.maximum(left, right)
    keys = low * (len(names) + 1) + high
    places = _places(events)
    keys = np.where(low < 0, -1 - places.codes, keys)
    distinct, codes = np.unique(keys, return_inverse=True)
    told = [_label(int(key), names, places.names) for key in distinct]
    return Labels(codes.astype(np.int64), told, {**spelled(places.names), **shown})


def _label(key: int, names: list[str], places: list[str]) -> str:
    if key < 0:
        return places[-1 - key]
    low, high = divmod(key, len(names) + 1)
    return names[low] if low == high else names[low] + BETWEEN + names[high]


def _places(events: Rows) -> Labels:
    """Country, else place, else a word that says that neither is told."""
    countries, places = events.words["country"], events.words["place"]
    names = [*map(country_name, countries.values), *places.values, "parties and place not named"]
    codes = np.where(places.codes >= 0, places.codes + len(countries.values), len(names) - 1)
    return Labels(np.where(countries.codes >= 0, countries.codes, codes), names)
