"""What was recalled since the last brief, and what it took away."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from simurg.assessment.brief.changes import clipped
from simurg.assessment.brief.evidence import NOT_GRADED
from simurg.assessment.brief.request import RecallEffect
from simurg.assessment.brief.values import Evidence, Line, RecallNote, Reference, name, sentence

RECALL_COLUMNS = ("id", "known_at", "target_kind", "target", "reason", "withdrawn")
UNKNOWN_EFFECT = "What it took away has not been worked out for this page; `simurg show` with its id names it."


def recall_notes(table: pa.Table, effects: Sequence[RecallEffect]) -> list[tuple[RecallNote, Evidence]]:
    """A note and its entry of evidence for each recall, the newest first."""
    rows = sorted(table.to_pylist(), key=lambda row: (row["known_at"], row["id"].bytes), reverse=True)
    by_target = {effect.target: effect for effect in effects}
    return [(_note(row, by_target.get(row["target"] or "")), _entry(row)) for row in rows]


def _note(row: Mapping[str, Any], effect: RecallEffect | None) -> RecallNote:
    target = (row["target"] or "")[:12] if row["target_kind"] == "report" else row["target"] or ""
    verb = "The recall was taken back" if row["withdrawn"] else "Recalled"
    reason = clipped(row["reason"] or "no reason given", 200)
    spans = sentence(
        f"{verb} on {row['known_at']:%-d %b %Y}: {row['target_kind'] or 'item'} ", name(target), ". Reason: ",
        name(reason), "" if reason.endswith(".") else "."
    )  # fmt: skip
    return RecallNote(Line(spans, (Reference("recall", row["id"]),), 1), _effect(effect))


def _effect(effect: RecallEffect | None) -> str:
    if effect is None:
        return UNKNOWN_EFFECT
    reports = f"{effect.reports:,} report" + ("" if effect.reports == 1 else "s")
    stale = ", ".join(effect.stale_products)
    return f"Reports withdrawn: {reports}." + (f" Stale: {stale}." if stale else " No earlier product rested on it.")


def _entry(row: Mapping[str, Any]) -> Evidence:
    target = f"{row['target_kind'] or 'item'} {(row['target'] or '')[:60]}"
    return Evidence(
        0, Reference("recall", row["id"]), "recall", NOT_GRADED, row["known_at"].date(), f"Recall of {target}"
    )
