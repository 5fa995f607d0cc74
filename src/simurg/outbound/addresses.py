"""From a host to the one address that is connected to: resolved once, so that a name cannot be a public machine when
it is checked and this one's own network when it is used (DNS rebinding; OWASP ASVS 5.0, 1.3.6).

If any address of a name is one that its door does not allow, the name is refused: half an answer is no answer.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from simurg.ontology.errors import OperatorError
from simurg.outbound.doors import Door

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to addresses as text."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""NAT64: a v4 address within a v6 one."""


class NotAllowed(OperatorError):
    """The allow-list does not have this machine."""


class Unreachable(OperatorError):
    """The machine at the other end does not answer, or not within the bounds."""


def system_resolve(host: str, port: int) -> Sequence[str]:
    """What the operating system answers."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            f"The name {host[:80]!r} does not resolve.", hint="Check the name and the network."
        ) from error
    return [str(one[4][0]) for one in found]


def address_for(door: Door, port: int, resolve: Resolve) -> str:
    """The address to connect to. NotAllowed if the name leads where its door does not."""
    try:
        found: list[Address] = [ipaddress.ip_address(door.host)]
    except ValueError:
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(door.host, port)]
    if not found:
        raise Unreachable(f"The name {door.host[:80]!r} has no address.", hint="Check the name.")
    if not all(_may(one, door) for one in found):
        raise NotAllowed(
            f"{door.host[:80]} leads to an address that is not public.",
            hint="If it is meant, add `private: true` to its entry under `outbound`.",
        )
    return str(sorted(found, key=lambda one: one.version)[0])


def _may(address: Address, door: Door) -> bool:
    inner = _inner(address)
    if inner.is_unspecified or inner.is_multicast or inner.is_reserved:
        return False
    if inner.is_link_local and door.host != str(address):  # where clouds keep the keys of the machine
        return False
    return inner.is_global or door.private


def _inner(address: Address) -> Address:
    """The v4 address that a v6 one carries, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and any(address in network for network in _EMBEDDING):
        carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address
