"""The readings of a report as people see them: each reader's beside the others', with the words that each event stands
on. Also which rows were made by a reader of texts: their spans are characters of title and body."""

from collections.abc import Mapping
from typing import Any

import orjson

from simurg.extraction.reading import Text
from simurg.ledger import View

MODEL = "model:"
CODER = "coder"
MOST_WORDS = 600
_COLUMNS = (
    "id", "reader", "version", "counted", "language", "sentences", "events", "claims", "abstained", "agreement",
    "refused", "detail",
)  # fmt: skip


def is_reader(method: str | None) -> bool:
    """Whether a row was made by a reader of texts, not by a connector."""
    return method is not None and (method == CODER or method.startswith(MODEL))


def whole_of(report: Mapping[str, Any]) -> str:
    """A report's words as readers count them."""
    return Text(report.get("title") or "", report.get("body") or "").whole


def readings_of(view: View, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the view shows of the readings of one report, the one that counts first."""
    rows = view.read("readings", _COLUMNS, {"report_id": report["id"]}).to_pylist()
    whole = whole_of(report)
    return [_shown(row, whole) for row in sorted(rows, key=lambda row: (not row["counted"], row["reader"]))]


def _shown(row: Mapping[str, Any], whole: str) -> dict[str, Any]:
    detail = orjson.loads(row["detail"]) if row["detail"] else {}
    told = {name: row[name] for name in _COLUMNS if name not in ("id", "detail")}
    events = [_worded(one, whole) for one in detail.get("events", [])]
    claims = [_worded(one, whole) for one in detail.get("claims", [])]
    return {"id": row["id"].hex, **told, "found": events, "claimed": claims, "notes": detail.get("notes", [])}


def _worded(one: Mapping[str, Any], whole: str) -> dict[str, Any]:
    start, end = one["span"]
    return {**one, "words": whole[start : min(end, start + MOST_WORDS)]}
