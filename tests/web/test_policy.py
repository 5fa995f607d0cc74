"""An organisation's rules over HTTP: what one may not read is not there; what one may not do is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.ledger.conftest import Desk, day
from tests.web.rooms import NOW, client_of

from simurg.app.workspace import create
from simurg.ledger import Ledger
from simurg.ontology.markings import Marking

RULES = """
@id("a-liaison-service")
forbid (principal, action, resource) when { resource.source == "liaison" } unless { principal.name == "operator" };

@id("the-wire-is-not-regraded")
forbid (principal, action == Action::"grade", resource) when { resource.source == "wire" };
"""
ROLES = frozenset({"analyst", "auditor"})
STAFF, OPERATOR = {"X-Reader": "staff"}, {"X-Reader": "operator"}
WHY = {"why": "it was wrong before"}


@dataclass(frozen=True)
class Told:
    """Ids of two reports, and of the event of each."""

    wire: str
    liaison: str
    events: dict[str, str]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    workspace = create(tmp_path)
    with Ledger.open(workspace.ledger, lambda: NOW) as ledger:
        desk = Desk(ledger)
        wire = desk.tell("Wire fire", known=day(1), source="wire").hex
        liaison = desk.tell("Liaison fire", known=day(2), source="liaison", marking=Marking(1)).hex
        rows = ledger.as_of(scope=workspace.scope("operator")).read("events", ("id", "report_id")).to_pylist()
        return Told(wire, liaison, {row["report_id"].hex: row["id"].hex for row in rows})


def with_rules(folder: Path, text: str = RULES) -> None:
    (folder / "policies").mkdir()
    (folder / "policies" / "ours.cedar").write_text(text)


@pytest.fixture
def client(tmp_path: Path, told: Told) -> Iterator[TestClient]:
    with_rules(tmp_path)
    with client_of(tmp_path, ROLES) as client:
        yield client


def same(one: Any, other: Any) -> None:
    """But for the address that was asked for, nothing tells the two answers apart."""
    assert (one.status_code, one.content, one.headers) == (other.status_code, other.content, other.headers)


def test_what_a_rule_hides_is_like_what_is_not_there(client: TestClient, told: Told) -> None:
    nothing = "ab" * 16
    hidden = told.events[told.liaison]
    for path, row in (
        ("/api/rows/reports/{}", told.liaison),
        ("/api/rows/reports/{}", told.liaison[:12]),
        ("/api/rows/events/{}", hidden),
        ("/api/reports/{}", told.liaison),
    ):
        assert client.get(path.format(row), headers=OPERATOR).status_code == 200, path
        found = client.get(path.format(row), headers=STAFF)
        assert found.status_code == 404, path
        same(found, client.get(path.format(nothing), headers=STAFF))
    for action, body in (
        ("grade", WHY | {"reliability": "A", "credibility": 1}),
        ("recall", WHY),
        ("recall/undo", WHY),
    ):
        found = client.post(f"/api/reports/{told.liaison}/{action}", json=body, headers=STAFF)
        assert found.status_code == 404, action
        same(found, client.post(f"/api/reports/{nothing}/{action}", json=body, headers=STAFF))
    found = client.post("/api/sources/liaison/recall", json=WHY, headers=STAFF)
    same(found, client.post("/api/sources/nobody/recall", json=WHY, headers=STAFF))


def test_what_a_rule_forbids_to_do_may_still_be_read(client: TestClient, told: Told) -> None:
    assert client.get(f"/api/reports/{told.wire}", headers=STAFF).status_code == 200
    body = WHY | {"reliability": "A", "credibility": 1}
    for path in (f"/api/reports/{told.wire}/grade", f"/api/reports/{told.wire}/recall", "/api/sources/wire/recall"):
        assert client.post(path, json=body if "grade" in path else WHY, headers=STAFF).status_code == 403, path
    assert client.get("/api/jobs", headers=STAFF).json() == {"items": []}
    refused = client.get("/api/audit", params={"kind": "POST"}, headers=STAFF).json()["items"]
    assert {"refused: grade", "begun", "403"} == {one["outcome"] for one in refused}


def test_without_rules_the_marking_decides(tmp_path: Path, told: Told) -> None:
    with client_of(tmp_path, ROLES) as client:
        assert client.get(f"/api/reports/{told.liaison}", headers=STAFF).status_code == 200
        assert client.get(f"/api/reports/{told.liaison}", headers={"X-Reader": "public"}).status_code == 404


def test_auditors_read_the_rules(client: TestClient) -> None:
    found = client.get("/api/policy", headers=STAFF).json()
    assert found["organisation"] == [{"name": "ours.cedar", "text": RULES}]
    assert "permit" in found["base"]
    assert "entity Person" in found["schema_text"]


def test_no_digits_of_a_path_break_the_rules(client: TestClient) -> None:
    for digits in ("----", "-" * 36, "ffff", "f" * 32, "0" * 36, "f" * 36):
        assert client.get(f"/api/rows/events/{digits}", headers=STAFF).status_code == 404
