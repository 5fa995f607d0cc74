"""Cells counted by expression are what the surge detector counts from the events themselves."""

from datetime import UTC, datetime, timedelta

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.detection.counts import count_cells, pairs, weeks_of
from simurg.detection.weekly import weekly_cells
from simurg.ontology.errors import CallerError

ENGINE = ibis.duckdb.connect()
UNTIL = datetime(2024, 3, 1, tzinfo=UTC)
MICROS = int(UNTIL.timestamp()) * 1_000_000
SCHEMA = pa.schema([("source_id", pa.string()), ("actor", pa.string()), ("recipient", pa.string()),
                    ("occurred_from", pa.timestamp("us", tz="UTC"))])  # fmt: skip

actors = st.sampled_from(["Arkania", "Police_(Arkania)", "Belmark", "Citizen", None])
moments = st.none() | st.integers(-30 * 86_400_000_000, 86_400_000_000).map(
    lambda us: UNTIL + timedelta(microseconds=us)
)
events = st.lists(st.tuples(st.sampled_from(["wire", "icews"]), actors, actors, moments), max_size=25)


@settings(max_examples=40, deadline=None)
@given(events, st.sampled_from([1, 7, 10]))
def test_cells_are_what_is_counted_one_by_one(told: list[tuple[object, ...]], window_days: int) -> None:
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in told], SCHEMA)
    cells = ENGINE.to_pyarrow(weekly_cells(ibis.memtable(table), UNTIL, window_days))
    weeks = weeks_of(table["occurred_from"], MICROS, window_days)
    dated = table.filter(pa.array(weeks >= 0))
    subjects = pairs(dated)
    counted = count_cells(subjects.codes, weeks[weeks >= 0], len(subjects.names), 0)
    one_by_one = {
        (subjects.names[subject], week): count
        for subject, week, count in zip(
            counted.subject.tolist(), counted.week.tolist(), counted.count.tolist(), strict=True
        )
    }
    by_cell = pairs(cells)
    summed: dict[tuple[str, int], float] = {}
    for code, week, count in zip(
        by_cell.codes.tolist(), cells["week"].to_pylist(), cells["count"].to_pylist(), strict=True
    ):
        if code >= 0:
            key = by_cell.names[code], week
            summed[key] = summed.get(key, 0) + count
    assert summed == one_by_one
    assert int(np.sum(cells["count"].to_numpy())) == dated.num_rows


def test_a_week_ends_just_before_the_moment() -> None:
    at = [
        UNTIL,
        UNTIL - timedelta(microseconds=1),
        UNTIL - timedelta(days=7),
        UNTIL - timedelta(days=7, microseconds=1),
    ]
    rows = pa.Table.from_pylist(
        [{"source_id": "wire", "actor": str(n), "recipient": "b", "occurred_from": t} for n, t in enumerate(at)], SCHEMA
    )
    cells = ENGINE.to_pyarrow(weekly_cells(ibis.memtable(rows), UNTIL)).to_pylist()
    assert {row["actor"]: row["week"] for row in cells} == {"1": 0, "2": 0, "3": 1}


def test_weeks_of_no_days_are_refused() -> None:
    rows = ibis.memtable(SCHEMA.empty_table())
    with pytest.raises(CallerError):
        weekly_cells(rows, UNTIL, 0)
    with pytest.raises(CallerError):
        weekly_cells(rows, UNTIL.replace(microsecond=5))
