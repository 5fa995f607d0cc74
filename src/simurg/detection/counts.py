"""Counts of events by subject and week, from columns of the `events` table.

Weeks are blocks of `window_days` that end where the window ends: week 0 is the window, week 1 the days just before
it, and so on to the oldest day, so that every block but the oldest has the same days of the week. Only cells with
events are kept. A week in which no source tells of any event is not observed, and is left out rather than taken
for zero. A source whose first event is younger than `least_weeks` blocks before the window is left out: its start
is no surge.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.detection.parties import rolled_up
from simurg.ontology.countries import country_name

Ints = npt.NDArray[np.int64]
DAY_MICROS = 86_400_000_000
BETWEEN = " – "


@dataclass(frozen=True, slots=True)
class Subjects:
    """`codes[event]` points into `names`, -1 for none. `parts[name]` are the names it is made of."""

    codes: Ints
    names: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Cell i says: `subject[i]` has `count[i]` events in `week[i]`; cells are sorted by subject, then week.

    `volume[w]` is the sum of all cells of week w; `full_weeks` is how many whole weeks of history there are.
    """

    subject: Ints
    week: Ints
    count: npt.NDArray[np.float64]
    subjects: int
    volume: npt.NDArray[np.float64]
    full_weeks: int


def weeks_of(occurred: pa.ChunkedArray, until_micros: int, window_days: int) -> Ints:
    """Which week before `until` each event lies in; -1 for none (no date, or not before `until`)."""
    micros = pc.fill_null(occurred.cast(pa.int64()), until_micros).to_numpy().astype(np.int64)
    back = (until_micros - 1 - micros) // (window_days * DAY_MICROS)
    return np.where(micros < until_micros, back, -1).astype(np.int64)


def count_cells(codes: Ints, weeks: Ints, subjects: int, oldest_full: int) -> Counts:
    """Cells of the events whose subject and week are known."""
    told = (codes >= 0) & (weeks >= 0)
    span = int(weeks[told].max()) + 1 if told.any() else 1
    cells, counts = np.unique(codes[told] * span + weeks[told], return_counts=True)
    week = cells % span
    volume = np.bincount(week, weights=counts, minlength=span).astype(np.float64)
    return Counts(cells // span, week, counts.astype(np.float64), subjects, volume, oldest_full)


def old_enough(sources: pa.ChunkedArray, weeks: Ints, least_weeks: int) -> npt.NDArray[np.bool_]:
    """Events of sources that reach back at least `least_weeks` whole weeks before the window."""
    codes, values = coded(sources)
    oldest = np.full(len(values) + 1, -1, dtype=np.int64)
    np.maximum.at(oldest, codes, weeks)
    found: npt.NDArray[np.bool_] = (oldest >= least_weeks)[codes]
    return found


def pairs(events: pa.Table) -> Subjects:
    """Undirected pairs of two different places or organisations; what one has with itself is no pair."""
    source_codes, _ = coded(events["source_id"])
    sides = [coded(events[column]) for column in ("actor", "recipient")]
    rolled = [np.full(len(events), -1, dtype=np.int64) for _ in sides]
    names: dict[str, int] = {}
    for source in np.unique(source_codes):
        rows = source_codes == source
        used = [np.unique(codes[rows & (codes >= 0)]) for codes, _ in sides]
        said = {values[code] for (_, values), some in zip(sides, used, strict=True) for code in some}
        stands_for = rolled_up(said)
        for side, (codes, values) in enumerate(sides):
            table = np.full(len(values) + 1, -1, dtype=np.int64)
            for code in used[side]:
                name = stands_for[values[code]]
                if name is not None:
                    table[code] = names.setdefault(name, len(names))
            rolled[side][rows] = table[codes[rows]]
    ordered = sorted(names)
    rank = np.full(len(ordered) + 1, -1, dtype=np.int64)
    for place, name in enumerate(ordered):
        rank[names[name]] = place
    left, right = rank[rolled[0]], rank[rolled[1]]
    told = (left >= 0) & (right >= 0) & (left != right)
    keys = np.where(told, np.minimum(left, right) * len(ordered) + np.maximum(left, right), -1)
    distinct, codes = np.unique(keys, return_inverse=True)
    first = int(bool(len(distinct)) and distinct[0] < 0)
    parts = tuple((ordered[key // len(ordered)], ordered[key % len(ordered)]) for key in distinct[first:].tolist())
    return Subjects(codes.astype(np.int64) - first, tuple(BETWEEN.join(part) for part in parts), parts)


def places(events: pa.Table) -> Subjects:
    """Where it happened: the country, else the place; -1 where neither is told."""
    codes, values = coded(pc.coalesce(events["country"], events["place"]))
    named = [country_name(value) for value in values]
    ordered = sorted(set(named))
    rank = {name: number for number, name in enumerate(ordered)}
    table = np.array([*(rank[name] for name in named), -1], dtype=np.int64)
    return Subjects(table[codes], tuple(ordered), tuple((name,) for name in ordered))


def by_type(subjects: Subjects, types: pa.ChunkedArray) -> tuple[Subjects, tuple[str, ...]]:
    """The same subjects split by event type, and the type of each; events without a type are left out."""
    codes, values = coded(types)
    ordered = sorted(set(values))
    rank = np.array([*(ordered.index(value) for value in values), -1], dtype=np.int64)[codes]
    told = (subjects.codes >= 0) & (rank >= 0)
    keys = np.where(told, subjects.codes * max(len(ordered), 1) + rank, -1)
    distinct, split = np.unique(keys, return_inverse=True)
    first = int(bool(len(distinct)) and distinct[0] < 0)
    whole = [divmod(key, len(ordered)) for key in distinct[first:].tolist()]
    names = tuple(subjects.names[subject] for subject, _ in whole)
    parts = tuple(subjects.parts[subject] for subject, _ in whole)
    return Subjects(split.astype(np.int64) - first, names, parts), tuple(ordered[kind] for _, kind in whole)


def coded(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Codes into distinct values, -1 for null."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return codes.astype(np.int64), encoded.dictionary.to_pylist()
