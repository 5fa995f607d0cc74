"""One place of one series: what was, what is said of the months to come, what was said before, why, and how good.

The explanation is of the model on what the view knows now; where that is no longer the forecast that stands, the page
says so.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import numpy as np

from simurg.app.effects import stale_rows
from simurg.app.forecast import series_of
from simurg.app.outlooks import Month, Outlook, alarms_of, country_of, month_told, months_in
from simurg.app.workbench.forecasts import ForecastAsk, Standing, head, record_told, standing_of
from simurg.app.workbench.told import ref
from simurg.assessment.brief.compile import REQUIREMENT_COLUMNS, requirements_of
from simurg.assessment.brief.outlooks import FORECAST_COLUMNS
from simurg.foresight import registry
from simurg.foresight.explanation import words
from simurg.foresight.explanation.explain import Ask as Asked
from simurg.foresight.explanation.explain import Explanation, explain
from simurg.foresight.history import History, month_number, month_start
from simurg.ledger import Ledger, View
from simurg.ontology.errors import NotFound
from simurg.ontology.likelihood import likelihood_of, percent
from simurg.ontology.times import text_of

FARTHEST = 35
MOST_ISSUES = 24
MOST_CITED = 5
HISTORY = 120
"""Months of the past that are told."""


def detail(ledger: Ledger, view: View, ask: ForecastAsk) -> dict[str, Any]:
    """NotFound for a place of which nothing is said; CallerError for an unknown series."""
    series = series_of(view, ask.series)
    shown = standing_of(view, series)
    countries = country_of(view, series)
    one = _outlook(shown, ask.place or "", countries)
    first, stale = one.months[0], stale_rows(ledger, view, "forecasts") if shown.issued else {}
    wanted = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries)
    chance = first.chance(ask.threshold)
    return {
        **{name: value for name, value in head(view, shown).items() if name != "last_month"},
        "threshold": ask.threshold,
        "place": one.place,
        "country": countries.get(one.place),
        "probability": chance,
        "before": None if one.before is None else one.before.chance(ask.threshold),
        "likelihood": likelihood_of(chance).term,
        "history": _history(shown.history, one.place),
        "months": [month_told(month) for month in one.months],
        "issues": _issues(view, shown, one, stale),
        "base_rate": base_rate(shown.history, one.place, ask.threshold),
        **_why(shown, one, ask.threshold),
        "alarms": alarms_of(one, series, wanted),
        **record_told(ledger, view, shown.outlooks.model, series),
        "stale": stale.get(first.id, []) if first.id else [],
        "ref": _ref(one, first),
    }


def base_rate(history: History, place: str, threshold: float) -> dict[str, Any]:
    """How often the place's own known months reached a level."""
    row = history.values[history.places.index(place)] if place in history.places else np.zeros(0)
    known = row[np.isfinite(row)]
    reached = int((known >= threshold).sum())
    rate = reached / len(known) if len(known) else None
    told = "no month is known" if rate is None else f"{reached} of {len(known)} known months ({percent(rate)})"
    return {
        "probability": rate,
        "reached": reached,
        "months": len(known),
        "text": f"Base rate: {place} reached {threshold:,.0f} in {told}.",
    }


def _outlook(shown: Standing, asked: str, countries: Mapping[str, str]) -> Outlook:
    places = shown.outlooks.places
    found = places.get(asked) or next(
        (one for name, one in places.items() if asked and asked.upper() == (countries.get(name) or "").upper()), None
    )
    if found is None:
        raise NotFound("Nothing is forecast of that place in your view.", hint="GET /api/forecasts lists the places.")
    return found


def _history(history: History, place: str) -> list[dict[str, Any]]:
    if place not in history.places:
        return []
    at = history.places.index(place)
    values = history.values[at]
    begin = max(0, len(values) - HISTORY)
    points = []
    for number in range(begin, len(values)):
        row = None if history.rows is None else bytes(history.rows[at, number])
        known = np.isfinite(values[number])
        points.append(
            {
                "month": text_of(month_start(history.first_month + number))[:7],
                "value": float(values[number]) if known else None,
                "id": row.hex() if known and row and any(row) else None,
            }
        )
    return points


def _issues(view: View, shown: Standing, one: Outlook, stale: Mapping[UUID, list[str]]) -> list[dict[str, Any]]:
    """What was issued before, the newest first; the one that stands is not among them."""
    if not shown.issued:
        return []
    where = {
        "picture": view.picture, "issued": True, "method": "forecast", "series": shown.outlooks.series,
        "place": one.place, "model": shown.outlooks.model,
    }  # fmt: skip
    issued: dict[Any, list[Month]] = {}
    for _, month in months_in(view.read("forecasts", FORECAST_COLUMNS, where)):
        issued.setdefault(month.said_at, []).append(month)
    now = max(month.said_at for month in one.months)
    earlier = sorted((moment for moment in issued if moment < now), reverse=True)[:MOST_ISSUES]
    return [
        {
            "issued_at": text_of(moment),
            "model": shown.outlooks.model,
            "stale": sorted({why for month in issued[moment] if month.id for why in stale.get(month.id, [])}),
            "months": [month_told(month) for month in sorted(issued[moment], key=lambda month: month.start)],
        }
        for moment in earlier
    ]


def _why(shown: Standing, one: Outlook, threshold: float) -> dict[str, Any]:
    """Drivers, past cases, news and the next step, each in words, with the rows that they rest on."""
    silent: dict[str, Any] = {"drivers": [], "cases": [], "cases_text": "", "news": "", "next_month": ""}
    first, model = one.months[0], shown.outlooks.model
    if model not in registry.names():
        return {**silent, "explained": f"The model {model} is not at hand, so nothing is explained."}
    horizon = month_number(first.start) - shown.history.last_month
    if one.place not in shown.history.places or not 1 <= horizon <= FARTHEST:
        return {**silent, "explained": "The figures that it rested on have gone on since: nothing is explained."}
    ask = Asked(horizon, threshold, months=1)
    found = explain(registry.find(model), shown.history, [one.place], ask).get(one.place)
    if found is None:
        return {**silent, "explained": f"The model {model} says nothing of this place on what is known now."}
    return {
        "drivers": [_driver(driver, found) for driver in found.drivers],
        "cases": [_case(case, found) for case in found.cases.nearest],
        "cases_text": words.cases_in_words(found.cases, found),
        "news": words.news_in_words(found.news, found),
        "next_month": words.steps_in_words(found.steps, found),
        "explained": _explained(found, first),
    }


def _explained(found: Explanation, first: Month) -> str:
    if np.array_equal(found.samples, first.samples):
        return f"Explained: the forecast of {words.month_name(found.target)} as it stands."
    told = f"{percent(found.now.at_least)} for ≥ {words.amount(found.ask.threshold)}"
    return f"Explained on what is known now, from which this model says {told}; the forecast that stands is older."


def _driver(driver: Any, found: Explanation) -> dict[str, Any]:
    rows = driver.rows[:MOST_CITED]
    return {
        "text": words.driver_in_words(driver, found),
        "part": str(driver.covariate or driver.part),
        "raises": driver.raises,
        "effect": driver.effect,
        "refs": [ref("measurements", row.hex, f"{found.place}, {found.series}") for row in rows],
        "rows": len(driver.rows),
    }


def _case(case: Any, found: Explanation) -> dict[str, Any]:
    month = words.month_name(case.month)
    return {
        "text": words.case_in_words(case, found),
        "place": case.place,
        "month": month,
        "refs": [ref("measurements", row.hex, f"{case.place}, {month}") for row in case.rows[:MOST_CITED]],
    }


def _ref(one: Outlook, first: Month) -> dict[str, str] | None:
    label = f"{one.place}, {first.start:%b %Y}"
    if first.id is not None:
        return ref("forecasts", first.id.hex, label)
    return ref("measurements", first.basis[0].hex, label) if first.basis else None
