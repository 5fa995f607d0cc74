"""Human sources over HTTP: handlers in their compartments, two people for an identity, nothing for anybody else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from tests.app.human.desk import FORM, room
from tests.system.test_sealed import ORIGIN, told_in

from simurg.access.reader import Reader
from simurg.app.bootstrap import house_of
from simurg.app.queue import Queue
from simurg.web.server import create_app

READERS = """
  ann: {level: secret, tlp: red, compartments: [LAKE]}
  bob: {level: secret, tlp: red, compartments: [LAKE]}
  eve: {level: top-secret, tlp: red, compartments: [HILL]}
  sam: {level: secret, tlp: red, compartments: [LAKE]}
  kim: {level: top-secret, tlp: red, compartments: ["*"], affiliations: ["*"]}
"""
ROLES = {"ann": {"handler"}, "bob": {"handler"}, "eve": {"handler"}, "sam": {"analyst"}, "kim": {"administrator"}}
REPORT = {**FORM, "desk": "lake", "origin": ORIGIN}


class People:
    """Asks as somebody; `token` names a machine's token."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def get(self, who: str, path: str, **more: Any) -> Any:
        return self._client.get(f"/api{path}", headers={"X-Reader": who, **more})

    def post(self, who: str, path: str, told: Any = None, **more: Any) -> Any:
        headers = {"X-Reader": who, "Content-Type": "application/json", **more}
        return self._client.post(f"/api{path}", content=json.dumps(told), headers=headers)


@pytest.fixture
def people(tmp_path) -> Iterator[People]:
    here = room(tmp_path)
    here.vault.close()
    path = here.workspace.folder / "simurg.yaml"
    path.write_text(path.read_text("utf-8").replace("\nreaders:", f"\nreaders:{READERS.rstrip()}"), "utf-8")
    house = house_of(here.workspace.folder, here.clock)

    def who(request: Request) -> Reader:
        name = request.headers["x-reader"]
        scope, picture = house.workspace.scope(name), house.workspace.picture(name)
        return Reader(name, scope, picture, frozenset(ROLES[name]), request.headers.get("x-token"))

    with TestClient(create_app(house, who), base_url="http://localhost") as client:
        made = People(client)
        made.here, made.house = here, house
        yield made
    house.close()


def taken(people: People) -> None:
    answer = people.post("ann", "/human/reports", REPORT)
    assert (answer.status_code, answer.json()["command"]) == (202, "human"), answer.text
    people.house.office.run("human", {"desk": "lake"})


def test_a_report_goes_from_the_form_into_the_ledger_and_its_origin_nowhere(people):
    taken(people)
    told = people.get("ann", "/human/sources").json()
    assert [(one["pseudonym"], one["reports"], one["sealed"]) for one in told["items"]] == [("HERON", 1, True)]
    assert ([one["name"] for one in told["desks"]], told["total"], told["next"]) == (["lake"], 1, None)
    queue = Queue(people.here.workspace.state)
    jobs = queue.waiting()
    queue.close()
    assert [dict(job.arguments) for job in jobs] == []
    people.house.office.run("backup", {"folder": str(people.here.workspace.folder.parent / "backup")})
    assert told_in(people.here.workspace.folder.parent) == []


def test_two_people_see_an_identity_once_and_it_is_kept_by_nobody(people):
    taken(people)
    made = people.post("ann", "/human/sources/HERON/openings", {"reason": "the meeting place is not safe"})
    number = made.json()["id"]
    assert people.get("ann", f"/human/openings/{number}/identity").status_code == 422
    assert people.post("ann", f"/human/openings/{number}/agree").status_code == 422
    assert people.post("bob", f"/human/openings/{number}/agree", **{"X-Token": "t"}).status_code == 403
    assert people.post("eve", f"/human/openings/{number}/agree").status_code == 404
    assert people.post("bob", f"/human/openings/{number}/agree").json()["state"] == "agreed"
    assert people.get("bob", "/human/openings").json()["items"][0]["may_see"] is False
    assert people.get("ann", f"/human/openings/{number}/identity", **{"X-Token": "t"}).status_code == 403
    assert people.get("bob", f"/human/openings/{number}/identity").status_code == 422
    shown = people.get("ann", f"/human/openings/{number}/identity")
    assert {key: value for key, value in shown.json()["origin"].items() if value} == ORIGIN
    assert (shown.headers["cache-control"], "etag" in shown.headers) == ("no-store", False)
    assert people.get("ann", f"/human/openings/{number}/identity").status_code == 422
    assert told_in(people.here.workspace.folder) == []


@pytest.mark.parametrize("who", ["sam", "kim"])
def test_no_other_role_comes_near(people, who):
    taken(people)
    for path in ("/human/sources", "/human/sources/HERON", "/human/openings", f"/human/openings/{'0' * 32}/identity"):
        assert people.get(who, path).status_code == 403
    for path in ("/human/reports", "/human/sources/HERON/contacts", "/human/sources/HERON/openings"):
        assert people.post(who, path, {}).status_code == 403
    assert people.post(who, "/human/sources/HERON/forget", {"why": "because"}).status_code == 403


def test_in_another_compartment_it_is_as_if_there_were_nothing(people):
    empty = people.get("eve", "/human/sources"), people.get("eve", "/human/openings")
    unknown = people.get("eve", "/human/sources/HERON")
    taken(people)
    people.post("ann", "/human/sources/HERON/openings", {"reason": "the meeting place is not safe"})
    assert [one.content for one in (people.get("eve", "/human/sources"), people.get("eve", "/human/openings"))] == [
        one.content for one in empty
    ]
    after = people.get("eve", "/human/sources/HERON")
    assert (after.status_code, after.content) == (unknown.status_code, unknown.content) == (404, unknown.content)


def test_contacts_and_forgetting(people):
    taken(people)
    contact = {"at": "2026-10-30", "how": "in person", "note": "<script>alert(1)</script>"}
    assert people.post("ann", "/human/sources/HERON/contacts", contact).json()["by"] == "ann"
    told = people.get("bob", "/human/sources/HERON").json()
    assert (told["contacts"], told["history"][0]["note"]) == (1, contact["note"])
    gone = people.post("ann", "/human/sources/HERON/forget", {"why": "asked to be"}).json()
    assert (gone["sealed"], gone["forgotten"]["by"]) == (False, "ann")
    assert people.get("bob", "/human/sources/HERON").json()["history"] == []
    assert people.post("ann", "/human/reports", REPORT).status_code == 422


@pytest.mark.parametrize("wrong", [
    {"body": f"{ORIGIN['name']} says"}, {"body": ""}, {"date": "soon"}, {"credibility": 9}, {"desk": "none"},
    {"desk": "bare"}, {"extra": ORIGIN["name"]}, {"origin": {"name": ""}}, {"origin": None}, {"pseudonym": "A/B"},
    {"events": [{"type": ORIGIN["name"]}]}, {"marking": {"level": ORIGIN["name"]}}, {"body": "x" * 300_000},
    {"pseudonym": "\ud800"}, {"title": "\x00"}, {"actors": ["x"] * 60}, {"marking": {"compartments": ["HILL"]}},
])  # fmt: skip
def test_a_wrong_form_is_told_without_a_word_of_the_origin(people, wrong):
    answer = people.post("ann", "/human/reports", {**REPORT, **wrong})
    assert answer.status_code in (404, 422, 503), answer.text
    assert not any(part.lower() in answer.text.lower() for part in ORIGIN.values())
    assert people.get("ann", "/human/sources").json()["total"] == 0
    assert told_in(people.here.workspace.folder) == []


def test_every_step_stands_in_the_audit_log_before_its_answer(people):
    taken(people)
    made = people.post("ann", "/human/sources/HERON/openings", {"reason": "the meeting place is not safe"})
    people.post("bob", f"/human/openings/{made.json()['id']}/agree")
    people.get("ann", f"/human/openings/{made.json()['id']}/identity")
    entries = people.house.trail.page(limit=100, who=None, kind="human").entries
    done = [(one.who, one.what) for one in reversed(entries) if one.outcome == "done"]
    assert done == [
        ("ann", "human.report"), ("ann", "human.opening.asked"), ("bob", "human.opening.agreed"),
        ("ann", "human.identity.shown"),
    ]  # fmt: skip


def test_retention_is_told_and_run_by_a_keeper(people):
    taken(people)
    people.here.clock.pass_(days=90)
    sources = people.here.workspace.sources_file
    sources.write_text(
        sources.read_text("utf-8").replace("grade: B3,", "grade: B3, retention: {payload: 30d},"), "utf-8"
    )
    assert people.get("sam", "/retention").status_code == 403
    assert people.post("sam", "/retention/run").status_code == 403
    told = people.get("kim", "/retention").json()
    periods = {one["source"]: one["payload"] for one in told["periods"]}
    assert periods["lake"] == 30 and periods["wire"] is None  # noqa: PT018
    assert [(one["source"], one["kind"], one["count"]) for one in told["due"]] == [("lake", "payload", 1)]
    assert people.post("kim", "/retention/run").status_code == 202
    people.house.office.run("retain", {})
    after = people.get("kim", "/retention").json()
    assert (after["due"], [one["kind"] for one in after["erased"]], after["total"]) == ([], ["payload"], 1)


def test_who_looked_at_sources_contacts_and_openings_is_in_the_audit_log(people):
    taken(people)
    people.post("ann", "/human/sources/HERON/openings", {"reason": "the meeting place is not safe"})
    for path in ("/human/sources", "/human/sources/HERON", "/human/openings"):
        assert people.get("bob", path).status_code == 200
    found = {one.what: one.about for one in people.house.trail.page(limit=100, who="bob").entries}
    assert found["read /api/human/sources"] == ("lake/HERON",)
    assert "lake/HERON" in found["read /api/human/sources/{pseudonym}"]
    assert len(found["read /api/human/openings"]) == 1
