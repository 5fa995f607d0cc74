import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Reject
from simurg.collection.delimited import MOST_LINE, Block, blocks, grid_of, lines, numbers, text_column, unreadable

TEXT = st.text(st.sampled_from("aé\t\n;\r "), max_size=60)


@given(TEXT, st.integers(1, 4))
def test_a_grid_is_what_splitting_gives(text, width):
    data = (text + "\n").encode()
    plain = [line.removesuffix(b"\r") for line in data.split(b"\n")[:-1]]
    good = [line for line in plain if line.count(b"\t") == width - 1]
    grid, others = grid_of(data, b"\t", width)
    assert lines(data, grid) == good
    assert lines(data, others) == [line for line in plain if line and line not in good]
    for column in range(width):
        expected = [line.split(b"\t")[column].decode() or None for line in good]
        assert text_column(data, grid, column).to_pylist() == expected


@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), min_size=1), st.integers(1, 40))
def test_blocks_are_the_document_in_whole_lines(given, size):
    content = b"\n".join(given)
    made = list(blocks(io.BytesIO(content), size))
    joined = b"".join(block.data for block in made)
    assert joined in (content, content + b"\n")
    assert all(block.data.endswith(b"\n") for block in made)
    assert [block.start for block in made] == [len(b"".join(b.data for b in made[:i])) for i in range(len(made))]


@pytest.mark.parametrize("tail", [b"", b"\n", b"\nlast\n"])
def test_a_long_line_comes_as_rejects_that_are_all_its_bytes(tail):
    long = b"x" * (MOST_LINE * 3)
    made = list(blocks(io.BytesIO(b"first\n" + long + tail), 1000))
    rejected = b"".join(item.content for item in made if isinstance(item, Reject))
    assert rejected.rstrip(b"\n") == long
    assert b"".join(item.data for item in made if isinstance(item, Block)) == b"first\n" + tail.lstrip(b"\n")


def test_numbers_are_read_or_told_to_be_none():
    column = pa.array(["1", "-2", None, "x", "1e5", "99999999999", "nan", "", " 3"])
    whole, wrong = numbers(column, pa.int32(), -10, 10)
    assert whole.to_pylist() == [1, -2, None, None, None, None, None, None, None]
    assert wrong.tolist() == [False, False, False, True, True, True, True, True, True]
    real, wrong = numbers(pa.array(["1.5", "1e1", "nan", "inf", "1e400"]), pa.float64(), 0, 100)
    assert real.to_pylist() == [1.5, 10.0, None, None, None]
    assert wrong.tolist() == [False, False, True, True, True]


@given(st.binary(max_size=40))
def test_unreadable_is_what_python_cannot_decode(data):
    try:
        data.decode()
        text = b"\x00" not in data
    except UnicodeDecodeError:
        text = False
    assert (unreadable(data) == "") is text
