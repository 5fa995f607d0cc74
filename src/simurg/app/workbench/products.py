"""Products: the briefs of a picture, whether each still stands, what it cites, and its kept pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from simurg.app.effects import stale_rows
from simurg.app.keeping import Kept
from simurg.app.show import labels_of
from simurg.app.workbench.told import Items, is_marked, marked_ids, ref
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger, View
from simurg.ledger.lineage import rests_on
from simurg.ontology.errors import NotFound, OperatorError
from simurg.ontology.times import text_of

_COLUMNS = (
    "id", "kind", "title", "known_at", "as_known_at", "since", "picture", "marking", "issued", "settings", "html",
    "pdf",
)  # fmt: skip
MOST_CITED = 200
"""Rows that a product cites which are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product: what is told of it, and the digests of its pages."""

    page: Mapping[str, Any]
    digests: Mapping[str, str | None]
    seen: tuple[str, ...]


def products(ledger: Ledger, view: View) -> Items:
    """Newest first. Those drawn for other pictures are not told of."""
    rows = view.read("products", _COLUMNS, {"picture": view.picture}).to_pylist()
    rows.sort(key=lambda row: (row["known_at"], row["id"].bytes), reverse=True)
    stale = stale_rows(ledger, view, "products") if rows else {}
    marked = {row["id"].hex: (row["id"].hex,) for row in rows if is_marked(row)}
    return Items(tuple(_line(row, stale.get(row["id"], [])) for row in rows), marked)


def product(ledger: Ledger, view: View, number: str) -> Product:
    """NotFound for one that the view does not show."""
    rows = view.read("products", _COLUMNS, {"id": UUID(number), "picture": view.picture}).to_pylist()
    if not rows:
        raise no_product()
    row = rows[0]
    links = rests_on(view, "products", row["id"])
    labels: dict[UUID, str] = {}
    shown = links[:MOST_CITED]
    for table in sorted({link.table for link in shown}):
        labels |= labels_of(view, table, [link.id for link in shown if link.table == table])
    page = {
        **_line(row, stale_rows(ledger, view, "products").get(row["id"], [])),
        "cites": len(links),
        "refs": [ref(link.table, link.id.hex, labels.get(link.id)) for link in shown],
        "html": f"/api/products/{number}/html" if row["html"] else None,
        "pdf": f"/api/products/{number}/pdf" if row["pdf"] else None,
        "drawn_by": str(_settings(row).get("drawn_by") or ""),
    }
    return Product(page, {"html": row["html"], "pdf": row["pdf"]}, marked_ids(rows))


def no_product() -> NotFound:
    return NotFound("There is no such product in your view.", hint="GET /api/products lists them.")


def page_bytes(workspace: Workspace, told: Product, kind: str) -> bytes:
    """The page as it was drawn. NotFound for a kind that was not kept, OperatorError where the file is gone."""
    digest = told.digests.get(kind)
    if not digest:
        raise NotFound(f"This product has no {kind} page.")
    try:
        return Kept(workspace.products).path(digest).read_bytes()
    except OSError as error:
        raise OperatorError(
            f"The page of this product cannot be read ({error.strerror or type(error).__name__}).",
            hint="Restore products/ from a backup, or draw it again: `simurg brief --again`.",
        ) from error


def _line(row: Mapping[str, Any], stale: list[str]) -> dict[str, Any]:
    return {
        "id": row["id"].hex,
        "kind": row["kind"],
        "title": row["title"],
        "known_at": text_of(row["known_at"]),
        "as_known_at": text_of(row["as_known_at"]),
        "since": text_of(row["since"]),
        "picture": row["picture"],
        "marking": row["marking"],
        "issued": bool(row["issued"]),
        "requirement": _settings(row).get("order", {}).get("requirement"),
        "stale": stale,
        "ref": ref("products", row["id"].hex, row["title"]),
    }


def _settings(row: Mapping[str, Any]) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(row["settings"] or "{}")
    return told
