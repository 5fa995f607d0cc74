"""Forecasts, their history and record; scores with a verdict."""

from typing import Any, Literal

from pydantic import BaseModel

from simurg.web.shapes.refs import Ref


class MonthShape(BaseModel):
    """What is said of one month: `at_least` are chances of reaching levels of the series' unit; `quantiles` at
    .05, .1, .25, .5, .75, .9, .95. `id` names the frozen forecast; None where it was replayed."""

    month: str
    horizon: int
    median: float
    low: float
    high: float
    at_least: dict[str, float]
    quantiles: list[float]
    id: str | None


class AlarmShape(BaseModel):
    """Worth an alarm by the costs that a requirement states."""

    requirement: str
    threshold: float
    probability: float


class ForecastPlace(BaseModel):
    """`probability` is the chance of `threshold` in the nearest month to come, `change` since the issue before."""

    place: str
    country: str | None
    probability: float
    before: float | None
    change: float | None
    months: list[MonthShape]
    recent: list[float | None]
    alarms: list[AlarmShape]
    stale: list[str]
    ref: Ref | None


class RecordLine(BaseModel):
    """How forecasts of this model did, so many months ahead."""

    horizon: int
    cases: int | None = None
    crps: float | None = None
    crps_baseline: float | None = None
    baseline_cases: int | None = None
    brier_25: float | None = None
    coverage_80: float | None = None


class Forecasts(BaseModel):
    """By change, then by chance. `issued` false: replayed for the asking, since none stands as issued."""

    series: str
    series_all: list[str]
    model: str
    model_version: str
    issued: bool
    issued_at: str | None
    known_at: str
    last_month: str | None
    threshold: float
    levels: list[float]
    items: list[ForecastPlace]
    next: str | None
    total: int
    silent: list[str]
    record_is: Literal["issued", "replayed", "none"]
    record: list[RecordLine]
    record_text: str


class PointShape(BaseModel):
    """A measured month; `value` None: unknown, which is not zero."""

    month: str
    value: float | None
    id: str | None


class IssueShape(BaseModel):
    """What was said at one moment of the past."""

    issued_at: str
    model: str
    stale: list[str]
    months: list[MonthShape]


class BaseRate(BaseModel):
    """How often the threshold was reached, in the place's own months."""

    probability: float | None
    reached: int
    months: int
    text: str


class ForecastDriver(BaseModel):
    """One part of the past that moves the forecast."""

    text: str
    part: str
    raises: bool
    effect: float
    refs: list[Ref]
    rows: int


class CaseShape(BaseModel):
    """A past like this one, and what became of it."""

    text: str
    place: str
    month: str
    refs: list[Ref]


class ForecastDetail(BaseModel):
    """One place: what was, what is said, what was said before, why, and how good such forecasts were."""

    series: str
    place: str
    country: str | None
    model: str
    model_version: str
    issued: bool
    issued_at: str | None
    known_at: str
    threshold: float
    levels: list[float]
    probability: float
    before: float | None
    likelihood: str
    history: list[PointShape]
    months: list[MonthShape]
    issues: list[IssueShape]
    base_rate: BaseRate
    drivers: list[ForecastDriver]
    cases: list[CaseShape]
    cases_text: str
    news: str
    next_month: str
    explained: str
    alarms: list[AlarmShape]
    record_is: Literal["issued", "replayed", "none"]
    record: list[RecordLine]
    record_text: str
    stale: list[str]
    ref: Ref | None


class ScoreGroup(BaseModel):
    """Issued forecasts of a model, so many months ahead, beside the baseline; `verdict` in words."""

    model: str
    series: str
    horizon: int
    baseline: str
    forecasts: int
    places: int
    stale: int
    revised: int
    known_before: int
    verdict: str
    measures: dict[str, Any]


class Scores(BaseModel):
    """Of forecasts as they were issued, and of the answers to questions."""

    known_at: str
    issued: int
    scored: int
    known_before: int
    stale: int
    text: str
    groups: list[ScoreGroup]
    questions: dict[str, Any]
    questions_text: str
