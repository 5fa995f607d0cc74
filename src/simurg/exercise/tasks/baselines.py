"""Naive baselines of crisis warning: what a desk does with a spreadsheet. None of them knows any parameter."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.exercise.scene import Scene
from simurg.exercise.tasks.crisis_warning import Ranker

Floats = npt.NDArray[np.float64]
CONFLICT = ("THREATEN", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT")


def most_mentions(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
    """Most mentions in the last week."""
    recent = _between(events, now, 7, 0)
    return _by(recent, _column(recent, "mentions"))


def largest_ratio(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
    """Rows of the last week over the weekly mean of the four before, each plus one."""
    month = _between(events, now, 35, 0)
    fresh = _newer(month, now, 7)
    names, pair = _pairs(month)
    last, before = (np.bincount(pair, mask, len(names)) for mask in (fresh, ~fresh))
    return _ordered(names, np.asarray((last + 1) / (before / 4 + 1), dtype=np.float64))


def last_deaths(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
    """Most deaths reported in the last week."""
    recent = _between(events, now, 7, 0)
    return _by(recent, _column(recent, "deaths_best"))


def conflict_words(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
    """Most rows of the last week of a hostile type."""
    recent = _between(events, now, 7, 0)
    return _by(recent, _hostile(recent))


def conflict_ratio(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
    """Not among the most naive: hostile rows of the last four weeks over those of the half year before, a week."""
    half_year = _between(events, now, 210, 0)
    hostile, fresh = _hostile(half_year), _newer(half_year, now, 28)
    names, pair = _pairs(half_year)
    last = np.bincount(pair, hostile * fresh, len(names)) / 4
    before = np.bincount(pair, hostile * ~fresh, len(names)) / 26
    return _ordered(names, (last + 0.5) / (before + 0.5))


def any_order(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
    """Random, and the same for the same rows: the pairs by a hash of name, week and number of rows."""
    names, _ = _pairs(events)
    salt = f"{now.isoformat()}|{len(events)}|"
    return sorted(names, key=lambda pair: hashlib.sha256((salt + "|".join(pair)).encode()).digest())


BASELINES: dict[str, Callable[[Scene], Ranker]] = {
    "random": lambda _: any_order,
    "most_mentions": lambda _: most_mentions,
    "largest_ratio": lambda _: largest_ratio,
    "last_deaths": lambda _: last_deaths,
    "conflict_words": lambda _: conflict_words,
    "conflict_ratio": lambda _: conflict_ratio,
}


def _between(events: pa.Table, now: datetime, days_from: int, days_to: int) -> pa.Table:
    """Rows that became known in that time; two-sided ones only. The table is ordered by `known_at`."""
    known = events["known_at"].to_numpy()
    low, high = (np.datetime64(round((now - timedelta(days=d)).timestamp()), "s") for d in (days_from, days_to))
    begin, end = np.searchsorted(known, low, "right"), np.searchsorted(known, high, "right")
    rows = events.slice(begin, end - begin)
    return rows.filter(pc.is_valid(rows["recipient"]))


def _newer(events: pa.Table, now: datetime, days: int) -> npt.NDArray[np.bool_]:
    low = np.datetime64(round((now - timedelta(days=days)).timestamp()), "s")
    return np.asarray(events["known_at"].to_numpy() > low)


def _pairs(events: pa.Table) -> tuple[list[tuple[str, str]], npt.NDArray[np.int64]]:
    """Undirected pairs in order of name, and each row's pair."""
    two_sided = events.filter(pc.is_valid(events["recipient"]))
    one, other = two_sided["actor"], two_sided["recipient"]
    first, last = pc.min_element_wise(one, other), pc.max_element_wise(one, other)
    joined = pc.binary_join_element_wise(first, last, "\t").combine_chunks().dictionary_encode()
    words = joined.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words), np.int64)
    place[order] = np.arange(len(words))
    names = [(words[index].split("\t")[0], words[index].split("\t")[1]) for index in order]
    return names, place[joined.indices.to_numpy()]


def _column(events: pa.Table, name: str) -> Floats:
    return np.asarray(pc.fill_null(events[name], 0).to_numpy(), dtype=np.float64)


def _hostile(events: pa.Table) -> Floats:
    return np.asarray(pc.is_in(events["event_type"], pa.array(CONFLICT)).to_numpy(), dtype=np.float64)


def _by(events: pa.Table, weight: Floats) -> list[tuple[str, str]]:
    names, pair = _pairs(events)
    return _ordered(names, np.asarray(np.bincount(pair, weight, len(names)), dtype=np.float64))


def _ordered(names: list[tuple[str, str]], alarm: Floats) -> list[tuple[str, str]]:
    """Highest alarm first, equals by name; those with none are not named."""
    return [names[index] for index in np.lexsort((np.arange(len(names)), -alarm)) if alarm[index] > 0]
