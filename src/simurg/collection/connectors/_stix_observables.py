"""What STIX objects let one look for or report as seen: indicators' patterns, cyber-observables, observed data.

A pattern is read for its plain comparisons (`[ipv4-addr:value = '192.0.2.7']`), not evaluated; its whole text stays
in the report's body. Standard: STIX 2.1, sections 4.7, 6 and 9.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.collection.published import moment_in

MOST = 1_000
"""Observables that are read of one object."""

_COMPARISON = re.compile(
    r"\b([a-z][a-z0-9-]{0,60}):([A-Za-z0-9_.'\[\]*-]{1,120})\s{0,9}(?:=|LIKE|MATCHES)\s{0,9}'((?:[^'\\]|\\.){1,4000}+)'"
)
_KINDS = frozenset({
    "artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message", "file",
    "ipv4-addr", "ipv6-addr", "mac-addr", "mutex", "network-traffic", "process", "software", "url",
    "user-account", "windows-registry-key", "x509-certificate",
})  # fmt: skip
_NAMING = ("value", "name", "path", "key", "number", "user_id", "account_login", "serial_number", "command_line",
           "subject")  # fmt: skip
_HASHES = ("SHA-256", "SHA-1", "MD5", "SHA-512")


@dataclass(frozen=True, slots=True)
class Seen:
    """One observable: its STIX type, its value, what it was (the path in a pattern), when."""

    kind: str
    value: str
    detail: str | None
    at: datetime | None


def observables_in(item: Mapping[str, Any]) -> Iterator[Seen]:
    """The observables of one object; none for most types."""
    kind = item["type"]
    if kind == "indicator":
        yield from _in_pattern(item)
    elif kind == "observed-data" and isinstance(item.get("objects"), Mapping):
        at = moment_in(item.get("first_observed"))
        for one in list(item["objects"].values())[:MOST]:
            if isinstance(one, Mapping):
                yield from _observable(one, at)
    elif kind in _KINDS:
        yield from _observable(item, None)


def _in_pattern(item: Mapping[str, Any]) -> Iterator[Seen]:
    pattern = item.get("pattern")
    if not isinstance(pattern, str) or str(item.get("pattern_type", "stix")).lower() != "stix":
        return
    at = moment_in(item.get("valid_from"))
    for number, found in enumerate(_COMPARISON.finditer(pattern[:200_000])):
        if number >= MOST:
            return
        yield Seen(found[1], re.sub(r"\\(.)", r"\1", found[3]), found[2], at)


def _observable(item: Mapping[str, Any], at: datetime | None) -> Iterator[Seen]:
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        return
    hashes = item.get("hashes")
    if isinstance(hashes, Mapping):
        for name in _HASHES:
            if isinstance(hashes.get(name), str) and hashes[name]:
                yield Seen(kind, hashes[name][:4_000], f"hashes.{name}", at)
    for name in _NAMING:
        value = item.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
            yield Seen(kind, str(value)[:4_000], name, at)
            return
