"""Spillover in bench shifts: recovered where it was planted, measured on real country-months."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from simurg.exercise.parts.foresight import ForesightPart
from simurg.exercise.parts.foresight.regimes import WAR
from simurg.exercise.parts.foresight.wars import FIRST_MONTH, wars
from simurg.foresight.history import Floats, History
from simurg.foresight.spillover import Effect, borders_of, effect, fit, gain, panel_of

FIGHTING = 100.0
"""Any number above the threshold: months of war as the truth has them."""


def in_exercise(seeds: Sequence[int], difficulty: str) -> dict[str, Any]:
    """The effect by deaths alone, against the same with the true months of war, and against the planted factor."""
    found, known, gains, planted = [], [], [], 0.0
    for seed in seeds:
        told = wars(ForesightPart(seed, difficulty))
        planted = told.chances.spill
        borders, places = told.chances.borders, tuple(f"state {n}" for n in range(len(told.deaths)))
        history = History("deaths", places, FIRST_MONTH, told.deaths.astype(np.float64))
        truth: Floats = np.where(told.regime == WAR, FIGHTING, 0.0)
        found.append(effect(history, borders, drawn=100))
        known.append(fit(panel_of(History("wars", places, FIRST_MONTH, truth), borders)).factor)
        gains.append(gain(panel_of(history, borders)))
    factor, seen = geometric([one.factor for one in found]), geometric(known)
    covers = fmean(one.low <= truth <= one.high for one, truth in zip(found, known, strict=True))
    won = fmean(one.log_gain for one in gains)
    print(
        f"\\nspillover, exercise {difficulty}: planted on single chances ×{planted:g}; on a war's start, by true months"
    )
    print(f"  of war ×{seen:.2f}; by deaths alone ×{factor:.2f}; 90 % intervals hold the former in {covers:.0%}")
    print(
        f"  out of sample {won:+.3f} nats a start; above 0 in {sum(one.log_gain > 0 for one in gains)} of {len(gains)}"
    )
    return {
        "spill_planted": planted,
        "spill_by_true_wars": round(seen, 3),
        "spill_by_deaths": round(factor, 3),
        "spill_coverage": round(covers, 3),
        "spill_exercise_log_gain": round(won, 4),
    }


def in_world(path: Path) -> dict[str, Any]:
    """Effect and gain on UCDP state-based deaths by country and month."""
    history = history_in(path)
    borders = borders_of(history)
    start, deaths, won = effect(history, borders), effect(history, borders, "deaths"), gain(panel_of(history, borders))
    print(f"spillover, {path.name}: {len(history.places)} countries, {history.months} months")
    for one in (start, deaths):
        print(f"  {one.outcome:7} {told(one)}")
    print(
        f"  out of sample {won.log_gain:+.4f} nats a start ({won.log_low:+.4f} to {won.log_high:+.4f}), "
        f"{won.share:+.2%} of the log score; Brier {won.brier_gain:+.2%}; {won.starts} starts in {won.cases:,} months"
    )
    return {
        "spill_start": [round(each, 3) for each in (start.factor, start.low, start.high, start.p_value)],
        "spill_deaths": [round(each, 3) for each in (deaths.factor, deaths.low, deaths.high, deaths.p_value)],
        "spill_log_gain": [round(each, 4) for each in (won.log_gain, won.log_low, won.log_high)],
        "spill_log_share": round(won.share, 4),
    }


def told(one: Effect) -> str:
    return (
        f"×{one.factor:.2f} ({one.low:.2f} to {one.high:.2f}); shuffled maps {one.placebo_low:.2f} to "
        f"{one.placebo_high:.2f}, p {one.p_value:.3f}; {'small' if one.small else 'told apart from nothing'}"
    )


def geometric(values: Sequence[float]) -> float:
    return float(np.exp(np.mean(np.log(values))))


def history_in(path: Path) -> History:
    rows = pq.read_table(path, columns=["month_id", "name", "ged_sb"])
    month, names = rows["month_id"].to_numpy(), rows["name"].to_pylist()
    places = sorted(set(names))
    at = {name: number for number, name in enumerate(places)}
    values = np.full((len(places), int(month.max() - month.min()) + 1), np.nan)
    values[[at[name] for name in names], month - month.min()] = rows["ged_sb"].to_numpy()
    return History("state_based_deaths", tuple(places), 1980 * 12 + int(month.min()) - 1, values)
