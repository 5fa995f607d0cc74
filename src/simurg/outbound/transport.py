"""HTTP over the way out: each request gets its own connection, to the address that was checked, within one deadline.

The deadline holds for the whole exchange, so that a server which sends one byte a second holds nobody up; the answer
is cut off, as an error, after so many bytes, and before the first if it announces more. Names of TLS stay those of the
host.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import httpcore
import httpx

from simurg.outbound.addresses import address_for
from simurg.outbound.doors import Purpose
from simurg.outbound.errors import CutShort, NotAllowed, TimedOut, TooLarge, Unreachable
from simurg.outbound.pinned import Deadline, Pinned, TooLate
from simurg.outbound.target import Target, target_of
from simurg.outbound.unpack import coding_of, unpacked

if TYPE_CHECKING:
    from simurg.outbound.way_out import Bounds, WayOut

logging.getLogger("httpcore").setLevel(logging.INFO)
logging.getLogger("httpx").setLevel(logging.WARNING)
"""Below these, they write headers of answers and whole addresses into the log, and secrets stand there."""
_UNTOLD = (b"transfer-encoding", b"content-encoding", b"content-length")
"""Headers of an answer that are dropped: its body is whole, and as it is."""
_OURS = (b"accept-encoding", b"connection")
MOST_REFUSAL = 64 << 10
"""Bytes that are taken of an answer which is no success."""
_BODYLESS = (204, 304)
_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError)


class Transport(httpx.BaseTransport):
    """For one purpose."""

    def __init__(self, out: "WayOut", purpose: Purpose, bounds: "Bounds") -> None:
        self._out, self._purpose, self._bounds = out, purpose, bounds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """NotAllowed before anything is sent; for whatever goes wrong after, Unreachable or one of its kinds."""
        target = target_of(_written(request.url))
        door = self._out.door(self._purpose, target.host, target.port)
        if target.scheme != "https" and not door.plain:
            raise NotAllowed(f"{door.host[:80]} must be reached by https.", hint="Write https:// in its address.")
        deadline = Deadline(self._out.monotonic, self._bounds.seconds)
        backend = Pinned(address_for(door, target.port, self._out.resolve), deadline)
        pool = httpcore.ConnectionPool(
            ssl_context=self._out.context() if target.scheme == "https" else None,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=backend,
        )
        try:
            with self._told(door.host, Unreachable):
                answer = pool.handle_request(_as_core(request, target))
            with self._told(door.host, CutShort):
                body = self._body(answer, door.host, request.method)
                backend.heard.check(answer, door.host, strict=self._bounds.unpack)
            headers = [(name, value) for name, value in answer.headers if name.lower() not in _UNTOLD]
            return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(body))
        finally:
            pool.close()

    @contextmanager
    def _told(self, host: str, broken: type[Unreachable]) -> Iterator[None]:
        try:
            yield
        except (httpcore.TimeoutException, TooLate) as error:
            raise TimedOut(
                f"{host[:80]} did not answer in {self._bounds.seconds:g} s.", hint="It is tried again later."
            ) from error
        except _BROKEN as error:
            raise broken(
                f"The exchange with {host[:80]} broke off ({type(error).__name__}).", hint="It is tried again later."
            ) from error

    def _body(self, answer: httpcore.Response, host: str, method: str) -> bytes:
        headers = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
        most = self._bounds.answer_bytes
        announced = headers.get(b"content-length", "")
        if answer.status in _BODYLESS or method == "HEAD":
            return b""
        if answer.status >= 300:
            return _beginning(answer.iter_stream(), min(most, MOST_REFUSAL))
        if announced.isdigit() and int(announced) > most:
            raise TooLarge(f"{host[:80]} announced more than {most:,} bytes.", hint="It is not read.")
        chunks = _bounded(answer.iter_stream(), most, host)
        coding = coding_of(headers.get(b"content-encoding", "")) if self._bounds.unpack else ""
        return b"".join(unpacked(chunks, coding, most) if coding else chunks)


def _written(url: httpx.URL) -> str:
    """As it would travel: httpx shows internationalised names decoded."""
    host = url.raw_host.decode("ascii", "replace")
    host = f"[{host}]" if ":" in host else host
    port = "" if url.port is None else f":{url.port}"
    user = "@" if url.userinfo else ""
    return f"{url.scheme}://{user}{host}{port}{url.raw_path.decode('ascii', 'replace')}"


def _as_core(request: httpx.Request, target: Target) -> httpcore.Request:
    """Compressed answers are not asked for: a small body cannot become a large one."""
    headers = [(name, value) for name, value in request.headers.raw if name.lower() not in _OURS]
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.rest.encode()
    )
    headers += [(b"Accept-Encoding", b"identity"), (b"Connection", b"close")]
    return httpcore.Request(request.method, url, headers=headers, content=request.read())


def _beginning(chunks: Iterable[bytes], most: int) -> bytes:
    """Of an answer that is none: its status counts, and as much of its words as comes."""
    body = bytearray()
    with suppress(httpcore.TimeoutException, TooLate, *_BROKEN):
        for chunk in chunks:
            body += chunk
            if len(body) >= most:
                break
    return bytes(body[:most])


def _bounded(chunks: Iterable[bytes], most: int, host: str) -> Iterator[bytes]:
    taken = 0
    for chunk in chunks:
        taken += len(chunk)
        if taken > most:
            raise TooLarge(f"{host[:80]} answered with more than {most:,} bytes.", hint="It is not read.")
        yield chunk
