"""The chart of the foresight part: states, regions and who borders whom. The same for every seed.

Regions of three rows by four columns lie two by two; states that touch are neighbours, and some that touch by a corner.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import yaml

_ROWS, _COLUMNS = 3, 4


@dataclass(frozen=True, slots=True)
class Chart:
    """States by number; `borders[i, j]` is symmetric, with nobody his own neighbour."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    regions: tuple[str, ...]
    region: npt.NDArray[np.int64]
    borders: npt.NDArray[np.bool_]


@cache
def chart() -> Chart:
    """The one chart of version 1."""
    told = yaml.safe_load(files("simurg.exercise.parts.foresight").joinpath("states.yaml").read_text("utf-8"))
    regions: dict[str, list[str]] = told["regions"]
    names = tuple(name for states in regions.values() for name in states)
    region = np.repeat(np.arange(len(regions)), _ROWS * _COLUMNS)
    within = np.arange(len(names)) % (_ROWS * _COLUMNS)
    row = within // _COLUMNS + _ROWS * (region // 2)
    column = within % _COLUMNS + _COLUMNS * (region % 2)
    down, across = np.abs(row[:, None] - row), np.abs(column[:, None] - column)
    corner = (down == 1) & (across == 1) & ((row[:, None] + row + 3 * (column[:, None] + column)) % 4 == 0)
    codes = tuple(f"Q{chr(ord('M') + number // 6)}{chr(ord('A') + 4 * (number % 6))}" for number in range(len(names)))
    return Chart(names, codes, tuple(regions), region, (down + across == 1) | corner)


def neighbours() -> pa.Table:
    """`state`, `neighbour` as codes, both ways."""
    one, other = np.nonzero(chart().borders)
    codes = np.array(chart().codes)
    return pa.table({"state": codes[one].tolist(), "neighbour": codes[other].tolist()})
