"""Forecasts of a picture: the list by change, with record, alarms and what no longer stands.

What stands as issued is told as it was issued. Only where nothing stands is the usual model replayed on the view, and
the answer says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from simurg.app.effects import stale_rows
from simurg.app.forecast import series_of
from simurg.app.outlooks import (
    THRESHOLD,
    Month,
    Outlook,
    Outlooks,
    alarms_of,
    country_of,
    month_told,
    outlooks_of,
)
from simurg.app.record import record_of
from simurg.app.standing import Record, records_in_words
from simurg.app.workbench.told import ref
from simurg.assessment.brief.compile import REQUIREMENT_COLUMNS, requirements_of
from simurg.assessment.brief.matching import Requirement
from simurg.foresight import registry
from simurg.foresight.crossing import THRESHOLDS
from simurg.foresight.forecast import forecasts
from simurg.foresight.history import History, history_of, month_start
from simurg.foresight.record.choice import default_model
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of

AHEAD = 6
RECENT = 24
NO_RECORD = "No track record: this model has not been scored here."


@dataclass(frozen=True, slots=True)
class ForecastAsk:
    """`series` None: the usual one. `threshold`: in the series' unit."""

    series: str | None = None
    place: str | None = None
    threshold: float = THRESHOLD


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What is shown: outlooks, issued or replayed, with the history that they rest on."""

    outlooks: Outlooks
    issued: bool
    history: History


def listing(ledger: Ledger, view: View, ask: ForecastAsk) -> dict[str, Any]:
    """The greatest change first, then the greatest chance. CallerError for an unknown series."""
    series = _series(view, ask.series)
    if series is None:
        return _nothing(view)
    shown = standing_of(view, series)
    wanted = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries)
    stale = stale_rows(ledger, view, "forecasts") if shown.issued else {}
    countries = country_of(view, series)
    items = [_item(one, shown, countries, wanted, stale) for one in shown.outlooks.places.values()]
    items.sort(key=lambda one: (-abs(one["change"] or 0.0), -one["probability"], one["place"]))
    return {
        **head(view, shown),
        "series_all": series_all(view),
        "items": items,
        "silent": sorted(set(shown.history.places) - set(shown.outlooks.places)),
        **record_told(ledger, view, shown.outlooks.model, series),
    }


def standing_of(view: View, series: str) -> Standing:
    """As issued, else replayed now."""
    history = history_of(view, series)
    issued = outlooks_of(view, series)
    if issued is not None:
        return Standing(issued, True, history)
    module = registry.find(default_model())
    places: dict[str, list[Month]] = {}
    if history.places and history.months:
        for one in forecasts(module, history, view.known_at, range(1, AHEAD + 1)):
            month = Month(one.target_from, one.horizon, one.samples, view.known_at, None, tuple(one.basis[:1]))
            places.setdefault(one.place, []).append(month)
    told = {place: Outlook(place, tuple(sorted(some, key=lambda one: one.start))) for place, some in places.items()}
    return Standing(Outlooks(module.MODEL.name, series, view.known_at, told), False, history)


def head(view: View, shown: Standing) -> dict[str, Any]:
    """What a list and a page begin with."""
    model = shown.outlooks.model
    known = model in registry.names()
    months = shown.history.months
    return {
        "series": shown.outlooks.series,
        "model": model,
        "model_version": registry.find(model).MODEL.version if known else "",
        "issued": shown.issued,
        "issued_at": text_of(shown.outlooks.issued_at) if shown.issued else None,
        "known_at": text_of(view.known_at),
        "last_month": text_of(month_start(shown.history.last_month))[:7] if months else None,
        "threshold": THRESHOLD,
        "levels": [float(one) for one in THRESHOLDS],
    }


def record_told(ledger: Ledger, view: View, model: str, series: str) -> dict[str, Any]:
    """The record beside a forecast, with its nearest line in words."""
    told = record_of(ledger, view, model, series)
    lines = [line for line in told["record"] if line.get("cases")]
    return {
        "record_is": told["record_is"],
        "record": told["record"],
        "record_text": _in_words(told, lines, model, series),
    }


def series_all(view: View) -> list[str]:
    """Every series that is measured in the view."""
    return sorted({one for one in view.read("measurements", ("series",))["series"].unique().to_pylist() if one})


def recent_of(history: History, place: str, months: int = RECENT) -> list[float | None]:
    """The last months of a place, oldest first; None where unknown."""
    if place not in history.places:
        return []
    values = history.values[history.places.index(place), -months:]
    return [float(one) if np.isfinite(one) else None for one in values]


def _in_words(told: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], model: str, series: str) -> str:
    if not lines:
        return NO_RECORD
    one = min(lines, key=lambda line: line["horizon"])
    if told["record_is"] == "issued":
        names = ("horizon", "cases", "crps", "crps_baseline", "brier_25", "coverage_80", "baseline_cases")
        beside: dict[str, Any] = {name: one.get(name) for name in names}
        record = Record(model=model, series=series, known_before=told["known_before"], **beside)
        return records_in_words([record])[model, series]
    beside_text = f" against {one['crps_baseline']:.3g} for the baseline" if one.get("crps_baseline") else ""
    return (
        f"Replayed on its own past, {one['horizon']} months ahead ({one['cases']:,} cases): CRPS "
        f"{one['crps']:.3g}{beside_text} (less is better). Not one of these was issued at the time."
    )


def _item(
    one: Outlook,
    shown: Standing,
    countries: Mapping[str, str],
    wanted: Sequence[Requirement],
    stale: Mapping[UUID, list[str]],
) -> dict[str, Any]:
    first = one.months[0]
    label = f"{one.place}, {first.start:%b %Y}"
    leads: dict[str, str] | None
    if first.id is not None:
        leads = ref("forecasts", first.id.hex, label)
    else:
        leads = ref("measurements", first.basis[0].hex, label) if first.basis else None
    return {
        "place": one.place,
        "country": countries.get(one.place),
        "probability": first.chance(),
        "before": None if one.before is None else one.before.chance(),
        "change": one.change,
        "months": [month_told(month) for month in one.months],
        "recent": recent_of(shown.history, one.place),
        "alarms": alarms_of(one, shown.outlooks.series, wanted),
        "stale": stale.get(first.id, []) if first.id else [],
        "ref": leads,
    }


def _series(view: View, asked: str | None) -> str | None:
    """The series asked for, or the usual one; None where nothing is measured."""
    try:
        return series_of(view, asked)
    except CallerError:
        if asked is None:
            named = series_all(view)
            return named[0] if named else None
        raise


def _nothing(view: View) -> dict[str, Any]:
    """Where no series is known."""
    empty: list[Any] = []
    return {
        "series": "", "series_all": empty, "model": default_model(), "model_version": "", "issued": False,
        "issued_at": None, "known_at": text_of(view.known_at), "last_month": None, "threshold": THRESHOLD,
        "levels": [float(one) for one in THRESHOLDS], "items": empty, "silent": empty, "record_is": "none",
        "record": empty, "record_text": "Nothing is measured in this view, so nothing is forecast.",
    }  # fmt: skip
