"""The conformance suite of connectors: call `check_connector` from a connector's test with samples of its format.

It holds a connector to its contract (collection.connector): right columns, types and value ranges; the
same bytes give the same rows; one id never says two things; nothing known after it was fetched; no bad
document raises, costs more than `MOST_CPU_S` or `MOST_MB`, or loses bytes. It raises ConformanceError
with the case's name, and never repairs anything.
"""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from simurg.collection.connector import Raw, Refused, Reject, Rows
from simurg.collection.registry import ConnectorModule
from simurg.collection.rows import MOST_TEXT
from simurg.ledger.schema import COLLECTED, offered_schema
from simurg.ontology.plover import PLOVER_TYPES
from simurg.testing.hostile import giant_line, hostile, mutations, with_content

MOST_CPU_S = 2.0
MOST_MB = 256
_NEEDED = ("id", "key", "known_at")
_NOT_SAID = frozenset({"id", "known_at", "report_id", "payload", "span_from", "span_to"})  # where it stood
_WORDS = {
    "event_type": frozenset(PLOVER_TYPES),
    "place_precision": frozenset({"exact", "place", "admin2", "admin1", "country", "unknown"}),
    "reliability": frozenset("ABCDEF"),
    "discipline": frozenset({"OSINT", "HUMINT", "TECHINT"}),
}
_RANGES = {"latitude": (-90, 90), "longitude": (-180, 180), "credibility": (1, 6), "confidence": (0, 1)}
_PERIODS = (("occurred_from", "occurred_to"), ("period_from", "period_to"), ("span_from", "span_to"))


class ConformanceError(AssertionError):
    """A connector breaks its contract."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document gave."""

    rows: tuple[Rows, ...]
    rejects: tuple[Reject, ...]
    refused: bool = False

    def table(self, name: str) -> pa.Table:
        """All rows of one table, in order; empty with no columns if there are none."""
        return pa.concat_tables(
            [rows.tables[name] for rows in self.rows if name in rows.tables], promote_options="default"
        )

    def count(self, name: str) -> int:
        return sum(len(rows.tables[name]) for rows in self.rows if name in rows.tables)


def read(connector: ConnectorModule, raw: Raw) -> Reading:
    """Parse to the end; a refusal is an answer too."""
    rows: list[Rows] = []
    rejects: list[Reject] = []
    try:
        for item in connector.parse(raw):
            if isinstance(item, Rows):
                rows.append(item)
            else:
                _hold(isinstance(item, Reject), f"parse yields a {type(item).__name__}")
                rejects.append(item)
    except Refused:
        return Reading((), (), refused=True)
    return Reading(tuple(rows), tuple(rejects))


def check_connector(connector: ConnectorModule, samples: Sequence[Raw], *, mutated: int = 500, seed: int = 1) -> None:
    """Everything below; `samples` must all be good documents, `mutated` is the number over all of them."""
    _hold(bool(samples), "no samples given")
    for sample in samples:
        check_sample(connector, sample)
    check_damaged(connector, samples, mutated=mutated, seed=seed)
    check_giant(connector, samples[0])


def check_sample(connector: ConnectorModule, sample: Raw) -> None:
    """A good document lands, without rejects, twice in the same way."""
    first, second = read(connector, sample), read(connector, sample)
    _hold(not first.refused and not first.rejects, f"the sample {sample.name} is not read without rejects")
    _hold(sum(len(table) for rows in first.rows for table in rows.tables.values()) > 0, f"{sample.name} gives no rows")
    check_reading(first, sample, sample.name)
    _same(first, second, sample.name)


def check_damaged(connector: ConnectorModule, samples: Sequence[Raw], *, mutated: int = 500, seed: int = 1) -> None:
    """No damaged or hostile document raises, costs too much, or gives rows that break the contract."""
    for case, raw in _damaged(samples, mutated, seed):
        reading = bounded(connector, raw, case)
        check_reading(reading, raw, case)
        if case.endswith((": empty", ": noise", ": NUL bytes", ": zip cut short")):
            _hold(reading.refused or bool(reading.rejects), f"{case}: nothing is rejected")


def check_giant(connector: ConnectorModule, sample: Raw) -> None:
    """A document that is one line of 100 MB costs less than the bounds, and nothing of it is lost."""
    giant = giant_line(sample)
    kept = rows = 0
    with _Cost("a line of 100 MB"):
        try:
            for item in connector.parse(giant):
                if isinstance(item, Reject):
                    kept += len(item.content)
                else:
                    rows += 1
        except Refused:
            return
    _hold(rows > 0 or kept >= giant.size * 0.999, "a line of 100 MB: neither read nor kept whole")


def bounded(connector: ConnectorModule, raw: Raw, case: str) -> Reading:
    """`read`, with the bounds held and every other error told as non-conformance."""
    with _Cost(case):
        try:
            return read(connector, raw)
        except ConformanceError:
            raise
        except Exception as error:  # a suite tells of any error, with its case
            raise ConformanceError(f"{case}: raises {type(error).__name__}: {str(error)[:200]}") from error


def check_reading(reading: Reading, raw: Raw, case: str) -> None:
    """Columns, values, ids and rejects of one document."""
    said: dict[tuple[str, bytes], object] = {}
    reports: set[bytes] = set()
    for rows in reading.rows:
        _hold(bool(rows.tables), f"{case}: Rows without tables")
        for name, table in rows.tables.items():
            _hold(name in COLLECTED, f"{case}: {name} is no table that connectors fill")
            _check_columns(table, name, case)
            _check_values(table, raw.fetched_at, f"{case}: {name}")
            _check_ids(table, name, case, said)
        if "reports" in rows.tables:
            reports.update(one for one in _bytes(rows.tables["reports"]["id"]) if one is not None)
        for name, table in rows.tables.items():
            if "report_id" in table.column_names:
                named = {one for one in _bytes(table["report_id"]) if one is not None}
                _hold(named <= reports, f"{case}: {name} names a report that was not given")
    for reject in reading.rejects:
        _hold(0 < len(reject.cause) <= 400, f"{case}: a reject without a cause, or with a long one")
        _hold(isinstance(reject.content, bytes), f"{case}: a reject's content is not bytes")
        _hold(bool(reject.content) or raw.size == 0, f"{case}: a reject has lost its bytes")


def _damaged(samples: Sequence[Raw], mutated: int, seed: int) -> Iterator[tuple[str, Raw]]:
    each = -(-mutated // len(samples))
    for sample in samples:
        content = sample.read()
        for case, bad in hostile(content):
            yield f"{sample.name}: {case}", with_content(sample, bad)
        for number, bad in enumerate(mutations(content, each, seed)):
            yield f"{sample.name}: mutation {number} of seed {seed}", with_content(sample, bad)


def _check_columns(table: pa.Table, name: str, case: str) -> None:
    schema = offered_schema(name)
    for column in _NEEDED:
        _hold(column in table.column_names, f"{case}: {name} lacks {column}")
    for field in table.schema:
        if field.name == "marking" and field.type == pa.string():
            continue
        _hold(field.name in schema.names, f"{case}: {name} has a column {field.name} that the ledger does not know")
        _hold(field.type == schema.field(field.name).type, f"{case}: {name}.{field.name} is {field.type}")
        if field.name in _NEEDED:
            _hold(table[field.name].null_count == 0, f"{case}: {name}.{field.name} has nulls")
    table.validate(full=True)


def _check_values(table: pa.Table, fetched_at: datetime, where: str) -> None:
    columns = {name: table[name] for name in table.column_names}
    _hold(_all(pc.less_equal(columns["known_at"], pa.scalar(fetched_at, pa.timestamp("us", tz="UTC")))),
          f"{where}: known after it was fetched")  # fmt: skip
    for name, column in columns.items():
        if pa.types.is_string(column.type):
            _hold(
                _all(pc.less_equal(pc.utf8_length(column), MOST_TEXT)), f"{where}.{name}: text longer than {MOST_TEXT}"
            )
            _hold(not pc.any(pc.match_substring(column, "\x00")).as_py(), f"{where}.{name}: NUL in text")
        if name in _WORDS:
            unknown = set(pc.unique(column).to_pylist()) - _WORDS[name] - {None}
            _hold(not unknown, f"{where}.{name}: a word outside its list")
        if name in _RANGES:
            low, high = _RANGES[name]
            _hold(_all(pc.and_(pc.greater_equal(column, low), pc.less_equal(column, high))), f"{where}.{name}: range")
        if pa.types.is_floating(column.type):
            _hold(_all(pc.is_finite(column)), f"{where}.{name}: not a number")
    for start, end in _PERIODS:
        if start in columns and end in columns:
            _hold(_all(pc.less(columns[start], columns[end])), f"{where}: {start} is not before {end}")


def _check_ids(table: pa.Table, name: str, case: str, said: dict[tuple[str, bytes], object]) -> None:
    content = [column for column in table.column_names if column not in _NOT_SAID]
    for row_id, row in zip(_bytes(table["id"]), table.select(content).to_pylist(), strict=True):
        _hold(isinstance(row_id, bytes) and len(row_id) == 16, f"{case}: {name}.id is not 16 bytes")
        earlier = said.setdefault((name, row_id or b""), row)
        _hold(earlier == row, f"{case}: one id in {name} says two things")


def _same(first: Reading, second: Reading, case: str) -> None:
    _hold(len(first.rows) == len(second.rows), f"{case}: two readings differ in batches")
    for one, other in zip(first.rows, second.rows, strict=True):
        _hold(set(one.tables) == set(other.tables), f"{case}: two readings differ in tables")
        for name, table in one.tables.items():
            _hold(table.equals(other.tables[name]), f"{case}: two readings differ in {name}")


def _bytes(column: pa.ChunkedArray) -> list[bytes | None]:
    return [value for chunk in column.chunks for value in chunk.storage.to_pylist()]


def _all(flags: pa.ChunkedArray) -> bool:
    return bool(pc.all(flags, min_count=0).as_py() is not False)


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise ConformanceError(otherwise)


class _Cost:
    """Holds a block of code to the bounds of processor time and, on Linux, of memory above what was in use."""

    def __init__(self, case: str) -> None:
        self._case = case

    def __enter__(self) -> None:
        self._idle = _memory_mb("VmRSS", reset=True)
        self._cpu = time.process_time()

    def __exit__(self, kind: object, *_: object) -> None:
        spent, peak = time.process_time() - self._cpu, _memory_mb("VmHWM")
        if kind is None and peak - self._idle > MOST_MB:
            gc.collect()
            raise ConformanceError(f"{self._case}: takes {peak - self._idle:.0f} MB; {MOST_MB} is the most")
        if kind is None and spent > MOST_CPU_S:
            raise ConformanceError(f"{self._case}: takes {spent:.1f} CPU seconds; {MOST_CPU_S} is the most")


def _memory_mb(field: str, reset: bool = False) -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    if reset:
        try:
            Path("/proc/self/clear_refs").write_text("5")
        except OSError:
            return float("inf")  # the peak cannot be reset here: memory is not judged
    return next(
        (int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith(field)), 0.0
    )
