"""How well one event is told: which rows of which sources tell of it, and how many independent origins they have."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from simurg.app.press import press_of
from simurg.collection.source import Source
from simurg.fusion.events import corroborating
from simurg.fusion.events.around import around
from simurg.fusion.events.facts import NEEDED
from simurg.fusion.story.seen import Press, origin_names
from simurg.ledger import View
from simurg.ontology.times import text_of


def corroboration(view: View, event: UUID, sources: Sequence[Source]) -> dict[str, Any] | None:
    """The event that a row tells of, as far as the view shows; None where the row itself is not shown."""
    row = view.read("events", NEEDED, {"id": event})
    if not row.num_rows:
        return None
    (group,) = corroborating(view, event, _origins(view, row, press_of(sources, view.scope))).to_pylist()
    names = ("rows", "reports", "sources", "origins", "corroborated", "contradictions", "radius_km", "place")
    told = {name: group[name] for name in names}
    return {
        **told,
        "first": None if group["first"] is None else text_of(group["first"]),
        "last": None if group["last"] is None else text_of(group["last"]),
        "actors": _counts(group["actors"]),
        "recipients": _counts(group["recipients"]),
        "event_types": _counts(group["event_types"]),
        "deaths": [group[name] for name in ("deaths_low", "deaths_least", "deaths_most", "deaths_high")],
    }


def _origins(view: View, row: Any, press: Press) -> dict[UUID, object]:
    """Of reports that have words; a row of a table has its source's origin."""
    reports = {one for one in around(view, row)["report_id"].to_pylist() if one is not None}
    mute = set(view.read("reports", ("id",), {"id": frozenset(reports), "body": None})["id"].to_pylist())
    return dict(origin_names(view, sorted(reports - mute), press))


def _counts(listed: Any) -> list[list[Any]]:
    """Names with how many rows have them."""
    return [list(one.values()) if isinstance(one, dict) else list(one) for one in listed or ()]
