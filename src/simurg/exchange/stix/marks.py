"""Markings as STIX has them: TLP 2.0 by the ids that OASIS published, all else as a statement in our own words."""

from typing import Any

from simurg.exchange.stix.ids import named_id

_TLP = {
    "TLP:CLEAR": ("94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"),
    "TLP:GREEN": ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    "TLP:AMBER": ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    "TLP:AMBER+STRICT": ("939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"),
    "TLP:RED": ("e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
}
_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_OPEN = "OPEN"
SINCE = "2026-01-01T00:00:00.000Z"
"""When the objects that never change were made."""


def mark_refs(marking: str) -> list[str]:
    """The marking definitions of a row's marking (its text)."""
    return [one["id"] for one in mark_objects(marking)]


def mark_objects(marking: str) -> list[dict[str, Any]]:
    """The definitions themselves: TLP, and a statement where there is more than TLP."""
    parts = marking.split("//")
    tlp = next((part for part in parts if part in _TLP), "TLP:RED")  # not understood: the strictest
    found = [_tlp(tlp)]
    if [part for part in parts if part not in _TLP] != [_OPEN]:
        found.append(_statement(marking))
    return found


def _tlp(name: str) -> dict[str, Any]:
    number, word = _TLP[name]
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{number}",
        "created": "2022-10-01T00:00:00.000Z",
        "name": name,
        "extensions": {_TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": word}},
    }


def _statement(marking: str) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": named_id("marking-definition", marking),
        "created": SINCE,
        "name": marking,
        "definition_type": "statement",
        "definition": {"statement": marking},
    }
