"""Objects that rows refer to and that have no row: publishers, countries, the workspace, observables, the extension."""

from typing import Any
from uuid import UUID, uuid5

import orjson

from simurg.exchange.stix.ids import named_id
from simurg.exchange.stix.marks import SINCE
from simurg.ontology.countries import COUNTRIES

EVENT = "simurg-event"
EVENT_EXTENSION = "extension-definition--6f5f8f0a-8d0b-4b57-9f0e-5b6b8f4c7d21"
_SCO_SPACE = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""STIX 2.1, 2.9: the namespace of the ids of cyber observables."""
OBSERVABLES = ("ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "mac-addr")
"""Kinds of observable that are told: those that are one value."""


def project() -> dict[str, Any]:
    """Who defines the extension."""
    return _identity(named_id("identity", "project", "simurg"), "Simurg", "system")


def workspace(title: str) -> dict[str, Any]:
    """Who says all this."""
    return _identity(workspace_ref(title), title, "organization")


def workspace_ref(title: str) -> str:
    return named_id("identity", "workspace", title)


def source(name: str) -> dict[str, Any]:
    """A publisher or feed."""
    return _identity(source_ref(name), name, "organization")


def source_ref(name: str) -> str:
    return named_id("identity", "source", name)


def country(code: str) -> dict[str, Any]:
    """A country by its ISO alpha-3 code, or by the code that a source has for it."""
    return {
        "type": "location",
        "spec_version": "2.1",
        "id": country_ref(code),
        "created": SINCE,
        "modified": SINCE,
        "name": COUNTRIES.get(code, code),
        "country": code,
    }


def country_ref(code: str) -> str:
    return named_id("location", "country", code)


def observable(kind: str, value: str) -> dict[str, Any]:
    """A cyber observable of one value, under the id that everybody gives it."""
    return {"type": kind, "spec_version": "2.1", "id": observable_ref(kind, value), "value": value}


def observable_ref(kind: str, value: str) -> str:
    said = orjson.dumps({"value": value}).decode()
    return f"{kind}--{uuid5(_SCO_SPACE, said)}"


def extension() -> dict[str, Any]:
    """What our events are: STIX has no object for them."""
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EVENT_EXTENSION,
        "created": SINCE,
        "modified": SINCE,
        "created_by_ref": project()["id"],
        "name": "Simurg event",
        "description": "Who did what to whom, where and when, as one report tells it.",
        "schema": "See docs/taxii.md of simurg: the properties of simurg-event.",
        "version": "1.0.0",
        "extension_types": ["new-sdo"],
    }


def _identity(number: str, name: str, kind: str) -> dict[str, Any]:
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": number,
        "created": SINCE,
        "modified": SINCE,
        "name": name,
        "identity_class": kind,
    }
