"""From a host to the one address that is connected to: resolved once, so that a name cannot be a public machine when
it is checked and this one's own network when it is used (DNS rebinding; OWASP ASVS 5.0, 1.3.6).

If any address of a name is one that its door does not allow, the name is refused: half an answer is no answer.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence

from simurg.outbound.doors import Door
from simurg.outbound.errors import NotAllowed, TimedOut, Unreachable
from simurg.outbound.special import Address, is_link_local, is_nobody, is_public

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to addresses as text."""
RESOLVE_S = 15.0
"""A resolver that answers later has not answered."""


def system_resolve(host: str, port: int) -> Sequence[str]:
    """What the operating system answers, in time."""
    found: list[str] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(RESOLVE_S)
    if failed:
        raise Unreachable(
            f"The name {host[:80]!r} does not resolve.", hint="Check the name and the network."
        ) from failed[0]
    if asking.is_alive():
        raise TimedOut(f"The name {host[:80]!r} did not resolve in {RESOLVE_S:g} s.", hint="Check the name server.")
    return found


def address_for(door: Door, port: int, resolve: Resolve) -> str:
    """The address to connect to. NotAllowed if the name leads where its door does not."""
    try:
        found: list[Address] = [ipaddress.ip_address(door.host)]
    except ValueError:
        found = [_read(text) for text in resolve(door.host, port)]
    if not found:
        raise Unreachable(f"The name {door.host[:80]!r} has no address.", hint="Check the name.")
    if not all(_may(one, door) for one in found):
        raise NotAllowed(
            f"{door.host[:80]} leads to an address that is not public.",
            hint="If it is meant, add `private: true` to its entry under `outbound` or `hosts`.",
        )
    return str(sorted(found, key=lambda one: one.version)[0])


def _read(text: str) -> Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise Unreachable("The name server answered with what is no address.", hint="Check it.") from error


def _may(address: Address, door: Door) -> bool:
    if is_nobody(address) or (isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None):
        return False
    if is_link_local(address) and door.host != str(address):  # where clouds keep the keys of the machine
        return False
    return is_public(address) or door.private
