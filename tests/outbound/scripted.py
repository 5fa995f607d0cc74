"""A real server on loopback that says, byte for byte, what each path is to say, and remembers what it was asked."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

Said = bytes | Callable[[socket.socket], None]


@dataclass
class Scripted:
    port: int
    heard: list[bytes] = field(default_factory=list)
    script: dict[str, Said] = field(default_factory=dict)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [one.split(b" ")[1].decode() for one in self.heard]


@contextmanager
def scripted(script: Mapping[str, Said] | None = None) -> Iterator[Scripted]:
    """Each connection is one exchange, in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        server = Scripted(listening.getsockname()[1], script=dict(script or {}))
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                try:
                    peer, _ = listening.accept()
                except OSError:
                    continue
                threading.Thread(target=_exchange, args=(server, peer), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            stopped.set()
            thread.join()


def answered(body: bytes = b"ok", status: int = 200, **headers: str) -> bytes:
    """A whole answer, its length announced unless told otherwise."""
    told = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + body


def moved(location: str, status: int = 302) -> bytes:
    return answered(b"", status, Location=location)


def _exchange(server: Scripted, peer: socket.socket) -> None:
    try:
        with peer:
            peer.settimeout(5)
            asked = peer.recv(65_536)
            if not asked:
                return
            head, _, body = asked.partition(b"\r\n\r\n")
            length = next(
                (int(one[15:]) for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")), 0
            )
            while len(body) < length:
                body += peer.recv(65_536)
            server.heard.append(head + b"\r\n\r\n" + body)
            said = server.script.get(asked.split(b" ")[1].decode(), answered(b"", 404))
            said(peer) if callable(said) else peer.sendall(said)
    except OSError:
        pass
