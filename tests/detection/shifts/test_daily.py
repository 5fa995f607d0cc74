"""What is counted of each day, and what reporting leads to expect."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.detection.shifts.conftest import DAYS, TURN

from simurg.detection.shifts import daily_of
from simurg.testing.table_view import TableView

Made = Callable[..., TableView]


def test_events_are_counted_by_pair_day_and_side(telling: Made) -> None:
    view = telling()
    reading = daily_of(view)
    daily = reading.daily
    assert len(daily.parties) == 15
    assert daily.days == DAYS
    kinds = view.tables["events"]["event_type"].to_pylist()
    assert daily.counts.sum(axis=(0, 1)).tolist() == [kinds.count("ASSAULT"), kinds.count("CONSULT")]
    assert daily.volume.sum() == len(kinds) == (reading.pair >= 0).sum()
    assert str(daily.date_of(0)) == "2031-01-01"


def test_a_view_without_events_has_no_pair_and_no_day() -> None:
    reading = daily_of(TableView(datetime(2031, 1, 1, tzinfo=UTC), {}))
    assert (reading.daily.parties, reading.daily.days) == ((), 0)


def test_days_that_nobody_told_of_anything_are_no_silence(telling: Made) -> None:
    """The same events, asked about three years later: not a day more is known."""
    view = telling()
    later = daily_of(TableView(view.known_at + timedelta(days=1100), view.tables)).daily
    now = daily_of(view).daily
    assert later.days == now.days == DAYS
    assert later.exposure.tolist() == now.exposure.tolist()
    assert later.volume.tolist() == now.volume.tolist()


def test_pairs_that_are_hardly_told_of_are_left_out(telling: Made) -> None:
    assert daily_of(telling(), least_events=10_000).daily.parties == ()


@pytest.mark.parametrize("change", [{"world": 3.0}, {"newcomer": True}])
def test_exposure_grows_with_all_reporting(telling: Made, change: dict[str, float]) -> None:
    daily = daily_of(telling(**change)).daily
    ratio = daily.exposure[0, TURN:].mean() / daily.exposure[0, :TURN].mean()
    assert ratio == pytest.approx(3.0 if "world" in change else 2.0, rel=0.1)


def test_one_loud_pair_hardly_moves_what_is_expected_of_others(telling: Made) -> None:
    """Forty times as much between two: others' exposure grows by no more than the cut lets through."""
    daily = daily_of(telling(louder=40.0)).daily
    other = daily.names.index("Corvia – Dunmark")
    ratio = daily.exposure[other, TURN : TURN + 7].mean() / daily.exposure[other, :TURN].mean()
    assert ratio < 1.6


def test_no_day_rests_on_a_later_one(telling: Made) -> None:
    whole, cut = (
        daily_of(telling(louder=4.0, newcomer=True)).daily,
        daily_of(telling(louder=4.0, newcomer=True, cut=260)).daily,
    )
    assert np.array_equal(whole.exposure[:, :260], cut.exposure)
    assert np.array_equal(whole.until(260).counts, cut.counts)
