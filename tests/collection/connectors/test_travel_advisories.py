"""Travel advisories of two governments, whose level changes on the tenth day. Written after the published formats."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.services.faults import Fault
from tests.services.lists import Advisories
from tests.services.plans import Run, follow
from tests.services.server import Service

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import travel_advisories
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

START = datetime(2031, 5, 1, 9, tzinfo=UTC)
LATER = START + timedelta(days=11)
PLAYER = Advisories(START)


class Clock:
    now = START + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount("/state", PLAYER)
        yield running


def run(service: Service, path: str, cursor=None, tags=None) -> Run:
    source = Source("advice", "travel_advisories", address=service.url(path))
    return follow(
        travel_advisories.fetch, source, cursor or {}, service.clock(), validators={} if tags is None else tags
    )


def document(content: bytes, name: str = "a.json") -> Raw:
    return raw_of(content, Source("advice", "travel_advisories"), name, START + timedelta(days=30))


def answered(path: str, at: datetime) -> Raw:
    return document(PLAYER(path, {}, at)[2], path.rpartition("/")[2])


def levels(raw: Raw) -> dict[str, float]:
    return {row["country"]: row["value"] for row in read(travel_advisories, raw).table("measurements").to_pylist()}


UK = "/api/content/foreign-travel-advice"


@pytest.mark.parametrize("path", ["/api/TravelAdvisories", "/TAsTWs.xml"])
def test_the_us_lists_say_the_level_of_each_country(path):
    assert levels(answered(path, START)) == {"UKR": 2, "POL": 1, "SDN": 3}
    assert levels(answered(path, LATER)) == {"UKR": 4, "POL": 1, "SDN": 3}


def test_both_forms_of_the_us_list_say_the_same():
    one, other = (read(travel_advisories, answered(path, LATER)) for path in ("/api/TravelAdvisories", "/TAsTWs.xml"))
    for table in ("reports", "measurements", "claims"):
        told = [[{**row, "payload": None} for row in found.table(table).to_pylist()] for found in (one, other)]
        assert told[0] == told[1]


@pytest.mark.parametrize(("slug", "level"), [("ukraine", 4), ("poland", 1), ("sudan", 3)])
def test_the_uk_pages_say_it_on_the_same_scale(slug, level):
    raw = answered(f"{UK}/{slug}", LATER)
    assert set(levels(raw).values()) == {level}
    (report,) = read(travel_advisories, raw).table("reports").to_pylist()
    assert report["url"] == f"https://www.gov.uk/foreign-travel-advice/{slug}"
    assert report["body"].startswith("Advice for ")


def test_a_change_of_level_is_a_measurement_of_its_day_and_a_version_of_the_report():
    old, new = (read(travel_advisories, answered("/api/TravelAdvisories", at)) for at in (START, LATER))
    days = {
        (row["country"], row["period_from"].day, row["value"])
        for found in (old, new) for row in found.table("measurements").to_pylist()
    }  # fmt: skip
    assert days == {("UKR", 1, 2.0), ("UKR", 11, 4.0), ("POL", 1, 1.0), ("SDN", 1, 3.0)}
    before, after = ({row["key"]: row["id"] for row in found.table("reports").to_pylist()} for found in (old, new))
    assert before.keys() == after.keys()
    assert sum(before[key] != after[key] for key in before) == 1


def test_an_advisory_is_known_when_it_was_issued():
    found = read(travel_advisories, answered("/api/TravelAdvisories", LATER)).table("measurements").to_pylist()
    assert {row["known_at"] for row in found} == {START, START + timedelta(days=10)}


@pytest.mark.parametrize(
    ("title", "country", "level"),
    [
        ("Burma (Myanmar) - Level 4: Do Not Travel", "MMR", 4), ("Worldwide Caution", "Worldwide Caution", None),
        ("Korea, North – Level 4: Do Not Travel", "PRK", 4), ("Mexico - See State Summaries", "MEX", None),
        ("Israel, the West Bank and Gaza - Level 3: Reconsider Travel", "ISR", 3),
    ],
)  # fmt: skip
def test_titles_as_they_are_written(title, country, level):
    entry = {
        **PLAYER.entry("Poland", "PL", "poland", START),
        "Title": title,
        "Category": ["IS"] if "Israel" in title else [],
    }
    found = read(travel_advisories, document(json.dumps([entry]).encode()))
    assert found.count("reports") == 1
    measured = found.table("measurements").to_pylist() if found.count("measurements") else []
    assert [(row["country"], row["value"]) for row in measured] == ([(country, level)] if level else [])


def test_a_status_that_is_not_known_is_no_level():
    page = PLAYER.page("Poland", "poland", START)
    page["details"]["alert_status"] = ["avoid_the_moon"]
    found = read(travel_advisories, document(json.dumps(page).encode()))
    assert (found.count("reports"), found.count("measurements")) == (1, 0)
    assert ("alert_status", "avoid_the_moon") in {
        (r["predicate"], r["object"]) for r in found.table("claims").to_pylist()
    }


def test_entries_that_are_none_are_rejected_alone():
    good = PLAYER.entry("Poland", "PL", "poland", START)
    found = read(travel_advisories, document(json.dumps([7, {"Title": ""}, good, {"details": {}}]).encode()))
    assert (found.count("reports"), len(found.rejects)) == (1, 3)


def test_the_list_is_asked_for_with_its_validators(service, clock):
    tags: dict[str, str] = {}
    assert len(run(service, "/state/api/TravelAdvisories", tags=tags).kept) == 1
    assert run(service, "/state/api/TravelAdvisories", tags=tags).kept == []
    clock.now = LATER
    assert len(run(service, "/state/api/TravelAdvisories", tags=tags).kept) == 1


def test_only_pages_that_were_updated_are_fetched(service, clock):
    first = run(service, f"/state{UK}")
    assert len(first.kept) == 3
    again = run(service, f"/state{UK}", first.cursor)
    assert (again.kept, len(again.calls)) == ([], 1)
    clock.now = LATER
    assert [name.partition("-")[0] for name in run(service, f"/state{UK}", again.cursor).names] == ["ukraine"]


def test_a_page_that_is_gone_is_said_and_asked_for_again(service):
    service.inject(f"/state{UK}/poland", Fault("status", status=404), nth=1)
    first = run(service, f"/state{UK}")
    assert (len(first.kept), len(first.said)) == (2, 1)
    assert [name.partition("-")[0] for name in run(service, f"/state{UK}", first.cursor).names] == ["poland"]


@pytest.mark.parametrize(
    "fault", [Fault("changed_schema"), Fault("empty", body=b'{"links": {}}'), Fault("empty", body=b"[]")]
)
def test_an_index_that_is_none_is_a_fault(service, fault):
    service.inject(f"/state{UK}", fault)
    broken = run(service, f"/state{UK}")
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == ("schema_changed", [])


@pytest.mark.parametrize("path", ["/state/api/TravelAdvisories", "/state/TAsTWs.xml"])
@pytest.mark.parametrize(
    "fault", [Fault("changed_schema"), Fault("empty", body=b"[]"), Fault("empty", body=b"<html/>")]
)
def test_a_list_that_is_none_is_a_fault(service, path, fault):
    service.inject(path, fault)
    broken = run(service, path)
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == ("schema_changed", [])


def test_the_index_leads_nowhere_else(service):
    paths = ["//evil.example/../../etc/passwd?x=1", "/foreign-travel-advice/../admin", "https://evil.example/x:y"]
    index = {"links": {"children": [{"base_path": path, "public_updated_at": "1"} for path in paths]}}
    service.inject(f"/state{UK}", Fault("empty", body=json.dumps(index).encode()))
    told = run(service, f"/state{UK}")
    assert {call.url for call in told.calls[1:]} == {service.url(f"/state{UK}/{slug}") for slug in ("passwd", "admin")}
    assert told.kept == []


def test_the_connector_keeps_its_contract():
    samples = [answered(path, LATER) for path in ("/api/TravelAdvisories", "/TAsTWs.xml", f"{UK}/ukraine")]
    pretty = [document(json.dumps(json.loads(samples[0].read()), indent=1).encode()), *samples[1:]]
    check_connector(travel_advisories, pretty, mutated=300)
