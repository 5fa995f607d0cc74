"""Quiet hours and digests by the clock on a person's wall, over midnight and through changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.delivery.quiet import Digest, Quiet, next_at
from simurg.ontology.errors import CallerError

ZONES = ["UTC", "Europe/Istanbul", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Pacific/Apia"]  # fmt: skip
HOURS = st.times().map(lambda time: f"{time:%H:%M}")
MOMENTS = st.datetimes(datetime(2011, 12, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(HOURS, HOURS, st.sampled_from(ZONES), MOMENTS)
def test_law_after_quiet_hours_it_is_not_quiet(start: str, end: str, zone: str, moment: datetime) -> None:
    if start == end:
        return
    quiet = Quiet(start, end, zone)
    free = quiet.until(moment)
    assert free >= moment
    assert free - moment <= timedelta(hours=49)  # Apia left out a day
    assert quiet.holds(moment) == (free > moment)
    skipped = free.astimezone(ZoneInfo(zone)).strftime("%H:%M") != end
    assert free == moment or not quiet.holds(free) or skipped


@given(HOURS, st.sampled_from(ZONES), MOMENTS)
def test_law_the_next_hour_is_ahead_and_soon(hour: str, zone: str, moment: datetime) -> None:
    assert timedelta(0) < next_at(hour, zone, moment) - moment <= timedelta(hours=49)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [("2031-04-02T18:59", False), ("2031-04-02T19:00", True), ("2031-04-03T03:59", True), ("2031-04-03T04:00", False)],
)
def test_over_midnight_in_istanbul(moment: str, quiet: bool) -> None:
    assert Quiet("22:00", "07:00", "Europe/Istanbul").holds(datetime.fromisoformat(f"{moment}:00+00:00")) is quiet


def test_clocks_that_leap_over_the_end() -> None:
    """Berlin, 30 March 2031: 02:00 is followed by 03:00, so quiet hours until 02:30 end then."""
    free = Quiet("23:00", "02:30", "Europe/Berlin").until(datetime(2031, 3, 30, 0, 30, tzinfo=UTC))
    assert datetime(2031, 3, 30, 1, tzinfo=UTC) <= free <= datetime(2031, 3, 30, 1, 30, tzinfo=UTC)


def test_a_digest_is_sent_at_its_hour() -> None:
    digest = Digest("18:00", "Europe/Istanbul")
    assert digest.after(datetime(2031, 4, 2, 14, 59, tzinfo=UTC)) == datetime(2031, 4, 2, 15, tzinfo=UTC)
    assert digest.after(datetime(2031, 4, 2, 15, tzinfo=UTC)) == datetime(2031, 4, 3, 15, tzinfo=UTC)


WRONG = [("22:00", "22:00", "UTC"), ("25:00", "07:00", "UTC"), ("22:00", "07:00", "Mars/Base"), ("x", "07:00", "UTC")]


@pytest.mark.parametrize(("start", "end", "zone"), WRONG)
def test_hours_that_are_none(start: str, end: str, zone: str) -> None:
    with pytest.raises(CallerError):
        Quiet(start, end, zone)
