"""Everything that a reader can ask a workbench, of a world on disk, through the application itself.

`lived_in` makes a workspace of a random world in which people have spoken too: those above the reader's scope as well.
`told` asks every address that the API's description has, with what the world itself names and with ids of rows above.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from fastapi import FastAPI, Request
from tests.laws.worlds import NOW, READER, Item, built

from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of
from simurg.app.file_report import file_report
from simurg.app.grade import grade
from simurg.app.notes import note
from simurg.app.worker import Desk
from simurg.app.workspace import create, open_workspace
from simurg.ledger import Ledger
from simurg.ledger.schema import CONTENT
from simurg.ontology.markings import EVERYTHING
from simurg.web.server import create_app, with_routes

EVE = "eve"
CHIEF = "chief"
_SETTINGS = """\
title: Two worlds
pictures:
  staff: {level: restricted, tlp: amber+strict, affiliations: [SOUTH]}
  all: {level: top-secret, tlp: red, compartments: ["*"], affiliations: ["*"]}
readers:
  eve: {level: restricted, tlp: amber+strict, affiliations: [SOUTH]}
  chief: {level: top-secret, tlp: red, compartments: ["*"], affiliations: ["*"]}
default_reader: eve
"""
_SOURCES = """\
sources:
  - {name: wire, connector: rss, address: inbox/wire/*.xml, title: Wire}
  - {name: post, connector: rss, address: inbox/post/*.xml, title: Post, marking: {level: open, tlp: green}}
"""
_DEEP = "  - {name: deep, connector: rss, address: inbox/deep/*.xml, title: Deep, marking: {level: secret}}\n"
ROLES = frozenset({"analyst", "handler", "administrator"})
"""All but the auditor's: the audit log tells of everybody."""
NOT_ASKED = ("/api/audit", "/api/live", "/api/session", "/api/openapi.json")
_MOMENTS = ("", "2026-10-20", "2026-09-01T12:00:00Z")
_WORDS = ("Tavisk", "Ilmara", "Deep", "crossing", "Reed League")
_VARIED: dict[str, Sequence[str]] = {
    "q": _WORDS,
    "country": ("Tavisk",),
    "place": ("Tavisk",),
    "actor": ("Ilmara",),
    "seed": _WORDS[:2],
    "from": ("2026-09-15",),
    "days": ("30",),
    "human": ("true",),
    "done": ("true",),
    "altered": ("true",),
    "source": ("deep", "wire"),
    "sources": ("deep",),
    "requirement": ("ask1",),
    "cursor": ("x",),
    "table": ("reports",),
}
"""Values that some of these worlds know, and some that only lies above the scope knows."""


class Client(Protocol):
    """What both a test client and one over a socket can do."""

    def get(self, url: str, *, params: Any = ..., headers: Any = ...) -> Any: ...


def lived_in(folder: Path, steps: Sequence[tuple[Sequence[Item], Sequence[Item]]]) -> set[tuple[str, str]]:
    """Build the world in a folder; tables and ids of all its rows, whoever may see them."""
    create(folder)
    (folder / "simurg.yaml").write_text(_SETTINGS)
    hidden = sum(len(above) for _, above in steps)
    (folder / "sources.yaml").write_text(_SOURCES + (_DEEP if hidden else ""))
    workspace = open_workspace(folder)
    world = built(steps, lambda clock: Ledger.open(workspace.ledger, clock))
    desk = Desk(workspace, world.ledger, lambda: NOW, lambda _: None)
    _speak(desk, EVE, 2)
    _speak(desk, CHIEF, hidden)
    view = world.ledger.as_of(scope=EVERYTHING)
    ids = {(table, one.hex) for table in CONTENT for one in view.stored(table, ("id",))["id"].to_pylist()}
    world.ledger.close()
    return ids


def _speak(desk: Desk, reader: str, times: int) -> None:
    """Gradings, notes and filings on reports that the reader can see, so many."""
    picture = desk.workspace.picture(reader)
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    for number, one in enumerate(sorted(view.read("reports", ("id",))["id"].to_pylist())[: times // 2 + 1]):
        said = {"reader": reader, "report": one.hex, "why": f"{reader} says so"}
        if times > number:
            grade(desk, {**said, "reliability": "BDE"[number % 3], "credibility": 2 + number % 4})
            file_report(desk, {**said, "kind": "requirement", "target": "ask1"}) if _asks(view) else None
            note(desk, {"act": "write", "reader": reader, "about_table": "reports", "about": one.hex, "text": "Mind."})


def _asks(view: Any) -> bool:
    return bool(view.count("requirements", {"name": "ask1", "active": True}))


@contextmanager
def application(folder: Path) -> Iterator[Any]:
    """The workbench over a folder, asked by the reader and by nobody else."""
    house = house_of(folder, lambda: NOW)

    def who(request: Request) -> Reader:
        return Reader(EVE, READER, house.workspace.picture(EVE), ROLES)

    try:
        yield create_app(house, who)
    finally:
        house.close()


@cache
def description() -> dict[str, Any]:
    """Of the API, made once."""
    return with_routes(FastAPI(title="Simurg")).openapi()


def told(
    client: Client, probes: Sequence[tuple[str, str]], *, moments: Sequence[str] = _MOMENTS, varied: bool = True
) -> dict[str, tuple[Any, ...]]:
    """Every answer by its address: status, headers, bytes. `probes` are rows that are asked for in every world, as of
    these `moments` ("": now); `varied`: parameters too."""
    answers: dict[str, tuple[Any, ...]] = {}
    paths = [path for path, methods in description()["paths"].items() if "get" in methods]
    paths = [path for path in paths if not path.startswith(NOT_ASKED)]
    for path in (path for path in paths if "{" not in path):
        for query in _queries(description()["paths"][path]["get"], moments, varied):
            _asked(client, answers, path, query)
    for path in (path for path in paths if "{" in path):
        for filled in _filled(path, probes):
            _asked(client, answers, filled, "")
    return answers


def _asked(client: Client, answers: dict[str, tuple[Any, ...]], path: str, query: str) -> None:
    address = path + (f"?{query}" if query else "")
    answer = client.get(address)
    headers = tuple(sorted((name.lower(), value) for name, value in answer.headers.items() if name.lower() != "date"))
    answers[address] = (answer.status_code, headers, answer.content)


def _queries(operation: dict[str, Any], moments: Sequence[str], varied: bool) -> Iterator[str]:
    """With nothing, with each varied parameter by itself, and as of earlier moments; required ones always."""
    known = {one["name"]: one.get("required", False) for one in operation.get("parameters", ())}
    must = "&".join(f"{name}={_VARIED[name][0]}" for name, required in known.items() if required and name in _VARIED)
    for name in ("", *(name for name in known if varied and name in _VARIED)):
        for value in _VARIED.get(name, ("",)):
            yield "&".join(part for part in (must, f"{name}={value}" if name else "") if part)
    for moment in filter(None, moments if "as_of" in known else ()):
        yield "&".join(part for part in (must, f"as_of={moment}") if part)


def _filled(path: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The templates of one address with what may stand there."""
    if path == "/api/rows/{table}/{id}":
        yield from (f"/api/rows/{table}/{one}" for table, one in rows)
    elif "{key}" in path or "{pseudonym}" in path or "{name}" in path:
        last = re.compile(r"\{[a-z]+\}")
        yield from (last.sub(word, path) for word in (*_WORDS, "ask1", "ask3", "deep", "wire"))
    elif "{series}" in path:
        yield from (path.format(series="state_based_deaths", place=word) for word in _WORDS)
    elif "{kind}" not in path:
        yield from (
            re.sub(r"\{[a-z]+\}", one, path) for table, one in rows if table in ("reports", "notes", "products")
        )
