"""Errors at the addresses of TAXII: whoever refuses there, the answer is TAXII's error message (2.1, 3.6.1).

What stands before the routes (methods that an address does not have, addresses that are too long, names of this server
that it does not know) answers with problem details; partners' clients read those of TAXII alone.
"""

import orjson
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simurg.web.problems import MEDIA_TYPE

MEDIA = "application/taxii+json;version=2.1"


def error(status: int, what: str, hint: str, headers: dict[str, str] | None = None) -> Response:
    """A TAXII error message."""
    return Response(_told(status, what, hint), status, headers, MEDIA)


class TaxiiErrors:
    """Turns problem details into error messages under `prefix`. Problems are sent in one piece."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{self._prefix}/"):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def translated(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_problem(message):
                held.append(message)
            elif held:
                start = held.pop()
                told = orjson.loads(message["body"])
                body = _told(start["status"], told["detail"], told["hint"])
                headers = MutableHeaders(scope=start)
                headers["Content-Type"], headers["Content-Length"] = MEDIA, str(len(body))
                await send(start)
                await send({**message, "body": body})
            else:
                await send(message)

        await self.app(scope, receive, translated)


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


def _told(status: int, what: str, hint: str) -> bytes:
    return orjson.dumps({"title": what, "description": hint or what, "http_status": str(status)})
