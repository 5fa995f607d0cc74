"""Records of JSON as columns: paths, what is empty, what is no record, and damage."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Reject, raw_of
from simurg.collection.json_records import json_batches
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


def read(content: bytes, records: str, *columns: str):
    raw = raw_of(content, Source("one", "table"), "one.json", datetime(2031, 1, 1, tzinfo=UTC))
    return list(json_batches(raw, records, columns))


def column(value: object, path: str, records: str = "data") -> list:
    [batch] = read(json.dumps(value).encode(), records, path)
    return batch.columns[path].to_pylist()


def test_a_path_leads_into_records_and_lists():
    value = {"data": [{"at": {"point": [36.25, -1.5]}}, {"at": {"point": []}}, {"at": None}, {}]}
    assert column(value, "at.point.1") == ["-1.5", None, None, None]
    assert column({"page": {"data": [{"n": 1}]}}, "n", "page.data") == ["1"]
    assert column([{"n": 1}], "n", "") == ["1"]


def test_values_stand_as_json_writes_them_and_nothing_is_null():
    value = {"data": [{"n": one} for one in (1, 1.5, True, False, None, "", "  x ", [1], {"a": 1}, "a\x00b")]}
    assert column(value, "n") == ["1", "1.5", "true", "false", None, None, "x", None, None, "ab"]


def test_a_column_that_no_record_has_is_missing():
    [batch] = read(b'{"data": [{"a": null}, {"b": 1}]}', "data", "a", "b", "c")
    assert sorted(batch.columns) == ["a", "b"]


def test_what_is_no_record_is_rejected_alone_and_leads_back_to_its_bytes():
    first, second = read(b'{"data": [7, {"n": 1}]}', "data", "n")
    assert isinstance(first, Reject)
    assert (first.content, first.where) == (b"7", "record 1")
    assert (json.loads(second.content(0)), second.where(0)) == ({"n": 1}, "record 2")


def test_of_a_list_that_breaks_off_the_whole_records_land():
    batch, left = read(b'{"data": [{"n": 1}, {"n": 2}, {"n"', "data", "n")
    assert batch.columns["n"].to_pylist() == ["1", "2"]
    assert left.content == b'{"n"'


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"data": {}}', b'{"error": "no"}', b"7"])
def test_without_a_list_nothing_can_be_read(content):
    with pytest.raises(SourceError):
        read(content, "data", "n")


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), max_size=5),
    st.sampled_from(["a", "a.b", "a.0"]),
)
def test_every_record_is_a_row_whatever_it_holds(records, path):
    batches = read(json.dumps({"data": records}).encode(), "data", path)
    assert sum(batch.length for batch in batches) == len(records)
    for batch in batches:
        assert all(len(values) == batch.length for values in batch.columns.values())
