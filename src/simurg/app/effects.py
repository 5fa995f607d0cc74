"""What a recall takes away, and which rows are stale by it: as far as the reader's view tells.

A derived row is stale if a recall that became known after the row's own moment hides a report that it cites or
that stood in the view it was computed on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.assessment.brief.request import RecallEffect
from simurg.ledger import Ledger, View
from simurg.ledger.lineage import Link, computed_over, dependents

_COLUMNS = ("id", "known_at", "target_kind", "target", "reason", "by")


@dataclass(frozen=True, slots=True)
class Standing:
    """A recall that is not withdrawn."""

    kind: str
    target: str
    reason: str
    known_at: datetime

    @property
    def told(self) -> Mapping[str, object]:
        """The condition on rows that the recalled report or source told."""
        return {"source_id": self.target} if self.kind == "source" else {"report_id": UUID(self.target)}

    @property
    def in_words(self) -> str:
        name = self.target if self.kind == "source" else self.target[:12]
        return f"{self.kind} {name} was recalled on {self.known_at:%Y-%m-%d}: {self.reason}"


def standing_recalls(view: View, since: datetime | None = None) -> list[Standing]:
    """By moment and target; a recall of several markings counts once."""
    where: dict[str, object] = {"withdrawn": False}
    if since is not None:
        where["known_at"] = (since, None)
    rows = view.read("recalls", _COLUMNS, where).to_pylist()
    found = {Standing(row["target_kind"], row["target"], row["reason"], row["known_at"]) for row in rows}
    return sorted(found, key=lambda one: (one.known_at, one.kind, one.target))


def rested_on(ledger: Ledger, view: View, recall: Standing) -> list[Link]:
    """Derived rows that rest on what was recalled, by name or by the view they were computed on, and the answers that
    rest on forecasts among them; one link a row."""
    links = computed_over(view, recall.told)
    if recall.kind == "report":
        links = [*dependents(view, ledger.edges, [UUID(recall.target)]), *links]
    links += _answers_on(view, {link.id for link in links if link.table == "forecasts"})
    return list({link.id: link for link in reversed(links)}.values())


def stale_rows(ledger: Ledger, view: View, table: str) -> dict[UUID, list[str]]:
    """Rows of a derived table that no longer stand as they were drawn, each with why."""
    return stale_by_table(ledger, view, (table,))[table]


def stale_by_table(ledger: Ledger, view: View, tables: Collection[str]) -> dict[str, dict[UUID, list[str]]]:
    """`stale_rows` of several tables at once: each recall is followed once."""
    found: dict[str, dict[UUID, list[str]]] = {table: {} for table in tables}
    for recall in standing_recalls(view):
        links = rested_on(ledger, view, recall)
        for table in tables:
            resting = frozenset(link.id for link in links if link.table == table)
            if resting:
                before = view.stored(table, ("id",), {"id": resting, "known_at": (None, recall.known_at)})
                for one in before["id"].to_pylist():
                    found[table].setdefault(one, []).append(recall.in_words)
    return found


def recall_effects(ledger: Ledger, view: View, since: datetime) -> tuple[RecallEffect, ...]:
    """For the brief: how many reports each recall since then hides, and which products rested on them."""
    effects = []
    for recall in standing_recalls(view, since):
        column = "source_id" if recall.kind == "source" else "id"
        target: object = recall.target if recall.kind == "source" else UUID(recall.target)
        reports = view.stored("reports", ("id",), {column: target})
        hit = set(reports["id"].to_pylist())
        stale = {link.id for link in rested_on(ledger, view, recall) if link.table == "products"}
        titles = sorted(title_of(row) for row in products(view) if row["id"] in stale and _before(row, recall))
        effects.append(RecallEffect(recall.target, len(hit), tuple(titles)))
    return tuple(effects)


def stale_reasons(ledger: Ledger, view: View, table: str, row: Mapping[str, Any]) -> list[str]:
    """Why a derived row no longer stands as it was drawn; empty if it does."""
    moment = row.get("as_known_at") or row["known_at"]
    reasons = []
    for recall in standing_recalls(view, moment):
        if any(link.id == row["id"] and link.table == table for link in rested_on(ledger, view, recall)):
            reasons.append(recall.in_words)
    return reasons


def products(view: View) -> list[dict[str, Any]]:
    """Products in a view, oldest first."""
    columns = ("id", "known_at", "kind", "title", "picture", "issued", "as_known_at", "html", "pdf")
    rows: list[dict[str, Any]] = view.read("products", columns).to_pylist()
    return sorted(rows, key=lambda row: (row["known_at"], row["id"].bytes))


def title_of(product: Mapping[str, Any]) -> str:
    return f"{product['title']} of {product['as_known_at']:%Y-%m-%d} ({product['id'].hex[:12]})"


def _answers_on(view: View, forecasts: Collection[UUID]) -> list[Link]:
    """Answers of models that cite one of these forecasts."""
    if not forecasts:
        return []
    rows = view.stored("answers", ("id", "basis"), {"author": "model"}).to_pylist()
    cited = ((row["id"], next((one for one in row["basis"] or () if one in forecasts), None)) for row in rows)
    return [Link("answers", number, "cites", through) for number, through in cited if through is not None]


def _before(product: Mapping[str, Any], recall: Standing) -> bool:
    return bool(product["as_known_at"] < recall.known_at)
