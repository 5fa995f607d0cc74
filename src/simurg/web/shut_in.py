"""The outermost layer: which hosts are answered, how large a request may be, and the headers that shut the page in.

The page may load from its own server and nowhere else (Content-Security-Policy level 3), be framed by nobody else, and
is kept in no shared cache. A request that names another host is refused: a page elsewhere that points its own name at
this machine (DNS rebinding) gets nothing. Plain ASGI, so that streams pass through untouched.
"""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simurg.web.problems import problem_response, unforeseen

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
"""Set where the answer has not set its own."""
MOST_BODY = 8 << 20
"""Bytes of a request's body."""
MOST_ADDRESS = 8_000
"""Characters of a path with its query."""


class TooLarge(Exception):
    """More came than the request said, or than is taken."""


class ShutIn:
    """`hosts` are the names under which this server answers; a port after them is not looked at."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, https: bool = False) -> None:
        self.app = app
        self._hosts = frozenset(hosts)
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope), scope)
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add(MutableHeaders(scope=message))
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, with_headers)
            return
        try:
            await self.app(scope, _bounded(receive), with_headers)
        except TooLarge:
            if not started:
                await _too_large()(scope, receive, with_headers)
        except Exception as error:  # noqa: BLE001  the edge: no error takes the server down or shows its message
            told = unforeseen(error)
            if not started:
                await told(scope, receive, with_headers)

    def _refusal(self, headers: Headers, scope: Scope) -> ASGIApp | None:
        if host_of(headers.get("host", "")) not in self._hosts:
            what = "This server is not known by that name."
            return problem_response(421, "host", what, "Use the address that `simurg serve` printed, or add --name.")
        if len(scope["path"]) + len(scope["query_string"]) > MOST_ADDRESS:
            return problem_response(414, "address", "The address is too long.", "Ask for less at once.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return problem_response(400, "length", "The Content-Length is no number.")
        return _too_large() if int(length) > MOST_BODY else None

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._https:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BODY:
            raise TooLarge
        return message

    return bounded


def _too_large() -> ASGIApp:
    return problem_response(413, "too-large", f"The request is larger than {MOST_BODY >> 20} MB.", "Send it in parts.")
