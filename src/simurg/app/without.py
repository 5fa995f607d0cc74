"""What would be lost if a source fell: the reach of a recall that is only imagined. Writes nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.effects import Standing
from simurg.app.moments import view_at
from simurg.app.reach import reach
from simurg.app.recall import target_of
from simurg.collection.source import Source
from simurg.ledger import Ledger
from simurg.ontology.times import text_of


def without(
    ledger: Ledger, picture: Picture, sources: Sequence[Source], target: str, as_of: str | None = None
) -> dict[str, Any]:
    """Stories, entities and beliefs as they are and as they would be without a source, or a report by its id.
    NotFound if the view has neither."""
    before = view_at(ledger, picture, as_of)
    found = target_of(before, target)
    kind, name = ("report", found.hex) if isinstance(found, UUID) else ("source", found)
    after = ledger.as_of(
        before.known_at, before.recorded_until, scope=picture.scope, picture=picture.name, without=((kind, name),)
    )
    imagined = Standing(kind, name, "imagined", before.known_at)
    column: dict[str, object] = {"source_id": name} if kind == "source" else {"id": found}
    return {
        "as_of": text_of(before.known_at),
        "picture": picture.name,
        "kind": kind,
        "target": name,
        "reports": before.count("reports", column),
        "changed": reach(ledger, (before, after), imagined, sources),
    }
