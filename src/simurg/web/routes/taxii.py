"""A TAXII 2.1 server (OASIS Standard, June 2021) at /taxii2/: a collection for each picture within the asker's own.

It is asked with a machine's token and only read from; it has a description of its own, so it stands in no OpenAPI.
"""

import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from simurg.access.pictures import Picture
from simurg.access.policy.things import thing_of
from simurg.access.reader import Reader
from simurg.app.taxii.answers import STIX, PageAnswer, manifest, objects, versions
from simurg.app.taxii.asked import Asked, asked_of
from simurg.app.taxii.collection import Sieve, collection, collection_id, collections_of
from simurg.app.taxii.index import Index, index_of
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.ledger import View
from simurg.ontology.errors import CallerError, NotFound, SimurgError
from simurg.web.asking import Ask, asked
from simurg.web.problems import Problem
from simurg.web.taxii_errors import MEDIA, error

PREFIX = "/taxii2"
ROOT = "simurg"
MOST_CONTENT = 1 << 20
_OPENING = threading.Lock()
_TAKEN = ("application/taxii+json", "application/*", "*/*")
Number = Annotated[str, Path(max_length=60)]
Draw = Callable[[View, Index, Asked, str, Sieve | None], PageAnswer]


class _Told(APIRoute):
    """Answers errors as TAXII does (3.6.1), and refuses other media types."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            if not _accepts(request.headers.get("accept", "*/*")):
                return error(406, "Only TAXII 2.1 is spoken here.", f"Send Accept: {MEDIA}.")
            try:
                return await handle(request)
            except Problem as problem:
                return error(problem.status, problem.what, problem.hint, problem.headers)
            except NotFound as found:
                return error(404, found.what, found.hint)
            except CallerError as wrong:
                return error(400, wrong.what, wrong.hint)
            except RequestValidationError:
                return error(400, "The request is not as it should be.", "See the TAXII 2.1 specification.")
            except HTTPException as plain:
                return error(plain.status_code, str(plain.detail), "")
            except SimurgError as ours:
                return error(503, ours.what, ours.hint)

        return told


ROUTER = APIRouter(route_class=_Told, include_in_schema=False)
Export = Annotated[Ask, Depends(asked("export"))]


@ROUTER.get("/")
def discovery(ask: Export) -> Response:
    """What this server is (4.1)."""
    root = f"{PREFIX}/{ROOT}/"
    title = ask.house.workspace.settings.title
    return _plain(ask, {"title": title, "description": "Simurg", "default": root, "api_roots": [root]})


@ROUTER.get(f"/{ROOT}/")
def root(ask: Export) -> Response:
    """The one API root (4.2)."""
    title = ask.house.workspace.settings.title
    return _plain(ask, {"title": title, "versions": [MEDIA], "max_content_length": MOST_CONTENT})


@ROUTER.get(f"/{ROOT}/collections/")
def collections(ask: Export) -> Response:
    """The pictures within one's own (5.1)."""
    found = [_collection(one) for one in collections_of(ask.house.workspace, ask.reader)]
    return _plain(ask, {"collections": found} if found else {})


@ROUTER.get(f"/{ROOT}/collections/{{number}}/")
def one(ask: Export, number: Number) -> Response:
    """One of them (5.2)."""
    return _plain(ask, _collection(collection(ask.house.workspace, ask.reader, number)))


@ROUTER.get(f"/{ROOT}/collections/{{number}}/manifest/")
def manifest_of(ask: Export, number: Number) -> Response:
    """Which objects there are (5.3)."""
    return _page(ask, number, manifest)


@ROUTER.get(f"/{ROOT}/collections/{{number}}/objects/")
def objects_of(ask: Export, number: Number) -> Response:
    """The objects (5.4)."""
    return _page(ask, number, objects)


@ROUTER.get(f"/{ROOT}/collections/{{number}}/objects/{{thing}}/")
def object_of(ask: Export, number: Number, thing: Annotated[str, Path(max_length=120)]) -> Response:
    """One object (5.6)."""
    return _page(ask, number, objects, thing)


@ROUTER.get(f"/{ROOT}/collections/{{number}}/objects/{{thing}}/versions/")
def versions_of(ask: Export, number: Number, thing: Annotated[str, Path(max_length=120)]) -> Response:
    """When one object changed (5.8)."""
    return _page(ask, number, versions, thing)


@ROUTER.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(ask: Export, path: str) -> Response:
    """Every other address, and every writing to these: nobody writes here."""
    if ask.request.method != "GET":
        raise Problem(403, "forbidden", "This server is only read from.", hint="Its collections say can_write: false.")
    raise NotFound(f"There is no such TAXII resource ({len(path)} characters).", hint=f"Begin at {PREFIX}/.")


def _page(ask: Ask, number: str, draw: Draw, thing: str | None = None) -> Response:
    picture = collection(ask.house.workspace, ask.reader, number)
    query = ask.request.query_params.multi_items()
    if thing is not None:
        query = [pair for pair in query if pair[0] not in ("match[id]", "match[version]" if draw is versions else "")]
        query += [("match[id]", thing)] + ([("match[version]", "all")] if draw is versions else [])
    wanted = asked_of(query)
    title, reading = ask.house.workspace.settings.title, _room(ask)
    index = reading.ask(picture, None, ("taxii index",), lambda _, view: index_of(view, title))
    sieve, whose = _sieve(ask)
    key = ("taxii", draw.__name__, wanted, whose)
    found = reading.ask(picture, None, key, lambda _, view: draw(view, index, wanted, title, sieve))
    if thing is not None and not found.first and wanted.added_after is None and wanted.after is None:
        raise NotFound("There is no such object in this collection.", hint="See its manifest.")
    answer = ask.whole(found.body, MEDIA, seen=found.seen, tag=found.tag)
    if found.first:
        answer.headers["X-TAXII-Date-Added-First"], answer.headers["X-TAXII-Date-Added-Last"] = found.first, found.last
    return answer


def _sieve(ask: Ask) -> tuple[Sieve | None, Reader | None]:
    """The organisation's rules on single objects, where there are any; and for whom they decide."""
    if not ask.house.rules.organisation:
        return None, None

    def may(table: str, row: Mapping[str, Any]) -> bool:
        told = (row["marking"], row.get("source_id") or "", (row.get("discipline") or "").lower())
        thing = thing_of(table, row["id"].hex, *told)
        return ask.allowed(thing) and ask.allowed(thing, "export")

    return may, ask.reader


def _room(ask: Ask) -> ReadingRoom:
    """A reading room of its own: an index of a million rows takes seconds, and no page waits for it."""
    state = ask.request.app.state
    with _OPENING:
        if getattr(state, "partners", None) is None:
            state.partners = ReadingRoom(ask.house.workspace, ask.house.clock)
        room: ReadingRoom = state.partners
        return room


def _collection(picture: Picture) -> dict[str, Any]:
    return {
        "id": collection_id(picture),
        "title": picture.name,
        "description": f"What the picture {picture.name} sees: up to {picture.scope.marking()}.",
        "can_read": True,
        "can_write": False,
        "media_types": [STIX],
    }


def _plain(ask: Ask, told: dict[str, Any]) -> Response:
    return ask.whole(orjson.dumps(told), MEDIA)


def _accepts(header: str) -> bool:
    """Whether any of the media types asked for is one that is spoken here."""
    for part in header.split(","):
        kind, *parameters = (one.strip().lower().replace(" ", "") for one in part.split(";"))
        version = next((one for one in parameters if one.startswith("version=")), "version=2.1")
        if kind in _TAKEN and version.replace('"', "") == "version=2.1":
            return True
    return False
