"""Active fires as counts; the sample is ours, written after the published columns of the FIRMS API."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import firms
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

NAME = "firms_VIIRS_SNPP_NRT_world_20301220.csv"
SAMPLE = (Path(__file__).parent / "samples" / NAME).read_bytes()
FETCHED = datetime(2031, 1, 3, tzinfo=UTC)


def document(content: bytes = SAMPLE, name: str = NAME) -> Raw:
    return raw_of(content, Source("fires", "firms", options={"sensor": "VIIRS_SNPP_NRT"}), name, FETCHED)


def figures(content: bytes = SAMPLE) -> dict[tuple, float]:
    rows = read(firms, document(content)).table("measurements").to_pylist()
    return {(row["series"], row["country"] or row["place"], row["period_from"].day): row["value"] for row in rows}


def test_conforms():
    check_connector(firms, [document()])


def test_detections_are_counted_by_cell_country_and_day():
    fires, power = "active_fires_viirs_snpp", "active_fire_power_viirs_snpp"
    assert figures() == {
        (fires, "cell -1.5 36.0", 20): 2.0,
        (power, "cell -1.5 36.0", 20): 4.03,
        (fires, "cell -2.0 36.0", 21): 1.0,
        (fires, "KEN", 20): 2.0,
        (power, "KEN", 20): 4.03,
        (fires, "KEN", 21): 1.0,
    }


def test_a_day_is_half_open_and_one_report_stands_for_the_document():
    reading = read(firms, document())
    row = reading.table("measurements").to_pylist()[0]
    assert (row["period_to"] - row["period_from"]).days == 1
    assert reading.count("reports") == 1


def test_later_passes_of_a_day_are_a_new_version():
    later = SAMPLE + SAMPLE.splitlines(keepends=True)[1].replace(b"0659", b"2210")
    old, new = (read(firms, document(one)).table("measurements").to_pylist() for one in (SAMPLE, later))
    assert {row["key"] for row in old} == {row["key"] for row in new}
    assert figures(later)[("active_fires_viirs_snpp", "KEN", 20)] == 3.0


def test_modis_tells_its_confidence_in_percent():
    modis = SAMPLE.replace(b",n,", b",85,").replace(b",h,", b",100,").replace(b",l,", b",12,")
    assert figures(modis) == figures()


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [(b"-1.21000", b"-91"), (b"-1.21000", b"nan"), (b"36.25000,306", b"181,306"), (b"2030-12-20", b"2190-01-01"),
     (b",n,", b",maybe,"), (b",n,", b",101,")],
)  # fmt: skip
def test_what_is_no_detection_is_rejected_alone(cell, wrong):
    reading = read(firms, document(SAMPLE.replace(cell, wrong, 1)))
    assert [reject.where for reject in reading.rejects] == ["line 2"]


def test_an_error_message_is_no_table_and_no_detections_are_no_zero():
    assert read(firms, document(b"Invalid MAP_KEY.\n")).rejects[0].where == "the whole document"
    empty = read(firms, document(SAMPLE.splitlines(keepends=True)[0]))
    assert (empty.rows, empty.rejects) == ((), ())
