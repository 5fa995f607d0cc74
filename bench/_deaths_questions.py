"""The model `own-history` on real series: will a country's state-based deaths of a month reach a bound?

Each month from January 2015 on from the twelve before it. The model's settings were chosen on 1996–2014.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from simurg.foresight.questions.machines import own_history
from simurg.foresight.questions.outcome import BaseRate
from simurg.foresight.questions.rule import rule_of

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
BOUNDS = (1, 25, 100)
FIRST_SCORED = 420
"""The month that is numbered so is December 2014."""
REACHED = rule_of(
    {
        "table": "measurements",
        "where": {"series": "deaths"},
        "aggregate": "sum",
        "compare": ">= 1",
        "from": "2015-01-01",
        "to": "2015-02-01",
    }
)


def deaths(file: Path) -> dict[str, object]:
    rows = pq.read_table(file, columns=["country_id", "month_id", "ged_sb"]).to_pydict()
    countries, months = (np.unique(rows[name], return_inverse=True) for name in ("country_id", "month_id"))
    values = np.full((len(countries[0]), len(months[0])), np.nan)
    values[countries[1], months[1]] = rows["ged_sb"]
    wanted = [place for place, month in enumerate(months[0].tolist()) if month > FIRST_SCORED and place >= 60]
    losses: dict[str, list[list[float]]] = {"own-history": [], "base rate of 12": [], "base rate of 60": []}
    print(f"\ndeaths: {len(wanted)} months, {len(countries[0])} countries; Brier of reaching {BOUNDS}")
    for bound in BOUNDS:
        told = [
            _month(values[country, place - 60 : place + 1], bound) for place in wanted for country in range(len(values))
        ]
        scores = np.array([one for one in told if one is not None])
        for number, name in enumerate(losses):
            losses[name].append(scores[:, number].tolist())
    means = {name: [float(np.mean(one)) for one in every] for name, every in losses.items()}
    for name, every in means.items():
        print(f"    {name:16} " + "  ".join(f"{one:.4f}" for one in every))
    ours, twelve, sixty = (sum(means[name]) for name in losses)
    return {"deaths_skill_over_12": round(1 - ours / twelve, 4), "deaths_skill_over_60": round(1 - ours / sixty, 4)}


def _month(values: Floats, bound: int) -> tuple[float, float, float] | None:
    """Brier scores of a month after sixty others; None where any is unknown."""
    if not np.isfinite(values).all():
        return None
    past, happened = values[:-1].tolist(), float(values[-1] >= bound)
    rates = [(sum(one >= bound for one in past[-count:]) + 0.5) / (count + 1) for count in (12, 60)]
    ours = own_history(replace(REACHED, compare=(">=", float(bound))), BaseRate(None, 0, 12, 0, tuple(past[-12:])))
    told = [0.5 if ours is None else ours, *rates]
    first, second, third = ((one - happened) ** 2 for one in told)
    return first, second, third
