"""STIX markings as ours: TLP 1 and 2.0, in objects, in the bundle's own definitions, and granular ones.

A marking can only make an object stricter than its source is. A statement (copyright, terms of use) changes
nothing. A marking that is neither, or that the bundle does not define, is not understood and therefore denies: the
object is quarantined (`SourceError`). Granular markings count for the whole object.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from simurg.ontology.errors import CallerError, SourceError
from simurg.ontology.markings import EVERYTHING, Marking, marking_of

TLP_OF = {
    # STIX 2.1, section 7.2.1.4 (TLP 1)
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
    # OASIS extension definition for TLP 2.0
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "clear",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": "amber+strict",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
}
_TLP_2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

Markings = Mapping[str, Marking | None]
"""By the id of a marking definition; None where the definition is not understood."""


def defined(objects: list[Any]) -> dict[str, Marking | None]:
    """The well-known TLP markings and those that the bundle defines."""
    known: dict[str, Marking | None] = {}
    for item in objects:
        if isinstance(item, Mapping) and item.get("type") == "marking-definition" and isinstance(item.get("id"), str):
            known[item["id"]] = _definition(item)
    return known | {name: marking_of({"tlp": tlp}) for name, tlp in TLP_OF.items()}


def _definition(item: Mapping[str, Any]) -> Marking | None:
    definition, extensions = item.get("definition"), item.get("extensions")
    word: object = None
    if item.get("definition_type") == "tlp" and isinstance(definition, Mapping):
        word = definition.get("tlp")
    elif isinstance(extensions, Mapping) and isinstance(extensions.get(_TLP_2), Mapping):
        word = extensions[_TLP_2].get("tlp_2_0")
    elif item.get("definition_type") == "statement":
        return Marking()
    if not isinstance(word, str):
        return None
    try:
        return marking_of({"tlp": "clear" if word.strip().lower() == "white" else word})
    except CallerError:
        return None


def marking_for(item: Mapping[str, Any], known: Markings, of_source: Marking) -> Marking:
    """The marking of an object's rows. SourceError where one of its markings is not understood."""
    joined = of_source
    for name in _named(item):
        marking = known.get(name) if isinstance(name, str) else None
        if marking is None:
            raise SourceError("It carries a marking that is not understood, so nobody may read it.")
        joined = joined | marking
    return joined


def marking_of_bad(item: object, known: Markings, of_source: Marking) -> Marking:
    """Of an object that cannot be read: its marking where that is understood, else a marking that nobody's scope
    but the operator's holds."""
    if not isinstance(item, Mapping):
        return of_source
    try:
        return marking_for(item, known, of_source)
    except SourceError:
        return EVERYTHING.marking()


def _named(item: Mapping[str, Any]) -> Iterator[object]:
    for holder, key in ((item, "object_marking_refs"), (item, "granular_markings")):
        stated = holder.get(key)
        if stated is None:
            continue
        if not isinstance(stated, list):
            raise SourceError("Its markings are not a list, so nobody may read it.")
        for one in stated:
            if key == "object_marking_refs":
                yield one
            elif not isinstance(one, Mapping):
                yield None
            elif "lang" not in one or "marking_ref" in one:  # a language note is no restriction
                yield one.get("marking_ref")
