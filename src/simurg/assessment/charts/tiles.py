"""A map of the world as tiles: one square a country, its colour the probability of reaching a threshold.

No outlines of countries are shipped, and a square gives a small country the same room as a large one. Each tile bears
its code and, in a colour of its own class, a mark as well (none, dot, two dots, stroke, cross), so that it reads
without colour and on a copying machine. Places without a forecast are hollow: unknown, not calm. Places that the grid
does not have stand below it, by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from simurg.assessment.charts.svg import PRINT, Palette, clean, drawing, element, label, line, rectangle
from simurg.ontology.countries import country_name
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError
from simurg.ontology.likelihood import percent

EDGES = (0.01, 0.05, 0.20, 0.50)
"""Between the classes; the upper class has its edge."""
CLASSES = ("under 1 %", "1 to 5 %", "5 to 20 %", "20 to 50 %", "50 % and more")
TILE = 12.0
COLUMNS_BELOW = 6
NAME_LETTERS = 16
MOST_BELOW = 60


@dataclass(frozen=True, slots=True)
class Chances:
    """The probability for each place, a code (ISO alpha-3) or a name; `what` says of what, for title and legend."""

    title: str
    what: str
    of: Mapping[str, float]

    def __post_init__(self) -> None:
        for chance in self.of.values():
            if not 0 <= chance <= 1:
                raise CallerError(f"{chance} is not a probability.", hint="Leave out places without a forecast.")


@cache
def grid() -> Mapping[str, tuple[int, int]]:
    """Row and column of every code on the map."""
    told = yaml.safe_load((files("simurg.assessment.charts") / "tiles.yaml").read_text(encoding="utf-8"))
    return {
        code: (row, column)
        for row, text in enumerate(told["rows"])
        for column, code in enumerate(text.split())
        if code != ".."
    }


def class_of(chance: float) -> int:
    """0 for the least, 4 for the greatest."""
    return sum(chance >= edge for edge in EDGES)


def tiles_svg(chances: Chances, palette: Palette = PRINT) -> str:
    """The map, or only the row of names where no place is on it. 27 tiles wide."""
    codes = _codes(chances.of)
    on_map = {code: chance for code, chance in codes.items() if code in grid()}
    below = sorted((one for one in codes.items() if one[0] not in grid()), key=lambda one: (-one[1], one[0]))
    rows = 1 + max(row for row, _ in grid().values())
    width = TILE * (1 + max(column for _, column in grid().values()))
    top = rows * TILE if on_map else 0.0
    parts = []
    if on_map:
        for code, (row, column) in grid().items():
            parts.append(_tile((column * TILE, row * TILE), code, on_map.get(code), palette))
    parts += _below(below, top + (4 if on_map else 0), width, palette)
    lines = -(-min(len(below), MOST_BELOW) // COLUMNS_BELOW)
    floor = top + lines * (TILE + 2) + (4 if on_map and below else 0)
    parts += _legend(chances.what, floor + 4, palette)
    return drawing((width, floor + 24), (chances.title, in_words(chances)), parts)


def in_words(chances: Chances) -> str:
    """The text alternative: how many places in each class, and the highest by name."""
    codes = _codes(chances.of)
    top = sorted(codes.items(), key=lambda one: (-one[1], one[0]))[:8]
    named = ", ".join(f"{country_name(code)} {percent(chance)}" for code, chance in top)
    counts = [sum(class_of(chance) == number for chance in codes.values()) for number in range(len(CLASSES))]
    told = ", ".join(f"{count} {name}" for count, name in zip(counts, CLASSES, strict=True) if count)
    return (
        f"{chances.what}, {len(codes)} places: {told}. Highest: {named}." if codes else f"{chances.what}: no forecast."
    )


def _codes(given: Mapping[str, float]) -> dict[str, float]:
    """By code where the place is a country or a name of one."""
    return {iso3_of_name(place) or place: chance for place, chance in sorted(given.items())}


def _tile(at: tuple[float, float], code: str, chance: float | None, palette: Palette) -> str:
    left, top = at
    inner = TILE - 1.2
    words = f"{country_name(code)}: " + ("no forecast" if chance is None else percent(chance))
    if chance is None:
        square = rectangle(left, top, inner, inner, fill="none", stroke=palette.quiet, stroke_width=0.35)
        name = label(left + inner / 2, top + 6.6, code, 4, text_anchor="middle", fill=palette.quiet)
        return element("g", element("title", clean(words)) + square + name)
    number = class_of(chance)
    ink = palette.paper if number >= 3 else palette.ink
    square = rectangle(left, top, inner, inner, fill=palette.tints[number], stroke=palette.soft, stroke_width=0.25)
    name = label(left + inner / 2, top + 5.4, code, 4.2, text_anchor="middle", fill=ink)
    return element("g", element("title", clean(words)) + square + name + _mark(number, (left, top), ink))


def _mark(number: int, at: tuple[float, float], ink: str) -> str:
    """A sign for each class: nothing, a dot, two dots, a stroke, a cross."""
    x, y = at[0] + (TILE - 1.2) / 2, at[1] + 8.3
    dots = {1: (0.0,), 2: (-1.6, 1.6)}.get(number, ())
    parts = [element("circle", cx=x + shift, cy=y, r=0.8, fill=ink) for shift in dots]
    if number >= 3:
        parts.append(line((x - 2.6, y), (x + 2.6, y), ink, 0.9))
    if number == 4:
        parts.append(line((x, y - 2), (x, y + 2), ink, 0.9))
    return "".join(parts)


def _below(places: list[tuple[str, float]], top: float, width: float, palette: Palette) -> list[str]:
    """Names that the grid does not have, most probable first; what does not fit is counted."""
    parts, step = [], width / COLUMNS_BELOW
    for number, (place, chance) in enumerate(places[:MOST_BELOW]):
        row, column = divmod(number, COLUMNS_BELOW)
        left, y = column * step, top + row * (TILE + 2)
        class_ = class_of(chance)
        ink = palette.paper if class_ >= 3 else palette.ink
        square = rectangle(left, y, TILE - 1.2, TILE - 1.2, fill=palette.tints[class_], stroke=palette.soft,
                           stroke_width=0.25)  # fmt: skip
        name = country_name(place)
        shown = name if len(name) <= NAME_LETTERS else name[: NAME_LETTERS - 1] + "…"
        words = element("title", clean(f"{name}: {percent(chance)}"))
        text = label(left + TILE + 0.5, y + 7.4, shown, 5, fill=palette.ink)
        parts.append(element("g", words + square + _mark(class_, (left, y - 3), ink) + text))
    if len(places) > MOST_BELOW:
        more = f"and {len(places) - MOST_BELOW:,} more"
        y = top + (MOST_BELOW // COLUMNS_BELOW) * (TILE + 2)
        parts.append(label(width, y - 4, more, 5, text_anchor="end", fill=palette.soft))
    return parts


def _legend(what: str, top: float, palette: Palette) -> list[str]:
    parts = [label(0, top + 5, what, 5.6, fill=palette.soft)]
    for number, name in enumerate(CLASSES):
        left = number * 54.0
        ink = palette.paper if number >= 3 else palette.ink
        parts.append(rectangle(left, top + 8, TILE - 1.2, TILE - 1.2, fill=palette.tints[number],
                               stroke=palette.soft, stroke_width=0.25))  # fmt: skip
        parts.append(_mark(number, (left, top + 5), ink))
        parts.append(label(left + TILE + 1, top + 15.4, name, 5.4, fill=palette.ink))
    parts.append(rectangle(len(CLASSES) * 54.0, top + 8, TILE - 1.2, TILE - 1.2, fill="none", stroke=palette.quiet,
                           stroke_width=0.35))  # fmt: skip
    parts.append(label(len(CLASSES) * 54.0 + TILE + 1, top + 15.4, "no forecast", 5.4, fill=palette.ink))
    return parts
