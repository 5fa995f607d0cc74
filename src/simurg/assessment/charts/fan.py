"""A fan chart: what was, then what may come as bands that hold 50, 80 and 90 %, and what was said in earlier issues.

The scale is that of log(1 + value), since deaths come in orders of magnitude. Unknown months are gaps, never zeros;
months between the last one known and the first one forecast are gaps too. After the Bank of England's fan charts
(E. Britton, P. Fisher & J. Whitley, Quarterly Bulletin, February 1998).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from simurg.assessment.charts.svg import PRINT, Palette, drawing, element, label, line, path, rectangle
from simurg.ontology.errors import CallerError
from simurg.ontology.likelihood import percent

LEVELS = (0.9, 0.8, 0.5)
TICKS = (0, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """The forecast of the month that begins at `month`: equally likely values."""

    month: datetime
    samples: npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Said:
    """What an earlier issue held most likely for a month: its median and 80 % range."""

    month: datetime
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """`past` are values of consecutive months from `since` on, NaN where unknown; `said` are earlier issues."""

    title: str
    since: datetime
    past: Sequence[float]
    ahead: Sequence[Ahead]
    threshold: float
    said: Sequence[Said] = ()

    def __post_init__(self) -> None:
        if not self.ahead:
            raise CallerError("A fan chart needs a forecast.")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot stands in the picture, and which months and values it spans."""

    width: float
    height: float
    first: int
    months: int
    top: float
    left: float = 22.0
    below: float = 12.0

    def x(self, month: float) -> float:
        return self.left + (month - self.first + 0.5) / self.months * (self.width - self.left - 2)

    def y(self, value: float) -> float:
        return self.height - self.below - math.log1p(max(value, 0.0)) / self.top * (self.height - self.below - 5)

    @property
    def step(self) -> float:
        return (self.width - self.left - 2) / self.months


def fan_svg(fan: Fan, size: tuple[float, float] = (260.0, 92.0), palette: Palette = PRINT) -> str:
    """The chart in a frame of this size, in units of which a text line takes 7."""
    quantiles = [_quantiles(one.samples) for one in fan.ahead]
    first = _month(fan.since)
    last = max(_month(fan.ahead[-1].month), first + len(fan.past) - 1)
    known = [value for value in fan.past if math.isfinite(value)]
    most = max([fan.threshold, 9.0, *known, *(one[-1] for one in quantiles), *(one.high for one in fan.said)])
    frame = Frame(size[0], size[1], first, last - first + 1, math.log1p(most * 1.15))
    parts = [*_grid(frame, fan, palette), *_bands(frame, fan, quantiles, palette)]
    parts += [*_said(frame, fan, palette), *_past(frame, fan, palette)]
    return drawing(size, (fan.title, in_words(fan)), parts)


def in_words(fan: Fan) -> str:
    """The text alternative: the first and the last month ahead, and the chance of the threshold."""
    told = []
    for one in dict.fromkeys((fan.ahead[0], fan.ahead[-1])):
        low, high = np.quantile(one.samples, (0.1, 0.9))
        median, chance = np.quantile(one.samples, 0.5), float((one.samples >= fan.threshold).mean())
        told.append(
            f"{one.month:%b %Y}: median {median:,.0f}, 80 % between {low:,.0f} and {high:,.0f}, "
            f"chance of {fan.threshold:,.0f} or more {percent(chance)}"
        )
    last = next((value for value in reversed(list(fan.past)) if math.isfinite(value)), None)
    head = f"Last known value {last:,.0f}. " if last is not None else "Nothing is known of the past. "
    return head + "; ".join(told) + "."


def _quantiles(samples: npt.NDArray[np.floating]) -> list[float]:
    """Lower ends of the bands from wide to narrow, the median, upper ends from narrow to wide."""
    if not len(samples) or not np.isfinite(samples).all():
        raise CallerError("A fan chart needs samples that are numbers.")
    lower = [(1 - level) / 2 for level in LEVELS]
    return [float(one) for one in np.quantile(samples, [*lower, 0.5, *(1 - one for one in reversed(lower))])]


def _grid(frame: Frame, fan: Fan, palette: Palette) -> list[str]:
    parts = []
    for tick in TICKS:
        if math.log1p(tick) <= frame.top:
            y = frame.y(tick)
            parts.append(line((frame.left, y), (frame.width - 2, y), palette.quiet, 0.25))
            parts.append(label(frame.left - 2, y + 2, _short(tick), 6, text_anchor="end", fill=palette.soft))
    y = frame.y(fan.threshold)
    parts.append(line((frame.left, y), (frame.width - 2, y), palette.accent, 0.6, stroke_dasharray="2.5 2.5"))
    for month in range(frame.first, frame.first + frame.months):
        if month % 12 == 0:
            x = frame.x(month) - frame.step / 2
            parts.append(line((x, frame.height - frame.below), (x, frame.height - frame.below + 3), palette.soft, 0.5))
            if x < frame.width - 20:
                parts.append(label(x + 1.5, frame.height - 3, month // 12, 6, fill=palette.soft))
    return parts


def _bands(frame: Frame, fan: Fan, quantiles: list[list[float]], palette: Palette) -> list[str]:
    """One step a month, so that no value is drawn between months."""
    parts = []
    for one, values in zip(fan.ahead, quantiles, strict=True):
        x = frame.x(_month(one.month)) - frame.step / 2
        for band, colour in enumerate(palette.bands):
            low, high = frame.y(values[band]), frame.y(values[-1 - band])
            wide = frame.step + 0.2  # neighbours overlap a little, lest a screen shows seams
            parts.append(rectangle(x, high, wide, max(low - high, 0.5), fill=colour))
        middle = frame.y(values[len(LEVELS)])
        parts.append(line((x, middle), (x + frame.step, middle), palette.ink, 1.2))
    return parts


def _said(frame: Frame, fan: Fan, palette: Palette) -> list[str]:
    """Earlier issues: a hollow mark at the median, a thin bar for 80 %."""
    parts = []
    for one in fan.said:
        x = frame.x(_month(one.month))
        if frame.left <= x <= frame.width:
            parts.append(line((x, frame.y(one.low)), (x, frame.y(one.high)), palette.accent, 0.5))
            middle = frame.y(one.median)
            parts.append(element("circle", cx=x, cy=middle, r=1.4, fill=palette.paper, stroke=palette.accent,
                                 stroke_width=0.7))  # fmt: skip
    return parts


def _past(frame: Frame, fan: Fan, palette: Palette) -> list[str]:
    """Runs of known months as lines; a month between two unknown ones as a dot."""
    parts, run = [], []
    for month, value in enumerate([*fan.past, math.nan], frame.first):
        if math.isfinite(value):
            run.append((frame.x(month), frame.y(value)))
        elif run:
            if len(run) == 1:
                parts.append(element("circle", cx=run[0][0], cy=run[0][1], r=0.9, fill=palette.ink))
            else:
                parts.append(path(run, fill="none", stroke=palette.ink, stroke_width=0.9, stroke_linejoin="round"))
            run = []
    return parts


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _short(tick: int) -> str:
    return f"{tick // 1_000_000} M" if tick >= 1_000_000 else f"{tick // 1_000}k" if tick >= 1_000 else str(tick)
