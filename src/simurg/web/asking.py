"""One request: who asks, of which moment, of which house; and the ways to answer it.

    @ROUTER.get("/stories", response_model=Stories, responses=READ)
    def stories(ask: Annotated[Ask, Depends(asked("read"))], days: Days = 7) -> Response:
        return ask.answer(ask.read(("stories", days), lambda ledger, view: told(view, days)))

`asked(action)` refuses whoever has no role for the action. `read` keeps what was found until the picture changes.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Query, Request
from fastapi.responses import Response

from simurg.access.policy.things import Thing
from simurg.access.reader import Action, Reader
from simurg.app.house import House
from simurg.app.workbench.deciding import source_at, things_at
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import parse_moment
from simurg.web.audit_trail import asker, refused, shown, written
from simurg.web.problems import Problem, forbidden

T = TypeVar("T")
AsOf = Annotated[
    str | None, Query(max_length=40, description="Draw it as it was known then: a date or moment, UTC. Now if absent.")
]


@dataclass(frozen=True, slots=True)
class Ask:
    """`as_of` None: now."""

    request: Request
    house: House
    reader: Reader
    as_of: datetime | None

    def read(self, key: Hashable, make: Callable[[Ledger, View], T]) -> T:
        """What `make` finds in the picture's view; `key` names the question within the picture and moment."""
        return self.house.reading.ask(self.reader.picture, self.as_of, key, make)

    def allowed(self, thing: Thing, action: Action = "read") -> bool:
        """Whether roles, marking and the organisation's rules let this reader do it to one object: for lists."""
        return self.house.rules.allows(self.reader, action, thing).allowed

    def check(self, thing: Thing, action: Action = "read", *, missing: NotFound | None = None) -> None:
        """For a route about one object: `missing` (what the route says of one that is not there) where it may not be
        read; a Problem where only this may not be done to it. `thing_of` makes the thing from a row."""
        if not self.allowed(thing):
            raise missing or NotFound("Nothing of that name is in your view.", hint="Look for it in a list.")
        if action != "read" and not self.allowed(thing, action):
            refused(self.request, self.reader, action)
            raise forbidden("The rules of this workspace do not allow this here.")

    def check_row(self, table: str, digits: str, action: Action = "read", *, missing: NotFound) -> None:
        """`check` for a row that a path names, and for the report that it was taken from. Without rules of the
        organisation the view and the roles have decided already."""
        if self.house.rules.organisation:
            for thing in self.read(("things", table, digits), lambda _, view: things_at(view, table, digits)):
                self.check(thing, action, missing=missing)

    def check_source(self, name: str, action: Action, *, missing: NotFound) -> None:
        """`check` for a source that a path names."""
        if self.house.rules.organisation:
            for thing in self.read(("source", name), lambda _, view: source_at(view, name)):
                self.check(thing, action, missing=missing)

    def put(self, command: str, arguments: Mapping[str, Any]) -> Response:
        """A command into the queue, as this reader: 202 with the job. Asked again with the same Idempotency-Key it is
        the same job."""
        from simurg.web.commands import put

        return put(self, command, arguments)

    def answer(self, told: Any, *, seen: Collection[str] = ()) -> Response:
        """200 as JSON with an ETag, or 304. `seen` are ids of marked rows whose words are in the answer: they are
        written to the audit log before it goes out."""
        body = orjson.dumps(told, option=orjson.OPT_UTC_Z)
        return self.whole(body, "application/json", seen=seen)

    def whole(
        self,
        body: bytes,
        media_type: str,
        *,
        seen: Collection[str] = (),
        name: str | None = None,
        tag: str | None = None,
    ) -> Response:
        """Bytes of any kind with an ETag (`tag`, if it is known already); `name` makes it a file to keep."""
        tag = tag or f'"{blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization, Accept"}
        if name is not None:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        shown(self.request, self.reader, seen, kept=name is not None)
        if tag in self.request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        return Response(body, 200, headers, media_type)


def asked(action: Action) -> Callable[..., Ask]:
    """A dependency: the request of somebody who may do this."""

    def ask(request: Request, as_of: AsOf = None) -> Ask:
        reader = asker(request)
        if not reader.may(action):
            refused(request, reader, action)
            raise forbidden()
        written(request, reader)
        request.state.reader = reader
        return Ask(request, request.app.state.house, reader, moment_asked(as_of, request.app.state.house.clock()))

    return ask


def moment_asked(text: str | None, now: datetime) -> datetime | None:
    """CallerError for what is no moment or has not come."""
    if not text:
        return None
    moment = parse_moment(text)
    if moment > now:
        raise CallerError("That moment has not come yet.", hint="Give as_of a moment that has passed.")
    return moment


def signed_out() -> Problem:
    return Problem(401, "signed-out", "Nobody is signed in.", hint="Sign in, then ask again.")
