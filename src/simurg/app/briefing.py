"""Drawing a brief: from a view and an order to the page, its findings, forecasts and track record.

Pure over the view: no clock, no files, no randomness. The same view and order give the same bytes, whatever the
ledger holds beyond the view's scope and moments. `Order` is all that is needed to draw a brief again, apart from
the view's own moments, scope and picture; it travels as JSON in the product's row.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.app.press import press_from
from simurg.app.standing import Record, records_in_words, standing, stored_scores
from simurg.assessment.brief.compile import compile
from simurg.assessment.brief.outlooks import FORECAST_COLUMNS
from simurg.assessment.brief.request import BriefRequest, RecallEffect
from simurg.assessment.brief.values import Brief, SourceHealth
from simurg.assessment.render_html import render_html
from simurg.detection.detectors import surge
from simurg.detection.rows import findings_table
from simurg.foresight import registry
from simurg.foresight.forecast import forecasts
from simurg.foresight.history import History, history_of
from simurg.foresight.record.choice import BASELINE
from simurg.foresight.rows import Made, forecasts_table, scores_table
from simurg.foresight.track_record import Plan, track_record
from simurg.fusion.story.seen import Press
from simurg.ledger import View
from simurg.ledger.basis import basis_view_of
from simurg.ontology.errors import NotFound
from simurg.ontology.times import parse_moment, text_of

SERIES = ("state_based_deaths",)
MODEL = "last_18_months"
SURGES = surge.Settings(by_type=(False, True))
"""All types together and each PLOVER type by itself, corrected apart: a quiet pair's first assaults count."""
EARLIER = timedelta(days=31)
"""Forecasts made in this time before `since` are what today's are compared with."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a brief is asked for. `sources`, `recall_effects` and `press` are what the application knows beside
    the view; it must lie within the reader's scope. `records` are track records of issued forecasts."""

    since: datetime
    issued: bool = True
    exercise: bool = False
    title: str = "Morning brief"
    requirement: str | None = None
    sources: tuple[SourceHealth, ...] = ()
    recall_effects: tuple[RecallEffect, ...] = ()
    fonts: tuple[str, ...] = ()
    press: Press = field(default_factory=lambda: Press({}))
    records: tuple[Record, ...] = ()

    def to_json(self) -> str:
        told = asdict(self)
        return json.dumps(told, default=text_of, sort_keys=True, ensure_ascii=False)


def order_of(text: str) -> Order:
    """The order that `to_json` wrote."""
    told: dict[str, Any] = json.loads(text)
    sources = tuple(
        SourceHealth(**{**one, **{name: _moment(one[name]) for name in ("last_fetched", "last_content")}})
        for one in told["sources"]
    )
    effects = tuple(
        RecallEffect(**{**one, "stale_products": tuple(one["stale_products"])}) for one in told["recall_effects"]
    )
    parts = {
        "since": parse_moment(told["since"]),
        "sources": sources,
        "recall_effects": effects,
        "fonts": tuple(told.get("fonts", ())),
        "press": press_from(told.get("press")),
        "records": tuple(Record(**one) for one in told.get("records", ())),
    }
    return Order(**{**told, **parts})


@dataclass(frozen=True)
class Drawn:
    """A brief and the rows that were computed for it."""

    brief: Brief
    findings: pa.Table
    forecasts: pa.Table
    scores: pa.Table
    fonts: tuple[str, ...] = ()

    @cached_property
    def html(self) -> bytes:
        return render_html(self.brief).encode()

    @cached_property
    def pdf(self) -> bytes:
        from simurg.assessment.render_pdf import render_pdf

        return render_pdf(self.brief, font_paths=[Path(folder) for folder in self.fonts])

    @property
    def cites(self) -> tuple[UUID, ...]:
        """Ids of all rows in the evidence list, and of the reports behind them, in order."""
        told = {entry.reference.id for entry in self.brief.evidence}
        told |= {entry.report for entry in self.brief.evidence if entry.report is not None}
        return tuple(sorted(told))

    @property
    def basis_view(self) -> str:
        """JSON of the views that the page was computed on."""
        known = (None, self.brief.known_at + timedelta(microseconds=1))
        views: list[tuple[str, Mapping[str, object]]] = [
            ("reports", {"known_at": known}),
            ("events", {"known_at": known}),
        ]
        views += [("measurements", {"known_at": known, "series": series}) for series in SERIES]
        return basis_view_of(*views)


def draw(view: View, order: Order, plan: Plan | None = None) -> Drawn:
    """NotFound for an unknown requirement, CallerError for a `since` that is not before the view's moment."""
    made = Made(view.picture, order.issued, max(view.known_at, view.recorded_until))
    alarms = surge.detect(view, SURGES)
    found = findings_table(alarms, picture=made.picture, issued=made.issued, known_at=made.known_at)
    foresight = _foresight(view, made, plan or Plan(), order)
    request = BriefRequest(
        since=order.since,
        issued=order.issued,
        exercise=order.exercise,
        title=order.title,
        outside=order.requirement is None,
        sources=order.sources,
        recall_effects=order.recall_effects,
        findings=found,
        forecasts=foresight.shown,
        scores=foresight.scores,
        histories=foresight.histories,
        models={name: registry.find(name) for name in foresight.models},
        records=records_in_words(order.records),
        press=order.press,
        false_discovery=surge.DETECTOR.false_alarm_budget,
    )
    asked = view if order.requirement is None else cast(View, _Asked(view, order.requirement))
    return Drawn(compile(asked, request), found, foresight.forecasts, foresight.made_scores, order.fonts)


@dataclass(frozen=True)
class _Foresight:
    """What is shown of forecasts and scores, and which of them were made for this page and are to be kept."""

    shown: pa.Table
    scores: pa.Table
    histories: Mapping[str, History]
    models: tuple[str, ...]
    forecasts: pa.Table
    made_scores: pa.Table


def _foresight(view: View, made: Made, plan: Plan, order: Order) -> _Foresight:
    """Forecasts that stand as issued, where there are any; else replayed ones. A record of the model's own past is
    replayed whatever the brief is."""
    histories = {series: history_of(view, series) for series in SERIES}
    replayed = replace(made, issued=False)
    issued = standing(view, SERIES)
    if issued is not None:
        none = forecasts_table([], made), scores_table([], replayed, text_of(view.known_at))
        models = tuple(sorted(set(issued["model"].to_pylist()) & set(registry.names())))
        return _Foresight(issued, stored_scores(view), histories, models, *none)
    model, baseline = registry.find(MODEL), registry.find(BASELINE)
    said = [one for history in histories.values() for one in forecasts(model, history, view.known_at)]
    scored = [one for history in histories.values() for one in track_record(model, baseline, history, plan)]
    fresh = forecasts_table(said, made)
    scores = scores_table(scored, replayed, text_of(view.known_at))
    return _Foresight(_with_earlier(view, fresh, order), scores, histories, (MODEL,), fresh, scores)


def _with_earlier(view: View, fresh: pa.Table, order: Order) -> pa.Table:
    """Fresh forecasts beside those of the same kind that were made in the weeks before `since`: what moved?"""
    made = (order.since - EARLIER, order.since + timedelta(microseconds=1))
    same = {"picture": view.picture, "issued": order.issued, "known_at": made, "target_to": (view.known_at, None)}
    before = view.read("forecasts", FORECAST_COLUMNS, same)
    columns = list(FORECAST_COLUMNS)
    return pa.concat_tables([before.select(columns), fresh.select(columns).cast(before.schema)])


class _Asked:
    """A view whose requirements are one by name; all else is the view's."""

    def __init__(self, view: View, requirement: str) -> None:
        self._view, self._requirement = view, requirement

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: Mapping[str, object] | None = None
    ) -> pa.Table:
        rows = self._view.read(table, columns, where)
        if table != "requirements":
            return rows
        rows = rows.filter(pc.equal(rows["name"], self._requirement))
        if not rows.num_rows:
            raise NotFound(f"There is no requirement {self._requirement[:60]!r}.", hint="See `simurg require`.")
        return rows


def _moment(text: str | None) -> datetime | None:
    return None if text is None else parse_moment(text)
