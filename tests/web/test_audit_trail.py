"""What requests leave in the audit log; and that nothing happens where it cannot be written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.testclient import TestClient
from tests.web.rooms import NOW, app_of

from simurg.access.audit.notes import verifier_of
from simurg.access.audit.pages import AuditPages
from simurg.access.audit.tree import consistency_holds, inclusion_holds, leaf_hash
from simurg.access.people.account import Account
from simurg.access.pictures import Picture
from simurg.access.reader import Reader
from simurg.app.bootstrap import door_of, house_of
from simurg.app.house import House
from simurg.app.queue import Queue
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.worker import Office
from simurg.app.workspace import create
from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import Scope
from simurg.web.asking import Ask, asked
from simurg.web.problems import Problem
from simurg.web.server import create_app

ROLES = frozenset({"analyst", "auditor"})
AYSE = {"X-Reader": "staff"}
MARKED = ["ab" * 16, "cd" * 16]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    create(tmp_path)
    with app_of(tmp_path, ROLES) as app:
        app.router.routes.pop()  # the page, which takes every address
        routes(app)
        yield app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def routes(app: FastAPI) -> None:
    """Routes as those of the workbench are."""
    done: list[str] = []
    app.state.done = done

    @app.get("/api/marked/{number}")
    def marked(ask: Annotated[Ask, Depends(asked("read"))], number: str) -> Response:
        return ask.answer({"words": "of a report"}, seen=MARKED)

    @app.get("/api/file")
    def file(ask: Annotated[Ask, Depends(asked("export"))]) -> Response:
        return ask.whole(b"a,b\n", "text/csv", seen=MARKED, name="rows.csv")

    @app.put("/api/things/{number}")
    def change(ask: Annotated[Ask, Depends(asked("grade"))], number: str) -> Response:
        done.append(number)
        if number == "broken":
            raise ZeroDivisionError
        if number == "cut":
            _in_the_way(ask.house.workspace.folder)
        return Response(orjson.dumps({"done": number}), 200, media_type="application/json")

    @app.delete("/api/staff/{name}")
    def forbidden(ask: Annotated[Ask, Depends(asked("people"))], name: str) -> Response:
        done.append(name)
        return Response(None, 204)

    @app.post("/api/collections")
    def collect(ask: Annotated[Ask, Depends(asked("collect"))]) -> Response:
        return ask.put("collect", {"sources": []})


def trail(client: TestClient, **wanted: Any) -> list[dict[str, Any]]:
    """The log, oldest first, without its being read."""
    found = client.get("/api/audit", params={"limit": 200, **wanted}, headers=AYSE)
    assert found.status_code == 200
    return [one for one in reversed(found.json()["items"]) if one["what"] != "audit.read"]


def test_a_read_of_marked_rows_is_written_down(client: TestClient) -> None:
    answer = client.get("/api/marked/7", headers=AYSE)
    assert answer.json() == {"words": "of a report"}
    (entry,) = trail(client)
    assert (entry["who"], entry["what"], entry["about"]) == ("staff", "read /api/marked/{number}", MARKED)
    unchanged = client.get("/api/marked/7", headers=AYSE | {"If-None-Match": answer.headers["etag"]})
    assert unchanged.status_code == 304
    assert len(trail(client)) == 2


def test_a_file_is_an_export(client: TestClient) -> None:
    client.get("/api/file", headers=AYSE)
    assert [one["what"] for one in trail(client)] == ["export /api/file"]


def test_reads_of_open_rows_leave_nothing(client: TestClient) -> None:
    assert client.get("/api/jobs", headers=AYSE).status_code == 200
    assert trail(client) == []


def test_a_change_is_written_down_before_and_after(client: TestClient) -> None:
    client.put("/api/things/7", headers=AYSE)
    assert [(one["what"], one["about"], one["outcome"]) for one in trail(client)] == [
        ("PUT /api/things/{number}", ["7"], "begun"),
        ("PUT /api/things/{number}", ["7"], "200"),
    ]


def test_a_change_that_breaks_says_so(client: TestClient) -> None:
    assert client.put("/api/things/broken", headers=AYSE).status_code == 500
    assert [one["outcome"] for one in trail(client)] == ["begun", "no answer"]


def test_what_roles_do_not_allow_is_written_down(client: TestClient, app: FastAPI) -> None:
    assert client.delete("/api/staff/bora", headers=AYSE).status_code == 403
    (entry,) = trail(client)
    assert (entry["what"], entry["about"], entry["outcome"]) == (
        "DELETE /api/staff/{name}",
        ["bora"],
        "refused: people",
    )
    assert app.state.done == []


def test_nobody_leaves_nothing(client: TestClient) -> None:
    assert client.put("/api/things/7").status_code == 401
    assert trail(client) == []


def test_where_the_log_cannot_be_written_nothing_happens(client: TestClient, app: FastAPI, tmp_path: Path) -> None:
    client.put("/api/things/7", headers=AYSE)
    _in_the_way(tmp_path)
    for method, path in (
        ("GET", "/api/marked/7"),
        ("GET", "/api/file"),
        ("GET", "/api/audit"),
        ("PUT", "/api/things/8"),
        ("POST", "/api/collections"),
        ("DELETE", "/api/staff/bora"),
    ):
        answer = client.request(method, path, headers=AYSE)
        assert answer.status_code == 503, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert "audit" in answer.json()["detail"]
        assert "words" not in answer.text
    assert app.state.done == ["7"]
    assert client.get("/api/jobs", headers=AYSE).json() == {"items": []}
    (tmp_path / "audit").unlink()
    (tmp_path / "aside").rename(tmp_path / "audit")
    assert client.put("/api/things/9", headers=AYSE).status_code == 200


def test_an_outcome_that_cannot_be_written_is_not_called_done(client: TestClient, app: FastAPI) -> None:
    answer = client.put("/api/things/cut", headers=AYSE)
    assert answer.status_code == 503
    assert "It may have been done" in answer.json()["detail"]
    assert app.state.done == ["cut"]


def test_jobs_of_people_are_written_down_as_theirs(client: TestClient, app: FastAPI, tmp_path: Path) -> None:
    house = app.state.house
    house.door.people.add(Account("staff", "Staff", ROLES, house.workspace.scope("staff"), "active"), NOW)
    job = client.post("/api/collections", headers=AYSE).json()["job"]
    app.state.house.office.work(lambda: not _waits(tmp_path))
    said = [(one["who"], one["outcome"]) for one in trail(client, kind="job.collect")]
    assert said[0] == ("staff", "begun")
    assert len(said) == 2
    assert trail(client, kind="job.collect")[0]["about"] == [job]


def test_a_job_that_cannot_be_written_down_is_not_run(app: FastAPI, tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("in the way")
    with pytest.raises(OperatorError, match="audit log cannot be written"):
        app.state.house.office.run("collect", {})
    assert not any((tmp_path / "payloads").iterdir())


def test_the_log_is_paged_and_filtered(client: TestClient, app: FastAPI) -> None:
    for n in range(7):
        app.state.house.audit.record(f"p{n % 2}", "read" if n % 3 else "session.begun", [str(n)])
    first = client.get("/api/audit", params={"limit": 3, "who": "p0"}, headers=AYSE).json()
    assert [one["n"] for one in first["items"]] == [6, 4, 2]
    assert first["total"] == 4
    rest = client.get("/api/audit", params={"limit": 3, "who": "p0", "cursor": first["next"]}, headers=AYSE).json()
    assert ([one["n"] for one in rest["items"]], rest["next"]) == ([0], None)
    assert [one["n"] for one in trail(client, kind="session")] == [0, 3, 6]
    assert trail(client, kind="nothing") == trail(client, who="nobody") == []
    assert trail(client, as_of="2001-01-01") == []


def test_reading_the_log_is_written_down(client: TestClient) -> None:
    for _ in range(2):
        found = client.get("/api/audit", headers=AYSE).json()
    assert [(one["what"], one["who"]) for one in found["items"]] == [("audit.read", "staff")]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "_" * 11, "AAAAAAAAAAB", "é"])
def test_a_cursor_that_is_none_is_refused(client: TestClient, cursor: str) -> None:
    assert client.get("/api/audit", params={"cursor": cursor}, headers=AYSE).status_code == 422


def test_proofs_hold_against_a_checkpoint(client: TestClient) -> None:
    for n in range(5):
        client.put(f"/api/things/{n}", headers=AYSE)
    before = client.get("/api/audit/checkpoint", headers=AYSE).json()
    client.put("/api/things/5", headers=AYSE)
    proof = client.get("/api/audit/proof/3", headers=AYSE).json()
    head = verifier_of(before["verifier"]).opened(proof["note"])
    path = [bytes.fromhex(one) for one in proof["path"]]
    assert leaf_hash(proof["entry"].encode()).hex() == proof["leaf"]
    assert inclusion_holds(bytes.fromhex(proof["leaf"]), 3, head.size, path, head.root)
    grown = client.get(f"/api/audit/consistency/{before['size']}", headers=AYSE).json()
    steps, roots = [bytes.fromhex(one) for one in grown["path"]], (before["root"], grown["root"])
    assert consistency_holds(before["size"], grown["size"], *map(bytes.fromhex, roots), steps)
    for missing in ("proof/999999", "consistency/999999"):
        assert client.get(f"/api/audit/{missing}", headers=AYSE).status_code == 404


def test_only_auditors_read_the_log_and_the_rules(tmp_path: Path) -> None:
    create(tmp_path)
    with app_of(tmp_path) as app, TestClient(app, base_url="http://localhost") as client:
        for path in ("audit", "audit/checkpoint", "audit/proof/0", "audit/consistency/1", "policy"):
            assert client.get(f"/api/{path}", headers=AYSE).status_code == 403


def _in_the_way(folder: Path) -> None:
    (folder / "audit").rename(folder / "aside")
    (folder / "audit").write_text("in the way")


def _waits(folder: Path) -> bool:
    queue = Queue(folder / "state.db")
    try:
        return bool(queue.waiting())
    finally:
        queue.close()


def test_a_request_from_another_sites_page_is_written_down(tmp_path: Path) -> None:
    def foreign(request: Request) -> Reader:
        raise Problem(403, "foreign", "This request does not come from the page of this server.")

    create(tmp_path)
    house = house_of(tmp_path, lambda: NOW)
    with TestClient(create_app(house, foreign), base_url="http://localhost") as client:
        assert client.post("/api/notes", json={}, headers=AYSE).status_code == 403
    (entry,) = AuditPages(tmp_path / "audit").page(limit=9).entries
    assert (entry.who, entry.what, entry.outcome) == ("-", "POST /api/notes", "refused: foreign")
    house.close()


def test_a_house_without_a_log_says_so(tmp_path: Path) -> None:
    office = Office(create(tmp_path), {}, lambda: NOW)
    house = House(office, ReadingRoom(office.workspace, office.clock), door_of(office.workspace))
    reader = Reader("ayse", Scope(), Picture("open", Scope()), ROLES)
    with TestClient(create_app(house, lambda _: reader), base_url="http://localhost") as client:
        for path in ("audit", "audit/checkpoint", "audit/proof/0", "audit/consistency/1"):
            answer = client.get(f"/api/{path}")
            assert (answer.status_code, "no audit log" in answer.json()["detail"]) == (503, True)
    house.close()
