"""The evidence drawer: from any row to its words, in one step, as known at the moment.

Within the picture: a row that it does not see is not found, exactly like one that does not exist.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.app.differences import versions_of
from simurg.app.effects import standing_recalls
from simurg.app.show import labels_of, shown
from simurg.app.workbench.events import OPEN
from simurg.app.workbench.look import Look, Told
from simurg.app.workspace import Workspace
from simurg.ledger import View
from simurg.ledger.schema import COLLECTED
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.grades import Grade
from simurg.ontology.times import text_of

PAGE = 20_000
"""Characters of a body that are told at once."""
MOST_HISTORY, MOST_WORDS, MOST_FIELD = 100, 4_000, 4_000


def row_page(look: Look, workspace: Workspace, table: str, number: str) -> Told:
    """NotFound if no row of the table in the view has such an id, CallerError if several have."""
    one = _only(look.view, table, number)
    told = shown(workspace, look.ledger, look.view, table, one)
    around, row, report = told.pop("around"), told["row"], told["report"]
    words = asdict(around) if around is not None else _words(table, row)
    seen = [one.hex] if row.get("marking") != OPEN else []
    if report is not None and report.get("marking") != OPEN:
        seen.append(report["id"])
    value = {
        "as_of": text_of(look.at),
        "picture": look.picture,
        **told,
        "label": labels_of(look.view, table, [one]).get(one, ""),
        "marking": row.get("marking"),
        "row": _short(row),
        "report": None if report is None else _short(report),
        "words": words,
        "history": _history(look.view, table, one, row),
    }
    return Told(value, tuple(seen))


def report_body(look: Look, number: str, offset: int) -> Told:
    """A page of the text from a character on; beyond its end an empty one."""
    one = _only(look.view, "reports", number)
    row = look.view.stored("reports", where={"id": one}).sort_by("recorded_at").to_pylist()[-1]
    body = row["body"] or ""
    end = offset + PAGE
    stands = bool(look.view.count("reports", {"id": one}))
    targets = {("source", row["source_id"]), ("report", one.hex)}
    reasons = [recall.in_words for recall in standing_recalls(look.view) if (recall.kind, recall.target) in targets]
    value = {
        "as_of": text_of(look.at),
        "id": one.hex,
        **{name: row[name] for name in ("title", "url", "language", "marking")},
        "source": row["source_id"],
        "published_at": None if row["published_at"] is None else text_of(row["published_at"]),
        "known_at": text_of(row["known_at"]),
        "grade": _grade(row),
        "stands": stands,
        "reasons": [] if stands else reasons or ["a later version has taken its place"],
        "offset": offset,
        "text": body[offset:end],
        "total": len(body),
        "next": end if end < len(body) else None,
    }
    return Told(value, () if row["marking"] == OPEN else (one.hex,))


def report_versions(look: Look, number: str) -> Told:
    """Each version of a report that the picture sees, with what changed in it."""
    one = _only(look.view, "reports", number)
    told = versions_of(look.view, one)
    seen = tuple(version["id"] for version in told["versions"] if version["marking"] != OPEN)
    return Told({"as_of": text_of(look.at), "id": one.hex, **told}, seen)


def no_row(table: str) -> NotFound:
    return NotFound(f"Nothing of {table} in your view has such an id.", hint="Check the digits.")


def _only(view: View, table: str, number: str) -> UUID:
    digits = number.replace("-", "").lower()
    if not 4 <= len(digits) <= 32:
        raise NotFound(f"Nothing of {table} in your view has such an id.", hint="Give 4 to 32 hexadecimal digits.")
    low, high = UUID(hex=digits.ljust(32, "0")), UUID(hex=digits.ljust(32, "f"))
    where = {"id": low} if low == high else {"id": (low, high)}
    found: set[UUID] = {
        one for one in view.stored(table, ("id",), where)["id"].to_pylist() if one.hex.startswith(digits)
    }
    if not found and view.stored(table, ("id",), {"id": high}).num_rows:
        found = {high}
    if not found:
        raise no_row(table)
    if len(found) > 1:
        raise CallerError(f"{len(found)} rows have an id that begins so.", hint="Give more digits.")
    return found.pop()


def _words(table: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    return _record(row) if table == "measurements" else _body_words(row if table == "reports" else None)


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    """Of a measurement, which has no sentence, the record of the data file as it was read; the figure is its span."""
    period = [str(row.get(name) or "?")[:10] for name in ("period_from", "period_to")]
    told = [str(row.get("series") or "?"), str(row.get("place") or row.get("country") or "?"), " – ".join(period)]
    figure = "–" if row.get("value") is None else f"{row['value']:g}"
    between = "" if row.get("low") is None or row.get("high") is None else f" ({row['low']:g} – {row['high']:g})"
    span = f"{figure} {row.get('unit') or ''}".strip()
    return {
        "before": " · ".join(told) + ": ", "span": span, "after": between,
        "cut_before": False, "cut_after": False, "exact": False,
    }  # fmt: skip


def _body_words(report: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Of a report its first words."""
    body = (report or {}).get("body") or ""
    if not body:
        return None
    cut = len(body) > MOST_WORDS
    return {"before": "", "span": body[:MOST_WORDS], "after": "", "cut_before": False, "cut_after": cut}


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """Long texts are cut: `reports/{id}` has them whole."""
    return {name: value[:MOST_FIELD] if isinstance(value, str) else value for name, value in row.items()}


def _grade(row: Mapping[str, Any]) -> dict[str, str] | None:
    if not row["reliability"] or not row["credibility"]:
        return None
    grade = Grade(row["reliability"], row["credibility"])
    return {"grade": str(grade), "in_words": grade.in_words()}


def _history(view: View, table: str, one: UUID, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Versions of the row, recalls of what told it, and grades that were given: the earliest first."""
    lines = [*_versions(view, table, one)]
    if table in COLLECTED:
        report = row["id"] if table == "reports" else row.get("report_id")
        targets = frozenset(filter(None, (report, row.get("source_id"))))
        lines += _recalls(view, targets)
        if report is not None:
            lines += _gradings(view, UUID(hex=report))
    return [line for _, line in sorted(lines, key=lambda line: (line[0], line[1]["id"]))][-MOST_HISTORY:]


def _versions(view: View, table: str, one: UUID) -> list[tuple[datetime, dict[str, Any]]]:
    keys = frozenset(view.stored(table, ("key",), {"id": one})["key"].to_pylist())
    rows = view.stored(table, ("id", "known_at"), {"key": keys}).to_pylist()
    first = min((row["known_at"] for row in rows), default=None)
    return [
        _line(row["known_at"], "told" if row["known_at"] == first else "changed", (table, row["id"]), "")
        for row in rows
    ]


def _recalls(view: View, targets: frozenset[str]) -> list[tuple[datetime, dict[str, Any]]]:
    columns = ("id", "known_at", "target_kind", "target", "reason", "by", "withdrawn")
    rows = view.stored("recalls", columns, {"target": targets}).to_pylist()
    return [
        _line(
            row["known_at"],
            "recall undone" if row["withdrawn"] else "recalled",
            ("recalls", row["id"]),
            f"{row['target_kind']}, by {row['by']}: {row['reason']}",
        )
        for row in rows
    ]


def _gradings(view: View, report: UUID) -> list[tuple[datetime, dict[str, Any]]]:
    columns = ("id", "known_at", "reliability", "credibility", "by", "why", "withdrawn")
    rows = view.stored("gradings", columns, {"report": report}).to_pylist()
    return [
        _line(
            row["known_at"],
            "grade taken back" if row["withdrawn"] else "graded",
            ("gradings", row["id"]),
            f"{row['reliability']}{row['credibility']}, by {row['by']}: {row['why']}",
        )
        for row in rows
    ]


def _line(at: datetime, kind: str, row: tuple[str, UUID], words: str) -> tuple[datetime, dict[str, Any]]:
    return at, {"at": text_of(at), "kind": kind, "table": row[0], "id": row[1].hex, "words": words}
