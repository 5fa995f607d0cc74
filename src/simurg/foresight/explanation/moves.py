"""What moved a forecast since last month, and what next month's value would do to it.

Both compare forecasts of one and the same month. News: the model on the history without its last month, against the
model on all of it. Steps: the model on the history with one more month of a stated value at this place (other places
unknown), against the model as it is, one month farther ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from simurg.foresight.explanation.answers import Answers
from simurg.foresight.explanation.reading import Reading, reading_of
from simurg.foresight.explanation.variants import Variant, longer, rows_of
from simurg.foresight.history import History

LEVELS = (0.0, 1.0, 10.0, 25.0, 100.0, 1_000.0)


@dataclass(frozen=True, slots=True)
class News:
    """`month` is the number of the month that became known, `value` what was told of it (None: nothing), `rows` the
    measurement that told it."""

    month: int
    value: float | None
    before: Reading
    now: Reading
    rows: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """If the next month brings `value`, the forecast of the month after becomes `then`."""

    value: float
    then: Reading


@dataclass(frozen=True, slots=True)
class Steps:
    """`now` is today's forecast of the same month, one month farther ahead than the forecast that is explained."""

    now: Reading
    levels: tuple[Step, ...]

    @property
    def strongest(self) -> Step:
        """The one that moves the forecast most."""
        return max(self.levels, key=lambda one: (abs(one.then.mean_log - self.now.mean_log), one.value))


def news_of(
    answers: Answers, history: History, places: Sequence[int], horizon: int, threshold: float
) -> list[News | None]:
    """For each place; None where the model said nothing a month ago."""
    if history.months < 2:
        return [None for _ in places]
    before = answers.of(history.until(history.months - 1), places, (horizon + 1,))[:, 0]
    now = answers.of(history, places, (horizon,))[:, 0]
    made: list[News | None] = []
    for place, was, is_ in zip(places, before, now, strict=True):
        if np.isnan(was).any() or np.isnan(is_).any():
            made.append(None)
            continue
        told = float(history.values[place, -1])
        value = told if np.isfinite(told) else None
        rows = rows_of(history, place, history.months - 1, history.months)
        made.append(News(history.last_month, value, reading_of(was, threshold), reading_of(is_, threshold), rows))
    return made


def steps_of(answers: Answers, history: History, places: Sequence[int], horizon: int, threshold: float) -> list[Steps]:
    """For each place, in the order of LEVELS; the places must be ones of which the model says something."""
    more = longer(history)
    now = answers.of(history, places, (horizon + 1,))[:, 0]
    variants = []
    for place in places:
        for level in LEVELS:
            values = more.values[place].copy()
            values[-1] = level
            variants.append(Variant(place, "next_month", values, level, "zero"))
    _, altered = answers.beside(more, variants, (horizon,))
    made = []
    for number, today in enumerate(now):
        said = altered[number * len(LEVELS) : (number + 1) * len(LEVELS), 0]
        levels = tuple(Step(one, reading_of(each, threshold)) for one, each in zip(LEVELS, said, strict=True))
        made.append(Steps(reading_of(today, threshold), levels))
    return made
