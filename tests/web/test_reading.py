"""Map, timeline, events, entities, networks, stories, search and evidence over HTTP, on the demo's world."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from tests.web.rooms import client_of

from simurg.app.bootstrap import demo_in
from simurg.app.workspace import create

STAFF = {"X-Reader": "staff"}
ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("demo")
    demo_in(folder, 1, lambda _: None)
    with client_of(folder) as made:
        yield made


def got(client: TestClient, address: str, reader: str = "staff", **parameters: Any) -> Any:
    answer = client.get(f"/api{address}", headers={"X-Reader": reader}, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_map_counts_what_the_events_are(client: TestClient) -> None:
    period = {"from": "2024-01-01", "to": "2024-07-01"}
    told = got(client, "/map", **period)
    assert told["total"] == got(client, "/events", **period)["total"] > 1_000
    assert sum(cell["count"] for cell in told["cells"]) + told["unplaced"] == told["total"]
    assert sum(cell["before"] for cell in told["cells"]) <= told["total_before"]
    one = told["countries"][0]
    within = got(client, "/map", **period, place=one["country"])
    assert within["total"] == one["count"]
    assert got(client, "/map", **period, types="ASSAULT")["total"] < told["total"]


def test_the_timeline_adds_up_to_the_map(client: TestClient) -> None:
    period = {"from": "2024-01-10", "to": "2024-07-01"}
    for by in ("day", "week", "month"):
        told = got(client, "/timeline", **period, by=by)
        assert sum(one["count"] for one in told["buckets"]) == told["total"] == got(client, "/map", **period)["total"]
        assert told["buckets"][0]["from"] == "2024-01-10T00:00:00Z"
        assert all(
            left["to"] == right["from"] for left, right in zip(told["buckets"], told["buckets"][1:], strict=False)
        )


def test_what_no_source_tells_of_is_unknown_and_not_calm(client: TestClient) -> None:
    told = got(client, "/timeline", **{"from": "2029-01-01", "to": "2030-01-01", "by": "month"})
    assert not any(one["known"] for one in told["buckets"])


def test_any_past_day_is_redrawn_as_known_then(client: TestClient) -> None:
    period = {"from": "2024-01-01", "to": "2024-04-01"}
    then, now = got(client, "/map", **period, as_of="2024-02-01"), got(client, "/map", **period)
    assert then["as_of"] == "2024-02-01T00:00:00Z"
    assert 0 < then["total"] < now["total"]
    assert got(client, "/events", **period, as_of="2024-02-01")["total"] == then["total"]


def test_pages_of_events_are_the_list_cut(client: TestClient) -> None:
    period = {"from": "2024-03-01", "to": "2024-03-04"}
    whole = got(client, "/events", **period, limit=1000)
    cursor, found = None, []
    while True:
        page = got(client, "/events", **period, limit=17, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole["items"]
    assert len(found) == whole["total"]
    assert [one["from"] for one in found] == sorted((one["from"] for one in found), reverse=True)


def test_lists_come_as_csv_and_arrow_too(client: TestClient) -> None:
    whole = got(client, "/events", limit=20)["items"]
    text = client.get("/api/events?limit=20", headers={**STAFF, "Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(text.text)))
    assert [row["id"] for row in rows] == [one["id"] for one in whole]
    assert "attachment" in text.headers["content-disposition"]
    arrow = client.get("/api/events?limit=20", headers={**STAFF, "Accept": ARROW})
    assert pa.ipc.open_stream(arrow.content).read_all()["id"].to_pylist() == [one["id"] for one in whole]


def test_an_entity_s_figures_are_those_of_its_events(client: TestClient) -> None:
    (first, *_) = got(client, "/entities", limit=5)["items"]
    told = got(client, f"/entities/{first['key']}")
    either = got(client, "/events", actor=first["key"])["total"]
    assert told["events"]["actor"] + told["events"]["recipient"] >= either > 0
    assert sum(month["count"] for month in told["months"]) == either
    assert [one["id"] for one in told["latest"]] == [
        one["id"] for one in got(client, "/events", actor=first["key"], limit=10)["items"]
    ]


def test_a_network_says_how_much_of_it_is_shown(client: TestClient) -> None:
    (first, *_) = got(client, "/entities", limit=1)["items"]
    told = got(client, "/network", seed=first["key"], depth=2, limit=5)
    assert told["shown"] == len(told["edges"]) == 5 < told["total"]
    assert {edge[side] for edge in told["edges"] for side in ("left", "right")} <= {one["key"] for one in told["nodes"]}
    ref = told["edges"][0]["refs"][0]
    assert got(client, f"/rows/{ref['table']}/{ref['id']}")["id"] == ref["id"]


def test_two_steps_from_a_number_to_the_words_of_a_report(client: TestClient) -> None:
    event = got(client, "/events", limit=1, layer="ged")["items"][0]
    row = got(client, f"/rows/events/{event['id']}")
    assert row["words"]["span"]
    assert row["grade"]["grade"] == event["grade"]
    assert row["history"][0]["kind"] == "told"
    body = got(client, f"/reports/{row['report']['id']}")
    assert body["total"] == len(body["text"]) > 0
    assert got(client, f"/reports/{row['report']['id']}", offset=body["total"] + 5)["text"] == ""


def test_search_finds_and_suggestions_lead(client: TestClient) -> None:
    found = got(client, "/search", q="port")
    hit = next(kind for kind in found["found"] if kind["groups"])["groups"][0]["hits"][0]
    assert hit["words"]["text"]
    suggested = got(client, "/suggest", q="brenn")
    assert any(one["kind"] == "entity" and one["id"] == "BRENNOCH" for one in suggested["items"])
    assert got(client, "/suggest", q="")["items"] == []


def test_every_layer_has_its_card(client: TestClient) -> None:
    cards = got(client, "/layers")["items"]
    assert cards[0]["name"] == "all"
    assert {"gdelt", "ged"} <= {card["name"] for card in cards}
    assert all(card["limits"] and card["absence"] for card in cards)
    assert cards[0]["rows"] == sum(card["rows"] for card in cards[1:])


def test_who_may_see_less_sees_an_own_world(client: TestClient) -> None:
    staff, public = got(client, "/events", limit=1)["total"], got(client, "/events", "public", limit=1)["total"]
    assert public <= staff
    reports = {
        hit["report"]
        for kind in got(client, "/search", q="heron", limit=50)["found"]
        for group in kind["groups"]
        for hit in group["hits"]
    }
    for report in list(reports)[:5]:
        body = client.get(f"/api/reports/{report}", headers=STAFF).json()
        answer = client.get(f"/api/reports/{report}", headers={"X-Reader": "public"})
        assert (answer.status_code == 404) == (body["marking"] != "OPEN//TLP:CLEAR")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/map?from=2024-13-01", 422),
        ("/map?from=2024-02-01&to=2024-01-01", 422),
        ("/map?as_of=3000-01-01", 422),
        ("/map?as_of=0001-01-01T00:00:00%2B14:00", 422),
        ("/timeline?from=1900-01-01&to=2000-01-01&by=day", 422),
        ("/timeline?by=hour", 422),
        ("/events?cursor=W10", 422),
        ("/events?cursor=WzEsIjAwIl0", 422),
        ("/events?cursor=Wzk5OTk5OTk5OTk5OTk5OTk5OTksIjAwIl0", 422),
        ("/events?limit=0", 422),
        ("/events?type=%27%3B%20DROP%20TABLE%20held", 200),
        ("/events?actor=a%00b", 200),
        ("/entities/nobody%20of%20this%20name", 404),
        ("/entities?cursor=WzFd", 200),
        ("/network?seed=nobody", 404),
        ("/network?seed=x&depth=9", 422),
        ("/stories/00000000", 404),
        ("/rows/events/00000000", 404),
        ("/rows/held/00000000", 422),
        ("/reports/zz", 422),
        ("/search?q=%22", 422),
        ("/search?q=port&kinds=nothing", 422),
        ("/search?q=port&since=never", 422),
    ],
)
def test_broken_questions_get_clear_answers(client: TestClient, address: str, status: int) -> None:
    answer = client.get(f"/api{address}", headers=STAFF)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.json()["detail"]


def test_the_same_answer_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/api/map", headers=STAFF)
    again = client.get("/api/map", headers={**STAFF, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_are_for_those_who_may_export(tmp_path: Path) -> None:
    create(tmp_path)
    with client_of(tmp_path, frozenset({"reader"})) as reader:
        assert reader.get("/api/events", headers=STAFF).status_code == 200
        assert reader.get("/api/events", headers={**STAFF, "Accept": "text/csv"}).status_code == 403


def test_a_cell_that_a_spreadsheet_would_run_is_kept_text() -> None:
    from simurg.web.bulk import as_csv

    assert b"'=HYPERLINK" in as_csv([{"title": '=HYPERLINK("x")', "count": -3}])
    assert b",-3" in as_csv([{"title": "a", "count": -3}])
    assert as_csv([]) == b""
