"""What stands behind an outlook: why the forecast says so, its fan, and what earlier issues said.

The explanation is of the model on what the view knows. Where that is no longer the forecast on the page (data came
after it was issued), the note says so. Places are explained together, so that a model is fitted once for a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from simurg.assessment.brief.outlooks import Series, series_name
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.values import PastCase, Why
from simurg.assessment.charts.fan import Ahead, Fan, Said
from simurg.foresight.crossing import THRESHOLDS, chance_of_reaching
from simurg.foresight.explanation import words
from simurg.foresight.explanation.explain import Ask, Explanation, explain
from simurg.foresight.history import History, month_number, month_start
from simurg.ledger import View
from simurg.ontology.likelihood import percent

SHOWN_MONTHS = 24
FARTHEST = 35
_ISSUED = ("place", "model", "target_from", "known_at", "id", "samples")


def chances_of(samples: np.ndarray) -> tuple[tuple[float, float], ...]:
    """The probability of reaching each of THRESHOLDS."""
    return tuple(zip(map(float, THRESHOLDS), chance_of_reaching(samples).tolist(), strict=True))


def whys_of(request: BriefRequest, series: Iterable[Series]) -> dict[Series, Why]:
    """For those series whose history and model the request holds."""
    groups: dict[tuple[str, str, int], list[Series]] = {}
    for one in series:
        history = request.histories.get(one.series)
        if history is None or one.model not in request.models or one.place not in history.places:
            continue
        horizon = month_number(one.nearest[0].target_from) - history.last_month
        if 1 <= horizon <= FARTHEST:
            groups.setdefault((one.series, one.model, horizon), []).append(one)
    made: dict[Series, Why] = {}
    for (name, model, horizon), some in sorted(groups.items()):
        ask = Ask(horizon, request.threshold, months=1)
        found = explain(request.models[model], request.histories[name], [one.place for one in some], ask)
        made |= {one: _why(found[one.place], one) for one in some if one.place in found}
    return made


def _why(told: Explanation, series: Series) -> Why:
    same = np.array_equal(told.samples, series.nearest[0].samples)
    note = "" if same else (
        "Explained on what is known now, from which this model says "
        f"{percent(told.now.at_least)} for ≥ {words.amount(told.ask.threshold)}."
    )  # fmt: skip
    cases = tuple(
        PastCase(
            case.place, words.month_name(case.month), f"{case.before:,.0f}", f"{case.after:,.0f}",
            case.months_reached, f"{case.distance:.2f}", case.rows[-1].hex[:12] if case.rows else "",
        )
        for case in told.cases.nearest
    )  # fmt: skip
    return Why(
        drivers=tuple(words.driver_in_words(driver, told) for driver in told.drivers),
        news=words.news_in_words(told.news, told),
        steps=words.steps_in_words(told.steps, told),
        cases=cases,
        all_cases=words.cases_in_words(told.cases, told),
        note=note,
    )


def fan_for(request: BriefRequest, series: Series, said: Sequence[Said]) -> Fan | None:
    """The place's last two years, then the forecasts on the page; None without a history."""
    history = request.histories.get(series.series)
    if history is None or series.place not in history.places:
        return None
    ahead = [Ahead(one.target_from, one.samples) for one in series.nearest]
    past, since = _past(history, history.places.index(series.place))
    return Fan(f"{series.place}, {series_name(series.series)}", since, past, ahead, request.threshold, tuple(said))


def _past(history: History, place: int) -> tuple[list[float], datetime]:
    past = history.values[place, -SHOWN_MONTHS:].tolist()
    return past, month_start(history.last_month - len(past) + 1)


def fan_of(told: Explanation, said: Sequence[Said], title: str) -> Fan:
    """The fan of an explanation: the place's last two years and the months ahead that it foretells."""
    past = list(told.recent[-SHOWN_MONTHS:])
    ahead = [Ahead(month_start(told.origin + step), samples) for step, samples in enumerate(told.ahead, 1)]
    return Fan(title, month_start(told.origin - len(past) + 1), past, ahead, told.ask.threshold, tuple(said))


def issued_said(view: View, model: str, series: str, place: str) -> tuple[Said, ...]:
    """For each month the last forecast of the model that was issued before the month began, by month."""
    where = {"issued": True, "picture": view.picture, "series": series, "place": place, "method": "forecast"}
    return said_in(view.read("forecasts", _ISSUED, where), model).get(place, ())


def said_in(rows: pa.Table, model: str) -> Mapping[str, tuple[Said, ...]]:
    """By place, of rows with these columns."""
    last: dict[tuple[str, datetime], tuple[datetime, bytes, int]] = {}
    columns = [rows[name].to_pylist() for name in _ISSUED[:-1]]
    for row, (place, by, month, known, number) in enumerate(zip(*columns, strict=True)):
        if by == model and place and month and known < month:
            last[place, month] = max(last.get((place, month), (known, b"", row)), (known, number.bytes, row))
    lists = rows["samples"].combine_chunks()
    made: dict[str, list[Said]] = {}
    for (place, month), (_, _, row) in sorted(last.items()):
        samples = lists[row].values.to_numpy(zero_copy_only=False) if lists[row].is_valid else np.zeros(0)
        if len(samples) and np.isfinite(samples).all():
            low, median, high = (float(one) for one in np.quantile(samples, (0.1, 0.5, 0.9)))
            made.setdefault(place, []).append(Said(month, low, median, high))
    return {place: tuple(some) for place, some in made.items()}
