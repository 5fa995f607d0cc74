"""The screen of retention: periods by source, what is due, and the trace of what was erased."""

from typing import Any

from simurg.app.retention.due import due_now, in_counts, periods_by_source
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger, View
from simurg.ontology.markings import Scope
from simurg.ontology.times import text_of

Told = dict[str, Any]
_DAY_S = 86_400


def periods(workspace: Workspace, scope: Scope) -> list[Told]:
    """Of sources within the scope, in days."""
    told = []
    for source, held in periods_by_source(workspace):
        if scope.permits(source.marking):
            kinds = {kind: held.of(kind) for kind in ("payload", "quarantine", "rows", "contacts")}
            days = {kind: None if one is None else one.total_seconds() / _DAY_S for kind, one in kinds.items()}
            told.append({"source": source.name, "title": source.title or source.name, **days})
    return told


def due(workspace: Workspace, ledger: Ledger, view: View) -> list[Told]:
    """What a run would erase now, as if there were nothing above the view's scope."""
    return in_counts(due_now(workspace, ledger, view.known_at, view.scope))


def erased(view: View) -> list[Told]:
    """What was erased, latest first."""
    columns = ("id", "kind", "target", "source_id", "known_at", "reason")
    rows = sorted(view.read("erasures", columns).to_pylist(), key=lambda row: (row["known_at"], row["id"].bytes))
    return [
        {
            "kind": row["kind"],
            "target": row["target"],
            "source": row["source_id"],
            "at": text_of(row["known_at"]),
            "why": row["reason"],
        }
        for row in reversed(rows)
    ]
