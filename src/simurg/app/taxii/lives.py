"""The lives of rows that were recalled: from when on they stood, and when that ended.

A recall revokes what is out already; taking the recall back gives it a new life under another id (see exchange.stix).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from simurg.ledger import View


@dataclass(frozen=True, slots=True)
class Life:
    """`turn` 0 is the first; `revoked_at` None: it lasts."""

    turn: int
    added: datetime
    revoked_at: datetime | None


@dataclass(slots=True)
class Recalls:
    """When each source and report was recalled (True) and restored (False), in the order of the ledger."""

    of_source: dict[str, list[tuple[datetime, bool]]] = field(default_factory=dict)
    of_report: dict[UUID, list[tuple[datetime, bool]]] = field(default_factory=dict)

    def steps(self, source: str | None, report: UUID | None) -> list[tuple[datetime, bool]]:
        """All that concerns one row, in its order."""
        found = [*self.of_source.get(source or "", ()), *(self.of_report.get(report, ()) if report else ())]
        return sorted(found)


def recalls_in(view: View) -> Recalls:
    """Every recall and its withdrawal that the view has heard of."""
    rows = view.stored("recalls", ("id", "target_kind", "target", "withdrawn", "recorded_at")).to_pylist()
    found = Recalls()
    for row in sorted(rows, key=lambda row: (row["recorded_at"], row["id"].bytes)):
        step = (row["recorded_at"], not row["withdrawn"])
        if row["target_kind"] == "source":
            found.of_source.setdefault(row["target"], []).append(step)
        else:
            found.of_report.setdefault(UUID(hex=row["target"]), []).append(step)
    return found


def lives(recorded: datetime, steps: Sequence[tuple[datetime, bool]], gone: datetime | None = None) -> list[Life]:
    """Of a row recorded at a moment. `gone`: when it ceased to stand for another reason."""
    found: list[Life] = []
    since: datetime | None = recorded
    for at, recalled in steps:
        if at < recorded:
            since = None if recalled else recorded
        elif recalled and since is not None:
            found.append(Life(len(found), since, at))
            since = None
        elif not recalled and since is None:
            since = at
    if since is not None:
        found.append(Life(len(found), since, gone if gone is None or gone >= since else since))
    return found
