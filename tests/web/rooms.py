"""A server over a workspace for tests: who asks is told by a header, under the names of the workspace's readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of
from simurg.web.asking import signed_out
from simurg.web.server import create_app

NOW = datetime(2031, 4, 2, 8, tzinfo=UTC)


ANALYST = frozenset({"analyst"})


@contextmanager
def client_of(folder: Path, roles: frozenset[str] = ANALYST) -> Iterator[TestClient]:
    """Asks the application without a socket."""
    with app_of(folder, roles) as app, TestClient(app, base_url="http://localhost") as client:
        yield client


@contextmanager
def app_of(folder: Path, roles: frozenset[str] = ANALYST) -> Iterator[FastAPI]:
    """Answers the reader that the header `X-Reader` names; nobody without it."""
    house = house_of(folder, lambda: NOW)

    def who(request: Request) -> Reader:
        name = request.headers.get("x-reader")
        if name is None:
            raise signed_out()
        scope = house.workspace.scope(name)
        return Reader(name, scope, house.workspace.picture(name), roles)

    yield create_app(house, who)
    house.close()
