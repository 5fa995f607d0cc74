"""A page of invented disasters; then the real pages."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import reliefweb
from simurg.collection.source import Source
from simurg.testing.connectors import bounded, check_connector, check_reading, read

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("reliefweb", "reliefweb")
PAGE = (Path(__file__).parent / "samples" / "disasters.json").read_bytes()


def document(content: object, name: str = "disasters.json") -> Raw:
    return raw_of(content if isinstance(content, bytes) else orjson.dumps(content), SOURCE, name, FETCHED)


def test_the_connector_keeps_its_contract():
    check_connector(reliefweb, [document(PAGE)], mutated=600)


def test_a_disaster_is_a_report_with_claims_and_an_event_for_each_country():
    found = read(reliefweb, document(PAGE))
    flood, cold, slide = found.table("reports").to_pylist()
    assert (flood["title"], flood["body"]) == ("Karsova: Floods - Mar 2023", "The Teve rose by two metres.")
    assert flood["url"] == "https://disasters.example/fl-2023-000901-ksv"
    assert flood["published_at"] == datetime(2023, 3, 12, 10, tzinfo=UTC)
    assert (cold["published_at"], cold["known_at"]) == (None, FETCHED)
    assert slide["body"] == "A slope gave way."
    claims = {(row["subject"], row["predicate"], row["object"]) for row in found.table("claims").to_pylist()}
    assert ("FL-2023-000901-KSV", "status", "ongoing") in claims
    assert {("CW-2023-000902-OST", "type", "CW"), ("CW-2023-000902-OST", "country", "OST")} <= claims
    assert ("reliefweb:90003", "status", "alert") in claims
    events = found.table("events").to_pylist()
    assert [(row["country"], row["code"], row.get("event_type")) for row in events] == [
        ("KSV", "FL", None), ("VMK", "FL", None),
    ]  # fmt: skip
    assert events[0]["occurred_from"] == datetime(2023, 3, 9, tzinfo=UTC)
    assert (events[0]["latitude"], events[1]["latitude"]) == (49.5, None)


def test_a_changed_status_has_the_same_key():
    one = read(reliefweb, document(PAGE))
    other = read(reliefweb, document(PAGE.replace(b'"ongoing"', b'"past"')))
    before, after = ({row["key"]: row["object"] for row in found.table("claims").to_pylist()} for found in (one, other))
    assert before.keys() == after.keys()
    assert sum(before[key] != after[key] for key in before) == 1


def test_what_is_no_disaster_is_quarantined_and_the_rest_lands():
    found = read(reliefweb, document({"data": [7, {"id": 1}, {"fields": {"name": "x"}}, {"id": 2, "name": "Fire"}]}))
    assert found.count("reports") == 1
    assert [orjson.loads(reject.content) for reject in found.rejects] == [7, {"id": 1}, {"fields": {"name": "x"}}]


@pytest.mark.parametrize("end", [b"1]}", b"1"])
def test_millions_of_bad_entries_cost_little(end):
    found = bounded(reliefweb, document(b'{"data": [' + b"1," * 3_000_000 + end), "millions")
    assert not found.rows
    assert found.rejects


@pytest.mark.parametrize("content", [[], {"status": 403, "error": {"message": "no"}}, {"data": "x"}, b"{", b"\x1f\x8b"])
def test_a_page_without_disasters_is_quarantined_whole(content):
    raw = document(content)
    found = read(reliefweb, raw)
    assert not found.rows
    assert [reject.content for reject in found.rejects] == [raw.read()]


def test_of_a_document_that_breaks_off_the_whole_entries_land():
    cut = PAGE[: PAGE.rindex(b'"id"')]
    found = read(reliefweb, document(cut))
    assert found.count("reports") == len(orjson.loads(PAGE)["data"]) - 1
    [reject] = found.rejects
    assert cut.endswith(reject.content)


@pytest.mark.data
def test_the_real_pages_land_whole(data):
    counts = {}
    for path in sorted((data / "osint" / "reliefweb_hdx").rglob("*.json")):
        raw = document(path.read_bytes(), path.name)
        found = read(reliefweb, raw)
        check_reading(found, raw, path.name)
        counts[path.name] = (found.count("reports"), len(found.rejects))
    assert sorted(counts.values()) == [(1, 0), (1, 0), (1000, 0)]
