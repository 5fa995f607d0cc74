import gzip
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, raw_of
from simurg.collection.json_text import dumped, load, load_with_list, memory_of
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError


def document(content: bytes) -> Raw:
    return raw_of(content, Source("s", "stix"), "a.json", datetime(2026, 11, 1, tzinfo=UTC))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_was_written_is_loaded_plain_or_packed(value):
    text = orjson.dumps(value)
    assert load(document(text)) == load(document(gzip.compress(text, mtime=0))) == value
    assert orjson.loads(dumped(value)) == value


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no JSON"),
        (b"{", "line 1"),
        (b"\x00", "no JSON"),
        (b"NaN", "no JSON"),
        (b'"\xff"', "no JSON"),
        (b"[" * 10_000 + b"]" * 10_000, "no JSON"),
        (b"[" + b"[]," * 3_000_000 + b"[]]", "MB"),
        (b"x" * (49 << 20), "bytes"),
        (gzip.compress(bytes(49 << 20), mtime=0), "unpacks to more"),
        (gzip.compress(b"{}", mtime=0)[:-3], "too early"),
        (gzip.compress(b"{}", mtime=0) + gzip.compress(b"{}", mtime=0), "follows"),
        (b"\x1f\x8b broken", "cannot be read"),
    ],
)
def test_what_cannot_be_loaded_is_told_without_its_words(content, told):
    with pytest.raises(SourceError, match=told):
        load(document(content))


def test_memory_is_estimated_from_what_the_text_will_become():
    assert memory_of(b"[" + b"[]," * 1_000 + b"[]]") > 100 * 1_000
    assert memory_of(b'"' + b"x" * 100_000 + b'"') < 300_000
    assert memory_of(b'"' + b"x" * 100_000 + '😀"'.encode()) > 400_000
    assert memory_of(b'"' + b"x" * 100_000 + b'\\ud83d\\ude00"') > 400_000
    assert memory_of('["😀","'.encode() + b"x" * 100_000 + b'"]') < 300_000


def test_what_is_nested_too_deep_to_write_is_still_shown():
    value: object = 1
    for _ in range(400):
        value = [value]
    assert dumped(value).startswith(b"[[[")


ITEMS = [{"a": 1, "b": ["x", "é😀"]}, {"c": {"d": [[]]}}, 7, "]}", {"e": None}]


@given(st.integers(0, 400))
def test_of_a_document_that_breaks_off_the_whole_items_are_read_and_no_byte_is_lost(cut):
    text = orjson.dumps({"count": 5, "data": ITEMS, "more": {"data": [1]}})
    try:
        value, left = load_with_list(document(text[:cut]), "data")
    except SourceError:
        assert cut <= text.index(b'{"a"') + len(orjson.dumps(ITEMS[0]))
        return
    assert isinstance(value, dict)
    assert value["data"] == ITEMS[: len(value["data"])]
    assert text[:cut].endswith(left)
    assert bool(left) is (cut < len(text))
    if len(left) > 1:
        kept = text[:cut].removesuffix(left)
        assert orjson.loads(kept.rstrip(b", ") + b"]}")["data"] == value["data"]


@pytest.mark.parametrize("damage", [b"{,}", b"NaN", b"\xff", b'"\\ud800"', b"[" * 100_000, b"9" * 5_000 + b"x"])
def test_what_follows_damage_is_kept_and_not_guessed_at(damage):
    value, left = load_with_list(document(b'{"data": [{"a": "\xc3\xa9"}, ' + damage + b', {"b": 2}]}'), "data")
    assert value == {"data": [{"a": "é"}]}
    assert left.startswith(damage)


@pytest.mark.parametrize(
    "text", [b'{"x": "\\"data\\": [1, 2', b'{"x": {"data": [1, 2', b'"data": [1, 2', b'[{"data": [1, 2', b'{"data": [']
)
def test_only_the_list_of_the_object_itself_is_mended(text):
    with pytest.raises(SourceError):
        load_with_list(document(text), "data")
