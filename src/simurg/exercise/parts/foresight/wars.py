"""Twenty years of deaths by state and month, as they were told and told again, and the truth behind them.

A month's first figure is known twenty days after its end. On the first of July some figures of the year before are
revised: mostly the first one was too low. `hostile` counts hostile reports within each state by month, which rise
where a war announces itself, and also where tension passes. Figures are true once revised.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.exercise.parts.foresight.chart import chart
from simurg.exercise.parts.foresight.pairs import Floats, Ints
from simurg.exercise.parts.foresight.regimes import (
    QUIET,
    REGIMES,
    TENSE,
    WANING,
    WAR,
    Chances,
    Flags,
    Month,
    State,
    chances,
    next_month,
    peace,
)
from simurg.exercise.parts.foresight.settings import FIRST_YEAR, MONTHS, ForesightPart
from simurg.foresight.history import History, month_number, month_start

FIRST_MONTH = FIRST_YEAR * 12
SERIES, HOSTILE = "state_based_deaths", "hostile_reports"
FIRST_FIGURE_DAYS = 20
_BEFORE = 120  # months drawn before the first one told, so that it does not begin in peace
_REPORTS, _REPORT_SD, _REPORT_SHAPE, _REPORT_GROWTH = 20.0, 0.6, 6.0, 3.0
_BUILDS_UP_MONTHS = 6
_LOUD = {WAR: 1.5, WANING: 0.7}


@dataclass(frozen=True)
class Wars:
    """`first` and `deaths` (S, MONTHS): figures as first told and as they are; `revised` where they were told twice.

    `states[m]` is where everybody stands at the end of month m; `begins` and `spread` (S, MONTHS) mark wars.
    """

    part: ForesightPart
    chances: Chances
    deaths: Ints
    first: Ints
    revised: Flags
    hostile: Ints
    states: tuple[State, ...]
    begins: Flags
    spread: Flags

    @property
    def regime(self) -> Ints:
        """(S, MONTHS) index into REGIMES."""
        return np.stack([state.regime[0] for state in self.states], axis=1)

    def known(self, moment: datetime) -> History:
        """Deaths as they were known at a moment, months without a figure left out at the end."""
        first, again = known_moments()
        month = np.array([each <= moment for each in first])
        last = int(np.count_nonzero(month))
        later = self.revised & np.array([each <= moment for each in again])
        values = np.where(later, self.deaths, self.first).astype(np.float64)
        return History(SERIES, chart().codes, FIRST_MONTH, values[:, :last])

    def reports(self, moment: datetime) -> History:
        """Hostile reports of the months that are over."""
        last = min(MONTHS, month_number(moment) - FIRST_MONTH)
        return History(HOSTILE, chart().codes, FIRST_MONTH, self.hostile[:, :last].astype(np.float64))


def wars(part: ForesightPart) -> Wars:
    """A part's wars: some tenths of a second."""
    given, dice = chances(part), part.dice("wars")
    state = peace(given)
    months: list[Month] = []
    for _ in range(_BEFORE + MONTHS):
        months.append(next_month(given, state, dice))
        state = months[-1].state
    told = months[_BEFORE:]
    deaths, begins, spread = (
        np.concatenate([getattr(month, name) for month in told]).T for name in ("deaths", "begins", "spread")
    )
    states = tuple(month.state for month in told)
    first, revised = _first_figures(part, deaths)
    return Wars(part, given, deaths, first, revised, _hostile(part, states), states, begins, spread)


def known_moments() -> tuple[list[datetime], list[datetime]]:
    """When the first and the revised figure of each month can be known."""
    months = [FIRST_MONTH + month for month in range(MONTHS)]
    first = [month_start(month + 1) + timedelta(days=FIRST_FIGURE_DAYS) for month in months]
    return first, [datetime(month // 12 + 1, 7, 1, tzinfo=UTC) for month in months]


def figures(told: Wars) -> pa.Table:
    """What the register says: a row for each figure, in order of `known`; a state's month can have two."""
    first, again = known_moments()
    place, month = (each.ravel() for each in np.indices(told.deaths.shape))
    twice = np.flatnonzero(told.revised.ravel())
    place, month = np.concatenate([place, place[twice]]), np.concatenate([month, month[twice]])
    late = np.arange(len(place)) >= told.deaths.size
    value = np.where(late, told.deaths[place, month], told.first[place, month])
    known = [(again if revised else first)[at] for at, revised in zip(month.tolist(), late.tolist(), strict=True)]
    return (
        _by_month(place, month, value)
        .append_column("known", pa.array(known, _MOMENT))
        .append_column("vintage", pa.array(np.where(late, "revised", "first").tolist()))
        .sort_by([("known", "ascending"), ("month", "ascending"), ("state", "ascending")])
    )


def hostile_table(told: Wars) -> pa.Table:
    """Hostile reports by state and month."""
    place, month = (each.ravel() for each in np.indices(told.hostile.shape))
    return _by_month(place, month, told.hostile[place, month]).sort_by([("month", "ascending"), ("state", "ascending")])


def months_table(told: Wars) -> pa.Table:
    """Truth: deaths and regime of each state and month."""
    place, month = (each.ravel() for each in np.indices(told.deaths.shape))
    regime = np.array(REGIMES)[told.regime[place, month]]
    return _by_month(place, month, told.deaths[place, month]).append_column("regime", pa.array(regime.tolist()))


def war_table(told: Wars) -> pa.Table:
    """Truth: one row a war that begins in these years: first month, first month without it (null if it goes on),
    whether tension announced it, whether it would not have begun without a neighbour's war, deaths."""
    rows = []
    regime = told.regime
    for place, month in np.argwhere(told.begins).tolist():
        after = np.flatnonzero(regime[place, month:] == QUIET)
        end = month + int(after[0]) if len(after) else MONTHS
        rows.append(
            {
                "state": chart().codes[place],
                "begins": month_start(FIRST_MONTH + month).date(),
                "ends": month_start(FIRST_MONTH + end).date() if end < MONTHS else None,
                "announced": month > 0 and int(regime[place, month - 1]) == TENSE,
                "spread": bool(told.spread[place, month]),
                "deaths": int(told.deaths[place, month:end].sum()),
            }
        )
    return pa.Table.from_pylist(rows, schema=_WARS)


def _first_figures(part: ForesightPart, deaths: Ints) -> tuple[Ints, Flags]:
    """Some months with deaths are told wrongly at first: four times in five too low."""
    dice = part.dice("figures")
    wrong = (deaths > 0) & (dice.random(deaths.shape) < part.dial.revised)
    low = dice.binomial(deaths, dice.beta(4.0, 2.0, deaths.shape))
    high = np.ceil(deaths * dice.uniform(1.05, 1.6, deaths.shape)).astype(np.int64)
    first = np.where(wrong, np.where(dice.random(deaths.shape) < 0.8, low, high), deaths)
    return first, first != deaths


def _hostile(part: ForesightPart, states: tuple[State, ...]) -> Ints:
    dice = part.dice("hostile")
    usual = _REPORTS * np.exp(dice.normal(0.0, _REPORT_SD, len(chart().names)))
    growth = _REPORT_GROWTH ** (np.arange(MONTHS) / MONTHS)
    loud = np.stack([_loudness(part, state) for state in states], axis=1)
    noise = dice.gamma(_REPORT_SHAPE, 1 / _REPORT_SHAPE, loud.shape)
    return np.asarray(dice.poisson(usual[:, None] * growth * np.exp(loud) * noise), dtype=np.int64)


def _loudness(part: ForesightPart, state: State) -> Floats:
    """(S,) log-factor of hostile reports: tension builds up over half a year, and lasts through a war."""
    builds_up = np.minimum(1.0, (state.age[0] + 1) / _BUILDS_UP_MONTHS)
    regime = state.regime[0]
    loud = np.where(regime == TENSE, part.dial.signal * builds_up, 0.0)
    for name, height in _LOUD.items():
        loud = np.where(regime == name, height, loud)
    return np.asarray(loud, dtype=np.float64)


def _by_month(place: Ints, month: Ints, value: npt.NDArray[np.int64]) -> pa.Table:
    return pa.table(
        {
            "state": [chart().codes[at] for at in place.tolist()],
            "name": [chart().names[at] for at in place.tolist()],
            "month": [month_start(FIRST_MONTH + at).date() for at in month.tolist()],
            "value": pa.array(value, pa.int64()),
        }
    )


_MOMENT = pa.timestamp("us", tz="UTC")
_WARS = pa.schema(
    [
        ("state", pa.string()),
        ("begins", pa.date32()),
        ("ends", pa.date32()),
        ("announced", pa.bool_()),
        ("spread", pa.bool_()),
        ("deaths", pa.int64()),
    ]
)
