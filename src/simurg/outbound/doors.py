"""Which machines may be reached, and for what: the `outbound` part of simurg.yaml. What is not listed is refused.

    outbound:
      mail: [smtp.example.org:587]
      webhook: [hooks.example.org, {host: desk.internal, port: 8443, private: true}]
      oidc: [login.example.org]

A door is a host, with a port if only that one is meant. A name may lead to a private or loopback address only where
its entry says `private: true`, or is such an address (or `localhost`) itself. Plain HTTP is for loopback, and for
entries that say `plain: true`.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from simurg.ontology.errors import OperatorError
from simurg.outbound.special import is_public
from simurg.outbound.target import host_of

Purpose = Literal["mail", "webhook", "oidc", "feeds", "model"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
MOST_DOORS = 200
_KEYS = frozenset({"host", "port", "private", "plain"})


@dataclass(frozen=True, slots=True)
class Door:
    """`port` None: any."""

    host: str
    port: int | None = None
    private: bool = False
    plain: bool = False

    def fits(self, host: str, port: int) -> bool:
        return host == self.host and self.port in (None, port)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Doors by purpose; none by default."""

    doors: Mapping[str, tuple[Door, ...]] = field(default_factory=dict)

    def door(self, purpose: Purpose, host: str, port: int) -> Door | None:
        """The door for a machine, None if it is not listed."""
        name = plain_host(host)
        return next((door for door in self.doors.get(purpose, ()) if door.fits(name, port)), None)


def plain_host(host: str) -> str:
    """As hosts are compared: ASCII, lower case, no dot at the end, no brackets. What is no host is like no other."""
    return host_of(host.strip()) or ""


def allowed_of(values: object) -> Allowed:
    """From the YAML; OperatorError names the entry that is not understood."""
    if values is None:
        return Allowed()
    if not isinstance(values, Mapping):
        raise _wrong("simurg.yaml: `outbound` has an entry for each purpose")
    unknown = sorted(set(map(str, values)) - set(PURPOSES))
    if unknown:
        raise _wrong(f"simurg.yaml: `outbound` knows no purpose {unknown[0][:30]!r}", f"Use: {', '.join(PURPOSES)}.")
    return Allowed({purpose: _doors(purpose, entries) for purpose, entries in values.items()})


def _doors(purpose: str, entries: object) -> tuple[Door, ...]:
    if not isinstance(entries, list) or len(entries) > MOST_DOORS:
        raise _wrong(f"simurg.yaml: `outbound: {purpose}` is a list of at most {MOST_DOORS} hosts")
    return tuple(door_of(entry, f"simurg.yaml: `outbound: {purpose}`") for entry in entries)


def door_of(entry: object, where: str) -> Door:
    """One entry; OperatorError says what is wrong with it, and where it stands."""
    if isinstance(entry, str):
        told: Mapping[Any, Any] = dict(zip(("host", "port"), _parted(entry), strict=True))
    elif isinstance(entry, Mapping) and set(entry) <= _KEYS:
        told = entry
    else:
        raise _wrong(f"{where}: an entry is a host, or has host, port, private, plain")
    name, port = str(told.get("host") or "").strip(), told.get("port")
    host = host_of(name)
    if host is None:
        raise _wrong(f"{where}: {name[:40]!r} is no host", "Write names in ASCII (xn--…), no patterns.")
    if port is not None and (isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65_536):
        raise _wrong(f"{where}: {host[:40]} has a port that is none")
    private, loopback = _nature(host)
    flags = [told.get("private", False), told.get("plain", False)]
    if any(not isinstance(flag, bool) for flag in flags):
        raise _wrong(f"{where}: private and plain are true or false")
    return Door(host, port, flags[0] or private, flags[1] or loopback)


def _parted(text: str) -> tuple[str, int | None]:
    """host, host:port, [v6]:port or a bare v6 address."""
    head, _, tail = text.strip().rpartition(":")
    if head and tail.isdigit() and (":" not in head or head.endswith("]")):
        return head, int(tail)
    return text, None


def _nature(host: str) -> tuple[bool, bool]:
    """Whether a host names a private address itself, and whether that is loopback."""
    if host == "localhost":
        return True, True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False, False
    return not is_public(address), address.is_loopback


def _wrong(what: str, hint: str = "See docs/delivery.md.") -> OperatorError:
    return OperatorError(f"{what}.", hint=hint)
