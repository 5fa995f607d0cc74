"""Small pictures as SVG: counts by week, and ranges of a forecast. Numbers in, SVG out; each has words beside it.
Charts with text in them are in `charts`.

They hold no text and load nothing. Colours are the caller's: CSS variables on a page, fixed ones on paper.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simurg.assessment.brief.values import Range
from simurg.assessment.charts.svg import PRINT, Palette


@dataclass(frozen=True, slots=True)
class Colours:
    ink: str
    quiet: str
    accent: str
    palette: Palette = PRINT


PAGE = Colours(
    "var(--ink)",
    "var(--quiet)",
    "var(--accent)",
    Palette("var(--ink)", "var(--soft)", "var(--quiet)", "var(--accent)", "var(--sheet)",
            tuple(f"var(--tint{number})" for number in range(5)), ("var(--band0)", "var(--band1)", "var(--band2)")),
)  # fmt: skip
PAPER = Colours("#1b2430", "#a9b1bb", "#8a1c24")


def weeks_svg(counts: Sequence[int], colours: Colours) -> str:
    """Bars by week, the last one accented. 72 × 16 units."""
    width, height = 72.0, 16.0
    step = width / max(len(counts), 1)
    most = max([*counts, 1])
    bars = []
    for place, count in enumerate(counts):
        tall = max(count / most * (height - 1), 0.6)
        colour = colours.accent if place == len(counts) - 1 else colours.quiet
        bars.append(
            f'<rect x="{place * step:.2f}" y="{height - tall:.2f}" width="{step * 0.72:.2f}" '
            f'height="{tall:.2f}" fill="{colour}"/>'
        )
    return _svg(width, height, "".join(bars))


def weeks_in_words(counts: Sequence[int]) -> str:
    """The text alternative."""
    return f"Events known by week, oldest first, the last {len(counts)} weeks: {', '.join(map(str, counts))}."


def ranges_svg(ranges: Sequence[Range], threshold: float, colours: Colours) -> str:
    """A bar from low to high for each period with a mark at the median, on a logarithmic scale from 0; the dashed
    line is the threshold. 150 × 44 units."""
    width, height = 150.0, 44.0
    top = math.log1p(max([threshold * 1.2, *(one.high for one in ranges), 1.0]))

    def level(value: float) -> float:
        return height - 1 - math.log1p(max(value, 0.0)) / top * (height - 2)

    step = width / max(len(ranges), 1)
    wide = min(step * 0.34, 9.0)
    drawn = [_stroke(0, level(threshold), width, colours.accent, 'stroke-dasharray="2.5 2.5"')]
    drawn.append(_stroke(0, height - 0.5, width, colours.quiet))
    for place, one in enumerate(ranges):
        left = (place + 0.5) * step - wide / 2
        low, high, median = level(one.low), level(one.high), level(one.median)
        drawn.append(
            f'<rect x="{left:.2f}" y="{high:.2f}" width="{wide:.2f}" height="{max(low - high, 0.8):.2f}" '
            f'fill="{colours.quiet}"/>'
        )
        drawn.append(
            f'<rect x="{left - 1.5:.2f}" y="{median - 0.7:.2f}" width="{wide + 3:.2f}" height="1.4" '
            f'fill="{colours.ink}"/>'
        )
    return _svg(width, height, "".join(drawn))


def range_svg(one: Range, threshold: float, colours: Colours) -> str:
    """One range lying: a bar from low to high with a mark at the median, on a logarithmic scale from 0; the dashed
    line is the threshold. 150 × 18 units."""
    width, height = 150.0, 18.0
    top = math.log1p(max(threshold * 1.2, one.high, 1.0))

    def at(value: float) -> float:
        return 1 + math.log1p(max(value, 0.0)) / top * (width - 2)

    low, median, high, edge = at(one.low), at(one.median), at(one.high), at(threshold)
    return _svg(
        width,
        height,
        f'<rect x="{low:.2f}" y="5" width="{max(high - low, 0.8):.2f}" height="8" fill="{colours.quiet}"/>'
        f'<rect x="{median - 0.7:.2f}" y="3" width="1.4" height="12" fill="{colours.ink}"/>'
        f'<line x1="{edge:.2f}" y1="0" x2="{edge:.2f}" y2="17" stroke="{colours.accent}" stroke-width="0.6" '
        f'stroke-dasharray="2.5 2.5"/>' + _stroke(0, height - 0.5, width, colours.quiet),
    )


def ranges_in_words(ranges: Sequence[Range], threshold: float) -> str:
    """The text alternative."""
    parts = [f"{one.label}: {one.low:,.0f} to {one.high:,.0f}, median {one.median:,.0f}" for one in ranges]
    return f"Ranges that hold 80 % of the forecast, with the line at {threshold:,.0f}. {'; '.join(parts)}."


def _stroke(left: float, y: float, width: float, colour: str, more: str = "") -> str:
    return (
        f'<line x1="{left:.2f}" y1="{y:.2f}" x2="{left + width:.2f}" y2="{y:.2f}" '
        f'stroke="{colour}" stroke-width="0.6" {more}/>'
    )


def _svg(width: float, height: float, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">{content}</svg>'
    )
