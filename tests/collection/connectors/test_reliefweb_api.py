"""ReliefWeb's API v2 on a real wire, and its reports."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.services.faults import Fault
from tests.services.plans import Run, follow
from tests.services.reliefweb import APPNAME, ReliefWeb
from tests.services.server import Service

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import reliefweb
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

START = datetime(2031, 5, 1, tzinfo=UTC)


class Clock:
    now = START + timedelta(days=3)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount_whole("/v2", ReliefWeb(START))
        yield running


def run(service: Service, cursor=None, appname: str = APPNAME, **options: object) -> Run:
    source = Source("reliefweb", "reliefweb", address=service.url("/v2/reports"), options=options)
    return follow(reliefweb.fetch, source, cursor or {}, service.clock(), keys={"appname": appname})


def numbers(told: Run) -> list[int]:
    return [int(item["id"]) - 4_000_000 for kept in told.kept for item in orjson.loads(kept.content)["data"]]


def document(content: bytes) -> Raw:
    return raw_of(content, Source("reliefweb", "reliefweb"), "page.json", START + timedelta(days=30))


def test_all_that_changed_comes_and_nothing_more(service, clock):
    first = run(service)
    assert sorted(numbers(first)) == list(range(73))
    again = run(service, first.cursor)
    assert (again.kept, again.fault) == ([], None)
    clock.now += timedelta(hours=2)
    later = run(service, again.cursor)
    assert set(numbers(later)) - {72} == {49, 73, 74}  # 49 was edited a day after it was posted
    assert run(service, later.cursor).kept == []


def test_an_edited_report_is_a_new_version_of_the_same_one(service, clock):
    clock.now = START + timedelta(hours=5)
    first = run(service)
    clock.now += timedelta(days=1)
    second = run(service, first.cursor)
    old, new = (
        {
            row["key"]: row
            for kept in told.kept
            for row in read(reliefweb, document(kept.content)).table("reports").to_pylist()
        }
        for told in (first, second)
    )
    changed = [key for key in old.keys() & new.keys() if old[key]["id"] != new[key]["id"]]
    assert [old[key]["title"] for key in changed] == ["Mordavia: Flash update no. 0"]
    assert (old[changed[0]]["known_at"], new[changed[0]]["known_at"]) == (START, START + timedelta(days=1))
    assert new[changed[0]]["body"].endswith("by now.")


def test_pages_of_a_thousand_are_put_together(clock):
    clock.now = START + timedelta(days=20)
    with Service(clock) as service:
        service.mount_whole("/v2", ReliefWeb(START, every=timedelta(minutes=10)))
        told = run(service)
        assert len(told.kept) == 3
        assert sorted(set(numbers(told))) == list(range(20 * 144 + 1))


def test_many_that_changed_in_one_second_do_not_hold_the_plan_up(clock):
    one = ReliefWeb(START).report(1, START)
    items = [{**one, "id": str(4_000_000 + number)} for number in range(2_500)]
    with Service(clock) as service:
        service.mount_whole("/v2", ReliefWeb(START, items=items))
        told = run(service)
        assert set(numbers(told)) == set(range(2_500))


def test_a_run_that_broke_off_goes_on_where_it_was(clock):
    clock.now = START + timedelta(days=20)
    with Service(clock) as service:
        service.mount_whole("/v2", ReliefWeb(START, every=timedelta(minutes=10)))
        service.inject("/v2/reports", Fault("status", status=500), nth=2)
        broken = run(service)
        assert broken.fault is not None
        assert len(broken.kept) == 1
        rest = run(service, broken.cursor)
        assert set(numbers(broken)) | set(numbers(rest)) == set(range(20 * 144 + 1))


def test_an_appname_that_is_not_approved_is_told(service):
    broken = run(service, appname="anyone")
    assert broken.fault is not None
    assert (broken.fault.kind, "appname" in broken.fault.what) == ("unauthorised", True)


def test_countries_are_asked_for_and_nothing_at_all_is_said(service):
    told = run(service, countries=["SDN"])
    assert (told.kept, told.fault) == ([], None)
    assert "nothing at all" in told.said[0]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault("changed_schema"), "schema_changed"), (Fault("empty", body=b'{"data": [{"id": 1}]}'), "schema_changed"),
     (Fault("wrong_encoding"), "wrong_encoding"), (Fault("status", status=429), "throttled")],
)  # fmt: skip
def test_what_is_no_page_is_a_fault(service, fault, kind):
    service.inject("/v2/reports", fault)
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == (kind, [])


def page(*items: dict) -> Raw:
    return document(orjson.dumps({"totalCount": len(items), "data": list(items)}, option=orjson.OPT_INDENT_2))


def test_a_report_says_who_wrote_it_and_of_what():
    found = read(reliefweb, page(ReliefWeb(START).report(3, START)))
    (report,) = found.table("reports").to_pylist()
    assert report["url"] == "https://reliefweb.int/report/mordavia/flash-update-3"
    assert (report["language"], report["published_at"]) == ("en", START + timedelta(hours=3))
    assert {(row["predicate"], row["object"]) for row in found.table("claims").to_pylist()} == {
        ("reported_by", "Mordavian Red Cross"), ("theme", "Shelter"), ("format", "Situation Report"),
        ("country", "UKR"), ("disaster", "FL-2031-000009-UKR"),
    }  # fmt: skip
    assert not any(rows.tables.get("events") for rows in found.rows)


def test_a_change_of_the_date_alone_says_nothing_new():
    item = ReliefWeb(START).report(3, START)
    later = {
        **item,
        "fields": {**item["fields"], "date": {**item["fields"]["date"], "changed": "2031-05-09T00:00:00+00:00"}},
    }
    one, other = (read(reliefweb, page(told)).table("reports")["id"].to_pylist() for told in (item, later))
    assert one == other


def test_a_report_without_a_title_is_rejected_alone():
    good, bad = ReliefWeb(START).report(1, START), {"id": "9", "fields": {"title": " "}}
    found = read(reliefweb, page(bad, good))
    assert (found.count("reports"), [orjson.loads(reject.content) for reject in found.rejects]) == (1, [bad])


def test_the_connector_keeps_its_contract_with_reports():
    check_connector(reliefweb, [page(*(ReliefWeb(START).report(number, START) for number in range(3)))], mutated=200)
