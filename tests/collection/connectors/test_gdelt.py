"""GDELT rows of an invented land; then the real slice and rows."""

from datetime import UTC, datetime, timedelta

import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import gdelt
from simurg.collection.source import Source
from simurg.testing.connectors import bounded, check_connector, check_giant, check_reading, check_sample, read
from simurg.testing.hostile import zipped

FETCHED = datetime(2031, 5, 9, tzinfo=UTC)
SOURCE = Source("gdelt", "gdelt", known_delay=timedelta(minutes=15))


def row(number: int = 1, **changed: str) -> list[str]:
    cells = [""] * 61
    given = {
        "0": str(number), "1": "20310501", "2": "203105", "3": "2031", "4": "2031.33",
        "5": "MORGOV", "6": "MORDAVIA", "7": "MOR", "12": "GOV", "15": "TILREB", "16": "TILISH RIDERS", "17": "TIL",
        "25": "1", "26": "190", "27": "190", "28": "19", "29": "4", "30": "-10.0", "31": "6", "32": "1", "33": "6",
        "34": "-4.25", "35": "0", "43": "0", "51": "4", "52": "Old Ford, Upper Vale, Mordavia", "53": "UP",
        "54": "UP01", "56": "49.5", "57": "36.25", "58": "-77", "59": "20310501221500",
        "60": f"https://gazette.example/{number // 2}",
    }  # fmt: skip
    for place, value in {**given, **{name.removeprefix("c"): value for name, value in changed.items()}}.items():
        cells[int(place)] = value
    return cells


def text(*rows: list[str], delimiter: str = "\t", end: str = "\n") -> bytes:
    return "".join(delimiter.join(cells) + end for cells in rows).encode()


def document(content: bytes, name: str = "20310501221500.export.CSV") -> Raw:
    return raw_of(content, SOURCE, name, FETCHED)


PLAIN = text(*(row(number) for number in range(1, 6)))


def test_a_row_becomes_an_event_with_its_report():
    reading = read(gdelt, document(text(row(7))))
    (event,) = reading.table("events").to_pylist()
    (report,) = reading.table("reports").to_pylist()
    assert (event["actor"], event["actor_code"]) == ("MORDAVIA", "MORGOV")
    assert (event["recipient"], event["recipient_code"]) == ("TILISH RIDERS", "TILREB")
    assert (event["code"], event["event_type"], event["intensity"], event["mentions"]) == ("190", "ASSAULT", -10.0, 6)
    assert (event["place"], event["country"]) == ("Old Ford, Upper Vale, Mordavia", "UKR")
    assert (event["latitude"], event["longitude"], event["place_precision"]) == (49.5, 36.25, "place")
    assert event["occurred_from"] == datetime(2031, 5, 1, tzinfo=UTC)
    assert event["occurred_to"] == datetime(2031, 5, 2, tzinfo=UTC)
    assert event["known_at"] == datetime(2031, 5, 1, 22, 30, tzinfo=UTC)
    assert event["report_id"] == report["id"]
    assert report["url"] == "https://gazette.example/3"
    assert report["published_at"] == datetime(2031, 5, 1, 22, 15, tzinfo=UTC)


def test_spans_lead_back_to_the_row():
    reading = read(gdelt, document(PLAIN))
    lines = PLAIN.decode().splitlines()
    spans = reading.table("events").select(["span_from", "span_to"]).to_pylist()
    assert [PLAIN[span["span_from"] : span["span_to"]].decode() for span in spans] == lines


def test_events_of_one_address_share_one_report():
    reading = read(gdelt, document(PLAIN))
    assert (reading.count("events"), reading.count("reports")) == (5, 3)


def test_a_zip_gives_the_same_rows():
    plain, packed = (read(gdelt, document(content)) for content in (PLAIN, zipped({"x.export.CSV": PLAIN})))
    assert plain.table("events").equals(packed.table("events"))


def test_two_files_in_a_zip_share_their_reports():
    reading = read(gdelt, document(zipped({"a.CSV": text(row(2)), "b.CSV": text(row(3, c59="20310501223000"))})))
    assert (reading.count("events"), reading.count("reports")) == (2, 1)
    check_reading(reading, document(b""), "two files")


def test_blocks_do_not_show(monkeypatch):
    """Cut anywhere, the rows are the same, and an address of an earlier block has one report."""
    whole = read(gdelt, document(PLAIN))
    for size in (100, 400, 1_000):
        monkeypatch.setattr(gdelt, "BLOCK", size)
        cut = read(gdelt, document(PLAIN))
        assert len(cut.rows) > 1
        assert cut.table("events").equals(whole.table("events"))
        assert cut.table("reports").equals(whole.table("reports"))


def test_a_revision_has_the_same_key_and_another_id():
    first, second = (
        read(gdelt, document(text(row(9, c31=mentions)))).table("events").to_pylist()[0] for mentions in "68"
    )
    assert first["key"] == second["key"]
    assert first["id"] != second["id"]


def test_another_source_or_marking_gives_other_ids():
    other = raw_of(PLAIN, Source("gdelt-copy", "gdelt"), "a", FETCHED)
    ours, theirs = (set(read(gdelt, raw).table("events")["id"].to_pylist()) for raw in (document(PLAIN), other))
    assert not ours & theirs


def test_a_spreadsheets_copy_is_put_right():
    header = ["GLOBALEVENTID", *(f"c{i}" for i in range(1, 61))]
    cells = row(3, c26="12", c27="12", c28="1", c59="2.02E+13")
    content = text(header, cells, row(4, c26="112", c28="11"), delimiter=";", end="\r\n")
    reading = read(gdelt, document(content, "20310501220000.export2.CSV"))
    events = reading.table("events").to_pylist()
    assert not reading.rejects
    assert [event["code"] for event in events] == ["012", "112"]
    assert reading.table("reports")["published_at"][0].as_py() == datetime(2031, 5, 1, 22, tzinfo=UTC)
    assert reading.table("reports")["url"][0].as_py() == "https://gazette.example/1"


def test_a_destroyed_moment_without_a_name_is_rejected():
    content = text(row(3, c59="2.02E+13"), row(4))
    reading = read(gdelt, document(content, "copy.csv"))
    assert reading.count("events") == 1
    assert [reject.content for reject in reading.rejects] == [content.splitlines()[0]]


@pytest.mark.parametrize(
    "changed",
    [
        {"c1": "20310231"}, {"c1": ""}, {"c1": "31050231"}, {"c1": "20310503"}, {"c0": "x"}, {"c0": "9" * 30},
        {"c59": "20310501226100"}, {"c59": "20310701221500"}, {"c56": "91"}, {"c57": "nan"}, {"c30": "1e400"},
        {"c31": "-1"}, {"c31": "99999999999"}, {"c26": ""}, {"c60": "https://gazette.example/\x00"}, {"c52": "\udcff"},
        {"c60": "https://gazette.example/" + "x" * 70_000},
    ],
)  # fmt: skip
def test_a_row_with_something_impossible_is_rejected_alone(changed):
    good, bad = text(row(1)), "\t".join(row(2, **changed)).encode("utf-8", "surrogateescape")
    reading = read(gdelt, document(good + bad + b"\n" + text(row(3))))
    assert reading.count("events") == 2
    assert [reject.content for reject in reading.rejects] == [bad]


def test_many_bad_lines_come_together_and_whole():
    bad = b"".join(b"line %d\n" % number for number in range(500))
    reading = read(gdelt, document(PLAIN + bad))
    assert reading.count("events") == 5
    assert b"".join(reject.content for reject in reading.rejects) + b"\n" == bad


def test_conformance():
    samples = [document(PLAIN), document(text(row(3), row(8), delimiter=";", end="\r\n"))]
    check_connector(gdelt, samples, mutated=600)
    check_sample(gdelt, document(zipped({"20310501221500.export.CSV": PLAIN})))


@pytest.mark.parametrize("line", [b"\n", b"\t", b"\t\n", b"x\n", b"\t" * 60 + b"\n"])
def test_a_document_of_delimiters_costs_little(line):
    content = line * (20_000_000 // len(line))
    reading = bounded(gdelt, document(content), "delimiters")
    kept = b"".join(reject.content for reject in reading.rejects)
    assert not reading.rows
    assert kept.replace(b"\n", b"") in (content.replace(b"\n", b""), content)


def test_a_giant_line_between_good_ones_is_kept_whole():
    check_giant(gdelt, document(PLAIN))
    content = PLAIN + b"y" * 40_000_000 + b"\n" + text(row(30))
    reading = read(gdelt, document(content))
    assert reading.count("events") == 6
    assert b"".join(reject.content for reject in reading.rejects).strip() == b"y" * 40_000_000


@given(st.lists(st.tuples(st.integers(0, 10**12), st.text(st.characters(exclude_categories=["C", "Z"])))))
def test_what_stands_in_the_cells_comes_out(rows):
    content = text(*(row(number, c6=name) for number, name in rows))
    reading = read(gdelt, document(content))
    if rows:
        assert reading.table("events")["actor"].to_pylist() == [name or None for _, name in rows]
        check_reading(reading, document(content), "random cells")


@pytest.mark.data
def test_real_rows(data):
    total = 0
    for path in sorted((data / "osint" / "gdelt").glob("*.export.tsv")):
        raw = raw_of(path.read_bytes(), SOURCE, path.name, datetime(2026, 11, 1, tzinfo=UTC))
        check_sample(gdelt, raw)
        total += read(gdelt, raw).count("events")
    assert total == 43


@pytest.mark.data
def test_real_slice(data):
    path = data / "osint" / "gdelt" / "insight" / "20190121220000.export2.CSV"
    raw = raw_of(path.read_bytes(), SOURCE, path.name, datetime(2026, 11, 1, tzinfo=UTC))
    check_sample(gdelt, raw)
    reading = read(gdelt, raw)
    events, reports = reading.table("events"), reading.table("reports")
    assert len(events) == len(set(events["key"].to_pylist())) == 1629
    assert pc.unique(reports["published_at"]).to_pylist() == [datetime(2019, 1, 21, 22, tzinfo=UTC)]
    assert set(pc.unique(pc.utf8_length(events["code"])).to_pylist()) == {3, 4}
    assert [code for code in pc.unique(events["country"]).to_pylist() if len(code or "---") != 3] == ["OS"]  # oceans
