"""Cards of forecasts: places whose chance of the threshold has moved since, and those that a requirement wants to know
of by its costs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from simurg.app.outlooks import THRESHOLD, Outlook, Outlooks, alarms_of
from simurg.app.standing import stored_scores
from simurg.app.workbench.cards.card import Basis, Card, Reports, asked_by, basis_of
from simurg.app.workbench.told import ref
from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.outlooks import Series, TrackRecord, series_name
from simurg.assessment.brief.outlooks import concerns as series_concerns
from simurg.ledger import View
from simurg.ontology.likelihood import likelihood_of, percent

LEAST_MOVE = 0.03
"""A smaller move of the chance is told among what did not change."""
MOST = 6
_MEASURED = ("id", "period_from", "value", "report_id", "source_id")


def record_in(view: View) -> TrackRecord:
    """How models did, as far as the view tells."""
    return TrackRecord(stored_scores(view), view.picture)


def foretold_cards(
    standing: Outlooks,
    since: datetime,
    told: tuple[Sequence[Requirement], Mapping[str, str], Mapping[UUID, list[str]]],
    beside: tuple[TrackRecord, Reports],
) -> list[Card]:
    """`told`: requirements, codes of places, and why forecasts are stale. `beside`: how models did, and rows read."""
    wanted, (record, reports) = told[0], beside
    fresh = [one for one in standing.places.values() if one.months[0].said_at > since and one.change is not None]
    moved = [one for one in fresh if abs(one.change or 0.0) >= LEAST_MOVE or _crossed(one, standing.series, wanted)]
    moved.sort(key=lambda one: (-abs(one.change or 0.0), one.place))
    figures = reports.rows("measurements", _MEASURED, {one for each in moved[:MOST] for one in each.months[0].basis})
    reports.need(row["report_id"] for row in figures.values())
    return [_card(one, standing, told, (record, figures, reports)) for one in moved[:MOST]]


def unmoved(standing: Outlooks, since: datetime) -> list[Outlook]:
    """Places whose chance moved by less than LEAST_MOVE, or of which nothing newer was said."""
    return [
        one
        for one in standing.places.values()
        if one.months[0].said_at <= since or one.change is None or abs(one.change) < LEAST_MOVE
    ]


def _crossed(one: Outlook, series: str, wanted: Sequence[Requirement]) -> bool:
    before = 0.0 if one.before is None else one.before.chance()
    return any(before < alarm["threshold"] for alarm in alarms_of(one, series, wanted))


def _card(
    one: Outlook,
    standing: Outlooks,
    told: tuple[Sequence[Requirement], Mapping[str, str], Mapping[UUID, list[str]]],
    beside: tuple[TrackRecord, Mapping[UUID, Mapping[str, Any]], Reports],
) -> Card:
    wanted, codes, stale = told
    record, figures, reports = beside
    first = one.months[0]
    assert first.id is not None  # outlooks are issued
    as_series = Series(standing.model, standing.series, one.place, (), None)
    asked, weight = asked_by(wanted, (each for each in wanted if series_concerns(as_series, each)))
    chance, before = first.chance(), None if one.before is None else one.before.chance()
    rows = sorted(
        (figures[number] for number in first.basis if number in figures),
        key=lambda row: (row["period_from"] is not None, row["period_from"], row["id"].bytes),
        reverse=True,
    )
    basis = basis_of(reports.of(row["report_id"] for row in rows))
    alarm = next((each for each in alarms_of(one, standing.series, wanted)), None)
    return Card(
        row=("forecasts", first.id),
        kind="forecast",
        sentence=_sentence(one, standing, before),
        measured=f"chance of {THRESHOLD:.0f} or more {series_name(standing.series)} in {first.start:%b %Y}",
        confidence=_confidence(record, standing, first.horizon, basis),
        would_change=_would_change(one, standing),
        at=first.said_at,
        change=min(1.0, abs(one.change or 0.0) * 2 + (0.1 if alarm else 0.0)),
        consequence=weight,
        requirement=None if asked is None else asked.name,
        country=codes.get(one.place),
        place=one.place,
        old=before,
        new=chance,
        probability=chance,
        drivers=tuple(_drivers(rows, one, standing, alarm)),
        basis=basis,
        refs=_refs(one),
        stale=tuple(stale.get(first.id, ())),
        seen=(first.id.hex,),
    )


def _sentence(one: Outlook, standing: Outlooks, before: float | None) -> str:
    first = one.months[0]
    was = "" if before is None or percent(before) == percent(first.chance()) else f"{percent(before)} → "
    low, median, high = np.quantile(first.samples, (0.1, 0.5, 0.9))
    return (
        f"{one.place}, {first.start:%b %Y}: {THRESHOLD:.0f} or more {series_name(standing.series)} {was}"
        f"{percent(first.chance())}, {likelihood_of(first.chance()).term}; {low:,.0f} to {high:,.0f} expected "
        f"(80 % range), median {median:,.0f}."
    )


def _confidence(record: TrackRecord, standing: Outlooks, horizon: int, basis: Basis) -> tuple[str, str]:
    """By the model's record: without one it is low, whatever the model says."""
    words, rests_on = record.of(standing.model, standing.series, horizon)
    if not rests_on:
        return "low", "no record of this model has been made here (`simurg backtest`)"
    return ("moderate" if basis.best is not None else "low"), words.rstrip(".")


def _would_change(one: Outlook, standing: Outlooks) -> str:
    high = float(np.quantile(one.months[0].samples, 0.9))
    return (
        f"The next month's figure: none lowers it, {max(high, 1):,.0f} or more {series_name(standing.series)} raise it."
    )


def _drivers(
    rows: Sequence[Mapping[str, Any]], one: Outlook, standing: Outlooks, alarm: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """The last figure against the year before it, what was said before, and whose alarm it sets off."""
    told: list[dict[str, Any]] = []
    known = [row for row in rows if row["period_from"] is not None and row["value"] is not None]
    if known:
        last, year = known[0], known[1:13]
        mean = sum(row["value"] for row in year) / len(year) if year else None
        beside = "" if mean is None else f", against {mean:,.1f} a month in the {len(year)} months before"
        text = f"{last['period_from']:%b %Y}: {last['value']:,.0f} {series_name(standing.series)}{beside}"
        told.append({"text": text, "ref": ref("measurements", last["id"].hex, text)})
    if one.before is not None and one.before.id is not None:
        text = f"On {one.before.said_at:%-d %b %Y} the same month was given {percent(one.before.chance())}"
        told.append({"text": text, "ref": ref("forecasts", one.before.id.hex, text)})
    if alarm is not None:
        asks = f"{alarm['requirement']} asks to be warned from {percent(alarm['threshold'])}"
        told.append({"text": asks, "ref": None})
    return told


def _refs(one: Outlook) -> tuple[Mapping[str, str], ...]:
    label = f"{one.place}, {one.months[0].start:%b %Y}"
    found = [ref("forecasts", month.id.hex, label) for month in one.months[:1] if month.id is not None]
    if one.before is not None and one.before.id is not None:
        found.append(ref("forecasts", one.before.id.hex, f"{label}, as said before"))
    return tuple(found)
