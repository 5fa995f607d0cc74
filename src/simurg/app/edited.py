"""Edits that their publisher does not date: other words under a date that the first words had already.

Nobody could know them on that date. A version of a report that stands in the ledger, or came earlier in this run, whose
own date does not tell it from the one before counts as known from the fetch that brought it; so does what it says.
Only sources of words are looked at (`Connector.edits`): data releases date their vintages themselves.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from simurg.app.reading import Part
from simurg.ledger import Ledger
from simurg.ledger.ledger import operator_view


class Edits:
    """Remembers the reports of one run: of each key its versions, and since when each is known."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._met: dict[UUID, dict[UUID, datetime]] = {}

    def dated(self, part: Part, fetched_at: datetime) -> None:
        """Undated edits in the part, and the rows that they tell, become known when they were fetched first."""
        tables = part.tables.get("reports", [])
        rows = [row for table in tables for row in table.select(["id", "key", "known_at"]).to_pylist()]
        self._look({row["key"] for row in rows} - self._met.keys())
        moved: dict[UUID, datetime] = {}
        for row in rows:
            if (moment := self._moment(row, fetched_at)) != row["known_at"]:
                moved[row["id"]] = moment
            self._meet(row["key"], row["id"], moment)
        if moved:
            for name, listed in part.tables.items():
                own = "id" if name == "reports" else "report_id"
                part.tables[name] = [_moved(table, own, moved) for table in listed]

    def _look(self, keys: set[UUID]) -> None:
        keys = self._ledger.may_hold("reports", keys)  # most are new, and files are not looked through for them
        if not keys:
            return
        found = operator_view(self._ledger).stored("reports", ("id", "key", "known_at"), {"key": frozenset(keys)})
        for row in found.to_pylist():
            self._meet(row["key"], row["id"], row["known_at"])

    def _meet(self, key: UUID, number: UUID, known_at: datetime) -> None:
        versions = self._met.setdefault(key, {})
        versions[number] = min(known_at, versions.get(number, known_at))

    def _moment(self, row: dict[str, Any], fetched_at: datetime) -> datetime:
        """Its own, unless another version is known since then or later: then when this one was met."""
        known_at: datetime = row["known_at"]
        versions = self._met.get(row["key"], {})
        met = versions.get(row["id"], fetched_at)
        others = [moment for number, moment in versions.items() if number != row["id"]]
        return met if known_at < met and any(moment >= known_at for moment in others) else known_at


def _moved(table: pa.Table, own: str, moved: dict[UUID, datetime]) -> pa.Table:
    if own not in table.column_names:
        return table
    pairs = zip(table[own].to_pylist(), table["known_at"].to_pylist(), strict=True)
    known = pa.array([moved.get(one, before) for one, before in pairs], table.schema.field("known_at").type)
    return table.set_column(table.column_names.index("known_at"), "known_at", known)
