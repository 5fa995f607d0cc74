"""Who an event is between, in words: names as an analyst writes them, pairs without direction."""

from dataclasses import dataclass

import numpy as np

from simurg.assessment.brief.material import Ints, Rows
from simurg.detection.parties import name_in_brackets
from simurg.ontology.countries import country_name

BETWEEN = " – "


def party_name(actor: str) -> str:
    """`Foreign_Minister_(Ukraine)` is Ukraine; underscores are blanks; `RUS` is Russia."""
    plain = " ".join((name_in_brackets(actor) or actor).replace("_", " ").split())
    return country_name(plain) or actor


@dataclass(frozen=True, slots=True)
class Labels:
    """`codes[row]` points into `names`."""

    codes: Ints
    names: list[str]


def pairs(events: Rows) -> Labels:
    """A label for each event: `A – B` in alphabetical order, a single party, or the place."""
    actors, recipients = events.words["actor"], events.words["recipient"]
    names = sorted({party_name(word) for word in (*actors.values, *recipients.values)})
    at = {name: number for number, name in enumerate(names)}
    left = np.array([at[party_name(word)] for word in actors.values] + [-1], dtype=np.int64)[actors.codes]
    right = np.array([at[party_name(word)] for word in recipients.values] + [-1], dtype=np.int64)[recipients.codes]
    left = np.where(left < 0, right, left)
    right = np.where(right < 0, left, right)
    low, high = np.minimum(left, right), np.maximum(left, right)
    keys = low * (len(names) + 1) + high
    places = _places(events)
    nameless = low < 0
    keys = np.where(nameless, -1 - places.codes, keys)
    distinct, codes = np.unique(keys, return_inverse=True)
    return Labels(codes.astype(np.int64), [_label(int(key), names, places.names) for key in distinct])


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
