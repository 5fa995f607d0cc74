"""A reliability diagram as SVG: what was said against what happened, with its interval and how many cases.

Pure: the same bins give the same bytes. The diagonal is perfect calibration; the area of a point grows with its
cases. It names nothing but what it is given, and needs no font but the reader's own.
"""

from collections.abc import Sequence
from html import escape

from simurg.foresight.questions.calibration import Bin

SIZE, LEFT, TOP, SIDE = 360, 52, 34, 280
_LARGEST = 9.0


def reliability_svg(bins: Sequence[Bin], title: str = "Reliability") -> str:
    """An image of SIZE by SIZE; without bins it says that nothing could be scored."""
    most = max((one.count for one in bins), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" role="img"'
        ' font-family="sans-serif" font-size="11">',
        f"<title>{escape(title)}</title><desc>{escape(_described(bins))}</desc>",
        f'<rect width="{SIZE}" height="{SIZE}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="13">{escape(title)}</text>',
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<line x1="{LEFT}" y1="{TOP + SIDE}" x2="{LEFT + SIDE}" y2="{TOP}" stroke="#888" stroke-dasharray="4 3"/>',
        *(_tick(step) for step in (0.0, 0.25, 0.5, 0.75, 1.0)),
        f'<text x="{LEFT + SIDE / 2:.0f}" y="{SIZE - 8}" text-anchor="middle">said</text>',
        f'<text x="12" y="{TOP + SIDE / 2:.0f}" text-anchor="middle" '
        f'transform="rotate(-90 12 {TOP + SIDE / 2:.0f})">happened</text>',
        *(_point(one, most) for one in bins),
    ]
    if not bins:
        parts.append(
            f'<text x="{LEFT + SIDE / 2:.0f}" y="{TOP + SIDE / 2:.0f}" text-anchor="middle">no cases yet</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _point(one: Bin, most: int) -> str:
    x = _across(one.said)
    low, high = (_up(bound) for bound in one.interval_90)
    radius = _LARGEST * (one.count / most) ** 0.5
    return (
        f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}" stroke="#2a5d8f"/>'
        f'<circle cx="{x:.1f}" cy="{_up(one.share):.1f}" r="{max(radius, 2):.1f}" fill="#2a5d8f" fill-opacity=".7"/>'
    )


def _tick(share: float) -> str:
    return (
        f'<text x="{_across(share):.1f}" y="{TOP + SIDE + 16}" text-anchor="middle">{share:.0%}</text>'
        f'<text x="{LEFT - 6}" y="{_up(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>'
    )


def _across(share: float) -> float:
    return LEFT + SIDE * share


def _up(share: float) -> float:
    return TOP + SIDE * (1 - share)


def _described(bins: Sequence[Bin]) -> str:
    """In words, for whoever does not see it."""
    told = (f"said {one.said:.0%}, happened {one.share:.0%} of {one.count}" for one in bins)
    return "; ".join(told) or "no cases yet"
