"""Taking back a report or a source, and taking the recall back.

A recall is rows of its own, one for each marking that the recalled thing's reports bear: whoever may see a
report sees that it is recalled, and nobody learns from a recall that there is more. It hides what the report
or source told from every view that knows of the recall; earlier moments stay as they were known.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.ledger.columns import table_of
from simurg.ledger.offer import Offer, marking_json
from simurg.ledger.view import View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import id_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of


@dataclass(frozen=True, slots=True)
class Recall:
    """What is recalled (or, if `withdrawn`, restored), why and by whom."""

    target: UUID | str  # a report's id, or a source's name
    reason: str
    by: str
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise CallerError("A recall needs a reason.", hint="Say it with --why.")

    @property
    def kind(self) -> str:
        return "report" if isinstance(self.target, UUID) else "source"

    @property
    def name(self) -> str:
        return self.target.hex if isinstance(self.target, UUID) else self.target


def recall_offer(view: View, recall: Recall, at: datetime) -> Offer:
    """The batch to append. `view` is the caller's: what it does not show cannot be recalled (NotFound)."""
    markings = _markings(view, recall)
    key = id_of("recalls", recall.kind, recall.name)
    rows = [_row(key, recall, marking, at) for marking in markings]
    batch = id_of("recall", *(bytes(row["id"]) for row in rows)).hex
    return Offer(batch, {"recalls": table_of("recalls", rows)}, method="recall", version="1")


def _row(key: UUID, recall: Recall, marking: Marking, at: datetime) -> dict[str, Any]:
    own_key = id_of(key.bytes, str(marking)).bytes
    return {
        "id": id_of(own_key, recall.reason, recall.by, int(recall.withdrawn), text_of(at)).bytes,
        "key": own_key,
        "target_kind": recall.kind,
        "target": recall.name,
        "reason": recall.reason,
        "by": recall.by,
        "withdrawn": recall.withdrawn,
        "known_at": at,
        "marking": marking_json(marking),
    }


def _markings(view: View, recall: Recall) -> list[Marking]:
    """Of the reports concerned, or for a withdrawal of the recall's own rows."""
    if recall.withdrawn:
        standing = {"target_kind": recall.kind, "target": recall.name, "withdrawn": False}
        found = view.markings("recalls", standing)
        if not found:
            raise NotFound(f"No recall of {recall.kind} {recall.name} stands in your view.")
        return found
    where = {"id": recall.target} if recall.kind == "report" else {"source_id": recall.target}
    found = view.markings("reports", where)
    if not found:
        raise NotFound(
            f"No {recall.kind} {recall.name} in your view.",
            hint="`simurg status` lists sources; a recalled one is gone.",
        )
    return found


def recalled_sources(view: View) -> frozenset[str]:
    """Sources that are recalled in a view."""
    rows = view.read("recalls", ("target",), {"target_kind": "source", "withdrawn": False})
    return frozenset(rows["target"].to_pylist())
