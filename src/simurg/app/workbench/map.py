"""The map: events by place and by country in a period, against as long a time before. Change rather than level."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.periods import Period, period_of
from simurg.ontology.countries import COUNTRIES
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
    where, values = condition(asked.layer, asked.types, asked.place)
    spots = _by(look, "spot", period, where, values)
    countries = _by(look, "country", period, where, values)
    named = _spots(look, [row["spot"] for row in spots])
    cells = sorted((_cell(row, named[row["spot"]]) for row in spots if _is_placed(row, named)), key=_order)
    unplaced = sum(row["count"] for row in spots if not _is_placed(row, named))
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            "period": period.told(),
            "before": period.before.told(),
            "layer": asked.layer,
            "total": sum(row["count"] for row in countries),
            "total_before": sum(row["before"] for row in countries),
            "unplaced": unplaced,
            "cells": cells[:MOST_CELLS],
            "cells_total": len(cells),
            "countries": sorted(map(_country, (row for row in countries if row["country"])), key=_order),
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


def _by(look: Look, column: str, period: Period, where: str, values: list[object]) -> list[dict[str, Any]]:
    """Counts in the period and before it."""
    query = f"""SELECT {column}, count(*) FILTER (occurred_from >= ?) AS count,
        sum(deaths_best) FILTER (occurred_from >= ?)::BIGINT AS deaths, count(*) FILTER (occurred_from < ?) AS before
        FROM events WHERE occurred_from >= ? AND occurred_from < ? AND {where} GROUP BY {column}"""
    start = period.start
    return look.rows(query, (start, start, start, period.before.start, period.end, *values))


def _spots(look: Look, spots: list[int]) -> dict[int, dict[str, Any]]:
    if not spots:
        return {}
    return {row["spot"]: row for row in look.kept("spots", lambda: look.rows("SELECT * FROM spots"))}


def _is_placed(row: dict[str, Any], named: dict[int, dict[str, Any]]) -> bool:
    spot = named[row["spot"]]
    return spot["latitude"] is not None and spot["longitude"] is not None


def _cell(row: dict[str, Any], spot: dict[str, Any]) -> dict[str, Any]:
    return {
        "place": spot["place"],
        "country": spot["country"],
        "latitude": spot["latitude"],
        "longitude": spot["longitude"],
        "precision": spot["place_precision"],
        **_figures(row),
    }


def _country(row: dict[str, Any]) -> dict[str, Any]:
    return {"country": row["country"], "name": COUNTRIES.get(row["country"], row["country"]), **_figures(row)}


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    figures = {name: row[name] for name in ("count", "deaths", "before")}
    return {**figures, "change": change(row["count"], row["before"])}


def _order(told: dict[str, Any]) -> tuple[Any, ...]:
    words = (told.get("place") or "", told["country"] or "", told.get("latitude"), told.get("longitude"))
    return (-told["count"], -told["before"], *map(str, words))


def _types(look: Look, layer: str) -> list[str]:
    where, values = condition(layer, (), None)
    query = f"SELECT DISTINCT event_type FROM events WHERE {where} AND event_type IS NOT NULL ORDER BY event_type"
    return look.kept(("types", layer), lambda: [row["event_type"] for row in look.rows(query, tuple(values))])
