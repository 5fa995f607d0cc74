"""Explaining forecasts of any registered model, as a black box: some places of a history at one horizon.

At most four fits, however many places are asked for: the true history, the altered pasts, the history without its last
month, and with one month more (one fit for models that can `refresh`). The explanation is of the model on the history
that is given; whoever shows it beside a forecast issued earlier compares `samples` with that forecast's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.explanation.answers import Answers
from simurg.foresight.explanation.cases import Cases, cases_like
from simurg.foresight.explanation.drivers import Driver, drivers_of
from simurg.foresight.explanation.moves import News, Steps, news_of, steps_of
from simurg.foresight.explanation.reading import Reading, reading_of
from simurg.foresight.explanation.variants import variants_of
from simurg.foresight.history import History
from simurg.foresight.model import ModelModule
from simurg.ontology.errors import CallerError, NotFound

MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """How many months ahead, which threshold, how many drivers and past cases; `months` ahead are foretold beside."""

    horizon: int = 1
    threshold: float = 25.0
    drivers: int = 3
    cases: int = 5
    months: int = 6

    def __post_init__(self) -> None:
        if self.horizon < 1 or min(self.drivers, self.cases) < 1:
            raise CallerError("An explanation looks at least one month ahead, and tells one driver and case at least.")


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Of the forecast for `place` in the month numbered `origin + horizon`, made from data up to `origin`.

    `ahead` are the forecasts of the months from the origin on (months by equally likely values); `recent` are the
    place's last 36 months, NaN where unknown.
    """

    model: str
    version: str
    series: str
    place: str
    origin: int
    ask: Ask
    ahead: npt.NDArray[np.float32]
    recent: tuple[float, ...]
    now: Reading
    drivers: tuple[Driver, ...]
    cases: Cases
    news: News | None
    steps: Steps

    @property
    def samples(self) -> npt.NDArray[np.float32]:
        """The forecast that is explained."""
        told: npt.NDArray[np.float32] = self.ahead[self.ask.horizon - 1]
        return told

    @property
    def target(self) -> int:
        """Number of the month that is forecast."""
        return self.origin + self.ask.horizon


def explain(
    module: ModelModule, history: History, places: Sequence[str], ask: Ask | None = None
) -> dict[str, Explanation]:
    """By place; places of which the model says nothing are left out. NotFound for a place the history lacks,
    CallerError for more than 200."""
    ask = ask or Ask()
    if len(places) > MOST_PLACES:
        raise CallerError(f"At most {MOST_PLACES} places are explained at once.")
    at = {place: number for number, place in enumerate(history.places)}
    missing = [place for place in places if place not in at]
    if missing:
        raise NotFound(f"The series {history.series[:60]} has no place {missing[0][:60]!r}.", hint=_some(history))
    answers = Answers(module, history)
    horizons = range(1, max(ask.horizon, ask.months) + 1)
    said = answers.of(history, [at[place] for place in places], horizons)
    told = [number for number, samples in enumerate(said) if np.isfinite(samples).all()]
    asked = [at[places[number]] for number in told]
    if not asked:
        return {}
    drivers = _drivers(answers, history, asked, ask)
    news = news_of(answers, history, asked, ask.horizon, ask.threshold)
    steps = steps_of(answers, history, asked, ask.horizon, ask.threshold)
    made = {}
    for turn, (place, number) in enumerate(zip(asked, told, strict=True)):
        made[history.places[place]] = Explanation(
            model=module.MODEL.name,
            version=module.MODEL.version,
            series=history.series,
            place=history.places[place],
            origin=history.last_month,
            ask=ask,
            ahead=said[number],
            recent=tuple(history.values[place, -36:].tolist()),
            now=reading_of(said[number, ask.horizon - 1], ask.threshold),
            drivers=drivers[turn],
            cases=cases_like(history, place, ask.threshold, ask.cases),
            news=news[turn],
            steps=steps[turn],
        )
    return made


def _drivers(answers: Answers, history: History, places: Sequence[int], ask: Ask) -> list[tuple[Driver, ...]]:
    by_place = [variants_of(history, place) for place in places]
    variants = [one for each in by_place for one in each]
    if not variants:
        return [() for _ in places]
    base, altered = answers.beside(history, variants, (ask.horizon,))
    made, start = [], 0
    for each in by_place:
        end = start + len(each)
        made.append(drivers_of(each, base[start:end, 0], altered[start:end, 0], ask.threshold, ask.drivers))
        start = end
    return made


def _some(history: History) -> str:
    shown = ", ".join(history.places[:8])
    return f"It has: {shown}{' …' if len(history.places) > 8 else ''}." if shown else "The series has no place yet."
