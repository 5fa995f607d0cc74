"""Why a forecast says what it says: of one place, in words and as a picture. Reads only.

What is explained is the model on what the view knows, replayed for the asking. Where a forecast of the same model for
the same month has been issued, the answer says whether that is the same forecast still.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.forecast import series_of
from simurg.app.moments import view_at
from simurg.assessment.brief.foreseen import fan_of, issued_said
from simurg.assessment.charts.fan import fan_svg
from simurg.foresight import registry
from simurg.foresight.crossing import THRESHOLDS, chance_of_reaching
from simurg.foresight.explanation import words
from simurg.foresight.explanation.cases import Case
from simurg.foresight.explanation.explain import Ask as Asked
from simurg.foresight.explanation.explain import Explanation
from simurg.foresight.explanation.explain import explain as explained
from simurg.foresight.explanation.reading import Reading
from simurg.foresight.history import History, history_of
from simurg.foresight.record.choice import default_model
from simurg.ledger import Ledger, View
from simurg.ontology.countries import country_name
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.likelihood import percent
from simurg.ontology.times import text_of

MOST_AHEAD = 35
MOST_CITED = 5
"""Measurements named of each driver, newest first; they are counted in full."""


@dataclass(frozen=True, slots=True)
class Ask:
    """About which place (a code or a name); `series` and `model` None: the usual ones. `ahead`: months after the last
    one known; `threshold` in the series' own unit."""

    place: str
    series: str | None = None
    model: str | None = None
    ahead: int = 1
    threshold: float = 25.0
    as_of: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.ahead <= MOST_AHEAD:
            raise CallerError(f"--ahead is 1 to {MOST_AHEAD} months.")


def explain(ledger: Ledger, picture: Picture, ask: Ask) -> dict[str, Any]:
    """NotFound for a place that the series does not tell of, or of which the model says nothing; CallerError for an
    unknown series, model or a future moment. `svg` is the fan chart."""
    view = view_at(ledger, picture, ask.as_of)
    series, module = series_of(view, ask.series), registry.find(ask.model or default_model())
    history = history_of(view, series)
    place = _place(history, ask.place)
    found = explained(module, history, [place], Asked(ask.ahead, ask.threshold)).get(place)
    if found is None:
        raise NotFound(
            f"The model {module.MODEL.name} says nothing of {place[:60]} by then.",
            hint=f"It needs {module.MODEL.least_months} known months.",
        )
    return told(view, found)


def told(view: View, one: Explanation) -> dict[str, Any]:
    """The explanation as JSON can say it, with each part in words beside its numbers."""
    earlier = issued_said(view, one.model, one.series, one.place)
    return {
        "series": one.series,
        "place": one.place,
        "model": one.model,
        "model_version": one.version,
        "picture": view.picture,
        "known_at": text_of(view.known_at),
        "last_month": words.month_name(one.origin),
        "month": words.month_name(one.target),
        "threshold": one.ask.threshold,
        "issued": False,
        "at_least": dict(zip(map(str, THRESHOLDS), chance_of_reaching(one.samples).tolist(), strict=True)),
        "median": one.now.median,
        "range_80": [float(edge) for edge in np.quantile(one.samples, (0.1, 0.9))],
        "drivers": [{**_driver(driver), "words": words.driver_in_words(driver, one)} for driver in one.drivers],
        "cases": [{**_case(case), "words": words.case_in_words(case, one)} for case in one.cases.nearest],
        "all_cases": {
            "as_near": one.cases.as_near,
            "reached": one.cases.reached,
            "searched": one.cases.searched,
            "words": words.cases_in_words(one.cases, one),
        },
        "news": None if one.news is None else _news(one),
        "news_words": words.news_in_words(one.news, one),
        "next_month": [{"value": step.value, **_reading(step.then)} for step in one.steps.levels],
        "next_month_now": _reading(one.steps.now),
        "next_month_words": words.steps_in_words(one.steps, one),
        "issued_before": [
            {"month": f"{said.month:%b %Y}", "low": said.low, "median": said.median, "high": said.high}
            for said in earlier
        ],
        "svg": fan_svg(fan_of(one, earlier, f"{one.place}, {one.series.replace('_', ' ')}")),
    }


def _place(history: History, asked: str) -> str:
    code = iso3_of_name(asked)
    name = next(
        (one for one in (asked, country_name(asked.upper()), country_name(code or asked)) if one in history.places),
        None,
    )
    if name is not None:
        return name
    near = next((one for one in history.places if one.casefold() == asked.casefold()), None)
    if near is None:
        some = ", ".join(history.places[:20]) + (", …" if len(history.places) > 20 else "")
        raise NotFound(
            f"{history.series} tells of no place {asked[:60]!r} by then.", hint=f"It tells of {some or 'none'}."
        )
    return near


def _driver(driver: Any) -> dict[str, Any]:
    return {
        "part": driver.covariate or driver.part,
        "told": driver.told,
        "against": driver.against,
        "raises": driver.raises,
        "effect": driver.effect,
        "without": _reading(driver.without),
        "now": _reading(driver.now),
        **_cited(driver.rows),
    }


def _cited(rows: Sequence[UUID]) -> dict[str, Any]:
    return {"rows": [row.hex for row in rows[:MOST_CITED]], "rows_count": len(rows)}


def _case(case: Case) -> dict[str, Any]:
    plain: Mapping[str, Any] = asdict(case)
    return {**plain, "month": words.month_name(case.month), "rows": [row.hex for row in case.rows]}


def _news(one: Explanation) -> dict[str, Any]:
    assert one.news is not None
    news = one.news
    return {
        "month": words.month_name(news.month),
        "value": news.value,
        "before": _reading(news.before),
        "now": _reading(news.now),
        **_cited(news.rows),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "mean_log": reading.mean_log,
        "at_least": reading.at_least,
        "chance": percent(reading.at_least),
        "median": reading.median,
    }
