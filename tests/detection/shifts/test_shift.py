"""The detector: another mix is a shift and has a date; more of everything is none."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from tests.detection.shifts.conftest import DAYS, START, TURN

from simurg.detection.detectors import shift
from simurg.detection.detectors.shift import Settings, detect
from simurg.detection.shifts import Settings as Filters
from simurg.detection.shifts import alarms_of, daily_of, follow, regime_of, shifts_of
from simurg.ontology.errors import CallerError
from simurg.testing.detectors import check_detector
from simurg.testing.table_view import TableView

Made = Callable[..., TableView]
TURNED = (START + timedelta(days=TURN)).date()


def test_it_keeps_the_contract_of_detectors(telling: Made) -> None:
    findings = check_detector(shift, fires=telling(hostile=0.9), silent=telling(world=2.0))
    assert [finding.subject for finding in findings] == ["Arda – Belen"]


def test_a_turn_is_dated_and_told_from_more_reporting(telling: Made) -> None:
    [finding] = detect(telling(hostile=0.9))
    low, day, high = (date.fromisoformat(text) for text in finding.detail["since"])
    assert low <= day <= high
    assert abs((day - TURNED).days) <= 5
    assert finding.detail["verdict"] == "more hostile"
    assert finding.detail["more_hostile"] > 0.99
    assert finding.detail["share_before"][0] < 0.3 < finding.detail["share_before"][2]
    assert finding.observed > finding.expected * 2
    assert finding.q_value < 0.2


def test_more_told_of_one_pair_in_the_same_mix_is_volume_alone(telling: Made) -> None:
    [finding] = detect(telling(louder=5.0))
    assert finding.detail["verdict"] == "more told"
    assert finding.detail["chance_volume_alone"] > 0.9
    assert finding.detail["volume_ratio"][0] > 2


@pytest.mark.parametrize("change", [{"world": 2.0}, {"world": 0.4}, {"newcomer": True}, {}])
def test_changes_of_all_reporting_are_no_shift(telling: Made, change: dict[str, float]) -> None:
    alarmed = [len(list(detect(telling(seed, **change)))) for seed in range(2)]
    assert sum(alarmed) <= 1


def test_what_is_cited_bears_it_out_and_is_bounded(telling: Made) -> None:
    view = telling(hostile=0.9)
    [finding] = detect(view, Settings(most_cited=7))
    kinds = dict(
        zip(view.tables["events"]["id"].to_pylist(), view.tables["events"]["event_type"].to_pylist(), strict=True)
    )
    assert len(finding.events) == 7
    assert {kinds[event] for event in finding.events} == {"ASSAULT"}


def test_alarms_of_the_past_do_not_change_when_more_becomes_known(telling: Made) -> None:
    whole, cut = (follow(daily_of(telling(hostile=0.8, cut=end)).daily) for end in (DAYS, 285))
    for name in ("relation", "volume", "evidence", "start"):
        assert np.allclose(getattr(whole, name)[:, :285], getattr(cut, name), atol=1e-9), name
    early = {alarm for alarm in alarms_of(whole) if alarm[1] < 285}
    assert early == set(alarms_of(cut))
    assert any(TURN <= day <= TURN + 21 for pair, day in early if pair == 0)


def test_regimes_follow_the_mix(telling: Made) -> None:
    for hostile, name in ((0.95, "hostile"), (0.05, "cooperative")):
        daily = daily_of(telling(hostile=hostile)).daily
        regime = regime_of(daily, follow(daily), 0)
        assert regime.name == name
        assert sum(regime.chances) == pytest.approx(1.0)


def test_a_pair_that_falls_silent_is_quiet(telling: Made) -> None:
    daily = daily_of(telling(louder=0.0)).daily
    followed = follow(daily)
    assert regime_of(daily, followed, 0).name == "quiet"
    [one] = [each for each in shifts_of(daily, followed, 0.8) if each.pair == 0]
    assert one.verdict == "less told"


def test_nothing_is_said_on_a_short_past(telling: Made) -> None:
    assert not list(detect(telling(cut=50), Settings(level=1.0)))
    assert len(list(detect(telling(cut=70), Settings(level=1.0)))) == 15


@pytest.mark.parametrize("wrong", [{"level": 0.0}, {"least_events": 0}, {"least_days": 0}, {"most_cited": 0}])
def test_impossible_settings_cannot_be_built(wrong: dict[str, float]) -> None:
    with pytest.raises(CallerError):
        Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", [{"relation_chance": 0.0}, {"share_caution": 0.5}, {"young": 3}, {"memory": 0.0}, {"together": -1.0}]
)
def test_impossible_filters_cannot_be_built(wrong: dict[str, float]) -> None:
    with pytest.raises(CallerError):
        Filters(**wrong)  # type: ignore[arg-type]
