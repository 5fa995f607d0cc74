"""Reaching another machine for one purpose: HTTP by `client`, anything else by `connect`.

    out = WayOut(settings.outbound)
    with out.client("webhook") as client:
        client.post(url, content=body)

Whoever needs the network is given a WayOut; nothing else in simurg opens a connection.
"""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from simurg.outbound.addresses import Resolve, address_for, system_resolve
from simurg.outbound.doors import Allowed, Door, Purpose
from simurg.outbound.errors import NotAllowed, Unreachable

if TYPE_CHECKING:
    import httpx

Monotonic = Callable[[], float]
_LISTED_WHERE = {"feeds": "Add it under `hosts:` of its source in sources.yaml, if it is meant."}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one exchange may take. `answer_bytes` holds for the body as it is sent, and as it is unpacked. `unpack`:
    the body is wanted as a document: gzip and deflate are unpacked, and more bytes than were announced are an error;
    without it a body stays as it came."""

    seconds: float = 20.0
    answer_bytes: int = 1 << 20
    unpack: bool = False


@dataclass(frozen=True, slots=True)
class WayOut:
    """`trusted` is the TLS context; None is the system's authorities."""

    allowed: Allowed
    resolve: Resolve = system_resolve
    monotonic: Monotonic = time.monotonic
    trusted: ssl.SSLContext | None = None

    def door(self, purpose: Purpose, host: str, port: int) -> Door:
        """NotAllowed unless it is listed for this purpose."""
        found = self.allowed.door(purpose, host, port)
        if found is None:
            raise NotAllowed(
                f"{host[:80]}:{port} is not listed for {purpose}.",
                hint=_LISTED_WHERE.get(purpose, f"Add it under `outbound: {purpose}:` in simurg.yaml, if it is meant."),
            )
        return found

    def client(self, purpose: Purpose, bounds: Bounds = Bounds()) -> "httpx.Client":
        """An HTTP client that reaches the listed hosts only, follows no redirect, and knows no proxy of the
        environment. Its errors are NotAllowed and Unreachable."""
        import httpx

        from simurg.outbound.transport import Transport

        return httpx.Client(
            transport=Transport(self, purpose, bounds), follow_redirects=False, trust_env=False, timeout=bounds.seconds
        )

    def connect(self, purpose: Purpose, host: str, port: int, seconds: float) -> socket.socket:
        """A connection to a listed machine; Unreachable if there is none in time."""
        door = self.door(purpose, host, port)
        address = address_for(door, port, self.resolve)
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError as error:
            raise Unreachable(
                f"{door.host[:80]}:{port} cannot be reached ({type(error).__name__}).", hint="Is it running?"
            ) from error

    def context(self) -> ssl.SSLContext:
        """TLS with certificates checked."""
        return self.trusted or _system_authorities()


@cache
def _system_authorities() -> ssl.SSLContext:
    """Read once: it takes longer than most requests."""
    return ssl.create_default_context()
