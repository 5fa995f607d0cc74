"""Planted shifts of an easy exercise part: most are found in time, within the budget, and better than by counting."""

import pyarrow as pa
import pytest

from simurg.detection.shifts import alarms_of, daily_of, follow
from simurg.exercise.parts.foresight import ForesightPart, relations
from simurg.exercise.tasks.detectors import Known, as_events
from simurg.exercise.tasks.shift_methods import alarms_of as watched
from simurg.exercise.tasks.shift_methods import hostile_rows
from simurg.exercise.tasks.shifts import Alarm, score_of, scored_pass


def run(events: pa.Table, _: int) -> list[Alarm]:
    daily = daily_of(Known(events["known_at"][-1].as_py(), as_events(events))).daily
    return [Alarm(daily.parties[pair], day + 1) for pair, day in alarms_of(follow(daily))]


@pytest.mark.slow
def test_planted_shifts_are_found_within_the_budget_and_without_a_look_ahead() -> None:
    told = relations(ForesightPart(7, "easy", pairs=16))
    score = scored_pass(told, run, checked=(1_234,))
    assert score.false_a_pair_year <= 1.0
    fixed = max(score_of(told, watched(told, hostile_rows(told), level)).total for level in range(5, 60, 5))
    assert score.total > fixed + 0.2
