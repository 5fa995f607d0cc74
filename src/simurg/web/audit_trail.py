"""What a request leaves in the audit log.

- A change (any unsafe method) is written down as `begun` once it is known who asks, before the route does anything,
  and again with its outcome before the answer goes out.
- A read of marked rows is written down, with their ids, before the answer goes out (`Ask.whole`).
- A refusal for want of a role, or of a request that some other site's page made, is written down.

Where the log cannot be written the answer is 503 and the route does not run. Bodies and queries are never written.
"""

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simurg.access.audited import Audited
from simurg.access.reader import Action, Reader
from simurg.ontology.errors import OperatorError
from simurg.web.problems import Problem, problem_response

SAFE = ("GET", "HEAD", "OPTIONS")
_CHANGE = "audited_change"


@dataclass(frozen=True, slots=True)
class _Change:
    """A change that was begun."""

    who: str
    what: str
    about: tuple[str, ...]
    token: str | None


def asker(request: Request) -> Reader:
    """Who asks; raises the Problem of whoever is not let in, and writes a forged request down."""
    try:
        reader: Reader = request.app.state.who(request)
    except Problem as problem:
        if problem.status == 403:
            audit: Audited = request.app.state.house.audit
            audit.record("-", _what(request), _about(request), outcome=f"refused: {problem.kind}")
        raise
    return reader


def written(request: Request, reader: Reader) -> None:
    """Write down that this reader begins a change; nothing for a read, and once for each request."""
    if request.method in SAFE or hasattr(request.state, _CHANGE):
        return
    change = _Change(reader.name, _what(request), _about(request), reader.token)
    audit: Audited = request.app.state.house.audit
    audit.record(change.who, change.what, change.about, token=change.token, outcome="begun")
    setattr(request.state, _CHANGE, change)


def refused(request: Request, reader: Reader, action: Action) -> None:
    """Write down that somebody asked for what their roles do not allow."""
    audit: Audited = request.app.state.house.audit
    outcome = f"refused: {action}"
    audit.record(reader.name, _what(request), _about(request), token=reader.token, outcome=outcome)


def shown(request: Request, reader: Reader, ids: Collection[str], *, kept: bool) -> None:
    """Write down that this reader is about to be shown marked rows; `kept`: as a file."""
    if not ids:
        return
    audit: Audited = request.app.state.house.audit
    kind = "export" if kept else "read"
    audit.record(reader.name, f"{kind} {_path(request)}", sorted(set(ids)), token=reader.token)


class AuditTrail:
    """Holds back the answer to a change until its outcome is in the log."""

    def __init__(self, app: ASGIApp, audit: Audited) -> None:
        self.app, self._audit = app, audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        told, withheld = False, False

        async def after(message: Message) -> None:
            nonlocal told, withheld
            if message["type"] == "http.response.start" and _CHANGE in state:
                told = True
                withheld = not await self._tell(state[_CHANGE], str(message["status"]))
                if withheld:
                    await _unknown()(scope, receive, send)
            if not withheld:
                await send(message)

        try:
            await self.app(scope, receive, after)
        finally:
            if not told and _CHANGE in state:
                await self._tell(state[_CHANGE], "no answer")

    async def _tell(self, change: _Change, outcome: str) -> bool:
        try:
            await run_in_threadpool(
                self._audit.record, change.who, change.what, change.about, token=change.token, outcome=outcome
            )
        except OperatorError:
            return False
        return True


def _unknown() -> ASGIApp:
    what = "It may have been done, but its outcome could not be written to the audit log."
    return problem_response(503, "operator", what, "Look whether it was done; the operator must mend the audit log.")


def _what(request: Request) -> str:
    return f"{request.method} {_path(request)}"


def _path(request: Request) -> str:
    """The route's whole path, with names in place of what was asked for. A router that stands under a prefix tells
    only what comes after it."""
    whole = request.url.path.strip("/").split("/")
    own = str(getattr(request.scope.get("route"), "path", request.url.path)).strip("/").split("/")
    return "/" + "/".join([*whole[: max(len(whole) - len(own), 0)], *own])


def _about(request: Request) -> tuple[str, ...]:
    return tuple(str(value) for value in request.path_params.values())
