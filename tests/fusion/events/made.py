"""Event rows of an invented land, with only what a test is about said."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.events import corroborate
from simurg.fusion.events.facts import NEEDED, as_bytes
from simurg.ledger.schema import schema_of
from simurg.testing.table_view import TableView

DAY = datetime(2031, 5, 1, tzinfo=UTC)
PLAIN = {
    "actor_code": "MORGOV", "recipient_code": "TILREB", "event_type": "ASSAULT", "code": "190", "country": "MOR",
    "latitude": 49.5, "longitude": 36.25, "place": "Old Ford", "place_precision": "place", "source_id": "wires",
}  # fmt: skip


def row(number: int, report: int | None = None, days: float = 0, **said: object) -> dict[str, object]:
    """Row `number` of report `report` (its own if not told), `days` after the first of May."""
    at, told = DAY + timedelta(days=days), UUID(int=10_000 + (number if report is None else report))
    times = {"occurred_from": at, "occurred_to": at + timedelta(1)}
    return PLAIN | times | {"id": UUID(int=number), "report_id": told} | said


def table(*rows: Mapping[str, object]) -> pa.Table:
    """The columns that corroboration reads."""
    columns = {name: column([each.get(name) for each in rows], schema_of("events").field(name).type) for name in NEEDED}
    return pa.table(columns)


def column(values: list[object], kind: pa.DataType) -> pa.Array:
    if kind != pa.uuid():
        return pa.array(values, kind)
    raw = [value.bytes if isinstance(value, UUID) else value for value in values]
    return pa.ExtensionArray.from_storage(kind, pa.array(raw, pa.binary(16)))


def groups(*rows: Mapping[str, object], **more: object) -> set[frozenset[int]]:
    """The numbers of the rows that are one."""
    found: dict[UUID, set[int]] = {}
    result = corroborate(table(*rows), **more).rows
    for event, group in zip(result["event"].to_pylist(), result["group"].to_pylist(), strict=True):
        found.setdefault(group, set()).add(event.int)
    return {frozenset(members) for members in found.values()}


def one(*rows: Mapping[str, object], **more: object) -> dict[str, object]:
    """The only group of these rows."""
    (found,) = corroborate(table(*rows), **more).groups.to_pylist()
    return found


class Seen:
    """A view over one table of events, as far as a look-up needs one; ids by equality too."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: Mapping[str, object] | None = None
    ) -> pa.Table:
        where = dict(where or {})
        wanted = where.pop("id", None)
        rows = self.rows
        if isinstance(wanted, UUID):
            rows = rows.filter(pc.equal(as_bytes(rows["id"]), wanted.bytes))
        return TableView(DAY, {table: rows}).read(table, columns, where)
