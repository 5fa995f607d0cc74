"""A server over a workspace for tests: who asks is told by a header, under the names of the workspace's readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import Request
from fastapi.testclient import TestClient

from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of
from simurg.web.asking import signed_out
from simurg.web.server import create_app

NOW = datetime(2031, 4, 2, 8, tzinfo=UTC)


@contextmanager
def client_of(folder: Path, roles: frozenset[str] = frozenset({"analyst"})) -> Iterator[TestClient]:
    """Asks as the reader that the header `X-Reader` names; nobody without it."""
    house = house_of(folder, lambda: NOW)

    def who(request: Request) -> Reader:
        name = request.headers.get("x-reader")
        if name is None:
            raise signed_out()
        scope = house.workspace.scope(name)
        return Reader(name, scope, house.workspace.picture(name), roles)

    with TestClient(create_app(house, who), base_url="http://localhost") as client:
        yield client
    house.close()
