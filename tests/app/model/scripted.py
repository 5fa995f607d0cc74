"""A scripted OpenAI-compatible server on loopback: real HTTP, answers as a test says, all that was asked is kept."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = dict[str, Any] | bytes
"""An object as the model's content, or the bytes of a whole HTTP body."""


@dataclass
class Scripted:
    """`answer`: from the report as it was shown and the turn to what to say. `status`: of each turn in order, then 200.
    `delays`: seconds before answering. `cut`: the connection breaks off in the middle. `unknown`:
    parts of a question, or forms of an answer, that it refuses."""

    answer: Callable[[str, int], Answer] = lambda report, turn: {"events": [], "claims": []}
    status: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    cut: int = 0
    unknown: tuple[str, ...] = ()
    retry_after: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    address: str = ""

    def report_in(self, turn: int) -> str:
        """What a question showed of the report."""
        return report_of(self.asked[turn])


def report_of(question: dict[str, Any]) -> str:
    shown = question["messages"][1]["content"]
    first, _, rest = shown.partition("\nBEGIN ")
    assert first.startswith("Published: ")
    fence, _, text = rest.partition("\n")
    assert text.endswith(f"\nEND {fence}")
    return text.removesuffix(f"\nEND {fence}")


def completion(content: str, **more: Any) -> bytes:
    """The body of a chat completion."""
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": more.pop("finish_reason", "stop")}
    usage = more.pop("usage", {"prompt_tokens": 1_000, "completion_tokens": 100})
    return json.dumps({"id": "x", "object": "chat.completion", "choices": [choice], "usage": usage, **more}).encode()


@contextmanager
def serving(script: Scripted) -> Iterator[Scripted]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            turn = len(script.asked)
            script.asked.append(question)
            script.headers.append(dict(self.headers))
            script.paths.append(self.path)
            if turn < len(script.delays):
                time.sleep(script.delays[turn])
            for name in script.unknown:
                if name in question or name == question.get("response_format", {}).get("type"):
                    hint = {"max_tokens": "use max_completion_tokens"}.get(name, "")
                    error = {"error": {"message": f"unsupported: {name} {hint}"}}
                    return self.say(400, json.dumps(error).encode())
            status = script.status[turn] if turn < len(script.status) else 200
            if status != 200:
                return self.say(status, b'{"error": {"message": "no"}}')
            told = script.answer(report_of(question), turn)
            return self.say(200, told if isinstance(told, bytes) else completion(json.dumps(told)))

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if script.retry_after:
                self.send_header("Retry-After", script.retry_after)
            self.end_headers()
            if script.cut:
                script.cut -= 1
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                self.connection.close()
                return
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            script.paths.append(f"GET {self.path}")
            self.say(404, b"{}")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
