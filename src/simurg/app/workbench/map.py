"""The map: events by place and by country in a period, against as long a time before. Change rather than level."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.periods import Period, period_of
from simurg.ontology.times import text_of

MOST_CELLS = 2_000
"""Places that are drawn, those with most events first."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class MapAsked:
    """None and the empty tuple: no limit. `layer` is a source's name, or `all`; `place` a country."""

    since: datetime | None
    until: datetime | None
    layer: str
    types: tuple[str, ...]
    place: str | None


def drawn(look: Look, asked: MapAsked) -> Told:
    """Cells, countries and totals."""
    period = period_of(asked.since, asked.until, last_told_of(look))
    where, values = condition(asked.layer, asked.types, asked.place and look.countries.fold(asked.place))
    cells = [_cell(row) for row in _cells(look, period, where, values)]
    countries = _countries(look, period, where, values)
    (sums,) = _sums(look, period, where, values)
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            "period": period.told(),
            "before": period.before.told(),
            "layer": asked.layer,
            **sums,
            "cells": cells,
            "countries": sorted((_country(look, row) for row in countries), key=_order),
            "types": _types(look, asked.layer),
        }
    )


def told_of(look: Look) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment that any event of the view is told of."""

    def found() -> tuple[datetime | None, datetime | None]:
        (row,) = look.rows("SELECT min(occurred_from) AS first, max(occurred_from) AS last FROM events")
        return row["first"], row["last"]

    return look.kept("told of", found)


def last_told_of(look: Look) -> datetime:
    """The latest event's moment, or the view's own if that is earlier or there is none."""
    _, last = told_of(look)
    return look.at if last is None else min(last, look.at)


def condition(layer: str, types: Iterable[str], country: str | None) -> tuple[str, list[object]]:
    """SQL on `events` and its values."""
    parts, values = ["true"], list[object]()
    if layer != "all":
        parts.append("source_id = ?")
        values.append(layer)
    if chosen := list(types):
        parts.append(f"event_type IN ({', '.join('?' for _ in chosen)})")
        values += chosen
    if country:
        parts.append("country = ?")
        values.append(country)
    return " AND ".join(parts), values


def change(count: int, before: int) -> float:
    """Log ratio with one added to each; 0 is no change."""
    return round(math.log((count + 1) / (before + 1)), _DIGITS)


def _counted(column: str, where: str) -> str:
    """SELECT of counts in a period and before it; six values: its start three times, both ends, and where's."""
    return f"""SELECT {column}, count(*) FILTER (occurred_from >= ?) AS count,
        sum(deaths_best) FILTER (occurred_from >= ?)::BIGINT AS deaths, count(*) FILTER (occurred_from < ?) AS before
        FROM events WHERE occurred_from >= ? AND occurred_from < ? AND {where} GROUP BY {column}"""


def _values(period: Period, values: list[object]) -> tuple[object, ...]:
    return (period.start, period.start, period.start, period.before.start, period.end, *values)


def _cells(look: Look, period: Period, where: str, values: list[object]) -> list[dict[str, Any]]:
    """Places with coordinates, those with most events first."""
    query = f"""SELECT place, s.country, latitude, longitude, place_precision, count, deaths, before
        FROM ({_counted("spot", where)}) JOIN spots AS s USING (spot)
        WHERE latitude IS NOT NULL AND longitude IS NOT NULL
        ORDER BY count DESC, before DESC, place, s.country, latitude, longitude, place_precision LIMIT {MOST_CELLS}"""
    return look.rows(query, _values(period, values))


def _countries(look: Look, period: Period, where: str, values: list[object]) -> list[dict[str, Any]]:
    return look.rows(f"{_counted('country', where + ' AND country IS NOT NULL')}", _values(period, values))


def _sums(look: Look, period: Period, where: str, values: list[object]) -> list[dict[str, Any]]:
    """Over all places; `cells_total` of them have coordinates."""
    query = f"""SELECT coalesce(sum(count), 0)::BIGINT AS total, coalesce(sum(before), 0)::BIGINT AS total_before,
        coalesce(sum(count) FILTER (latitude IS NULL OR longitude IS NULL), 0)::BIGINT AS unplaced,
        count(*) FILTER (latitude IS NOT NULL AND longitude IS NOT NULL) AS cells_total
        FROM ({_counted("spot", where)}) JOIN spots USING (spot)"""
    return look.rows(query, _values(period, values))


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    where = {name: row[name] for name in ("place", "country", "latitude", "longitude")}
    return {**where, "precision": row["place_precision"], **_figures(row)}


def _country(look: Look, row: dict[str, Any]) -> dict[str, Any]:
    return {"country": row["country"], "name": look.countries.name_of(row["country"]), **_figures(row)}


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    figures = {name: row[name] for name in ("count", "deaths", "before")}
    return {**figures, "change": change(row["count"], row["before"])}


def _order(told: dict[str, Any]) -> tuple[Any, ...]:
    return -told["count"], -told["before"], told["country"]


def _types(look: Look, layer: str) -> list[str]:
    where, values = condition(layer, (), None)
    query = f"SELECT DISTINCT event_type FROM events WHERE {where} AND event_type IS NOT NULL ORDER BY event_type"
    return look.kept(("types", layer), lambda: [row["event_type"] for row in look.rows(query, tuple(values))])
