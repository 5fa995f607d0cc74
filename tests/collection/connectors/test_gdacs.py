"""GDACS alerts: the recorded feeds in full, and a sample of ours after the published form of its event list."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import gdacs
from simurg.collection.source import Source
from simurg.testing.connectors import check_connector, check_sample, read

SAMPLE = (Path(__file__).parent / "samples" / "gdacs.json").read_bytes()
FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:gdacs="http://www.gdacs.org" xmlns:georss="http://www.georss.org/georss"><channel>
<title>GDACS</title>
<item><title>Green alert for flood in Kenya</title><description>On 20/12/2030 a flood began.</description>
<link>https://www.gdacs.org/report.aspx?eventtype=FL&amp;eventid=1109001</link>
<pubDate>Fri, 20 Dec 2030 01:00:00 GMT</pubDate><gdacs:fromdate>Fri, 20 Dec 2030 01:00:00 GMT</gdacs:fromdate>
<gdacs:todate>Sat, 28 Dec 2030 01:00:00 GMT</gdacs:todate><guid isPermaLink="false">FL1109001</guid>
<georss:point>-1.5 36.25</georss:point><gdacs:eventtype>FL</gdacs:eventtype>
<gdacs:alertlevel>Green</gdacs:alertlevel><gdacs:eventid>1109001</gdacs:eventid><gdacs:iso3>KEN</gdacs:iso3>
<gdacs:country>Kenya, Mordavia</gdacs:country></item>
<item><title>Red alert</title><description>Storm</description><link>https://www.gdacs.org/x</link>
<gdacs:fromdate>Fri, 27 Dec 2030 01:00:00 GMT</gdacs:fromdate><gdacs:todate>Fri, 27 Dec 2030 01:00:00 GMT</gdacs:todate>
<gdacs:eventtype>TC</gdacs:eventtype><gdacs:alertlevel>Red</gdacs:alertlevel><gdacs:eventid>9</gdacs:eventid>
<gdacs:iso3/><gdacs:country/></item>
</channel></rss>
"""
FETCHED = datetime(2031, 1, 3, tzinfo=UTC)


def document(content: bytes, name: str = "gdacs.xml", fetched_at: datetime = FETCHED) -> Raw:
    return raw_of(content, Source("gdacs", "gdacs"), name, fetched_at)


def levels(content: bytes) -> list[dict]:
    return read(gdacs, document(content)).table("measurements").to_pylist()


def test_conforms():
    check_connector(gdacs, [document(FEED), document(SAMPLE, "gdacs.json")])


def test_an_alert_is_a_level_for_each_country():
    first, second, third = levels(FEED)
    assert (first["series"], first["value"], first["place"], first["country"]) == (
        "gdacs_alert_level_fl", 1.0, "Kenya", "KEN",
    )  # fmt: skip
    assert (second["place"], second["country"]) == ("Mordavia", None)
    assert (third["series"], third["value"], third["place"], third["country"]) == (
        "gdacs_alert_level_tc", 3.0, None, None,
    )  # fmt: skip
    assert first["period_from"] == datetime(2030, 12, 20, 1, tzinfo=UTC)
    assert first["period_to"] == datetime(2030, 12, 28, 1, tzinfo=UTC)
    assert third["period_from"] < third["period_to"]


def test_the_feeds_publication_date_does_not_say_since_when_a_level_is_known():
    assert {row["known_at"] for row in levels(FEED)} == {FETCHED}
    assert levels(SAMPLE)[0]["known_at"] == datetime(2030, 12, 28, 9, 12, 44, tzinfo=UTC)


def test_a_level_that_is_raised_is_a_new_version_in_either_format():
    feed, listed = levels(FEED)[0], levels(SAMPLE)[0]
    assert feed["key"] == listed["key"]
    assert (feed["value"], listed["value"]) == (1.0, 2.0)
    assert feed["id"] != listed["id"]


@pytest.mark.parametrize("damage", [("alertlevel", "Purple"), ("fromdate", "9999-01-01"), ("eventid", "")])
def test_an_alert_without_what_it_needs_is_rejected_alone(damage):
    page = json.loads(SAMPLE)
    page["features"][0]["properties"][damage[0]] = damage[1]
    reading = read(gdacs, document(json.dumps(page).encode()))
    assert [reject.where for reject in reading.rejects] == ["alert 1"]
    assert reading.count("reports") == 1


def test_of_a_feed_that_breaks_off_the_whole_alerts_land():
    reading = read(gdacs, document(FEED[: FEED.index(b"Storm")]))
    assert (reading.count("reports"), [reject.where for reject in reading.rejects]) == (1, ["the end of the document"])


@pytest.mark.data
@pytest.mark.parametrize(("name", "alerts"), [("gdacs-rss.xml", 16), ("gdacs-rss-24h.xml", 21)])
def test_the_recorded_feeds(data, name, alerts):
    content = (data / "osint" / "signals" / name).read_bytes()
    raw = document(content, name, datetime(2020, 1, 1, tzinfo=UTC))
    check_sample(gdacs, raw)
    reading = read(gdacs, raw)
    text = content.decode("utf-8-sig")
    named = [len(found.split(", ")) for found in re.findall(r"<gdacs:country>([^<]*)<", text)]
    assert (reading.count("reports"), reading.rejects) == (alerts, ())
    unnamed = text.count("<item>") - len(named)
    assert reading.count("measurements") == sum(named) + unnamed
    told = {"Green": 1.0, "Orange": 2.0, "Red": 3.0}
    stated = sum(told[one] for one in re.findall(r"<gdacs:alertlevel>(\w+)<", text))
    by_event = {row["report_id"]: row["value"] for row in reading.table("measurements").to_pylist()}
    assert sum(by_event.values()) == stated
