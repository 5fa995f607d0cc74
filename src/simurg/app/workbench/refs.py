"""What notes, hand-overs and watches point at: a row of the view, or a named thing that the view knows of.

A thing that the view does not show has no ref: it is told like one that does not exist.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from simurg.app.show import labels_of
from simurg.ledger import View
from simurg.ledger.schema import CONTENT
from simurg.ontology.errors import CallerError, NotFound

COUNTRY, ENTITY = "countries", "entities"
MOST_LABEL = 160

Named = tuple[str, str]
"""(table, id): as a person names it; an id in hex, a country's code or a subject of claims."""


def clean(table: str, number: str) -> Named:
    """The one way in which a thing is named; CallerError for what cannot be one."""
    if table == COUNTRY:
        return table, number.strip().upper()
    if table == ENTITY:
        return table, number.strip()
    if table not in CONTENT:
        raise CallerError(f"There is no table {table[:30]!r}.", hint="Name the thing as the evidence drawer does.")
    try:
        return table, UUID(hex=number).hex
    except ValueError as error:
        raise CallerError(f"{number[:40]!r} is no id.", hint="An id has 32 hexadecimal digits.") from error


def refs_of(view: View, named: Iterable[Named]) -> dict[Named, dict[str, str]]:
    """A ref for each thing that the view shows or, recalled or outdated, would show."""
    wanted = set(named)
    labels: dict[Named, str] = {}
    for table in sorted({table for table, _ in wanted} & set(CONTENT)):
        ids = [UUID(hex=number) for other, number in wanted if other == table]
        labels |= {(table, one.hex): text for one, text in labels_of(view, table, ids).items()}
    for table, name in wanted:
        if table == COUNTRY and name in view.countries.names:
            labels[table, name] = view.countries.names[name]
        elif table == ENTITY and view.any_stored("claims", {"subject": name}):
            labels[table, name] = name
    return {
        (table, number): {"table": table, "id": number, "label": (label or table)[:MOST_LABEL]}
        for (table, number), label in labels.items()
    }


def ref_of(view: View, table: str, number: str) -> dict[str, str]:
    """NotFound for what the view does not show."""
    named = clean(table, number)
    found = refs_of(view, [named]).get(named)
    if found is None:
        raise NotFound("There is nothing of that name in your view.", hint="Name the thing as the drawer does.")
    return found


def hex_ids(refs: Iterable[Mapping[str, Any]]) -> list[str]:
    """The ids of those refs that are rows: whoever answers with their labels tells the audit log."""
    return [ref["id"] for ref in refs if ref["table"] in CONTENT]
