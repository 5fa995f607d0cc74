import gzip
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, raw_of
from simurg.collection.json_text import dumped, load, memory_of
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
        (gzip.compress(bytes(49 << 20)), "unpacks to more"),
        (gzip.compress(b"{}")[:-3], "too early"),
        (gzip.compress(b"{}") + gzip.compress(b"{}"), "follows"),
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
