"""Daily counts of conflict and cooperation between pairs, and what to expect of each day's reporting.

Conflict and cooperation are PLOVER's verbal and material types of either side (ontology.plover); REQUEST and what has
no type are neither, and count as volume alone. Days are whole days (UTC) by date of occurrence.

*Exposure* is how much was told that day by the sources that tell of this pair, without the pair itself:

    e_pt = sum over sources s of  V_st * n_ps

V_st is the volume of source s with each pair's part cut at what it could bring on a busy day, so that one pair's war
does not look like growth of the world; n_ps is how much more than its share source s told of pair p until the day
before (1 until something else is seen). A source that starts, stops or doubles changes volume and exposure alike.
Every value at day t rests on days up to t alone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.detection.counts import BETWEEN, DAY_MICROS, Ints, Subjects, coded, pairs
from simurg.detection.detector import Readable
from simurg.detection.false_discovery import Floats
from simurg.ontology.plover import CONFLICTUAL, COOPERATIVE
from simurg.ontology.times import utc

COLUMNS = (
    "id", "report_id", "source_id", "actor", "recipient", "event_type", "occurred_from", "mentions",
)  # fmt: skip
MOST_SOURCES = 12
"""Sources told apart by volume; the others count as one."""
OWN_COVERAGE = 10.0
"""Events that it takes to believe by half that a source covers a pair more or less than others."""
CONFLICT_SIDE, COOPERATION_SIDE = 0, 1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Daily:
    """`counts[p, d]` = (conflict, cooperation), `volume[p, d]` all events, `exposure[p, d]` in events of the others,
    at pair p on the day numbered `first_day + d` (days since 1970)."""

    parties: tuple[tuple[str, str], ...]
    first_day: int
    counts: Floats  # pairs x days x 2
    volume: Floats  # pairs x days
    exposure: Floats  # pairs x days

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(BETWEEN.join(pair) for pair in self.parties)

    @property
    def days(self) -> int:
        return int(self.volume.shape[1])

    def until(self, days: int) -> "Daily":
        """The first `days` days alone, of the same pairs."""
        cut = (one[:, :days] for one in (self.counts, self.volume, self.exposure))
        return Daily(self.parties, self.first_day, *cut)

    def date_of(self, day: int) -> date:
        return _EPOCH + timedelta(days=self.first_day + day)


@dataclass(frozen=True, slots=True)
class Reading:
    """The events of a view, which of them belong to which pair of `daily` (-1: none), and on which day."""

    events: pa.Table
    daily: Daily
    pair: Ints
    day: Ints


def daily_of(view: Readable, *, least_events: int = 20) -> Reading:
    """Whole days before the view's moment, for pairs with at least so many events. No event: no pair and no day.

    They end with the last day of which any event is known: what nobody told of anything is unknown, and no silence."""
    moment = utc(view.known_at)
    until = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    events = view.read("events", columns=COLUMNS, where={"occurred_from": (None, until)})
    subjects = pairs(events)
    day = events["occurred_from"].cast(pa.int64()).to_numpy() // DAY_MICROS
    first = int(day.min()) if len(day) else 0
    last = int(day.max()) + 1 if len(day) else 0
    kept, codes = _kept(subjects, least_events)
    shape = len(kept), last - first
    side = sides_of(events)
    told = codes >= 0
    cell = codes[told] * shape[1] + day[told] - first
    volume = _binned(cell, shape)
    counts = np.stack([_binned(cell[side[told] == which], shape) for which in (0, 1)], axis=2)
    exposure = _exposure(events, subjects.codes, day - first, (codes, shape))
    made = Daily(tuple(_two(subjects.parts[one]) for one in kept), first, counts, volume, exposure)
    return Reading(events, made, codes, day - first)


def _two(parts: tuple[str, ...]) -> tuple[str, str]:
    return parts[0], parts[1]


def _kept(subjects: Subjects, least: int) -> tuple[list[int], Ints]:
    """Subjects with at least so many events, and the events' places among them (-1: none)."""
    told = np.bincount(subjects.codes[subjects.codes >= 0], minlength=len(subjects.names))
    kept = np.flatnonzero(told >= least)
    place = np.full(len(subjects.names) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return kept.tolist(), place[subjects.codes]


def sides_of(events: pa.Table) -> Ints:
    """CONFLICT_SIDE, COOPERATION_SIDE or -1 (neither), for each event."""
    kinds = events["event_type"]
    hostile = pc.fill_null(pc.is_in(kinds, value_set=pa.array(sorted(CONFLICTUAL))), False).to_numpy()
    kind = pc.fill_null(pc.is_in(kinds, value_set=pa.array(sorted(COOPERATIVE))), False).to_numpy()
    return np.where(hostile, 0, np.where(kind, 1, -1)).astype(np.int64)


def _binned(cell: Ints, shape: tuple[int, int]) -> Floats:
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _exposure(events: pa.Table, subject: Ints, day: Ints, kept: tuple[Ints, tuple[int, int]]) -> Floats:
    """Pairs by days. `subject` is every pair seen, `kept` the watched pairs' places and the shape."""
    codes, shape = kept
    if not shape[0] or not shape[1]:
        return np.zeros(shape)
    source = _grouped_sources(events["source_id"])
    own_all, whole_all = np.zeros(shape), np.zeros(shape[1])
    parts = []
    for one in range(int(source.max()) + 1):
        rows = source == one
        own = _binned((codes * shape[1] + day)[rows & (codes >= 0)], shape)
        volume = _cut_volume(subject[rows & (subject >= 0)], day[rows & (subject >= 0)], shape[1])
        parts.append((own, volume))
        own_all, whole_all = own_all + own, whole_all + volume
    share = _before(own_all) / np.maximum(_before(whole_all), 1.0)
    made = np.zeros(shape)
    for own, volume in parts:
        covered = (_before(own) + OWN_COVERAGE) / (_before(volume) * share + OWN_COVERAGE)
        made += np.maximum(volume - own, 0.0) * covered
    return made


def _grouped_sources(column: pa.ChunkedArray) -> Ints:
    """A number for each event's source; all but the largest share the last number."""
    codes, names = coded(column)
    told = np.bincount(codes + 1, minlength=len(names) + 1)
    by_size = np.lexsort((np.array(["", *names]), -told))
    rank = np.empty(len(told), dtype=np.int64)
    rank[by_size] = np.minimum(np.arange(len(told)), MOST_SOURCES)
    return rank[codes + 1]


def _cut_volume(subject: Ints, day: Ints, days: int) -> Floats:
    """Events of each day, each pair's part cut at 2 + 4 times its mean day so far."""
    if not len(subject):
        return np.zeros(days)
    cells, counts = np.unique(subject * days + day, return_counts=True)
    who, when = cells // days, cells % days
    so_far = np.cumsum(counts) - counts
    starts = np.searchsorted(who, who)  # cells are sorted by pair, then day
    mean = (so_far - so_far[starts]) / np.maximum(when, 1)
    return np.bincount(when, weights=np.minimum(counts, 2 + 4 * mean), minlength=days).astype(np.float64)


def _before(values: npt.NDArray[np.float64]) -> Floats:
    """Sums over all earlier days."""
    summed: Floats = np.cumsum(values, axis=-1) - values
    return summed
