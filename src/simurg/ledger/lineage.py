"""Both ways: what does a row rest on, and what rests on it.

Upwards, rows name it (`edges`), rows name those, and so on; besides, a derived row whose view held it rests
on it without citing it. Downwards a row names its report and its basis. *Told by*, *cites* and *computed
over* are kept apart. All is limited to what the reader's view permits, but not to what still stands: a
recalled or outdated row keeps its lineage.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.ledger.basis import views_of
from simurg.ledger.edges import Edges
from simurg.ledger.schema import COLLECTED, CONTENT, TOLD
from simurg.ledger.view import View, Where

_ISSUED = tuple(table for table, fields in CONTENT.items() if any(field.name == "issued" for field in fields))
DERIVED = (*_ISSUED, "answers")
"""Tables whose rows were computed over a view. Answers are when a model gave them; else they have no basis."""
_MOST_STEPS = 32
_MOMENT_OF: Mapping[str, tuple[str, ...]] = {"products": ("as_known_at", "issued"), "answers": ()}
"""Columns that say which moment a derived row speaks of, where that is not `issued`. Answers are issued, all."""


@dataclass(frozen=True, slots=True)
class Link:
    """A row and how it hangs on another (`through`): told by, cites, computed over."""

    table: str
    id: UUID
    how: str
    through: UUID | None = None


def dependents(view: View, edges: Edges, targets: Iterable[UUID]) -> list[Link]:
    """Everything permitted that rests on the targets by name, at any distance, nearest first."""
    found: dict[UUID, Link] = {}
    frontier = set(targets)
    seen = set(frontier)
    for _ in range(_MOST_STEPS):
        step = edges.naming(frontier, view.files, view.limits)
        fresh = {row: Link(table, row, _how(table), through) for table, row, through in step if row not in seen}
        if not fresh:
            break
        found.update(fresh)
        frontier = set(fresh)
        seen |= frontier
    return list(found.values())


def computed_over(view: View, told: Where) -> list[Link]:
    """Derived rows whose view held collected rows that meet `told` (for example {"source_id": "wire"} or
    {"report_id": ...}), known and recorded by the time the derived row was, and not recalled by then."""
    found: list[Link] = []
    recalls = _recalls_of(view, told)
    for table in DERIVED:
        columns = ["id", "basis_view", "known_at", "recorded_at", *_MOMENT_OF.get(table, ("issued",))]
        verdicts: dict[tuple[str | None, datetime, datetime], bool] = {}
        for row in view.stored(table, columns).to_pylist():
            case = (row["basis_view"], row["known_at"], row["recorded_at"])
            if case not in verdicts:
                verdicts[case] = _held(view, told, *case)
            if verdicts[case] and not _recalled_by(recalls, row):
                found.append(Link(table, row["id"], "computed over"))
    return found


def rests_on(view: View, table: str, row_id: UUID) -> list[Link]:
    """What a row names itself: its report and its basis, as far as the view permits."""
    rows = view.stored(table, ("report_id", "basis"), {"id": row_id}).to_pylist()
    named = {one for row in rows for one in (row["report_id"], *(row["basis"] or ())) if one is not None}
    places = ("reports",) if table in TOLD else tuple(CONTENT)
    return [Link(place, one, _how(table), row_id) for place, one in _found(view, places, named)]


def foundations(view: View, table: str, row_id: UUID) -> list[Link]:
    """Everything that a row rests on by name, at any distance, down to the reports."""
    found: dict[UUID, Link] = {}
    frontier = [Link(table, row_id, "")]
    for _ in range(_MOST_STEPS):
        below = [link for one in frontier for link in rests_on(view, one.table, one.id)]
        frontier = [link for link in {one.id: one for one in below}.values() if link.id not in found]
        if not frontier:
            break
        found.update({link.id: link for link in frontier})
    return list(found.values())


def locate(view: View, prefix: str) -> list[tuple[str, UUID]]:
    """(table, id) of permitted rows whose id in hex begins so; `prefix` is hex of 6 to 32 digits."""
    low, high = UUID(hex=prefix.ljust(32, "0")), UUID(hex=prefix.ljust(32, "f"))
    exact = {"id": low} if low == high else {"id": (low, high)}
    return [
        (table, one)
        for table in CONTENT
        for one in sorted(set(view.stored(table, ("id",), exact)["id"].to_pylist()))
        if one.hex.startswith(prefix)
    ]


def _found(view: View, places: Iterable[str], named: set[UUID]) -> list[tuple[str, UUID]]:
    found = []
    for place in places:
        if named:
            here = sorted(set(view.stored(place, ("id",), {"id": frozenset(named)})["id"].to_pylist()))
            found += [(place, one) for one in here]
            named = named - set(here)
    return found


def _held(view: View, told: Where, basis_view: str | None, known_at: datetime, recorded_at: datetime) -> bool:
    """Whether one of the views held a row that meets `told`: a row has to pass all conditions at once."""
    by_then = ("known_at <= ? AND recorded_at <= ?", (known_at, recorded_at))
    for table, where in views_of(basis_view):
        if table in COLLECTED:
            named = {_own_name(table, column): value for column, value in told.items()}
            if view.any_stored(table, named, where, by_then):
                return True
    return False


def _recalls_of(view: View, told: Where) -> list[tuple[datetime, datetime, bool]]:
    """(known, recorded, withdrawn) of every recall of what tells these rows, in the order in which they count."""
    targets = {value.hex if isinstance(value, UUID) else str(value) for value in told.values()}
    if isinstance(report := told.get("report_id"), UUID):
        targets |= set(filter(None, view.stored("reports", ("source_id",), {"id": report})["source_id"].to_pylist()))
    rows = view.stored("recalls", ("known_at", "recorded_at", "withdrawn"), {"target": frozenset(targets)})
    return sorted((row["known_at"], row["recorded_at"], row["withdrawn"]) for row in rows.to_pylist())


def _recalled_by(recalls: list[tuple[datetime, datetime, bool]], row: Mapping[str, Any]) -> bool:
    """Whether a derived row's view knew of the recall. Of a replay only products say what they could know."""
    moment = row.get("as_known_at") or (row["known_at"] if row.get("issued", True) else None)
    if moment is None:
        return False
    standing = [gone for known, recorded, gone in recalls if known <= moment and recorded <= row["recorded_at"]]
    return bool(standing) and not standing[-1]


def _own_name(table: str, column: str) -> str:
    """A report's rows are told by the report itself."""
    return "id" if table == "reports" and column == "report_id" else column


def _how(table: str) -> str:
    return "told by" if table in TOLD else "cites"
