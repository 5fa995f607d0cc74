"""TAXII resources as bytes: objects, manifests and versions of one page, with the moments that its headers tell."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from simurg.app.taxii.asked import Asked
from simurg.app.taxii.collection import Page, Sieve, page
from simurg.app.taxii.index import Index
from simurg.app.workbench.look import Answer
from simurg.ledger import View
from simurg.ledger.entries import moment_of

STIX = "application/stix+json;version=2.1"


@dataclass(frozen=True)
class PageAnswer(Answer):
    """`first` and `last`: when the first and last object of the page were added; empty for an empty page."""

    first: str = ""
    last: str = ""


def objects(view: View, index: Index, asked: Asked, title: str, sieve: Sieve | None = None) -> PageAnswer:
    """An envelope (TAXII 2.1, 3.7)."""
    return _answer(page(view, index, asked, title, sieve), lambda one: one.body, "objects")


def manifest(view: View, index: Index, asked: Asked, title: str, sieve: Sieve | None = None) -> PageAnswer:
    """A manifest (5.6)."""

    def record(one: Any) -> dict[str, Any]:
        added = added_text(one.added)
        return {"id": one.id, "date_added": added, "version": one.version, "media_type": STIX}

    return _answer(page(view, index, asked, title, sieve), record, "objects")


def versions(view: View, index: Index, asked: Asked, title: str, sieve: Sieve | None = None) -> PageAnswer:
    """The versions of one object (5.9)."""
    return _answer(page(view, index, asked, title, sieve), lambda one: one.version, "versions")


def added_text(microseconds: int) -> str:
    """As TAXII has moments: always with microseconds."""
    return moment_of(microseconds).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _answer(found: Page, told: Callable[[Any], Any], name: str) -> PageAnswer:
    value: dict[str, Any] = {}
    if found.next is not None:
        value |= {"more": True, "next": found.next}
    if found.told:
        value[name] = [told(one) for one in found.told]
    body = orjson.dumps(value)
    seen = tuple(one.row for one in found.told if one.row is not None) if name == "objects" else ()
    first, last = (added_text(found.told[n].added) if found.told else "" for n in (0, -1))
    return PageAnswer(body, f'"{blake2b(body, digest_size=12).hexdigest()}"', seen, first, last)
