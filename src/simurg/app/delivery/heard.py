"""Who has heard of a warning: acknowledged, or escalated to somebody else, by a person or by the clock; in state.db.

One acknowledgement by anybody who has the warning ends its escalation by the clock: somebody deals with it. A row
bears the marking of its writer's picture, and is shown to whoever's picture reaches that.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from simurg.access.state import Row, State, stamp
from simurg.app.delivery.marked import read_marking
from simurg.ledger.offer import marking_json
from simurg.ontology.markings import Marking

TABLES = (
    """CREATE TABLE IF NOT EXISTS heard (warning TEXT NOT NULL, what TEXT NOT NULL, by TEXT, "to" TEXT, why TEXT,
       at TEXT NOT NULL, marking TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS heard_of ON heard (warning)",
    """CREATE UNIQUE INDEX IF NOT EXISTS heard_once ON heard (warning, what, coalesce(by, ''), coalesce("to", ''))""",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """`by` None: the clock."""

    warning: str
    what: Literal["acknowledged", "escalated"]
    at: datetime
    marking: Marking
    by: str | None = None
    to: str | None = None
    why: str | None = None


class HeardBook:
    """Over one State."""

    def __init__(self, state: State) -> None:
        self._state = state

    @classmethod
    def open(cls, path: Path) -> "HeardBook":
        return cls(State(path, TABLES))

    def close(self) -> None:
        self._state.close()

    def add(self, heard: Heard) -> None:
        """Saying the same again changes nothing."""
        with self._state.change() as db:
            db.execute(
                "INSERT OR IGNORE INTO heard VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    heard.warning,
                    heard.what,
                    heard.by,
                    heard.to,
                    heard.why,
                    stamp(heard.at),
                    marking_json(heard.marking),
                ),
            )

    def of(self, warning: str) -> list[Heard]:
        """In their order."""
        return [
            _heard(row) for row in self._state.rows("SELECT * FROM heard WHERE warning = ? ORDER BY at", (warning,))
        ]

    def acknowledged(self) -> frozenset[str]:
        """Warnings that anybody acknowledged."""
        rows = self._state.rows("SELECT DISTINCT warning FROM heard WHERE what = 'acknowledged'")
        return frozenset(row["warning"] for row in rows)


def _heard(row: Row) -> Heard:
    at = datetime.fromisoformat(row["at"])
    return Heard(row["warning"], row["what"], at, read_marking(row["marking"]), row["by"], row["to"], row["why"])
