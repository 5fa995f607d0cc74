"""What a view holds for a rule: the rows that count, and who told of the period at all.

Measurements count where they lie within the period, whole; events by when they began; claims by when they hold from,
else by when they were known. *Told* is kept apart from *counted*: a series tells of the periods that it has rows for;
a source of events or claims tells of the `gap_days` before each of its reports and rows. What nobody told of is
unknown, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.foresight.questions.rule import Condition, Rule
from simurg.ontology.errors import CallerError
from simurg.ontology.times import Period

MOST_ROWS = 100_000
"""Rows that a rule may count, earlier periods with it."""
STARTS = {"measurements": "period_from", "events": "occurred_from", "claims": "valid_from"}
_DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Spans = npt.NDArray[np.int64]


class Readable(Protocol):
    """What a rule needs of a ledger's view."""

    @property
    def known_at(self) -> datetime: ...
    def read(self, table: str, columns: Sequence[str], where: Mapping[str, Any]) -> pa.Table: ...
    def count(self, table: str, where: Mapping[str, Any]) -> int: ...


@dataclass(frozen=True, slots=True)
class Counted:
    """A row that meets the rule's conditions. `value` is None where a row has no number (or none is asked for)."""

    id: UUID
    start: datetime
    end: datetime
    known_at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows by start, and for each word of `needs` the spans (n, 2; microseconds, half open) that it told of."""

    rows: tuple[Counted, ...]
    told: tuple[tuple[str, Spans], ...]

    def within(self, period: Period) -> list[Counted]:
        """The rows that count in a period."""
        return [one for one in self.rows if period.start <= one.start and one.end <= period.end and one.start in period]

    def silent(self, period: Period) -> str | None:
        """Whose word is missing for some of the period; None if all of it is told of."""
        for word, spans in self.told:
            if not _covers(spans, _us(period.start), _us(period.end)):
                return word
        return None


def evidence_of(view: Readable, rule: Rule, period: Period) -> Evidence:
    """What the view holds for the rule in a period (not only the rule's own).

    CallerError where that is more than MOST_ROWS rows.
    """
    where = condition_of(rule.where)
    if rule.table != "claims":
        where[STARTS[rule.table]] = (period.start, period.end)
    count = view.count(rule.table, where)
    if count > MOST_ROWS:
        raise CallerError(
            f"The rule asks for {count:,} rows of {rule.table}; at most {MOST_ROWS:,} are looked at.",
            hint="Ask more narrowly: a source, a country, a shorter period.",
        )
    told = [(f"{name} {word}", _told(view, rule, period, (name, word))) for name, words in rule.needs for word in words]
    return Evidence(tuple(_rows(view, rule, period, where)), tuple(told))


def condition_of(conditions: Sequence[Condition]) -> dict[str, Any]:
    """As `View.read` takes it."""
    return {
        "source_id" if name == "source" else name: words[0] if len(words) == 1 else frozenset(words)
        for name, words in conditions
    }


def heard_in(rule: Rule, period: Period) -> tuple[datetime, datetime]:
    """When a source of events or claims may speak of a period: to its end, and as long after as is waited for it."""
    return period.start, period.end + timedelta(days=rule.gap_days + rule.wait_days)


def _rows(view: Readable, rule: Rule, period: Period, where: Mapping[str, Any]) -> list[Counted]:
    ends = ["period_to"] if rule.table == "measurements" else []
    columns = ["id", "known_at", STARTS[rule.table], *ends, *([rule.of] if rule.of else [])]
    found = []
    for row in view.read(rule.table, columns, where).to_pylist():
        start = row[STARTS[rule.table]] or (row["known_at"] if rule.table == "claims" else None)
        end = row["period_to"] if rule.table == "measurements" else start
        if start is None or end is None or not (period.start <= start < period.end and end <= period.end):
            continue
        value = row[rule.of] if rule.of else None
        number = None if value is None or not np.isfinite(value) else float(value)
        found.append(Counted(row["id"], start, end, row["known_at"], number))
    return sorted(found, key=lambda one: (one.start, one.known_at, one.id.bytes))


def _told(view: Readable, rule: Rule, period: Period, word: tuple[str, str]) -> Spans:
    """The spans that one word of `needs`, together with its other conditions, told of."""
    name, wanted = word
    needed = [(other, words) for other, words in rule.needs if other != name]
    where = condition_of([*needed, (name, (wanted,))])
    if rule.table == "measurements":
        where["period_from"] = (period.start, period.end)
        rows = view.read(rule.table, ("period_from", "period_to", rule.of or "value"), where)
        known = rows.filter(pc.is_finite(rows[rule.of or "value"]))
        return _spans(known["period_from"], known["period_to"])
    heard = heard_in(rule, period)
    asked = [(rule.table, column) for column in ("known_at", STARTS[rule.table])]
    if name == "source" and len(rule.needs) == 1:
        asked.append(("reports", "known_at"))
    moments = [_numbers(view.read(table, (column,), {**where, column: heard})[column]) for table, column in asked]
    at = np.unique(np.concatenate(moments))
    return np.stack([at - rule.gap_days * _DAY_US, at], axis=1)


def _spans(starts: pa.ChunkedArray, ends: pa.ChunkedArray) -> Spans:
    return np.stack([_raw(starts), _raw(ends)], axis=1) if len(starts) else np.zeros((0, 2), dtype=np.int64)


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return _raw(column.drop_null())


def _raw(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)


def _covers(spans: Spans, start: int, end: int) -> bool:
    near = spans[(spans[:, 1] > start) & (spans[:, 0] < end)]
    if not len(near):
        return False
    near = near[np.argsort(near[:, 0], kind="stable")]
    reached = np.maximum.accumulate(near[:, 1])
    before = np.concatenate([[start], reached[:-1]])
    return bool((near[:, 0] <= before).all() and reached[-1] >= end)


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
