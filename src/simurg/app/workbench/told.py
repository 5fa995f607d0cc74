"""What a use case of the workbench hands back: plain values, and which marked rows' words are in them.

`seen` and `marked` are ids (hex) of rows above open and clear; routes tell the audit log of those that they show.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simurg.ontology.markings import Marking

UNMARKED = str(Marking())


@dataclass(frozen=True, slots=True)
class Page:
    """One answer."""

    page: Mapping[str, Any]
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list that is paged later; `marked` names the marked rows of an item by the item's id."""

    items: tuple[Mapping[str, Any], ...]
    marked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def is_marked(row: Mapping[str, Any]) -> bool:
    """Whether a row stands above open and clear."""
    return row.get("marking") != UNMARKED


def marked_ids(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Ids of the marked ones among rows that were read with `id` and `marking`."""
    return tuple(dict.fromkeys(row["id"].hex for row in rows if is_marked(row)))


def ref(table: str, number: str, label: object) -> dict[str, str]:
    """What opens the evidence drawer; `label` is cut."""
    return {"table": table, "id": number, "label": " ".join(str(label or table).split())[:160]}
