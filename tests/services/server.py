"""One real HTTP server on loopback that plays many services, each under its own path, at a simulated moment.

    with Service(clock) as service:
        service.mount("/gdelt", player)          # player(path, query, at) -> (status, headers, body)
        service.mount_whole("/ucdp", player)     # player(Asked) -> Reply: where headers or a form decide
        service.inject("/gdelt/lastupdate.txt", Fault("status", status=500), nth=3)
        service.inject("/ucdp/*", Fault("slow"), between=(noon, evening))
        get(service.url("/gdelt/lastupdate.txt"))
        service.asked                            # every request, in its order

A player's path is what follows its prefix and starts with /. Every good reply gets an ETag of its bytes, unless the
player gives validators of its own, and a request that has it already gets 304. `nth` counts the requests of one
address (without its query) from 1.
"""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.services.faults import Fault, Reply, spoiled

_PIECES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Header names are in lower case; `form` is a body of form values, if it is one."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def form(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


Player = Callable[[str, Mapping[str, str], datetime], tuple[int, Mapping[str, str], bytes]]
WholePlayer = Callable[[Asked], Reply]


@dataclass(frozen=True, slots=True)
class _Injected:
    pattern: str
    fault: Fault
    nth: frozenset[int]
    between: tuple[datetime, datetime] | None

    def meets(self, asked: Asked, count: int) -> bool:
        if not fnmatchcase(asked.path, self.pattern) or (self.nth and count not in self.nth):
            return False
        return self.between is None or self.between[0] <= asked.at < self.between[1]


class Service:
    """Runs from `with` to its end, on a free port, in threads of its own."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.clock = clock
        self.asked: list[Asked] = []
        self._players: dict[str, WholePlayer] = {}
        self._injected: list[_Injected] = []
        self._counts: Counter[str] = Counter()
        self._before: dict[str, Reply] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def mount(self, prefix: str, player: Player) -> None:
        self.mount_whole(prefix, lambda asked: Reply(*player(asked.path, asked.query, asked.at)))

    def mount_whole(self, prefix: str, player: WholePlayer) -> None:
        self._players[prefix.rstrip("/")] = player

    def inject(
        self, pattern: str, fault: Fault, *, nth: int | range = 0, between: tuple[datetime, datetime] | None = None
    ) -> None:
        """From now on requests whose path fits the pattern (with * and ?) get that fault: the nth of an address, or
        those of a span of simulated time, or all. The first that fits counts."""
        which = frozenset(nth) if isinstance(nth, range) else frozenset({nth} - {0})
        with self._lock:
            self._injected.append(_Injected(pattern, fault, which, between))

    def mend(self) -> None:
        """No faults from now on."""
        with self._lock:
            self._injected.clear()

    def answer(self, asked: Asked) -> Reply:
        """The reply to a request, with the fault that was injected for it."""
        with self._lock:
            self.asked.append(asked)
            self._counts[asked.path] += 1
            count = self._counts[asked.path]
            fault = next((one.fault for one in self._injected if one.meets(asked, count)), None)
            before = self._before.get(asked.path)
        late = fault.delay if fault and fault.kind == "late" else None
        reply = self._played(replace(asked, at=asked.at - late) if late else asked)
        if fault is not None:
            reply = spoiled(fault, reply, before)
        elif reply.status == 200:
            with self._lock:
                self._before[asked.path] = reply
        etag = next((value for name, value in reply.headers.items() if name.lower() == "etag"), "")
        if reply.status == 200 and etag and asked.headers.get("if-none-match") == etag:
            return Reply(304, {"ETag": etag})
        return reply

    def _played(self, asked: Asked) -> Reply:
        prefixes = [one for one in self._players if asked.path == one or asked.path.startswith(f"{one}/")]
        if not prefixes:
            return Reply(404, {}, b"no such service\n")
        prefix = max(prefixes, key=len)
        headers = {**asked.headers, "x-mounted": prefix}  # for players that name addresses of their own
        reply = self._players[prefix](replace(asked, path=asked.path[len(prefix) :] or "/", headers=headers))
        names = {name.lower() for name in reply.headers}
        if reply.status != 200 or names & {"etag", "last-modified"}:
            return reply
        return replace(reply, headers={**reply.headers, "ETag": f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'})


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = MappingProxyType({name.lower(): value for name, value in self.headers.items()})
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(self.command or "", unquote(parts.path), query, headers, body, service.clock())
            try:
                self._send(service.answer(asked))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            if reply.dead:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            announced = len(reply.body) if reply.announced is None else reply.announced
            if reply.status != 304:
                self.send_header("Content-Length", str(announced))
            self.close_connection = self.close_connection or announced != len(reply.body)
            self.end_headers()
            if not reply.seconds:
                self.wfile.write(reply.body)
                return
            step = max(1, -(-len(reply.body) // _PIECES))
            for start in range(0, len(reply.body), step):
                time.sleep(reply.seconds / _PIECES)
                self.wfile.write(reply.body[start : start + step])
                self.wfile.flush()

    return Handler
