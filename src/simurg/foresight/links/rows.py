"""Events of a view as links: who, what, to whom, on which day it began.

The relation is the event's PLOVER type, or its source's own code. An actor is the name that the source gives, else its
code. Days are days of the event; what a view does not show is not read. Only the latest MOST_LINKS events before the
moment of the view are taken, and only the MOST_RELATIONS commonest relations; both cuts are told.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.foresight.links.links import Links, links_of
from simurg.ledger import View

MOST_LINKS = 100_000
MOST_RELATIONS = 300
_COLUMNS = ("id", "actor", "actor_code", "recipient", "recipient_code", "occurred_from")


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """`events[links.row[i]]` is the event of link i."""

    links: Links
    events: pa.Table
    day: int  # of the view's moment; its own events are not among the links
    left_out: int  # older events, or of rare relations

    def event_of(self, link: int) -> UUID:
        found: UUID = self.events["id"][int(self.links.row[link])].as_py()
        return found


def links_in(view: View, relation: str = "event_type") -> Told:
    """`relation` names the column: event_type or code."""
    end = datetime(view.known_at.year, view.known_at.month, view.known_at.day, tzinfo=UTC)
    events = view.read("events", (*_COLUMNS, relation), {"occurred_from": (None, end)})
    whole = events.num_rows
    events = events.filter(pc.is_valid(events[relation]))
    events = events.take(_latest(events))
    common = pc.value_counts(events[relation].combine_chunks())
    if len(common) > MOST_RELATIONS:
        order = pc.sort_indices(pa.table({"n": common.field("counts"), "r": common.field("values")}),
                                [("n", "descending"), ("r", "ascending")])  # fmt: skip
        kept = common.field("values").take(order.slice(0, MOST_RELATIONS))
        events = events.filter(pc.is_in(events[relation], value_set=kept))
    day = events["occurred_from"].cast(pa.date32()).cast(pa.int32()).to_numpy()
    links = links_of(_named(events, "actor"), events[relation], _named(events, "recipient"), day)
    return Told(links, events, int(np.datetime64(end.date(), "D").astype(np.int64)), whole - events.num_rows)


def _latest(events: pa.Table) -> pa.Array:
    """Places of the latest, those of one moment by their ids."""
    ids = events["id"].combine_chunks()
    keys = pa.table({"at": events["occurred_from"], "id": ids.storage.cast(pa.binary())})
    return pc.sort_indices(keys, [("at", "descending"), ("id", "ascending")]).slice(0, MOST_LINKS)


def _named(events: pa.Table, side: str) -> pa.Array:
    named = events[side].combine_chunks()
    given = pc.greater(pc.utf8_length(pc.fill_null(named, "")), 0)
    return pc.if_else(given, named, events[f"{side}_code"].combine_chunks())
