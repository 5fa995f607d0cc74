"""Relations: what is planted can be seen in the rows on average, and what is only reporting leaves no other mark."""

from datetime import timedelta

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.exercise.parts.foresight import ForesightPart, Relations, relations, shift_table, volume_table
from simurg.exercise.parts.foresight.pairs import CONFLICT, COOPERATION
from simurg.exercise.parts.foresight.press import SOURCES
from simurg.exercise.parts.foresight.settings import DAYS, LEARNING_DAYS, day_of, midnight
from simurg.exercise.parts.foresight.shifts import KINDS, factors, levels
from simurg.exercise.tasks.shift_methods import daily_counts
from simurg.ledger.schema import offered_schema
from simurg.ontology.plover import PLOVER_TYPES


@pytest.fixture(scope="module")
def told() -> Relations:
    return relations(ForesightPart(11, "hard", 24))


def test_rows_are_like_those_of_the_ledger(told: Relations) -> None:
    ledger = offered_schema("events")
    for field in told.events.schema:
        assert ledger.field(field.name).type == field.type
    assert set(pc.unique(told.events["event_type"]).to_pylist()) <= set(PLOVER_TYPES)
    assert told.events["known_at"].to_pylist() == sorted(told.events["known_at"].to_pylist())
    late = pc.subtract(told.events["known_at"], told.events["occurred_to"])
    assert pc.unique(late).to_pylist() == [timedelta(0)]
    assert pc.sum(pc.equal(told.events["actor"], told.events["recipient"])).as_py() == 0


@given(st.integers(0, DAYS))
@settings(max_examples=20, deadline=None)
def test_what_is_known_at_a_midnight_is_what_happened_before_it(told: Relations, days: int) -> None:
    known = told.known(days)
    happened = pc.sum(pc.less(told.events["occurred_from"], midnight(days))).as_py()
    assert known.num_rows == happened


def test_shifts_lie_apart_after_the_first_year_and_stay_within_bounds(told: Relations) -> None:
    assert len(told.shifts) > 10
    assert min(shift.begins for shift in told.shifts) >= LEARNING_DAYS
    assert max(shift.complete for shift in told.shifts) < DAYS
    for one, other in zip(told.shifts, told.shifts[1:], strict=False):
        assert one.pair < other.pair or other.begins - one.begins >= 240
    assert np.abs(levels(told.shifts, len(told.pairs))).max() <= 2.0
    assert {shift.complete == shift.begins for shift in told.shifts} == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_a_shift_changes_what_its_name_says(kind: str) -> None:
    rate = np.array([0.5, 0.1, 0.4])
    cooperation, conflict = factors(kind, 1.0, rate)
    after = rate * np.exp([cooperation, 0.0, conflict])
    rises, falls = {"cooperation": COOPERATION, "conflict": CONFLICT}, ("falls", "fall")
    if kind.startswith("turns"):
        assert after.sum() == pytest.approx(rate.sum())
        assert (after[CONFLICT] > rate[CONFLICT]) == (kind == "turns_hostile")
    elif kind.startswith("dealings"):
        assert after[CONFLICT] / after[COOPERATION] == pytest.approx(rate[CONFLICT] / rate[COOPERATION])
        assert (after.sum() < rate.sum()) == kind.endswith(falls)
    else:
        group = rises[kind.split("_")[0]]
        other = CONFLICT if group == COOPERATION else COOPERATION
        assert after[other] == rate[other]
        assert (after[group] < rate[group]) == kind.endswith(falls)


def test_rows_before_and_after_shifts_differ_by_the_planted_factors(told: Relations) -> None:
    """Summed over all shifts, half a year on either side, in units of the reporting volume of the day."""
    counts, volume = daily_counts(told), told.press.volume()
    for group, planted in ((COOPERATION, "cooperation"), (CONFLICT, "conflict")):
        seen, expected = [], []
        for shift in told.shifts:
            before, after = slice(shift.begins - 150, shift.begins), slice(shift.complete + 1, shift.complete + 80)
            ratios = [
                counts[shift.pair, days, group].sum() / volume[shift.pair, days, group].sum()
                for days in (after, before)
            ]
            seen.append(np.log((ratios[0] + 1e-3) / (ratios[1] + 1e-3)))
            expected.append(getattr(shift, planted))
        assert np.corrcoef(seen, expected)[0, 1] > 0.9
        assert np.mean(np.abs(np.array(seen) - expected)) < 0.3


def test_a_change_of_reporting_changes_the_total_and_no_relation(told: Relations) -> None:
    """What the press multiplies lies in the volume alone: rates in units of the volume stay what they were."""
    counts, volume = daily_counts(told), told.press.volume()
    mean = told.pairs.rate[:, None, :] * np.exp(levels(told.shifts, len(told.pairs))) * volume
    disasters = [change for change in told.press.changes if change.kind == "disaster"]
    assert len(disasters) > 5
    louder, explained = [], []
    for change in disasters:
        month = slice(change.begins, change.begins + 20)
        before = slice(change.begins - 40, change.begins)
        rows = counts[change.pair, month].sum() / 20
        louder.append(rows / (counts[change.pair, before].sum() / 40))
        explained.append(counts[change.pair, month].sum() / mean[change.pair, month].sum())
    assert np.mean(louder) > 2.5
    assert 0.8 < np.mean(explained) < 1.2
    assert counts.sum() / mean.sum() == pytest.approx(1.0, abs=0.05)


def test_a_source_tells_nothing_while_it_is_away(told: Relations) -> None:
    silent = [change for change in told.press.changes if change.factor == 0.0]
    assert len(silent) >= 3
    for change in silent:
        rows = told.events.filter(pc.equal(told.events["source_id"], SOURCES[change.source][0]))
        inside = pc.and_(
            pc.greater_equal(rows["occurred_from"], midnight(change.begins)),
            pc.less(rows["occurred_from"], midnight(change.ends)),
        )
        assert pc.sum(inside).as_py() in (0, None)
        assert rows.num_rows > 0


def test_a_regional_source_tells_of_its_region_only(told: Relations) -> None:
    covered = {names for names, covers in zip(told.pairs.names(), told.press.covers[3], strict=True) if covers}
    rows = told.events.filter(pc.equal(told.events["source_id"], SOURCES[3][0]))
    seen = {tuple(sorted(pair)) for pair in zip(rows["actor"].to_pylist(), rows["recipient"].to_pylist(), strict=True)}
    assert seen <= {tuple(sorted(names)) for names in covered}
    assert len(covered) < len(told.pairs)


def test_no_disaster_falls_on_a_shift_of_its_pair(told: Relations) -> None:
    for change in told.press.changes:
        for shift in told.shifts:
            if change.pair == shift.pair:
                assert not shift.begins - 45 < change.begins < shift.complete + 60


def test_the_truth_tells_every_shift_and_every_change(told: Relations) -> None:
    shifts, volume = shift_table(told), volume_table(told)
    assert shifts.num_rows == len(told.shifts)
    assert shifts["date"].to_pylist() == [day_of(shift.day) for shift in told.shifts]
    assert set(volume["kind"].to_pylist()) == {
        *("source_starts", "source_stops", "source_doubles", "source_halves", "disaster", "holiday", "growth")
    }
    starts = volume.filter(pc.equal(volume["kind"], "source_starts"))
    assert starts["date"].to_pylist() == starts["ends"].to_pylist()
    others = volume.filter(pc.not_equal(volume["kind"], "source_starts"))
    assert others["date"].to_pylist() == others["begins"].to_pylist()
