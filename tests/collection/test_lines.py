"""Rows split by tabs: each where it stands, and no byte lost that is none."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection import lines as module
from simurg.collection.connector import Reject
from simurg.collection.lines import Line, Rejected, tabbed


def read(content: bytes, width: int = 2, most: int = 100) -> list[Line | Reject]:
    return list(tabbed(io.BytesIO(content), width, most))


def test_rows_have_their_cells_and_their_place():
    content = b"\xef\xbb\xbfa\tb\r\n\n \nc\td"
    found = read(content)
    assert [one.cells for one in found if isinstance(one, Line)] == [["a", "b"], ["c", "d"]]
    assert [content[one.start : one.end] for one in found if isinstance(one, Line)] == [b"a\tb", b"c\td"]


@pytest.mark.parametrize(
    ("bad", "cause"), [(b"a", "cells"), (b"a\tb\tc", "cells"), (b"\x00\tb", "NUL"), (b"\xff\tb", "UTF-8")]
)
def test_a_row_that_is_none_is_rejected_alone(bad, cause):
    found = read(b"a\tb\n" + bad + b"\nc\td\n")
    assert [type(one) for one in found] == [Line, Reject, Line]
    assert isinstance(found[1], Reject)
    assert (found[1].content, cause in found[1].cause, found[1].where) == (bad, True, "byte 4")


@given(st.lists(st.text("ab\té\x00", min_size=1, max_size=200).filter(str.strip), max_size=12), st.integers(1, 60))
def test_no_byte_is_lost(rows, most):
    told = [one.content.rstrip(b"\n") for one in read("\n".join(rows).encode(), most=most)]
    assert b"".join(told) == "".join(rows).encode()


def test_a_long_line_comes_in_pieces_and_the_next_row_is_read(monkeypatch):
    monkeypatch.setattr(module, "_PIECE", 64)
    found = read(b"x" * 1_000 + b"\na\tb\n")
    pieces = [one.content for one in found if isinstance(one, Reject)]
    assert b"".join(pieces) == b"x" * 1_000 + b"\n"
    assert isinstance(found[-1], Line)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.binary(min_size=1, max_size=9)), max_size=60), st.integers(0, 5))
def test_bundles_keep_every_reject(told, single):
    rejected = Rejected(single)
    found = [one for cause, content in told for one in rejected.add(Reject(cause, content))]
    found += rejected.left()
    assert rejected.any == bool(told)
    for cause in "ab":
        wanted = [content for which, content in told if which == cause]
        singles, rest = wanted[:single], wanted[single:]
        assert [one.content for one in found if one.cause == cause] == singles + ([b"\n".join(rest)] if rest else [])
