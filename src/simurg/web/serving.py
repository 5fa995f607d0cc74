"""Serving: the page and its API on this machine, with a worker beside it.

The worker is a process of its own, so that a long job does not hold up a page; it ends with the server, and is started
again if it dies. The server listens on loopback unless it is told an address; by any other than loopback it asks for
https, since cookies and words would travel in the clear.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from simurg.app.bootstrap import BESIDE
from simurg.ontology.errors import CallerError, OperatorError

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_AGAIN_S = (1, 2, 5, 15, 60)
"""Between the deaths of a worker and its successors."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen. `names` are further names under which the server may be asked; `certificate` and `key` are
    PEM files; `behind_proxy`: a proxy on this machine speaks https to browsers."""

    host: str = "127.0.0.1"
    port: int = 8474
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    def __post_init__(self) -> None:
        if self.host not in LOOPBACK and not self.https:
            raise CallerError(
                f"{self.host} can be reached from other machines, and without https everybody between reads along.",
                hint="Give --certificate and --key, or --behind-proxy for a proxy of yours that speaks https.",
            )
        if (self.certificate is None) != (self.key is None):
            raise CallerError("A certificate needs its key.", hint="Give both --certificate and --key.")

    @property
    def https(self) -> bool:
        return self.certificate is not None or self.behind_proxy

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names that requests may be addressed to."""
        return ("localhost", "127.0.0.1", "[::1]", self.host.lower(), *(name.lower() for name in self.names))


def listening(place: Place) -> socket.socket:
    """The socket, bound; OperatorError where the port is taken."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((place.host, place.port))
    except OSError as error:
        made.close()
        raise OperatorError(
            f"Nothing can listen on {place.host}, port {place.port} ({error.strerror}).",
            hint="Another server may have it: name another with --port, or --port 0 for any that is free.",
        ) from error
    return made


def address_of(place: Place, bound: socket.socket) -> str:
    """What to type into a browser. Passkeys want a name: `localhost`, not 127.0.0.1."""
    host = "localhost" if place.host in LOOPBACK else (place.names or (place.host,))[0]
    scheme = "https" if place.certificate is not None else "http"
    return f"{scheme}://{host}:{bound.getsockname()[1]}"


def server_of(app: FastAPI, place: Place) -> uvicorn.Server:
    """Answers on the sockets that its `run` is given, until SIGINT, SIGTERM or `should_exit`; open pages are let go
    first."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=20,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
    return _Server(config, app.state.look_out.close)


class _Server(uvicorn.Server):
    """Lets the open event streams go when it is asked to stop; they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, let_go: Callable[[], None]) -> None:
        super().__init__(config)
        self._let_go = let_go

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._let_go()
        await super().shutdown(sockets)


@contextmanager
def worker_beside(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """A worker process while this lasts; one that dies is started again, later and later."""
    ended = threading.Event()
    thread = threading.Thread(target=_keep_working, args=(folder, ended, tell), name="worker-beside", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=20)


def _keep_working(folder: Path, ended: threading.Event, tell: Callable[[str], None]) -> None:
    deaths = 0
    while not ended.is_set():
        began = time.monotonic()
        whose = {**os.environ, BESIDE: str(os.getpid())}
        process = subprocess.Popen(_command(folder), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=whose)  # noqa: S603
        while process.poll() is None and not ended.wait(0.2):
            pass
        if ended.is_set():
            _end(process)
            return
        deaths = 0 if time.monotonic() - began > 600 else deaths + 1
        pause = _AGAIN_S[min(deaths, len(_AGAIN_S)) - 1]
        tell(f"The worker ended (exit code {process.returncode}); another one starts in {pause} s.")
        ended.wait(pause)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()  # every job goes on where it was
        process.wait()


def _command(folder: Path) -> Sequence[str]:
    run = "from simurg.cli import main; main()"
    return (sys.executable, "-c", run, "--workspace", str(folder), "worker", "--beside")
