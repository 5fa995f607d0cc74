"""A year of real events: what history names is among the strongest shifts, with its date."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from bench.shifts import LISTED, icews_events, largest

from simurg.detection.detectors import shift
from simurg.detection.shifts import daily_of, follow
from simurg.testing.table_view import TableView

YEAR_END = datetime(2014, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def events(data: Path) -> pa.Table:
    return icews_events(data / "forecast" / "icews14.parquet")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pair", "earliest", "latest"),
    [
        ("Russia – Ukraine", date(2014, 2, 18), date(2014, 3, 5)),
        ("China – Vietnam", date(2014, 4, 29), date(2014, 5, 10)),
        ("Iraq – Islamic State of Iraq and the Levant", date(2014, 6, 5), date(2014, 6, 15)),
    ],
)
def test_known_turns_of_2014_are_among_the_strongest(events: pa.Table, pair: str, earliest: date, latest: date) -> None:
    daily = daily_of(TableView(YEAR_END, {"events": events})).daily
    followed = follow(daily)
    found = {
        daily.names[at]: daily.date_of(int(followed.start[at, day])) for at, day in largest(daily, followed)[:LISTED]
    }
    assert earliest <= found[pair] <= latest


@pytest.mark.slow
def test_a_turn_is_an_alarm_when_it_has_come_and_not_before(events: pa.Table) -> None:
    for moment, alarmed in ((datetime(2014, 4, 25, tzinfo=UTC), False), (datetime(2014, 6, 1, tzinfo=UTC), True)):
        found = {finding.subject: finding for finding in shift.detect(TableView(moment, {"events": events}))}
        assert ("China – Vietnam" in found) is alarmed
    assert found["China – Vietnam"].detail["verdict"] == "more hostile"
    assert found["China – Vietnam"].reports
