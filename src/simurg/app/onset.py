"""Where deaths may begin after quiet years: the ranked list as of a moment, in a reader's picture, with its record.

Reads and writes nothing: the odds are fitted to the view while you wait, so they rest on what the reader may see
and on nothing else. The record beside them is the same method replayed on the view's own past, a fit a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.old_data import old_months
from simurg.foresight.forecast import basis_view_of
from simurg.foresight.history import History, history_of, month_number, month_start
from simurg.foresight.model import Parameters
from simurg.foresight.onset.model import NAME, VERSION, Settings, fit, quiet_now
from simurg.foresight.onset.outlook import INTERVAL, Driver, PastCase, Risk, predict
from simurg.foresight.onset.panel import DEATHS, OTHERS, Definition, Panel, panel_of, peaks
from simurg.foresight.onset.record import Record, record, yearly_origins
from simurg.foresight.onset.skill import auc, brier_skill, caught, interval, reliability
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError
from simurg.ontology.times import parse_moment, text_of

OCTOBER = 10
"""With --year, the last month known is October of the year before: two months for the data to appear."""
RESAMPLED, EVIDENCE = 500, 3


@dataclass(frozen=True, slots=True)
class Ask:
    """`year` foretells that calendar year from data to October of the year before; None, the twelve months that
    follow the last one known. `budget` is how many places a year someone can look at. `signals` are series of
    monthly counts that may rise before an onset."""

    as_of: str | None = None
    year: int | None = None
    budget: int = 10
    signals: tuple[str, ...] = ()


def onset(ledger: Ledger, picture: Picture, ask: Ask) -> dict[str, Any]:
    """CallerError for a moment that has not come, a year that the data do not reach, or too little data."""
    moment = _moment(ledger, ask)
    view = ledger.as_of(moment, scope=picture.scope, picture=picture.name)
    told = {name: history_of(view, name) for name in (DEATHS, *OTHERS, *ask.signals)}
    for name in (DEATHS, *ask.signals):
        if not told[name].months:
            hint = "Collect it by country and month, for example with ucdp_country_month."
            raise CallerError(f"Nothing is known of {name[:60]}.", hint=hint)
    others = {name: _counts(history) for name, history in told.items() if name != DEATHS and history.months}
    deaths = _counts(told[DEATHS])
    whole = panel_of(deaths, others)
    panel, settings = _asked(whole, ask.year)
    parameters = fit(panel, settings)
    risks = predict(parameters, panel)
    came = _came(whole, panel.months - 1, settings.definition)
    return {
        **_heading(view, panel, settings, parameters, sorted(others)),
        **_standing(panel, settings.definition),
        "known_to": _month(whole.last_month),
        "data_age_months": month_number(view.known_at) - whole.last_month - 1,
        "old_data": old_months(month_start(whole.last_month).date(), view.known_at),
        "below_zero": [one for history in told.values() for one in _below_zero(history)],
        "budget": ask.budget,
        "listed": [
            {**_told(place, one, deaths, panel.months), "came": came.get(one.place)}
            for place, one in enumerate(risks[: ask.budget], 1)
        ],
        "all": [{"place": one.place, "probability": one.probability} for one in risks],
        "record": _record_told(panel, settings, ask.budget),
    }


def _moment(ledger: Ledger, ask: Ask) -> datetime | None:
    """The moment asked for; CallerError for what cannot be asked."""
    if ask.budget < 1:
        raise CallerError("--budget is at least 1.")
    if DEATHS in ask.signals:
        raise CallerError(f"{DEATHS} is what is foretold, no signal.")
    moment = parse_moment(ask.as_of) if ask.as_of else None
    if moment and moment > max(ledger.now(), ledger.catalogue.last_recorded()):
        raise CallerError("The future is not known yet.", hint="Give --as-of a moment that has passed, and --year.")
    return moment


def _came(whole: Panel, origin: int, definition: Definition) -> dict[str, dict[str, Any]]:
    """What came in the window, where the view knows it to its end."""
    peak = peaks(whole.deaths, definition)[:, origin].tolist()
    return {
        place: {"most_deaths_in_a_month": most, "onset": most >= definition.deaths}
        for place, most in zip(whole.places, peak, strict=True)
        if most == most
    }


def _below_zero(history: History) -> list[dict[str, Any]]:
    """Counts that cannot be: told of, and taken for unknown."""
    return [
        {
            "series": history.series,
            "place": history.places[place],
            "month": _month(history.first_month + month),
            "measurement": None if history.rows is None else bytes(history.rows[place, month]).hex(),
        }
        for place, month in np.argwhere(history.values < 0).tolist()
    ]


def _counts(history: History) -> History:
    return replace(history, values=np.where(history.values < 0, np.nan, history.values))


def _asked(panel: Panel, year: int | None) -> tuple[Panel, Settings]:
    """What may be looked at, and how long before the window it ends."""
    if year is None:
        return panel, Settings(Definition(gap=0))
    last = (year - 1) * 12 + OCTOBER - 1
    latest = (panel.last_month - OCTOBER + 1) // 12 + 1
    if not panel.first_month <= last <= panel.last_month:
        raise CallerError(
            f"The deaths known here run from {_month(panel.first_month)} to {_month(panel.last_month)}.",
            hint=f"{latest} is the latest --year; without it the next twelve months are foretold.",
        )
    return panel.until(last - panel.first_month + 1), Settings(Definition(gap=2))


def _heading(
    view: View, panel: Panel, settings: Settings, parameters: Parameters, others: Sequence[str]
) -> dict[str, Any]:
    definition, peak = settings.definition, parameters.arrays["case_peak"]
    begin = panel.last_month + definition.gap + 1
    return {
        "as_of": text_of(view.known_at),
        "picture": view.picture,
        "model": NAME,
        "version": VERSION,
        "data_to": _month(panel.last_month),
        "window_from": _month(begin),
        "window_to": _month(begin + definition.window - 1),
        "deaths_in_a_month": definition.deaths,
        "quiet_months": definition.quiet_months,
        "interval": INTERVAL,
        "base_rate": float(parameters.arrays["base_rate"]),
        "learned_from": {"country_years": len(peak), "onsets": int((peak >= definition.deaths).sum())},
        "series": [DEATHS, *others],
        "series_missing": [name for name in OTHERS if name not in others],
        "basis_view": [dict(basis_view_of(name, view.known_at)) for name in (DEATHS, *others)],
    }


def _standing(panel: Panel, definition: Definition) -> dict[str, list[str]]:
    """The places that are not ranked, and why."""
    recent = panel.deaths[:, -definition.quiet_months :]
    long_enough = panel.months >= definition.quiet_months
    known = {place for place, row in zip(panel.places, recent, strict=True) if long_enough and np.isfinite(row).all()}
    quiet = {place for place, silent in zip(panel.places, quiet_now(panel, definition), strict=True) if silent}
    return {
        "not_quiet": [place for place in panel.places if place in known - quiet],
        "not_known": [place for place in panel.places if place not in known],
    }


def _told(rank: int, risk: Risk, deaths: History, months: int) -> dict[str, Any]:
    return {
        "rank": rank,
        "place": risk.place,
        "probability": risk.probability,
        "low": risk.low,
        "high": risk.high,
        "drivers": [_driver(one) for one in risk.drivers],
        "cases": [_case(one) for one in risk.cases],
        "measurements": _evidence(deaths, deaths.places.index(risk.place), months),
    }


def _driver(one: Driver) -> dict[str, Any]:
    return {
        "feature": one.feature.name,
        "words": one.feature.words,
        "value": one.value,
        "unit": one.feature.unit,
        "never": one.never,
        "log_odds": one.effect,
    }


def _case(one: PastCase) -> dict[str, Any]:
    return {
        "place": one.place,
        "window_from": _month(month_number(one.window_from)),
        "window_to": _month(month_number(one.window_to) - 1),
        "most_deaths_in_a_month": one.peak,
        "onset": one.onset,
    }


def _evidence(deaths: History, place: int, months: int) -> list[dict[str, Any]]:
    """The latest months with deaths, newest first, by the rows that tell of them."""
    if deaths.rows is None:
        return []
    columns = np.flatnonzero(deaths.values[place, :months] > 0)[::-1][:EVIDENCE]
    return [
        {
            "month": _month(deaths.first_month + column),
            "deaths": float(deaths.values[place, column]),
            "measurement": bytes(deaths.rows[place, column]).hex(),
        }
        for column in columns.tolist()
    ]


def _record_told(panel: Panel, settings: Settings, budget: int) -> dict[str, Any] | None:
    """None where no origin of the past knew enough."""
    past = record(panel, settings, yearly_origins(panel, settings.definition))
    if not past.onset.any():
        return None
    low, high = _between(past)
    found = caught(past.chance, past.onset, past.origin, past.lead, budget)
    return {
        "first_origin": _month(int(past.origin.min())),
        "last_origin": _month(int(past.origin.max())),
        "country_years": len(past),
        "onsets": int(past.onset.sum()),
        "auc": auc(past.chance, past.onset),
        "auc_time_since_last_death": auc(-past.since_death, past.onset),
        "brier_skill": brier_skill(past.chance, past.onset),
        "brier_skill_low": low,
        "brier_skill_high": high,
        "recall_at_budget": found.recall,
        "precision_at_budget": found.precision,
        "median_lead_months": median(found.leads) if found.leads else None,
        "reliability": [
            {"from": one.low, "to": one.high, "cases": one.cases, "mean_chance": one.mean_chance, "came": one.came}
            for one in reliability(past.chance, past.onset)
        ],
    }


def _between(past: Record) -> tuple[float, float]:
    """The 90 % interval of the Brier skill, countries resampled."""
    return interval(lambda rows: brier_skill(past.chance[rows], past.onset[rows]), past.place, RESAMPLED, seed=1)


def _month(number: int) -> str:
    return f"{month_start(number):%Y-%m}"
