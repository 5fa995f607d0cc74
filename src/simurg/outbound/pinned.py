"""Connections of one exchange: to the address that was checked, whatever host is asked for, and every step of them by
one deadline, however the other side divides what it says."""

import ssl
from collections.abc import Callable, Iterable

import httpcore

from simurg.outbound.errors import CutShort

_MOST_HEAD = 128 << 10


class TooLate(Exception):
    """The deadline of an exchange has passed."""


class Deadline:
    def __init__(self, monotonic: Callable[[], float], seconds: float) -> None:
        self._now = monotonic
        self._end = monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        left = self._end - self._now()
        if left <= 0:
            raise TooLate
        return left if timeout is None else min(left, timeout)


class Pinned(httpcore.NetworkBackend):
    """Connects to the address that was checked, whatever host it is asked for."""

    def __init__(self, address: str, deadline: Deadline) -> None:
        self._address, self._deadline = address, deadline
        self._real = httpcore.SyncBackend()
        self.heard = Heard()

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
        return _InTime(stream, self._deadline, self.heard)


class Heard:
    """How much came of one exchange: a body that is longer than its announced length would be taken as whole, for
    HTTP reads the announced bytes and leaves the rest (RFC 9112, 6.3)."""

    def __init__(self) -> None:
        self._bytes, self._head = 0, bytearray()

    def add(self, data: bytes) -> None:
        self._bytes += len(data)
        if b"\r\n\r\n" not in self._head and len(self._head) < _MOST_HEAD:
            self._head += data

    def check(self, answer: httpcore.Response, host: str, *, strict: bool) -> None:
        """CutShort if more came than was announced; not where that cannot be told."""
        headers = {name.lower(): value for name, value in answer.headers}
        announced = headers.get(b"content-length", b"")
        start, end = self._head[:12], self._head.find(b"\r\n\r\n")
        if not (strict and announced.isdigit() and end > 0 and answer.status == 200):
            return
        if start[9:12] == b"200" and self._bytes - end - 4 > int(announced):
            raise CutShort(f"{host[:80]} sent more bytes than it announced.", hint="It is tried again later.")


class _InTime(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, heard: Heard) -> None:
        self._stream, self._deadline, self._heard = stream, deadline, heard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._deadline.left(timeout))
        self._heard.add(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _InTime(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline, self._heard)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
