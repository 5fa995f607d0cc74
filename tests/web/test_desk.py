"""The desk over HTTP: morning, inbox, recalls, forecasts, questions, requirements, products, sources."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel
from tests.web.office import MONDAY, NOW, desk_of, worked_in

from simurg.app.queue import Queue
from simurg.ledger import Ledger
from simurg.ontology.times import text_of
from simurg.web.bulk import ARROW
from simurg.web.shapes.forecasts import ForecastDetail, Forecasts, Scores
from simurg.web.shapes.inbox import Inbox, Recalls
from simurg.web.shapes.morning import Morning
from simurg.web.shapes.products import ProductDetail, Products
from simurg.web.shapes.questions import QuestionDetail, Questions
from simurg.web.shapes.requirements import Requirements
from simurg.web.shapes.sources import Sources

STAFF, PUBLIC = {"x-reader": "staff"}, {"x-reader": "public"}
NOTHING = "0" * 32
LISTS: list[tuple[str, type[BaseModel]]] = [
    ("/api/morning", Morning),
    ("/api/inbox", Inbox),
    ("/api/recalls", Recalls),
    ("/api/forecasts", Forecasts),
    ("/api/scores", Scores),
    ("/api/questions", Questions),
    ("/api/questions/quarrels", QuestionDetail),
    ("/api/requirements", Requirements),
    ("/api/products", Products),
    ("/api/sources", Sources),
]


@pytest.fixture(scope="module")
def desk() -> Iterator[TestClient]:
    with desk_of(worked_in()) as client:
        yield client


def get(desk: TestClient, path: str, reader: dict[str, str] = STAFF) -> Any:
    answer = desk.get(path, headers=reader)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("path", "shape"), LISTS)
@pytest.mark.parametrize("reader", [STAFF, PUBLIC])
def test_answers_have_the_shape_that_is_described(
    desk: TestClient, path: str, shape: type[BaseModel], reader: dict[str, str]
) -> None:
    answer = desk.get(path, headers=reader)
    if path.endswith("quarrels") and reader is PUBLIC:
        assert answer.status_code == 404  # it was asked in a wider picture
        return
    shape.model_validate(answer.json())
    assert desk.get(path, headers={**reader, "If-None-Match": answer.headers["etag"]}).status_code == 304
    early = desk.get(path, params={"as_of": "1999-01-01"}, headers=reader)
    assert early.status_code in (200, 404)


@pytest.mark.parametrize("name", ["inbox", "recalls", "forecasts", "questions", "requirements", "products", "sources"])
def test_lists_come_as_csv_and_arrow_too(desk: TestClient, name: str) -> None:
    items = get(desk, f"/api/{name}")["items"]
    first = (
        "name"
        if name == "sources"
        else "marking"
        if name == "requirements"
        else next(iter(items[0]), "")
        if items
        else ""
    )
    text = desk.get(f"/api/{name}", headers={**STAFF, "Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(text.text)))
    arrow = desk.get(f"/api/{name}", headers={**STAFF, "Accept": ARROW})
    table = pa.ipc.open_stream(arrow.content).read_all()
    assert (text.headers["content-type"].split(";")[0], arrow.headers["content-type"]) == ("text/csv", ARROW)
    assert f'filename="{name}.csv"' in text.headers["content-disposition"]
    assert len(rows) == table.num_rows == len(items)
    if items:
        assert [str(one[first]) for one in items] == [row[first] for row in rows]
        assert {*rows[0]} == {*table.column_names}


def test_scores_come_as_csv_too(desk: TestClient) -> None:
    answer = desk.get("/api/scores", headers={**STAFF, "Accept": "text/csv"})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/csv")


def test_files_are_for_those_who_may_take_them_along() -> None:
    with desk_of(worked_in(), frozenset({"reader"})) as reader:
        for name in ("inbox", "forecasts", "sources", "scores"):
            assert reader.get(f"/api/{name}", headers={**STAFF, "Accept": "text/csv"}).status_code == 403


def test_codes_of_one_country_are_told_as_one(desk: TestClient) -> None:
    told = {one["country"]: one for one in get(desk, "/api/map")["countries"]}
    assert told["XOR"]["name"] == "Orrelia"
    assert not {code for code in told if len(code) == 2}
    by_code = [get(desk, f"/api/map?place={code}")["total"] for code in ("XOR", "XO", "Orrelia")]
    assert by_code == [told["XOR"]["count"]] * 3
    whole = get(desk, "/api/timeline?country=XO")
    assert whole == get(desk, "/api/timeline?country=XOR")
    assert whole["total"] > 0
    assert {one["country"] for one in get(desk, "/api/events?country=XO")["items"]} == {"XOR"}
    assert {one["country"] for one in get(desk, "/api/forecasts")["items"]} <= {*told}
    assert {one["country"] for one in get(desk, "/api/morning")["places"]} <= {*told}
    suggested = get(desk, "/api/suggest?q=orrelia")["items"]
    assert ("country", "XOR") in {(one["kind"], one["id"]) for one in suggested}


def test_no_country_of_the_workspace_is_doubted(desk: TestClient) -> None:
    assert [one["doubts"] for one in get(desk, "/api/requirements")["items"] if one["doubts"]] == []


def test_every_ref_of_the_morning_opens(desk: TestClient) -> None:
    told = get(desk, "/api/morning")
    cards = told["cards"]
    assert 1 <= len(cards) <= 7
    refs = [ref for card in cards for ref in card["refs"]]
    refs += [driver["ref"] for card in cards for driver in card["drivers"] if driver["ref"]]
    refs += [one["ref"] for part in ("unchanged", "tripped", "expiring") for one in told[part] if one["ref"]]
    house = desk.app.state.house  # type: ignore[attr-defined]
    ledger = Ledger.open_to_read(house.workspace.ledger, house.clock)
    picture = house.workspace.picture("staff")
    view = ledger.as_of(scope=picture.scope, picture=picture.name)
    for ref in refs:
        assert view.stored(ref["table"], ("id",), {"id": UUID(ref["id"])}).num_rows, ref
    ledger.close()
    grave = [card["change"] * card["consequence"] for card in cards]
    assert grave == sorted(grave, reverse=True)


def test_the_morning_counts_from_when_one_last_looked(desk: TestClient) -> None:
    assert get(desk, "/api/morning")["since_is"] == "week"
    asked = get(desk, f"/api/morning?since={text_of(MONDAY)}")
    assert (asked["since_is"], asked["since"]) == ("asked", text_of(MONDAY))
    later = get(desk, f"/api/morning?as_of={text_of(MONDAY)}")
    assert later["as_of"] == text_of(MONDAY)
    assert all(card["at"] <= text_of(MONDAY) for card in later["cards"])
    assert desk.post("/api/morning/looked", headers=PUBLIC).json() == {"last_looked": text_of(NOW)}
    assert get(desk, "/api/morning")["since_is"] == "week"  # it was another person


def test_items_of_human_sources_stand_apart_and_only_for_those_who_may_see_them(desk: TestClient) -> None:
    plain, human = get(desk, "/api/inbox?days=366&limit=200"), get(desk, "/api/inbox?days=366&human=true")
    assert human["items"]
    assert plain["human"] == human["human"] == human["total"]
    assert {one["discipline"] for one in human["items"]} == {"HUMINT"}
    assert "HUMINT" not in {one["discipline"] for one in plain["items"]}
    hidden = get(desk, "/api/inbox?days=366&human=true", PUBLIC)
    assert (hidden["items"], hidden["human"], hidden["total"]) == ([], 0, 0)


def test_the_inbox_is_searched_for_words_of_one_report(desk: TestClient) -> None:
    whole = get(desk, "/api/inbox?days=366&limit=200")
    sought = next(word for word in whole["items"][0]["title"].split() if len(word) > 5)
    found = get(desk, f"/api/inbox?days=366&limit=200&q={sought.upper()}")
    assert whole["items"][0]["id"] in [one["id"] for one in found["items"]]
    assert 0 < found["total"] < whole["total"]
    nothing = get(desk, f"/api/inbox?days=366&q={sought}%20zzzzzz")
    assert (nothing["items"], nothing["total"]) == ([], 0)
    assert nothing["sources"] == whole["sources"]


def test_the_inbox_pages_through_everything_once(desk: TestClient) -> None:
    whole = [one["id"] for one in get(desk, "/api/inbox?days=60&limit=200")["items"]]
    seen: list[str] = []
    page = get(desk, "/api/inbox?days=60&limit=7")
    seen += [one["id"] for one in page["items"]]
    while page["next"]:
        page = get(desk, f"/api/inbox?days=60&limit=7&cursor={page['next']}")
        seen += [one["id"] for one in page["items"]]
    assert seen == whole
    assert desk.get("/api/inbox?cursor=%21%21", headers=STAFF).status_code == 422


def test_what_one_is_done_with_leaves_ones_own_inbox_and_comes_back(desk: TestClient) -> None:
    first = get(desk, "/api/inbox?days=60")["items"][0]["id"]
    assert desk.post(f"/api/inbox/{first}/done", headers=STAFF).json() == {"id": first, "done": True}
    assert first not in [one["id"] for one in get(desk, "/api/inbox?days=60")["items"]]
    assert first in [one["id"] for one in get(desk, "/api/inbox?days=60&done=true")["items"]]
    assert first in [one["id"] for one in get(desk, "/api/inbox?days=60", PUBLIC)["items"]]
    desk.delete(f"/api/inbox/{first}/done", headers=STAFF)
    assert first in [one["id"] for one in get(desk, "/api/inbox?days=60")["items"]]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/reports/{}/grade", {"reliability": "B", "credibility": 2, "why": "seen"}),
        ("/api/reports/{}/grade/undo", {"why": "seen"}),
        ("/api/reports/{}/filings", {"kind": "requirement", "target": "borders", "why": "seen"}),
        ("/api/reports/{}/recall", {"why": "forged"}),
        ("/api/reports/{}/recall/undo", {"why": "not forged"}),
        ("/api/inbox/{}/done", None),
    ],
)
def test_a_hidden_report_is_told_like_one_that_is_not_there(desk: TestClient, path: str, body: Any) -> None:
    hidden = get(desk, "/api/inbox?days=366&human=true")["items"][0]["id"]
    answers = [desk.post(path.format(number), json=body, headers=PUBLIC) for number in (hidden, NOTHING)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_a_grade_goes_into_the_queue_as_its_asker_and_wants_the_role(desk: TestClient) -> None:
    number = get(desk, "/api/inbox?days=60")["items"][0]["id"]
    body = {"reliability": "B", "credibility": 2, "why": "A second paper has it."}
    answer = desk.post(f"/api/reports/{number}/grade", json=body, headers={**STAFF, "Idempotency-Key": "one"})
    assert answer.status_code == 202
    queue = Queue(worked_in() / "state.db")
    job = queue.job(answer.json()["job"])
    queue.fail(job.id, {}, NOW)  # nobody is to run it here
    queue.close()
    assert (job.command, dict(job.arguments)["reader"]) == ("grade", "@staff")
    with desk_of(worked_in(), frozenset({"reader"})) as other:
        assert other.post(f"/api/reports/{number}/grade", json=body, headers=STAFF).status_code == 403
    for bad in ({**body, "why": ""}, {**body, "reliability": "G"}, {**body, "credibility": 9}, {**body, "more": 1}):
        assert desk.post(f"/api/reports/{number}/grade", json=bad, headers=STAFF).status_code == 422


def test_forecasts_lead_to_their_places_and_say_whether_they_were_issued(desk: TestClient) -> None:
    told = get(desk, "/api/forecasts?series=port_cargo")
    assert told["issued"] is False
    assert told["series"] == "port_cargo"
    for one in told["items"][:1]:
        page = get(desk, f"/api/forecasts/port_cargo/{one['place']}")
        ForecastDetail.model_validate(page)
        assert page["probability"] == one["probability"]
    assert desk.get("/api/forecasts/port_cargo/Nowhere", headers=STAFF).status_code == 404
    assert desk.get("/api/forecasts?series=none", headers=STAFF).status_code == 422


def test_a_great_move_wants_a_reason(desk: TestClient) -> None:
    answer = desk.post("/api/questions/quarrels/answers", json={"probability": 0.4}, headers=STAFF)
    assert answer.status_code == 422
    assert "reason" in answer.json()["detail"]
    assert desk.post("/api/questions/none/answers", json={"probability": 0.4}, headers=STAFF).status_code == 404
    shown = get(desk, "/api/questions/quarrels")
    assert shown["reason_above"] == 0.1
    assert {one["by"] for one in shown["answers"]} == {"heron", "lark"}


def test_a_requirement_is_changed_only_by_who_saw_it_as_it_is(desk: TestClient) -> None:
    (one,) = [each for each in get(desk, "/api/requirements")["items"] if each["name"] == "borders"]
    assert one["editable"]
    assert one["coverage"]["reports"] > 0
    body = {"question": "Which border?", "regions": ["Orrelia"]}

    def put(etag: str | None, name: str = "borders") -> Any:
        headers = STAFF if etag is None else {**STAFF, "If-Match": etag}
        return desk.put(f"/api/requirements/{name}", json=body, headers=headers)

    assert put(None).status_code == 428
    assert put("*").status_code == 412
    assert put('"0123"').status_code == 412
    assert put("*", "new-one").status_code == 202
    assert put(f'"{one["etag"]}"').status_code == 202
    assert desk.delete("/api/requirements/none", headers={**STAFF, "If-Match": "*"}).status_code == 412
    _empty_queue()


def test_a_brief_is_read_without_script_and_kept_as_pdf(desk: TestClient) -> None:
    (one,) = get(desk, "/api/products")["items"]
    page = get(desk, f"/api/products/{one['id']}")
    ProductDetail.model_validate(page)
    assert page["cites"] > 0
    html = desk.get(page["html"], headers=STAFF)
    assert html.headers["content-type"].startswith("text/html")
    policy = html.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert b"<script" not in html.content
    assert desk.get(page["pdf"], headers=STAFF).content.startswith(b"%PDF")
    assert get(desk, "/api/products", PUBLIC)["items"] == []
    assert desk.get(f"/api/products/{one['id']}", headers=PUBLIC).status_code == 404
    assert desk.get(page["html"], headers=PUBLIC).status_code == 404


def test_sources_have_their_cards_and_only_those_that_one_may_know_of_are_collected(desk: TestClient) -> None:
    named = {one["name"]: one for one in get(desk, "/api/sources")["items"]}
    assert "unknown, not calm" in named["readings"]["absence"] or named["readings"]["absence"]
    assert named["ged"]["delay"] == "Known 35 days after what it tells of."
    assert "human-heron" not in {one["name"] for one in get(desk, "/api/sources", PUBLIC)["items"]}
    assert desk.post("/api/collect", json={"sources": ["human-heron"]}, headers=PUBLIC).status_code == 404
    answer = desk.post("/api/collect", json={}, headers=PUBLIC)
    assert answer.status_code == 202
    _empty_queue()


def _empty_queue() -> None:
    queue = Queue(worked_in() / "state.db")
    for job in queue.waiting():
        queue.fail(job.id, {}, NOW)
    queue.close()
