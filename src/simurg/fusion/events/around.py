"""Which rows of a view could be one event with some given rows: read narrowly, by country, place and day."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.events.facts import NEEDED, as_bytes

WINDOW = timedelta(days=1)
"""How far apart in time two rows may begin and still link."""
MARGIN = 0.5
"""Degrees of latitude (55 km) around a place; more than any precise place reaches."""
MOMENT = timedelta(microseconds=1)


class Readable(Protocol):
    """What is asked of a view."""

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: Mapping[str, object] | None = None
    ) -> pa.Table:
        """Rows of a table that meet a condition (see `ledger.view.Where`)."""


def around(view: Readable, members: pa.Table) -> pa.Table:
    """Rows that some member could link with, the members among them, each once."""
    begun = pc.min_max(members["occurred_from"]).as_py()
    if begun["min"] is None:
        return members
    days = {"occurred_from": (begun["min"] - WINDOW, begun["max"] + WINDOW + MOMENT)}
    wanted: list[dict[str, object]] = [{"country": country} for country in pc.unique(members["country"]).to_pylist()]
    south, north = _span(members["latitude"])
    west, east = _span(members["longitude"])
    if not math.isnan(south) and not math.isnan(west):
        wanted.append({"latitude": (south - MARGIN, north + MARGIN), **_between(west, east, max(-south, north))})
    parts = [members, *(view.read("events", NEEDED, {**days, **where}) for where in wanted)]
    rows = pa.concat_tables([part.select(NEEDED) for part in parts])
    ids = as_bytes(rows["id"])
    first = pc.index_in(ids.unique(), value_set=ids)
    return rows.take(first)


def _span(degrees: pa.ChunkedArray) -> tuple[float, float]:
    found = pc.min_max(degrees).as_py()
    return (math.nan, math.nan) if found["min"] is None else (found["min"], found["max"])


def _between(west: float, east: float, latitude: float) -> dict[str, object]:
    """The condition on longitude: none where the margin would reach over the date line or a pole."""
    wide = MARGIN / max(math.cos(math.radians(min(latitude, 90.0))), 1e-3)
    if west - wide < -180 or east + wide > 180:
        return {}
    return {"longitude": (west - wide, east + wide)}
