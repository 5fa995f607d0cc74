"""Earthquakes as USGS publishes them; the sample is ours, written after the published GeoJSON format."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import usgs
from simurg.collection.connectors.usgs import country_in
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, read

SAMPLE = (Path(__file__).parent / "samples" / "usgs.geojson").read_bytes()
FETCHED = datetime(2031, 1, 3, tzinfo=UTC)


def document(content: bytes = SAMPLE) -> Raw:
    return raw_of(content, Source("quakes", "usgs"), "quakes.geojson", FETCHED)


def changed(**properties: object) -> bytes:
    page = json.loads(SAMPLE)
    page["features"] = page["features"][:1]
    page["features"][0]["properties"].update(properties)
    return json.dumps(page).encode()


def test_conforms():
    check_connector(usgs, [document()])


def test_an_event_becomes_a_report_and_its_figures():
    reading = read(usgs, document())
    rows = reading.table("measurements").to_pylist()
    assert reading.count("reports") == 4
    assert [(row["series"], row["value"], row["unit"], row["country"]) for row in rows] == [
        ("earthquake_magnitude", 6.1, "magnitude mww", "KEN"),
        ("earthquake_alert_level", 2.0, "PAGER level: 1 green, 2 yellow, 3 orange, 4 red", "KEN"),
        ("earthquake_magnitude", 4.6, "magnitude mb", "USA"),
        ("earthquake_magnitude", 4.5, "magnitude mb", None),
    ]
    assert rows[0]["period_from"] == datetime.fromtimestamp(1924700000, UTC)
    assert rows[0]["known_at"] == datetime.fromtimestamp(1924790000, UTC)
    assert rows[3]["place"] == "southern Mid-Atlantic Ridge"


def test_a_missing_magnitude_is_no_figure():
    assert read(usgs, document(changed(mag=None, alert=None))).count("measurements") == 0


def test_a_revision_is_a_new_version_of_the_same_figure():
    old, new = (read(usgs, document(one)).table("measurements") for one in (SAMPLE, changed(mag=6.4)))
    assert old["key"][0] == new["key"][0]
    assert old["id"][0] != new["id"][0]


def test_an_event_that_is_deleted_gives_no_figure():
    reading = read(usgs, document(changed(status="deleted")))
    assert (reading.count("measurements"), reading.table("reports")["title"][0].as_py()[:9]) == (0, "Deleted: ")


@pytest.mark.parametrize("magnitude", [12, -9, 1e300, "6.1", [6.1], True])
def test_a_magnitude_that_cannot_be_rejects_the_event_alone(magnitude):
    page = json.loads(SAMPLE)
    page["features"][0]["properties"]["mag"] = magnitude
    reading = read(usgs, document(json.dumps(page).encode()))
    assert [reject.where for reject in reading.rejects] == ["event 1"]
    assert reading.count("reports") == 3


@pytest.mark.parametrize("moment", [None, "2031", 4e14, 2_000_000_000_000])
def test_a_time_that_cannot_be_rejects_the_event(moment):
    assert len(read(usgs, document(changed(time=moment))).rejects) == 1


@pytest.mark.parametrize(
    ("place", "longitude", "country"),
    [
        ("5 km E of Tbilisi, Georgia", 44.9, "GEO"),
        ("5 km E of Athens, Georgia", -83.3, "USA"),
        ("7 km NW of The Geysers, CA", -122.8, "USA"),
        ("Alaska Peninsula", -158.0, None),
        ("south of the Fiji Islands", 178.0, None),
        ("10 km S of Nowhere, Atlantis", 0.0, None),
        ("", None, None),
    ],
)
def test_the_country_is_what_stands_behind_the_comma(place, longitude, country):
    assert country_in(place, longitude) == country


def test_an_error_message_and_an_empty_list_are_kept_whole():
    for content in (b'{"error": "too many"}', b'{"type": "FeatureCollection", "features": []}'):
        assert [reject.where for reject in read(usgs, document(content)).rejects] == ["the whole document"]
