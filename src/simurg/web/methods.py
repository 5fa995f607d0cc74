"""Which methods an address takes: for 405 and its Allow header (RFC 9110, 15.5.6)."""

import re
from collections.abc import Iterable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from simurg.web.problems import problem_response

_SAFE = frozenset(("GET", "HEAD"))
_PART = re.compile(r"\{[^}]*\}")


class KnownMethods:
    """Refuses a method that an address of the API does not have, before anything else looks at the request. An address
    that several templates fit has the methods of all; one that is a template itself is no instance of another that
    could be changed."""

    def __init__(self, app: ASGIApp, addresses: Mapping[str, Iterable[str]]) -> None:
        """`addresses`: path templates with their methods."""
        self.app = app
        self._known = [(_pattern(template), frozenset(methods)) for template, methods in addresses.items()]
        self._plain = {template: frozenset(methods) for template, methods in addresses.items() if "{" not in template}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            allowed = self._allowed(scope["path"])
            if allowed and scope["method"] not in allowed:
                named = {"Allow": ", ".join(sorted(allowed))}
                what = f"This address does not take {scope['method'][:20]}."
                await problem_response(405, "method", what, "See `Allow`.", named)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _allowed(self, path: str) -> frozenset[str]:
        fitting = frozenset[str]().union(*(methods for pattern, methods in self._known if pattern.fullmatch(path)))
        own = self._plain.get(path)
        return fitting if own is None else own | (fitting & _SAFE)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in _PART.split(template)))
