"""What each group of event rows says, with its spread: nothing is averaged away."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.events.blocks import Ints
from simurg.fusion.events.facts import Facts, Flags
from simurg.fusion.events.places import kilometres

FAR_KM = 100.0
"""From this radius on a group's places contradict each other."""
_TOLD = ("g", "r", "source_id", "o", "occurred_from", "occurred_to", "deaths_low", "deaths_best", "deaths_high")


def summary(facts: Facts, groups: Ints, origins: pa.Array) -> pa.Table:
    """One row a group, in order of its id.

    `group` (id of its first row), `rows`, `reports`, `sources`, `origins` (independent ones), `corroborated` (two
    origins or more), `first`, `last` (moments; `last` exclusive), `country`, `place`, `place_precision`, `latitude`,
    `longitude` (of the most precise row), `radius_km` (how far the other rows' places lie from it), `actors`,
    `recipients`, `event_types` (each name with its rows; the code where there is no type), `deaths_low`,
    `deaths_least`, `deaths_most`, `deaths_high` (lowest low, lowest and highest best, highest high), `contradictions`
    (of deaths, direction, place, type).
    """
    first, number = (found.astype(np.int64) for found in np.unique(groups, return_inverse=True))
    rows = facts.rows
    best = _most_precise(facts, number, len(first))
    radius = _radius(facts, number, best)
    counts = _aggregated(pa.table({"g": number, "r": _reports(facts), "o": origins} | _columns(rows)))
    where = pa.array(best)
    table = {
        "group": _taken(rows["id"], pa.array(first)),
        "rows": counts["g_count"],
        "reports": counts["r_count_distinct"],
        "sources": counts["source_id_count_distinct"],
        "origins": counts["o_count_distinct"],
        "corroborated": pc.greater(counts["o_count_distinct"], 1),
        "first": counts["occurred_from_min"],
        "last": counts["occurred_to_max"],
        **{
            name: _taken(rows[name], where) for name in ("country", "place", "place_precision", "latitude", "longitude")
        },
        "radius_km": pa.array(radius, mask=np.isnan(radius)),
        "actors": _counted(number, _named(rows, "actor"), len(first)),
        "recipients": _counted(number, _named(rows, "recipient"), len(first)),
        "event_types": _counted(number, pc.coalesce(rows["event_type"], rows["code"]), len(first)),
        "deaths_low": pc.coalesce(counts["deaths_low_min"], counts["deaths_best_min"]),
        "deaths_least": counts["deaths_best_min"],
        "deaths_most": counts["deaths_best_max"],
        "deaths_high": pc.coalesce(counts["deaths_high_max"], counts["deaths_best_max"]),
        "contradictions": _contradictions(facts, number, len(first), radius),
    }
    return pa.table(table)


def _columns(rows: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: rows[name] for name in _TOLD if name in rows.column_names}


def _aggregated(told: pa.Table) -> pa.Table:
    asked = {"g": ["count"], "r": ["count_distinct"], "source_id": ["count_distinct"], "o": ["count_distinct"]} | {
        "occurred_from": ["min"],
        "occurred_to": ["max"],
        "deaths_low": ["min"],
        "deaths_best": ["min", "max"],
        "deaths_high": ["max"],
    }
    found = told.group_by("g").aggregate([(name, how) for name, hows in asked.items() for how in hows])
    return found.sort_by("g")


def _reports(facts: Facts) -> Ints:
    """Rows without a report are told by themselves."""
    return np.where(facts.report < 0, -2 - np.arange(len(facts)), facts.report)


def _most_precise(facts: Facts, number: Ints, count: int) -> Ints:
    """For each group the row with the smallest reach that has coordinates (else its first row)."""
    known = ~np.isnan(facts.latitude) & ~np.isnan(facts.longitude)
    reach = np.where(known & (facts.reach_km > 0), facts.reach_km, np.inf)
    order = np.lexsort((np.arange(len(facts)), reach, number))
    starts = np.searchsorted(number[order], np.arange(count))
    return order[starts].astype(np.int64)


def _radius(facts: Facts, number: Ints, best: Ints) -> npt.NDArray[np.float64]:
    """Largest distance of a group's rows to its most precise one, km; NaN where no place is known."""
    host = best[number]
    away = kilometres((facts.latitude, facts.latitude[host]), (facts.longitude, facts.longitude[host]))
    found = np.full(len(best), -1.0)
    np.maximum.at(found, number[~np.isnan(away)], away[~np.isnan(away)])
    return np.where(found < 0, np.nan, np.round(found, 1))


def _named(rows: pa.Table, side: str) -> pa.ChunkedArray:
    return pc.coalesce(rows[side], rows[f"{side}_code"])


def _counted(number: Ints, names: pa.ChunkedArray, count: int) -> pa.ListArray:
    """For each group its distinct names with how many rows say so, most first; null names are left out."""
    told = pa.table({"g": number, "name": names}).filter(pc.is_valid(names))
    found = told.group_by(["g", "name"]).aggregate([("name", "count")])
    ranked = found.sort_by([("g", "ascending"), ("name_count", "descending"), ("name", "ascending")])
    starts = np.searchsorted(ranked["g"].to_numpy(), np.arange(count + 1)).astype(np.int32)
    pairs = [ranked[column].combine_chunks() for column in ("name", "name_count")]
    return pa.ListArray.from_arrays(pa.array(starts), pa.StructArray.from_arrays(pairs, ["name", "rows"]))


def _contradictions(facts: Facts, number: Ints, count: int, radius: npt.NDArray[np.float64]) -> pa.Array:
    """What the rows of a group cannot all be right about, for each group in alphabetical order."""
    stated = facts.deaths >= 0
    with np.errstate(invalid="ignore"):
        far = radius > FAR_KM
    one, other = (np.minimum(*facts.loose), np.maximum(*facts.loose))
    turned = (facts.loose[0] != one) & ~facts.mutual & (other >= 0)
    straight = (facts.loose[0] == one) & ~facts.mutual & (one >= 0)
    flags = {
        "deaths": _several(number[stated], facts.deaths[stated], count),
        "direction": _any(number[turned], count) & _any(number[straight], count),
        "place": far,
        "type": _several(number, facts.near, count),
    }
    where = {name: np.flatnonzero(flag) for name, flag in flags.items()}
    groups = np.concatenate(list(where.values()))
    names = np.repeat(list(where), [len(found) for found in where.values()])
    order = np.lexsort((names, groups))
    starts = np.searchsorted(groups[order], np.arange(count + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), pa.array(names[order], pa.string()))


def _any(number: Ints, count: int) -> Flags:
    found = np.zeros(count, np.bool_)
    found[number] = True
    return found


def _several(number: Ints, values: Ints, count: int) -> Flags:
    """Groups with two distinct values or more."""
    pairs = np.unique(np.stack([number, values]), axis=1)[0]
    found: Flags = np.bincount(pairs, minlength=count)[:count] > 1
    return found


def _taken(column: pa.ChunkedArray, places: pa.Array) -> pa.Array:
    return column.combine_chunks().take(places)
