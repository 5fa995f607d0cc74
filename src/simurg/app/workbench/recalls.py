"""What was recalled, and what of it was taken back: newest first, with what rested on it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from simurg.app.effects import Standing, products, rested_on, title_of
from simurg.app.show import labels_of
from simurg.app.workbench.told import Items, is_marked, ref
from simurg.ledger import Ledger, View
from simurg.ledger.lineage import DERIVED
from simurg.ontology.errors import NotFound
from simurg.ontology.times import text_of

_COLUMNS = ("id", "target_kind", "target", "reason", "by", "withdrawn", "known_at", "marking")
MOST = 500
"""Recalls that are told, newest first."""
MOST_TRACED = 50
"""Standing recalls of which it is told what they made stale."""


def recalls(ledger: Ledger, view: View) -> Items:
    """Of one target, what stands under the widest marking counts once."""
    rows = sorted(view.read("recalls", _COLUMNS).to_pylist(), key=_age, reverse=True)
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        latest.setdefault((row["target_kind"], row["target"]), row)
    shown = list(latest.values())[:MOST]
    reports = {UUID(row["target"]) for row in shown if row["target_kind"] == "report"}
    labels = labels_of(view, "reports", reports) if reports else {}
    titles = {row["id"]: ref("products", row["id"].hex, title_of(row)) for row in products(view)}
    items, marked = [], {}
    for place, row in enumerate(shown):
        traced = _traced(ledger, view, row) if place < MOST_TRACED and not row["withdrawn"] else []
        items.append(_item(view, row, labels, traced, titles))
        if is_marked(row):
            marked[row["id"].hex] = (row["id"].hex,)
    return Items(tuple(items), marked)


def must_hold(view: View, kind: str, target: str) -> None:
    """NotFound where the view shows no such report or source, recalled or not."""
    where: dict[str, object] = {"id": UUID(target)} if kind == "report" else {"source_id": target}
    if not view.any_stored("reports", where):
        raise none_such(kind)


def none_such(kind: str) -> NotFound:
    return NotFound(f"There is no such {kind} in your view.", hint="Reload the page: it may be gone.")


def _age(row: Mapping[str, Any]) -> tuple[Any, bytes]:
    return row["known_at"], row["id"].bytes


def _traced(ledger: Ledger, view: View, row: Mapping[str, Any]) -> list[tuple[str, UUID]]:
    told = Standing(row["target_kind"], row["target"], row["reason"], row["known_at"])
    links = {(link.table, link.id) for link in rested_on(ledger, view, told) if link.table in DERIVED}
    return sorted(links, key=lambda link: (link[0], link[1].bytes))


def _item(
    view: View,
    row: Mapping[str, Any],
    labels: Mapping[UUID, str],
    traced: list[tuple[str, UUID]],
    titles: Mapping[UUID, Mapping[str, str]],
) -> dict[str, Any]:
    is_report = row["target_kind"] == "report"
    label = labels.get(UUID(row["target"]), row["target"][:12]) if is_report else row["target"]
    hidden = view.stored("reports", ("id",), {"id" if is_report else "source_id": _target(row)}).num_rows
    return {
        "id": row["id"].hex,
        "kind": row["target_kind"],
        "target": row["target"],
        "label": label[:200],
        "reason": row["reason"],
        "by": row["by"].removeprefix("@"),
        "at": text_of(row["known_at"]),
        "withdrawn": row["withdrawn"],
        "reports": hidden,
        "stale": dict(Counter(table for table, _ in traced)),
        "products": [titles[number] for table, number in traced if table == "products" and number in titles],
        "ref": ref("reports", row["target"], label) if is_report else None,
    }


def _target(row: Mapping[str, Any]) -> UUID | str:
    return UUID(row["target"]) if row["target_kind"] == "report" else str(row["target"])
