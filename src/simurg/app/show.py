"""The trace: any row by its id, with its words, its grade, what it rests on, what rests on it, and whether it stands.

All within the reader's scope: a row that they may not see is not found, exactly like one that does not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.app.brief import clean_prefix
from simurg.app.corroboration import corroboration
from simurg.app.effects import stale_reasons, standing_recalls
from simurg.app.erased import erased_of
from simurg.app.keeping import Kept
from simurg.app.readings_shown import readings_of
from simurg.app.sources import sources_in
from simurg.app.words import around_of
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger, View
from simurg.ledger.lineage import Link, computed_over, dependents, locate, rests_on
from simurg.ledger.schema import COLLECTED, WORDS_ONLY
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.grades import Grade
from simurg.ontology.markings import Scope
from simurg.ontology.times import text_of

MOST_LINKS = 200
"""Links of one kind that are named; more are counted."""
_LABEL = {
    "reports": ("title", "url"),
    "claims": ("subject", "predicate", "object"),
    "events": ("actor", "event_type", "recipient", "place"),
    "measurements": ("series", "country", "place", "value"),
    "observations": ("observable_type", "observable"),
    "readings": ("reader", "version", "refused"),
    "findings": ("detector", "subject", "event_type"),
    "forecasts": ("model", "series", "place"),
    "scores": ("model", "series", "measure"),
    "products": ("title",),
    "sketches": ("origins",),
    "story_links": ("relation",),
    "identities": ("left", "verdict", "right"),
    "questions": ("name", "title"),
    "answers": ("by", "probability"),
    "resolutions": ("outcome", "value", "reason"),
    "parameters": ("kind", "picture"),
    "recalls": ("target_kind", "target"),
    "gradings": ("reliability", "credibility", "by", "why"),
    "filings": ("kind", "target", "by", "why"),
    "feedback": ("verdict", "by"),
    "erasures": ("kind", "target", "reason"),
    "requirements": ("name",),
    "notes": ("by", "text"),
}


def show(workspace: Workspace, ledger: Ledger, scope: Scope, prefix: str) -> dict[str, Any]:
    """NotFound if no row in the scope's view has such an id, CallerError if several have."""
    view = ledger.as_of(scope=scope)
    found = shown(workspace, ledger, view, *_only(view, clean_prefix(prefix)))
    del found["around"]
    return found


def shown(workspace: Workspace, ledger: Ledger, view: View, table: str, number: UUID) -> dict[str, Any]:
    """The same of one row of a view, which may stand or not; `around`: its words between those beside them."""
    row = view.stored(table, where={"id": number}).sort_by("recorded_at").to_pylist()[-1]
    report = row if table == "reports" else _report(view, row.get("report_id"))
    payload = Kept(workspace.payloads).path(report["payload"]) if report and report.get("payload") else None
    around = around_of(row, report, payload)
    above = dependents(view, ledger.edges, [number])
    if table in COLLECTED and report is not None:
        named = {link.id for link in above}
        above += [link for link in computed_over(view, {"report_id": report["id"]}) if link.id not in named]
    below = rests_on(view, table, number)
    own = [] if report is None else [report["id"]]
    gone = erased_of(ledger, view, [*own, *(link.id for link in below if link.table == "reports")])
    if table in COLLECTED:
        reasons = _hidden(view, table, row, report, [one.in_words for one in gone])
    else:
        reasons = stale_reasons(ledger, view, table, row)
    return {
        "table": table,
        "id": number.hex,
        "row": _plain(row),
        "asked": _asked(view, row["question"]) if table in ("answers", "resolutions") else None,
        "report": None if report is None or table == "reports" else _plain(report),
        "grade": _grade(report),
        "words": None if around is None else around.span,
        "around": around,
        "readings": readings_of(view, row) if table == "reports" else [],
        "corroboration": corroboration(view, number, sources_in(workspace)) if table == "events" else None,
        "rests_on": _named(view, below),
        "rests_on_count": len(below),
        "rested_on_by": _named(view, sorted(above, key=_importance)),
        "rested_on_by_count": len(above),
        "stands": not reasons,
        "reasons": reasons,
        "erased": [one.told() for one in gone],
    }


def _only(view: View, prefix: str) -> tuple[str, UUID]:
    found = locate(view, prefix)
    if not found:
        raise NotFound(f"Nothing in your view has an id that begins with {prefix}.", hint="Check the digits.")
    if len(found) > 1:
        some = ", ".join(f"{one.hex[:12]} ({table})" for table, one in found[:5])
        raise CallerError(f"{len(found)} rows have an id that begins with {prefix}: {some}.", hint="Give more digits.")
    return found[0]


def _report(view: View, number: UUID | None) -> dict[str, Any] | None:
    rows = view.stored("reports", where={"id": number}).to_pylist() if number is not None else []
    return rows[-1] if rows else None


def _asked(view: View, key: UUID) -> str | None:
    """The name of the question that an answer or an outcome is of."""
    rows = view.read("questions", ("name",), {"key": key}).to_pylist()
    return str(rows[0]["name"]) if rows else None


def _hidden(
    view: View, table: str, row: Mapping[str, Any], report: Mapping[str, Any] | None, gone: Sequence[str]
) -> list[str]:
    """Why a collected row is not in the view any longer. `gone`: that its words were erased, if they were."""
    if view.count(table, {"id": row["id"]}):
        return []
    told_by = row["id"].hex if table == "reports" else (report["id"].hex if report else None)
    names = {("source", row["source_id"]), ("report", told_by)}
    reasons = [one.in_words for one in standing_recalls(view) if (one.kind, one.target) in names]
    erased = list(gone) if table in WORDS_ONLY else []
    return reasons or erased or ["a later version has taken its place"]


def _grade(report: Mapping[str, Any] | None) -> dict[str, str] | None:
    if report is None or not report.get("reliability") or not report.get("credibility"):
        return None
    grade = Grade(report["reliability"], report["credibility"])
    return {"grade": str(grade), "in_words": grade.in_words()}


def _importance(link: Link) -> tuple[int, str, str]:
    """Products first."""
    order = ("products", "findings", "forecasts", "scores", "parameters", "identities", "story_links")
    return (order.index(link.table) if link.table in order else len(order), link.table, link.id.hex)


def _named(view: View, links: Sequence[Link]) -> list[dict[str, Any]]:
    """Links with a few words each; one query a table."""
    shown = list(links[:MOST_LINKS])
    labels: dict[UUID, str] = {}
    for table in sorted({link.table for link in shown}):
        labels |= labels_of(view, table, [link.id for link in shown if link.table == table])
    return [
        {"table": link.table, "id": link.id.hex, "how": link.how, "label": labels.get(link.id, "")} for link in shown
    ]


def labels_of(view: View, table: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """A few words for each row of a table, permitted ones only; recalled ones too."""
    columns = _LABEL.get(table, ())
    rows = view.stored(table, ("id", *columns), {"id": frozenset(ids)}).to_pylist()
    return {row["id"]: " · ".join(str(row[c])[:120] for c in columns if row[c] is not None) for row in rows}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON can say it; long lists are cut."""
    return {name: _value(value) for name, value in row.items() if value is not None and name not in ("key", "settings")}


def _value(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return text_of(value)
    if isinstance(value, list):
        return [_value(one) for one in value[:50]]
    return value
