"""ICEWS14 and small invented worlds as events."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simurg.ledger.schema import schema_of
from simurg.testing.table_view import TableView

MOMENT = pa.timestamp("us", tz="UTC")
START = datetime(2031, 1, 1, tzinfo=UTC)
Events = Callable[..., pa.Table]


def events_table(columns: Mapping[str, Any]) -> pa.Table:
    """Events with numbered ids, each from a report of its own; columns that are not given are null."""
    count = len(columns["occurred_from"])
    ids = pa.array([(number + 1).to_bytes(16, "big") for number in range(count)], pa.binary(16))
    reports = pa.array([(number + 1 + (1 << 64)).to_bytes(16, "big") for number in range(count)], pa.binary(16))
    made = {name: pa.ExtensionArray.from_storage(pa.uuid(), a) for name, a in (("id", ids), ("report_id", reports))}
    for name, kind in ((field.name, field.type) for field in schema_of("events")):
        if name in columns:
            made[name] = pa.array(columns[name]).cast(kind)
    return pa.table({"source_id": pa.array(["wire"] * count), **made})


def invented(seed: int = 1, weeks: int = 20, surge: int = 0, growth: float = 1.0, **rates: float) -> pa.Table:
    """Poisson weeks of invented pairs; `surge` events more between Arda and Belen in the last week, and there
    `growth` times as many of all."""
    random = np.random.default_rng(seed)
    names = ["Arda", "Belen", "Corvia", "Dunmark", "Estovar", "Fenland"]
    rows: list[tuple[str, str, str, datetime]] = []
    for left, one in enumerate(names):
        for other in names[left + 1 :]:
            rate = rates.get(f"{one}_{other}", 1.0)
            for week in range(weeks):
                last = week == weeks - 1
                count = random.poisson(rate * (growth if last else 1.0))
                count += surge if last and (one, other) == ("Arda", "Belen") else 0
                for second in random.integers(7 * 86_400, size=count).tolist():
                    rows.append((one, other, "ASSAULT", START + timedelta(weeks=week, seconds=second)))
    rows.append((names[0], names[1], "CONSULT", START))  # the first day is always told of
    rows.append((names[0], names[1], "CONSULT", START + timedelta(days=6)))
    actor, recipient, kind, moment = zip(*rows, strict=True)
    return events_table(
        {"actor": actor, "recipient": recipient, "event_type": kind, "country": actor, "occurred_from": moment}
    )


def view_at(events: pa.Table, weeks: int = 20) -> TableView:
    return TableView(START + timedelta(weeks=weeks), {"events": events})


@pytest.fixture(scope="session")
def icews14(data: Path) -> Events:
    """All events of 2014 (known on their day); with a seed their dates are shuffled within the year."""
    rows = pq.read_table(data / "forecast" / "icews14.parquet", columns=["subject", "object", "date"])
    words = {
        new: rows[old].combine_chunks().cast(pa.string())
        for new, old in (("actor", "subject"), ("recipient", "object"))
    }

    def made(seed: int | None = None) -> pa.Table:
        dates = rows["date"].to_numpy().astype("datetime64[us]")
        if seed is not None:
            dates = np.random.default_rng(seed).permutation(dates)
        moments = pa.array(dates).cast(pa.timestamp("us")).cast(MOMENT)
        return events_table({**words, "occurred_from": moments})

    return made


@pytest.fixture
def world() -> Events:
    return invented


@pytest.fixture
def seen_at() -> Callable[..., TableView]:
    return view_at


@pytest.fixture
def as_events() -> Events:
    return events_table
