"""The words that a row was taken from."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from simurg.app.words import MOST_SHOWN, words_of

TEXT = b"first line\nsecond line, with the words\nthird line\n"
START, END = TEXT.index(b"second"), TEXT.index(b"\nthird")
EVENT = {"span_from": START, "span_to": END, "actor": "A"}


def zipped(*names: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return sink.getvalue()


@pytest.mark.parametrize("content", [TEXT, gzip.compress(TEXT, mtime=0), zipped("a.csv")])
def test_a_stretch_of_the_payload_plain_or_packed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p").write_bytes(content)
    assert words_of(EVENT, None, tmp_path / "p") == "second line, with the words"


@pytest.mark.parametrize("content", [zipped("a.csv", "b.csv"), b"PK\x03\x04broken", b"\x1f\x8bbroken", b"short"])
def test_what_cannot_be_told_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p").write_bytes(content)
    assert words_of(EVENT, None, tmp_path / "p") is None


def test_no_span_no_payload_no_words(tmp_path: Path) -> None:
    assert words_of({"span_from": None, "span_to": None}, None, tmp_path / "p") is None
    assert words_of(EVENT, None, tmp_path / "missing") is None
    assert words_of(EVENT, None, None) is None
    assert words_of({**EVENT, "span_to": START}, None, tmp_path / "p") is None


def test_a_claim_shows_its_reports_own_words() -> None:
    claim = {"predicate": "says", "span_from": 6, "span_to": 11}
    assert words_of(claim, {"body": "Three lorries left"}, None) == "lorri"
    assert words_of(claim, None, None) is None


def test_words_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"x" * 10_000)
    shown = words_of({"span_from": 0, "span_to": 10_000}, None, tmp_path / "p")
    assert shown is not None
    assert len(shown) == MOST_SHOWN
