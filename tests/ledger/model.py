"""The ledger in words, as slow and plain as possible: lists of rows and the rules of decision 1, nothing else.

Rows are told apart by object, not by hash: a `name` is shared by a row and the same row known earlier, and a return
to an earlier wording has a name of its own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Rank = tuple[datetime, datetime, int]


class Name:
    """What an id stands for."""


@dataclass(eq=False)
class Row:
    key: object
    said: tuple[object, ...]  # all that its id is made of, apart from the report
    known: datetime
    recorded: datetime
    turn: int
    level: int
    source: str
    report: Name | None
    name: Name = field(default_factory=Name)

    @property
    def rank(self) -> Rank:
        return self.known, self.recorded, self.turn


@dataclass(eq=False)
class Recalled:
    kind: str
    target: object
    level: int
    at: datetime
    recorded: datetime
    turn: int
    withdrawn: bool


@dataclass
class Sight:
    level: int
    known: datetime
    recorded: datetime

    def permits(self, level: int, known: datetime, recorded: datetime) -> bool:
        return level <= self.level and known <= self.known and recorded <= self.recorded


class Model:
    """`offer` takes rows in order; `shown` says what a view shows."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.recalls: list[Recalled] = []

    def offer(self, table: str, row: Row, offered: object) -> Name:
        """`offered` is what the row's id was made of, report included; returns under which name it stands."""
        rivals = [one for one in self.rows.setdefault(table, []) if one.key == row.key]
        row.said = (*row.said, offered)
        seen = [one for one in rivals if one.level <= row.level and one.known <= row.known]
        latest = max(seen, key=lambda one: one.rank, default=None)
        if latest is not None and latest.said == row.said:
            again = [one for one in seen if one.said == row.said and one.report is row.report]
            if again:
                return max(again, key=lambda one: one.rank).name
        later = [one for one in rivals if one.said == row.said and one.known > row.known]
        by_then = [one for one in rivals if one.said == row.said and one.known <= row.known]
        if later and not by_then:
            row.name = min(later, key=lambda one: (one.recorded, one.turn)).name
        self.rows[table].append(row)
        return row.name

    def shown(self, sight: Sight) -> dict[str, list[Row]]:
        reports, standing = self._versions("reports", sight, set())
        outdated = {row.name for row in standing} - {row.name for row in reports}
        told = {table: self._versions(table, sight, outdated)[0] for table in self.rows if table != "reports"}
        return {"reports": reports, **told}

    def standing_recalls(self, sight: Sight) -> list[Recalled]:
        permitted = [one for one in self.recalls if sight.permits(one.level, one.at, one.recorded)]
        latest: dict[Any, Recalled] = {}
        for one in sorted(permitted, key=lambda one: (one.at, one.recorded, one.turn)):
            latest[one.kind, one.target, one.level] = one
        return [one for one in latest.values() if not one.withdrawn]

    def _versions(self, table: str, sight: Sight, outdated: set[Name]) -> tuple[list[Row], list[Row]]:
        recalled = {one.target for one in self.standing_recalls(sight)}
        standing = [
            row
            for row in self.rows.get(table, [])
            if sight.permits(row.level, row.known, row.recorded)
            and row.source not in recalled
            and (row.name if table == "reports" else row.report) not in recalled
            and row.report not in outdated
        ]
        latest: dict[object, Row] = {}
        for row in sorted(standing, key=lambda row: row.rank):
            latest[row.key] = row
        return list(latest.values()), standing
