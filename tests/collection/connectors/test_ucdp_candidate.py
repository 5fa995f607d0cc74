"""UCDP's API on a real wire, and its rows beside those of the CSV."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.services.faults import Fault
from tests.services.plans import Run, follow
from tests.services.server import Service
from tests.services.ucdp import TOKEN, Ucdp

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import ucdp_candidate, ucdp_ged
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

NOW = datetime(2031, 5, 25, tzinfo=UTC)
KEYS = {"token": TOKEN}


@pytest.fixture(params=[0, 1], ids=["pages from 0", "pages from 1"])
def service(request) -> Iterator[Service]:
    with Service(lambda: NOW) as running:
        running.mount_whole("/api/gedevents", Ucdp(first=request.param))
        yield running


def source(service: Service, **options: object) -> Source:
    given = {"back_fill": "100d", "page_size": 4, **options}
    return Source("ucdp", "ucdp_candidate", address=service.url("/api/gedevents"), options=given)


def run(service: Service, cursor=None, now: datetime = NOW, keys=KEYS, **options: object) -> Run:
    return follow(ucdp_candidate.fetch, source(service, **options), cursor or {}, now, keys=keys)


def document(content: bytes, name: str = "page.json") -> Raw:
    return raw_of(content, Source("ucdp", "ucdp_candidate"), name, NOW)


def test_each_release_is_fetched_once_with_all_its_pages(service):
    first = run(service)
    assert [name.split("-")[1] for name in first.names] == ["31.0.2"] * 2 + ["31.0.3"] * 2 + ["31.0.4"] * 2
    assert first.cursor == {"done": ["31.0.2", "31.0.3", "31.0.4"]}
    assert run(service, first.cursor).kept == []


def test_a_release_that_is_not_there_yet_is_asked_for_again(service):
    early = datetime(2031, 5, 3, tzinfo=UTC)
    with Service(lambda: early) as young:
        young.mount_whole("/api/gedevents", Ucdp())
        cursor = run(young, now=early).cursor
    assert cursor == {"done": ["31.0.1", "31.0.2", "31.0.3"]}
    assert {name.split("-")[1] for name in run(service, cursor).names} == {"31.0.4"}


def test_a_run_that_broke_off_goes_on_with_its_page(service):
    service.inject("/api/gedevents/31.0.3", Fault("status", status=500), nth=2)
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, len(broken.kept)) == ("server_error", 3)
    assert broken.cursor["begun"]["version"] == "31.0.3"
    assert len(run(service, broken.cursor).kept) == 3


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("status", status=429, headers={"Retry-After": "9"}), "throttled"),
        (Fault("changed_schema"), "schema_changed"),
        (Fault("wrong_encoding"), "wrong_encoding"), (Fault("empty", body=b"<html>"), "schema_changed"),
        (Fault("empty", body=b"[]"), "schema_changed"), (Fault("cut"), "cut_short"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_a_fault(service, fault, kind):
    service.inject("/api/gedevents/*", fault)
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == (kind, [])


def test_a_wrong_token_is_told(service):
    broken = run(service, keys={"token": "another"})
    assert broken.fault is not None
    assert broken.fault.kind == "unauthorised"


def test_a_next_page_that_leads_back_is_a_fault(service):
    body = {"TotalCount": 9, "TotalPages": 3, "NextPageUrl": "https://x.example/?page=0", "Result": []}
    service.inject("/api/gedevents/*", Fault("empty", body=orjson.dumps(body)))
    broken = run(service)
    assert broken.fault is not None
    assert broken.fault.kind == "schema_changed"


def test_named_releases_take_the_place_of_the_monthly_ones(service):
    assert {name.split("-")[1] for name in run(service, versions=["31.0.1"]).names} == {"31.0.1"}


def test_a_later_release_changes_an_event_under_the_same_key(service):
    rows: dict[bytes, set[int]] = {}
    for kept in run(service).kept:
        for event in read(ucdp_candidate, document(kept.content)).table("events").to_pylist():
            rows.setdefault(event["key"].bytes, set()).add(event["deaths_best"])
    assert sorted(map(sorted, rows.values())) == [[3]] * 13 + [[3, 9]] * 2 + [[9]]


def test_a_row_of_the_api_reads_as_that_of_the_csv():
    row = Ucdp().row(datetime(2031, 3, 1, tzinfo=UTC), 1)
    csv = ",".join(row) + "\n" + ",".join("" if value is None else str(value) for value in row.values()) + "\n"
    api = read(ucdp_candidate, document(orjson.dumps({"Result": [row]}))).table("events").to_pylist()[0]
    table = raw_of(csv.encode(), Source("ucdp", "ucdp_ged"), "ged.csv", NOW)
    ged = read(ucdp_ged, table).table("events").to_pylist()[0]
    same = set(ged) - {"id", "report_id", "span_from", "span_to"}
    assert {name: api.get(name) for name in same} == {name: ged[name] for name in same}


@pytest.mark.parametrize(
    "changed", [{"best": "many"}, {"date_start": None}, {"id": None}, {"latitude": 95}, {"type_of_violence": 7}]
)
def test_a_row_with_something_impossible_is_rejected_alone(changed):
    start = datetime(2031, 3, 1, tzinfo=UTC)
    rows = [Ucdp().row(start, 0), {**Ucdp().row(start, 1), **changed}, Ucdp().row(start, 2)]
    found = read(ucdp_candidate, document(orjson.dumps({"Result": rows})))
    assert found.count("events") == 2
    assert [orjson.loads(reject.content) for reject in found.rejects] == [rows[1]]


def test_the_connector_keeps_its_contract():
    rows = [Ucdp().row(datetime(2031, 3, 1, tzinfo=UTC), number) for number in range(5)]
    page = {"TotalCount": 5, "TotalPages": 1, "PreviousPageUrl": "", "NextPageUrl": "", "Result": rows}
    check_connector(ucdp_candidate, [document(orjson.dumps(page, option=orjson.OPT_INDENT_2))], mutated=200)


@pytest.mark.data
def test_real_rows_can_be_played(data):
    """The recorded CSV of the yearly data, as the API would give it: all its rows land."""
    import csv

    path = next((data / "osint" / "ucdp_hdx").rglob("conflict_data_BGD.csv"))
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["id"].isdigit()]
    with Service(lambda: NOW + timedelta(days=400)) as service:
        service.mount_whole("/api/gedevents", Ucdp(recorded=rows))
        told = run(service, versions=["31.0.4"], page_size=500)
    counts = [read(ucdp_candidate, document(kept.content)) for kept in told.kept]
    assert sum(found.count("events") for found in counts) == len({row["id"] for row in rows})
    assert not any(found.rejects for found in counts)
