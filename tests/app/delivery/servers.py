"""Real servers on this machine that fail on request: SMTP by aiosmtpd, HTTP by the standard library."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port that the operating system says is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Mailbox:
    """What a server took. `faults` are used up one a message: 451, 550, `cut` before it is kept, `cut after`, or
    seconds to wait before the answer."""

    faults: list[object] = field(default_factory=list)
    kept: list[Message] = field(default_factory=list)
    port: int = 0

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.kept]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return f"{fault} no"
        if fault == "cut":
            server.transport.close()
            return "451 gone"
        assert isinstance(envelope.content, bytes)
        self.kept.append(message_from_bytes(envelope.content, policy=default))
        if fault == "cut after":
            server.transport.close()
        if isinstance(fault, float):
            await asyncio.sleep(fault)
        return "250 kept"


@contextmanager
def mail_server(**options: Any) -> Iterator[Mailbox]:
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Hook:
    """What a receiver of webhooks took: (headers, body). `faults`: a status, `cut`, `cut after`, a dict (status,
    headers), or seconds between the bytes of an endless answer."""

    faults: list[object] = field(default_factory=list)
    kept: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.kept]


@contextmanager
def hook_server() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            fault = hook.faults.pop(0) if hook.faults else None
            if fault == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if not isinstance(fault, int | dict):
                hook.kept.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if fault == "cut after":
                self.connection.shutdown(socket.SHUT_RDWR)
            elif isinstance(fault, float):
                self._drip(fault)
            else:
                self._answer(fault)

        def _answer(self, fault: object) -> None:
            told = fault if isinstance(fault, dict) else {"status": fault or 204}
            self.send_response(told["status"])
            for name, value in told.get("headers", {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _drip(self, pause_s: float) -> None:
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for number in range(10_000):
                    self.wfile.write(b"X-%d: x\r\n" % number)
                    time.sleep(pause_s)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
