import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Reject
from simurg.collection.records import MOST_RECORD, Record, records

CELLS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


def read(content: bytes) -> list[Record | Reject]:
    return list(records(io.BytesIO(content)))


@given(st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8)))
def test_what_csv_writes_is_read_back_with_its_bytes(rows):
    rows = [["a"] * len(rows[0]) if rows else ["a", "b"], *(row for row in rows if any(row))]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    content = out.getvalue().encode()
    found = read(content)
    assert [list(record.cells) for record in found] == rows
    assert b"".join(record.content for record in found) == content
    assert [content[record.start :].startswith(record.content) for record in found] == [True] * len(found)


@given(st.binary(max_size=300))
def test_no_byte_is_lost_from_any_document(content):
    """What is neither a row nor a reject is blank."""
    told = sorted(item.content for item in read(content))
    kept = sum(len(item) for item in told)
    blank = [
        line for line in content.split(b"\n") if not line.strip(b' \r\n,;\t|"\xef\xbb\xbf\x0b\x0c\x1c\x1d\x1e\x1f\x85')
    ]
    assert kept + sum(len(line) + 1 for line in blank) + 3 >= len(content)


def test_the_delimiter_is_the_headers():
    for mark in ",;\t|":
        assert [item.cells for item in read(f"a{mark}b\n1{mark}2\n".encode())] == [("a", "b"), ("1", "2")]


def test_a_line_of_another_width_is_rejected_with_its_number():
    (_, reject, row) = read(b"a,b\n1\n2,3\n")
    assert (reject.content, reject.where, row.line) == (b"1\n", "line 2", 3)


def test_a_quote_that_never_closes_costs_its_line_only():
    rest = b"".join(b"%d,x\n" % number for number in range(MOST_RECORD // 4))
    found = read(b'a,b\n1,"open\n' + rest)
    assert [item.content for item in found if isinstance(item, Reject)] == [b'1,"open\n']
    assert sum(isinstance(item, Record) for item in found) == 1 + MOST_RECORD // 4


def test_a_long_line_between_quotes_is_not_lost():
    content = b'a,b\n1,"open\n' + b"x" * 200_000 + b"\n2,3\n"
    found = read(content)
    assert sorted(item.content for item in found if isinstance(item, Reject))[0] == b'1,"open\n'
    assert sum(len(item.content) for item in found) == len(content)
    assert found[-1].cells == ("2", "3")
