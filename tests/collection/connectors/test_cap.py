"""CAP alerts: an issuer on a real wire, and what its messages say. The samples are written after the standard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.services.cap import Cap
from tests.services.faults import Fault
from tests.services.plans import Run, follow
from tests.services.server import Service

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import cap
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

START = datetime(2031, 5, 1, tzinfo=UTC)


class Clock:
    now = START + timedelta(days=1, hours=13)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount("/water", Cap(START))
        yield running


def run(service: Service, cursor=None, tags=None, path: str = "/water/index.atom") -> Run:
    source = Source("water", "cap", address=service.url(path))
    return follow(cap.fetch, source, cursor or {}, service.clock(), validators={} if tags is None else tags)


def document(content: bytes, **told: object) -> Raw:
    return raw_of(content, Source("water", "cap", home="UKR", **told), "a.cap", START + timedelta(days=2))


def test_each_alert_is_fetched_once(service, clock):
    tags: dict[str, str] = {}
    first = run(service, tags=tags)
    assert [name[13:] for name in first.names] == ["0000-0.cap", "0000-1.cap", "0000-2.cap", "0001-0.cap", "0001-1.cap"]
    again = run(service, first.cursor, tags)
    assert (again.kept, len(again.calls)) == ([], 1)
    clock.now += timedelta(hours=6)
    assert [name[13:] for name in run(service, again.cursor, tags).names] == ["0001-2.cap"]


def test_an_alert_that_is_gone_is_said_and_asked_for_again(service):
    service.inject("/water/0000-1.cap", Fault("status", status=404), nth=1)
    tags: dict[str, str] = {}
    first = run(service, tags=tags)
    assert (len(first.kept), first.said) == (4, ["1 alerts that the index names are not there."])
    assert [name[13:] for name in run(service, first.cursor, tags).names] == ["0000-1.cap"]


def test_an_address_may_be_an_alert_itself(service):
    assert run(service, path="/water/0000-0.cap").names == ["0000-0.cap"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault("changed_schema"), "schema_changed"), (Fault("empty", body=b"<html><p>no</p></html>"), "schema_changed"),
     (Fault("empty", body=b"{}"), "schema_changed"), (Fault("empty", body=b"<feed><entry>"), "cut_short"),
     (Fault("cut"), "cut_short"), (Fault("status", status=503), "server_error")],
)  # fmt: skip
def test_what_is_no_index_is_a_fault(service, fault, kind):
    service.inject("/water/index.atom", fault)
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == (kind, [])


def test_an_index_without_alerts_is_quiet(service, clock):
    clock.now = START
    assert run(service).fault is None


def test_a_run_that_broke_off_does_not_lose_the_rest(service, clock):
    clock.now = START + timedelta(days=12)
    with Service(clock) as busy:
        busy.mount("/water", Cap(START, listed=timedelta(days=30)))
        busy.inject("/water/0010-0.cap", Fault("status", status=500), nth=1)
        broken = run(busy)
        assert broken.fault is not None
        rest = run(busy, broken.cursor)
    assert len({*broken.names, *rest.names}) == 36


def test_an_alert_is_a_report_with_claims_and_an_event_for_each_area():
    found = read(cap, document(Cap(START).alert(0, 0)))
    (report,) = found.table("reports").to_pylist()
    assert (report["title"], report["language"]) == ("High water at the ford", "en-GB")
    assert report["body"] == "The Teve rises by two metres & more.\n\nLeave the banks.\n\nТеве піднімається."
    assert report["published_at"] == report["known_at"] == START + timedelta(hours=6)
    claims = {(row["predicate"], row["object"]) for row in found.table("claims").to_pylist()}
    assert {("severity", "Severe"), ("urgency", "Expected"), ("certainty", "Likely"), ("status", "Actual")} <= claims
    assert {("message_type", "Alert"), ("reported_by", "Mordavian Water Board"), ("geocode", "MDV UP01")} <= claims
    ford, vale = found.table("events").to_pylist()
    assert (ford["place"], ford["latitude"], ford["longitude"]) == ("Old Ford", 49.5, 36.5)
    assert (vale["place"], vale["latitude"], vale["longitude"]) == ("Lower Vale", 48.5, 36.5)
    assert (ford["code"], ford["domain"], ford["intensity"], ford["country"]) == ("HW2", "met", 3.0, "UKR")
    assert (ford["occurred_from"], ford["occurred_to"]) == (START + timedelta(hours=6), START + timedelta(hours=17))


def test_what_follows_up_is_a_version_of_the_first_message():
    told = [read(cap, document(Cap(START).alert(0, step))) for step in range(3)]
    assert len({found.table("reports")["key"][0].as_py() for found in told}) == 1
    assert len({found.table("reports")["id"][0].as_py() for found in told}) == 3
    keys = [found.table("events")["key"].to_pylist() for found in told]
    assert keys[0] == keys[1] == keys[2]
    ended = told[2].table("events")["occurred_to"].to_pylist()
    assert max(ended) <= START + timedelta(hours=18, minutes=1)
    claims = {(row["predicate"], row["object"]) for row in told[2].table("claims").to_pylist()}
    assert {("references", "mordavia-water-0000-0"), ("references", "mordavia-water-0000-1")} <= claims
    assert ("message_type", "Cancel") in claims


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System"])
def test_an_exercise_is_told_and_is_no_event(status):
    found = read(cap, document(Cap(START).alert(0, 0, status=status)))
    assert (found.count("reports"), found.count("events")) == (1, 0)


@pytest.mark.parametrize("name", ["identifier", "sender", "sent"])
def test_an_alert_without_its_name_is_rejected(name):
    content = Cap(START).alert(0, 0).decode()
    start, end = content.index(f"<{name}>"), content.index(f"</{name}>")
    found = read(cap, document((content[:start] + content[end + len(name) + 3 :]).encode()))
    assert not found.rows
    assert len(found.rejects) == 1


def test_several_alerts_in_one_document_land_and_damage_costs_the_rest_only():
    alerts = [Cap(START).alert(0, step).partition(b"?>")[2] for step in range(3)]
    content = b"<alerts>" + b"".join(alerts) + b"</alerts>"
    assert read(cap, document(content)).count("reports") == 3
    cut = read(cap, document(content[:-300]))
    assert (cut.count("reports"), len(cut.rejects)) == (2, 1)


def test_the_connector_keeps_its_contract():
    check_connector(cap, [document(Cap(START).alert(0, 1))], mutated=300)
