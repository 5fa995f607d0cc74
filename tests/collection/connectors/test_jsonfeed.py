"""Invented JSON Feeds."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import jsonfeed
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, check_reading, read

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("herald", "jsonfeed")
SAMPLE = (Path(__file__).parent / "samples" / "feed.json").read_bytes()


def document(content: bytes) -> Raw:
    return raw_of(content, SOURCE, "feed.json", FETCHED)


def feed(*items: object, **told: object) -> Raw:
    return document(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items, **told}).encode())


def test_the_connector_keeps_its_contract():
    check_connector(jsonfeed, [document(SAMPLE)], mutated=300)


def test_an_item_is_a_report_with_plain_text_and_claims():
    found = read(jsonfeed, document(SAMPLE))
    ferry, customs = found.table("reports").to_pylist()
    assert (ferry["title"], ferry["body"]) == ("Ferry to Orsk & back", "The ferry sails twice a day.")
    assert ferry["published_at"] == datetime(2023, 3, 6, 7, tzinfo=UTC)
    assert (ferry["url"], ferry["language"]) == ("https://herald.example/2023/ferry", "en")
    assert customs["body"] == "Customs opened a second gate."
    assert [(row["subject"], row["predicate"], row["object"]) for row in found.table("claims").to_pylist()] == [
        ("herald-7", "category", "transport"), ("herald-7", "category", "lake"), ("8", "reported_by", "wire.example"),
    ]  # fmt: skip
    assert "Writer" not in str([table.to_pylist() for rows in found.rows for table in rows.tables.values()])


def test_other_words_are_a_new_version_and_another_date_is_not():
    first, touched, edited = (
        read(jsonfeed, feed({"id": "a", "content_text": text, "date_modified": f"2023-03-0{day}T00:00:00Z"}))
        .table("reports").to_pylist()[0]
        for text, day in (("x", 1), ("x", 2), ("y", 3))
    )  # fmt: skip
    assert first["key"] == touched["key"] == edited["key"]
    assert first["id"] == touched["id"] != edited["id"]


@pytest.mark.parametrize("date", ["2023-02-31T00:00:00Z", "2190-01-01T00:00:00Z", "soon", 7, None, [], "9" * 500])
def test_a_date_that_is_none_costs_itself_alone(date):
    found = read(jsonfeed, feed({"id": "a", "date_modified": date, "title": "x"}, {"id": "b", "title": "y"}))
    assert found.count("reports") == 2
    assert found.table("reports").to_pylist()[0].get("published_at") is None
    assert not found.rejects


def test_items_that_say_nothing_are_quarantined_alone():
    found = read(jsonfeed, feed({"id": "a"}, {}, 7, None, [], {"title": " "}, {"title": "x"}))
    assert found.count("reports") == 2
    assert [reject.where for reject in found.rejects] == [f"item {number}" for number in (2, 3, 4, 5, 6)]


@pytest.mark.parametrize("content", [
    b"", b"words", b"[]", b"{}", b'{"items": 3}', b'{"items": []}', b'{"version": 1, "items": []}',
    b'{"version": "https://else.example/1", "items": [{"id": "a"}]}',
])  # fmt: skip
def test_what_is_no_json_feed_is_quarantined_whole(content):
    found = read(jsonfeed, document(content))
    assert not found.rows
    assert found.rejects[0].content == content


def test_what_stands_before_the_damage_is_read():
    content = SAMPLE[: SAMPLE.index(b'"external_url"')]
    found = read(jsonfeed, document(content))
    assert found.table("reports")["title"].to_pylist() == ["Ferry to Orsk & back"]
    assert found.rejects[0].content.strip().startswith(b"{")


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["id", "url", "title", "content_html", "tags", "date_published", "language"]), inner,
                        max_size=4), max_leaves=12)  # fmt: skip


@given(st.lists(JSON, max_size=4))
def test_any_items_are_read_or_quarantined(items):
    raw = feed(*items)
    check_reading(read(jsonfeed, raw), raw, "any items")
