"""HTTP over the way out: each request gets its own connection, to the address that was checked, within one deadline.

The deadline holds for the whole exchange, so that a server which sends one byte a second holds nobody up; the answer
is cut off, as an error, after so many bytes. Names of TLS stay those of the host.
"""

import ssl
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import httpcore
import httpx

from simurg.outbound.addresses import NotAllowed, Unreachable, address_for
from simurg.outbound.doors import Purpose

if TYPE_CHECKING:
    from simurg.outbound.way_out import Bounds, WayOut

_PORTS = {"http": 80, "https": 443}
_UNTOLD = (b"transfer-encoding", b"content-encoding")
"""Headers of an answer that are dropped: its body is whole, and is never unpacked."""


class Transport(httpx.BaseTransport):
    """For one purpose."""

    def __init__(self, out: "WayOut", purpose: Purpose, bounds: "Bounds") -> None:
        self._out, self._purpose, self._bounds = out, purpose, bounds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """NotAllowed before anything is sent, Unreachable for whatever goes wrong after."""
        url = request.url
        port = url.port or _PORTS.get(url.scheme, 0)
        door = self._out.door(self._purpose, url.host, port)
        if url.scheme != "https" and not (url.scheme == "http" and door.plain):
            raise NotAllowed(f"{door.host[:80]} must be reached by https.", hint="Write https:// in its address.")
        deadline = _Deadline(self._out, self._bounds.seconds)
        backend = _Pinned(address_for(door, port, self._out.resolve), deadline)
        pool = httpcore.ConnectionPool(
            ssl_context=self._out.context(), max_connections=1, max_keepalive_connections=0, network_backend=backend
        )
        try:
            answer = pool.handle_request(_as_core(request))
            body = _bounded(answer.iter_stream(), self._bounds.answer_bytes, door.host)
            headers = [(name, value) for name, value in answer.headers if name.lower() not in _UNTOLD]
            return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(body))
        except (httpcore.TimeoutException, _TooLate) as error:
            raise Unreachable(
                f"{door.host[:80]} did not answer in {self._bounds.seconds:g} s.", hint="It is tried again later."
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            raise Unreachable(
                f"The exchange with {door.host[:80]} broke off ({type(error).__name__}).",
                hint="It is tried again later.",
            ) from error
        finally:
            pool.close()


class _TooLate(Exception):
    """The deadline of an exchange has passed."""


class _Deadline:
    def __init__(self, out: "WayOut", seconds: float) -> None:
        self._now = out.monotonic
        self._end = out.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        left = self._end - self._now()
        if left <= 0:
            raise _TooLate
        return left if timeout is None else min(left, timeout)


class _Pinned(httpcore.NetworkBackend):
    """Connects to the address that was checked, whatever host it is asked for."""

    def __init__(self, address: str, deadline: _Deadline) -> None:
        self._address, self._deadline = address, deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the checked address stands for it
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        stream = self._real.connect_tcp(self._address, port, left, local_address, socket_options)
        return _InTime(stream, self._deadline)


class _InTime(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _InTime(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _as_core(request: httpx.Request) -> httpcore.Request:
    """Compressed answers are not asked for: a small body cannot become a large one."""
    headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"accept-encoding"]
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    headers.append((b"Accept-Encoding", b"identity"))
    return httpcore.Request(request.method, url, headers=headers, content=request.read())


def _bounded(chunks: Iterator[bytes], most: int, host: str) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise Unreachable(f"{host[:80]} answered with more than {most:,} bytes.", hint="It is not read.")
    return bytes(body)
