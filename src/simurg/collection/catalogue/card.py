"""A source's card: what its publisher allows, how late it is, and what an absence means. Shown beside every layer.

    name: ucdp-candidate                    # the file's name
    title: UCDP candidate events
    publisher: Uppsala Conflict Data Program
    what: Monthly candidate release of organised violence, by event.
    licence: CC BY 4.0
    terms: https://ucdp.uu.se/…             # where the terms stand
    limits: 5,000 requests a day            # as the publisher states them
    delay: about a month                    # between what happens and its publication
    absence: No row means that no event met the definition, or that it is not coded yet; never zero deaths.
    source:                                 # what stands in sources.yaml unless it says otherwise
      connector: ucdp_candidate
      address: https://…
      …

`- {name: ucdp, card: ucdp-candidate}` in sources.yaml is a source by its card; what else stands there goes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from simurg.ontology.errors import InternalError, SourceError

_TOLD = ("title", "publisher", "what", "licence", "terms", "limits", "delay", "absence")


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    title: str
    publisher: str
    what: str
    licence: str
    terms: str
    limits: str
    delay: str
    absence: str
    source: Mapping[str, Any]


@cache
def cards() -> Mapping[str, Card]:
    """Every card, by name."""
    folder = resources.files("simurg.collection.catalogue")
    found = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            card = card_of(file.name.removesuffix(".yaml"), yaml.safe_load(file.read_text(encoding="utf-8")))
            found[card.name] = card
    return MappingProxyType(found)


def card(name: str) -> Card:
    """SourceError if there is none of that name."""
    found = cards().get(name)
    if found is None:
        raise SourceError(f"There is no card {name[:60]!r}.", hint="`simurg sources --cards` lists them.")
    return found


def card_of(name: str, told: object) -> Card:
    """Checked; InternalError says what a card lacks (they are shipped with simurg)."""
    if not isinstance(told, Mapping) or set(told) != {"name", "source", *_TOLD} or told["name"] != name:
        raise InternalError(f"The card {name} must have its name, {', '.join(_TOLD)} and source, and nothing else.")
    texts = {key: str(told[key]).strip() for key in _TOLD}
    if not all(texts.values()) or not isinstance(told["source"], Mapping):
        raise InternalError(f"The card {name} has an empty entry.")
    return Card(name=name, source=MappingProxyType(dict(told["source"])), **texts)
