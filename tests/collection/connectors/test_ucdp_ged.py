"""UCDP rows of an invented land; then the real zip and CSV."""

from datetime import UTC, datetime, timedelta

import pytest

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import ucdp_ged
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, check_sample, read
from simurg.testing.hostile import zipped

FETCHED = datetime(2031, 5, 9, tzinfo=UTC)
SOURCE = Source("ucdp", "ucdp_ged", known_delay=timedelta(days=30))
HEADER = (
    "id,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,source_article,source_headline,where_prec,"
    "where_coordinates,adm_1,latitude,longitude,country,date_start,date_end,low,best,high"
)
ROW = (
    "7001,2030,1,Mordavia: Vale,Government of Mordavia - Tilish Riders,Government of Mordavia,Tilish Riders,"
    '"""The Gazette, 2030-03-02, Fords contested""",Fords contested,{precision},Old Ford,Upper Vale,49.5,36.25,'
    "{country},{start},{end},1,{best},5"
)


def line(**changed: str) -> str:
    given = {"precision": "2", "country": "Myanmar (Burma)", "start": "2030-03-01", "end": "2030-03-02", "best": "3"}
    return ROW.format(**{**given, **changed})


def document(*lines: str, source: Source = SOURCE, header: str = HEADER) -> Raw:
    return raw_of("\n".join([header, *lines, ""]).encode(), source, "ged.csv", FETCHED)


def test_a_row_becomes_a_report_and_an_event():
    raw = document(line())
    reading = read(ucdp_ged, raw)
    (report,), (event,) = reading.table("reports").to_pylist(), reading.table("events").to_pylist()
    assert report["title"] == "Government of Mordavia - Tilish Riders: Fords contested"
    assert 'Source: "The Gazette, 2030-03-02, Fords contested"' in report["body"]
    assert (event["actor"], event["recipient"]) == ("Government of Mordavia", "Tilish Riders")
    assert (event["event_type"], event["mode"]) == ("ASSAULT", "state-based")
    assert (event["deaths_low"], event["deaths_best"], event["deaths_high"]) == (1, 3, 5)
    assert (event["place"], event["country"], event["place_precision"]) == ("Old Ford", "MMR", "place")
    assert event["occurred_from"] == datetime(2030, 3, 1, tzinfo=UTC)
    assert event["occurred_to"] == datetime(2030, 3, 3, tzinfo=UTC)
    assert event["known_at"] == report["known_at"] == datetime(2030, 4, 2, tzinfo=UTC)
    assert raw.read()[event["span_from"] : event["span_to"]].decode() == line()


@pytest.mark.parametrize(
    ("source", "known"),
    [
        (Source("u", "ucdp_ged"), FETCHED),
        (Source("u", "ucdp_ged", known_at=datetime(2030, 6, 1, tzinfo=UTC)), datetime(2030, 6, 1, tzinfo=UTC)),
    ],
)
def test_when_it_was_known_is_the_sources_assumption(source, known):
    assert read(ucdp_ged, document(line(), source=source)).table("events")["known_at"].to_pylist() == [known]


def test_a_revision_keeps_the_key():
    old, new = (read(ucdp_ged, document(line(best=best))).table("events").to_pylist()[0] for best in "34")
    assert old["key"] == new["key"]
    assert old["id"] != new["id"]


def test_hxl_tags_and_old_names_and_times_are_understood():
    header = HEADER.replace("low,best,high", "low_est,best_est,high_est")
    tags = ",".join("#tag" if number % 2 else "" for number in range(HEADER.count(",") + 1))
    reading = read(ucdp_ged, document(tags, line(start="2030-03-01 00:00:00.000"), header=header))
    assert not reading.rejects
    assert reading.table("events")["deaths_best"].to_pylist() == [3]


def test_a_cell_may_hold_line_ends():
    torn = line().replace("Fords contested,2", '"Fords\ncontested",2')
    reading = read(ucdp_ged, document(torn, line().replace("7001", "7002")))
    assert reading.table("events")["description"].to_pylist() == ["Fords\ncontested", "Fords contested"]


def test_an_open_quote_costs_one_line():
    bad = '7000,"2030' + line()[9:]
    reading = read(ucdp_ged, document(bad, line(), line().replace("7001", "7002")))
    assert reading.count("events") == 2
    assert [reject.content.decode() for reject in reading.rejects] == [bad + "\n"]


@pytest.mark.parametrize(
    "changed",
    [{"start": "2030-02-31"}, {"end": "2029-01-01"}, {"start": "9999-01-01", "end": "9999-12-31"}, {"best": "-3"},
     {"best": "9" * 19}, {"best": "three"}, {"start": "0001-01-01"}, {"start": "2031-06-01", "end": "2031-06-01"}],
)  # fmt: skip
def test_an_impossible_row_is_rejected_alone(changed):
    reading = read(ucdp_ged, document(line(**changed), line().replace("7001", "7002")))
    assert reading.count("events") == 1
    assert [reject.content.decode() for reject in reading.rejects] == [line(**changed) + "\n"]


def test_a_header_without_the_columns_is_rejected_whole():
    raw = document("1,2", header="id,year")
    assert [reject.content for reject in read(ucdp_ged, raw).rejects] == [raw.read()]


def test_conformance():
    good = document(line(), line(best="4", country="Atlantis").replace("7001", "7002"))
    check_connector(ucdp_ged, [good], mutated=600)
    packed = raw_of(zipped({"ged.csv": good.read()}), SOURCE, "ged.zip", FETCHED)
    check_sample(ucdp_ged, packed)
    assert read(ucdp_ged, packed).table("events")["id"].equals(read(ucdp_ged, good).table("events")["id"])


@pytest.mark.data
def test_real_files(data):
    folder = data / "osint" / "ucdp_hdx" / "tests" / "fixtures"
    for name, rows in (("download.zip", 3194), ("conflict_data_BGD.csv", 601)):
        raw = raw_of((folder / name).read_bytes(), SOURCE, name, datetime(2026, 11, 1, tzinfo=UTC))
        check_sample(ucdp_ged, raw)
        events = read(ucdp_ged, raw).table("events")
        assert len(set(events["key"].to_pylist())) == len(events) == rows
        assert set(events["country"].to_pylist()) <= {"BGD", "MMR"}
