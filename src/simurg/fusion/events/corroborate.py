"""Event rows that tell of one event become one, and are counted by independent origins, not by rows.

A function of the rows given: nothing is stored, so scope, as-of, recall and undo hold for it as they do for the view.
The rules stand in `matching.py` and `vague.py`, what a group says in `summary.py`. Rows of one origin corroborate
nothing, however many. What it does not do: it reads no texts, and it cannot tell whether the coder that wrote a row
read its report right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.events.around import Readable, around
from simurg.fusion.events.facts import NEEDED, Facts, as_bytes, facts_of
from simurg.fusion.events.matching import linked
from simurg.fusion.events.summary import summary
from simurg.fusion.events.vague import settled
from simurg.ontology.errors import NotFound

Origins = Mapping[UUID, object]
"""Report to its independent origin, whatever names it."""


@dataclass(frozen=True, slots=True)
class Corroborated:
    """`rows`: `event` (id) and `group`, one for each event row, by id. `groups`: one row a group (see `summary`)."""

    rows: pa.Table
    groups: pa.Table

    def of(self, event: UUID) -> pa.Table:
        """The one group of an event row. NotFound if it was not among the rows."""
        found = self.rows.filter(pc.equal(as_bytes(self.rows["event"]), event.bytes))
        if not found.num_rows:
            raise NotFound("there is no such event row among these", hint="read the rows of its country and day")
        return self.groups.filter(pc.equal(as_bytes(self.groups["group"]), as_bytes(found["group"])[0]))

    def members(self, event: UUID) -> pa.Table:
        """The rows of that group: `event`, `group`."""
        group = as_bytes(self.of(event)["group"])[0]
        return self.rows.filter(pc.equal(as_bytes(self.rows["group"]), group))


def corroborate(events: pa.Table, origins: Origins | None = None) -> Corroborated:
    """Groups of event rows (columns as in the ledger's `events`; at least `NEEDED`).

    `origins`: which independent origin each report goes back to (fusion's stories say so). A report that is not named
    there counts as of its source, so that one source never corroborates itself. CallerError for missing columns and
    double ids.
    """
    facts = facts_of(events)
    groups = settled(facts, linked(facts))
    ids = facts.rows["id"].combine_chunks()
    return Corroborated(
        pa.table({"event": ids, "group": ids.take(pa.array(groups))}),
        summary(facts, groups, _origins(facts, origins or {})),
    )


def corroborating(view: Readable, event: UUID, origins: Origins | None = None) -> pa.Table:
    """The group of one event row of a view, as one row of `Corroborated.groups`.

    Reads the rows of its country or near its place, around its day, and again around those that it was found to be one
    with, until no more come. It is the group that `corroborate` gives over the whole view, unless places follow each
    other over more than 50 km. NotFound if the view does not show the row.
    """
    members = view.read("events", NEEDED, {"id": event})
    if not members.num_rows:
        raise NotFound("the view shows no such event row", hint="look the row up in the view's events")
    while True:
        rows = around(view, members)
        found = corroborate(rows, origins)
        among = pc.is_in(as_bytes(rows["id"]), value_set=as_bytes(found.members(event)["event"]))
        reached = rows.filter(among)
        if reached.num_rows <= members.num_rows:
            return found.of(event)
        members = reached


def _origins(facts: Facts, origins: Origins) -> pa.Array:
    """For each row its origin: the report's, else the source's own name."""
    encoded = as_bytes(facts.rows["report_id"]).dictionary_encode()
    named = {report.bytes: f"origin {name}" for report, name in origins.items()}
    known = pa.array([named.get(report) for report in encoded.dictionary.to_pylist()], pa.string())
    sources = pc.binary_join_element_wise("source", pc.fill_null(facts.rows["source_id"], ""), " ")
    return pc.coalesce(known.take(encoded.indices), sources.combine_chunks())
