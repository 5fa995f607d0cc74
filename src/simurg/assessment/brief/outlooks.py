"""Forecasts of a brief: ranges, the probability of reaching the threshold, and the model's track record.

Of each series at each place the newest forecast of every period still open is shown; what was forecast before
`since` for the nearest period stands beside it. Issued and replayed scores are never mixed: issued ones are shown
where there are any.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.values import Line, Outlook, Range, Reference, figure, name, sentence
from simurg.ontology.countries import country_name
from simurg.ontology.likelihood import likelihood_of, percent

FORECAST_COLUMNS = (
    "id", "basis", "known_at", "picture", "model", "series", "place", "target_from", "target_to", "horizon", "samples",
)  # fmt: skip
SCORE_COLUMNS = (
    "id", "known_at", "picture", "issued", "model", "series", "measure", "horizon", "value", "baseline", "cases",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """A row of `forecasts`."""

    id: UUID
    known_at: datetime
    target_from: datetime
    target_to: datetime
    horizon: int | None
    samples: npt.NDArray[np.float32]
    basis: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Open forecasts of one series at one place by one model; `previous` is for the nearest period, before since."""

    model: str
    series: str
    place: str
    nearest: tuple[Forecast, ...]
    previous: Forecast | None


def open_series(table: pa.Table, request: BriefRequest, picture: str, moment: datetime) -> list[Series]:
    """By place, series and model."""
    columns = [table[column].to_pylist() for column in FORECAST_COLUMNS if column != "samples"]
    lists = table["samples"].combine_chunks()
    groups: dict[tuple[str, str, str], list[Forecast]] = {}
    for row, (id_, basis, known, of, model, series, place, start, end, horizon) in enumerate(
        zip(*columns, strict=True)
    ):
        told = None not in (model, series, place, start, end) and of in (None, picture)
        if told and end > moment and lists[row].is_valid and len(lists[row]):
            samples = lists[row].values.to_numpy(zero_copy_only=False)
            if np.isfinite(samples).all():
                forecast = Forecast(id_, known, start, end, horizon, samples, tuple(basis or ()))
                groups.setdefault((place, series, model), []).append(forecast)
    return [_series(key, forecasts, request) for key, forecasts in sorted(groups.items())]


def _series(key: tuple[str, str, str], forecasts: list[Forecast], request: BriefRequest) -> Series:
    place, series, model = key
    forecasts.sort(key=lambda one: (one.target_from, one.target_to, one.known_at, one.id.bytes))
    newest = {(one.target_from, one.target_to): one for one in forecasts}
    nearest = tuple(newest.values())[: request.limits.periods]
    first = nearest[0]
    same = [one for one in forecasts if (one.target_from, one.target_to) == (first.target_from, first.target_to)]
    earlier = [one for one in same if one.known_at <= request.since and one.id != first.id]
    return Series(model, series, place, nearest, earlier[-1] if earlier else None)


def series_name(series: str) -> str:
    """`state_based_deaths` is state-based deaths."""
    return series.replace("_based", "-based").replace("_", " ")


def concerns(series: Series, requirement: Requirement) -> bool:
    """Whether the series is about a region of the requirement; without regions, whether its topics name the series."""
    if not requirement.regions:
        return not requirement.topics or is_named(series, requirement)
    pattern = requirement.region_pattern
    return series.place in requirement.codes or (pattern is not None and pattern.search(series.place) is not None)


def is_named(series: Series, requirement: Requirement) -> bool:
    """Whether a topic of the requirement names the series, as `deaths` does `state_based_deaths`."""
    pattern = requirement.topic_pattern
    return pattern is not None and pattern.search(series_name(series.series)) is not None


def outlook_of(series: Series, scores: "TrackRecord", request: BriefRequest) -> Outlook:
    """The series in words, with ranges and record."""
    ranges = _runs([_range(forecast, request.threshold) for forecast in series.nearest])
    first, near = series.nearest[0], ranges[0]
    record, rests_on = scores.of(series.model, series.series, first.horizon)
    chance = percent(near.at_least)
    before = ""
    if series.previous is not None:
        was = percent(_range(series.previous, request.threshold).at_least)
        before = f"{was} → " if was != chance else ""
    each = "each month, " if (first.target_to - first.target_from).days in range(28, 32) else "each period, "
    during = (each if " to " in near.label else "") + near.label
    spans = sentence(
        name(country_name(series.place)), ", ", name(series_name(series.series)), f", {during}: ",
        figure(f"{_number(near.low)} to {_number(near.high)}"), " (80 % range), median ", figure(_number(near.median)),
        f"; at least {_number(request.threshold)}: ", figure(before + chance), f", {likelihood_of(near.at_least).term}."
    )  # fmt: skip
    line = Line(spans, (Reference("forecast", first.id), *rests_on), len(series.nearest))
    return Outlook(line, record, ranges, request.threshold, country_name(series.place), series.series)


def _range(forecast: Forecast, threshold: float) -> Range:
    low, median, high = (float(value) for value in np.quantile(forecast.samples, (0.1, 0.5, 0.9)))
    label = f"{forecast.target_from:%b %Y}"
    return Range(label, low, median, high, float(np.mean(forecast.samples >= threshold)))


def _runs(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Neighbouring periods with one and the same range become one."""
    made: list[Range] = []
    starts: list[str] = []
    for one in ranges:
        if made and replace(made[-1], label="") == replace(one, label=""):
            made[-1] = replace(one, label=f"{starts[-1]} to {one.label}")
        else:
            made.append(one)
            starts.append(one.label)
    return tuple(made)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


class TrackRecord:
    """Scores by model and series; the newest of each kind."""

    def __init__(self, table: pa.Table, picture: str, told: Mapping[tuple[str, str], str] | None = None) -> None:
        self._told = told or {}
        self._rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        rows: Iterable[Mapping[str, Any]] = table.to_pylist()
        for row in sorted(rows, key=lambda one: (one["known_at"], one["id"].bytes)):
            if row["picture"] in (None, picture) and None not in (row["value"], row["measure"]):
                self._rows.setdefault((row["model"], row["series"]), []).append(row)

    def of(self, model: str, series: str, horizon: int | None) -> tuple[str, tuple[Reference, ...]]:
        """The record at a horizon in words (at the nearest one scored, which is then named), and what it rests on."""
        if (model, series) in self._told:
            return self._told[model, series], ()
        rows = self._rows.get((model, series), [])
        issued = any(row["issued"] for row in rows)
        rows = [row for row in rows if bool(row["issued"]) == issued]
        if not rows:
            return "No track record: this model has not been scored here.", ()
        horizons = sorted({row["horizon"] or 0 for row in rows}, key=lambda one: (abs(one - (horizon or 1)), one))
        chosen = {row["measure"]: row for row in rows if (row["horizon"] or 0) == horizons[0]}
        parts = [text for measure in _WORDS if (text := _score_in_words(chosen.get(measure)))]
        cases = max((row["cases"] or 0) for row in chosen.values())
        how = "on forecasts as issued" if issued else "replayed on its own past"
        ahead = f", {horizons[0]} period{'s' if horizons[0] > 1 else ''} ahead" if horizons[0] else ""
        head = f"Track record {how}{ahead} ({cases:,} cases): "
        rests_on = next(
            Reference("score", chosen[measure]["id"]) for measure in (*_WORDS, *chosen) if measure in chosen
        )
        return head + ("; ".join(parts) or "no measure that this page shows") + ".", (rests_on,)


_WORDS = {
    "crps": "CRPS {value:.3g} against {baseline:.3g} for the baseline (less is better)",
    "coverage_80": "80 % ranges held {value:.0%}",
    "brier_25": "Brier score {value:.3f} against {baseline:.3f}",
}


def _score_in_words(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    words = _WORDS[row["measure"]]
    if row["baseline"] is None:
        words = words.split(" against")[0]
    return words.format(value=row["value"], baseline=row["baseline"]).replace("%", " %").replace("  %", " %")
