"""The object that a route is about, as the rules of the workspace speak of it (see access.policy).

A row is told with its own marking and source, and with the discipline of the report that it was taken from; of a
source that is no longer named, the discipline is that of its reports.
"""

from uuid import UUID

from simurg.access.policy.things import Thing, thing_of
from simurg.ledger import View
from simurg.ontology.markings import Marking


def things_at(view: View, table: str, digits: str) -> tuple[Thing, ...]:
    """The row whose id begins with these digits and the report that it was taken from; nothing unless it is one row,
    which the route itself then says."""
    between = _between(digits)
    if between is None:
        return ()
    found = view.stored(table, ("id", "marking", "source_id", "report_id"), {"id": between}).to_pylist()
    if len({row["id"] for row in found}) != 1:
        return ()
    row = found[0]
    of = row["id"] if table == "reports" else row["report_id"]
    reports = (
        []
        if of is None
        else view.stored("reports", ("id", "marking", "source_id", "discipline"), {"id": of}).to_pylist()
    )
    discipline = (reports[0]["discipline"] if reports else "") or ""
    own = thing_of(table, row["id"].hex, row["marking"], row["source_id"] or "", discipline)
    if table == "reports" or not reports:
        return (own,)
    report = reports[0]
    return own, thing_of("reports", report["id"].hex, report["marking"], report["source_id"] or "", discipline)


def source_at(view: View, name: str) -> tuple[Thing, ...]:
    """A source that the view has reports of: with each discipline under which it reported."""
    rows = view.stored("reports", ("discipline",), {"source_id": name})["discipline"].unique().to_pylist()
    return tuple(Thing("Source", name, Marking(), "", name, one or "") for one in sorted(rows, key=str))


def _between(digits: str) -> UUID | tuple[UUID, UUID] | None:
    """None for what is no beginning of an id."""
    plain = digits.replace("-", "").lower()
    if not 4 <= len(plain) <= 32:
        return None
    low, high = UUID(hex=plain.ljust(32, "0")), UUID(hex=plain.ljust(32, "f"))
    return low if low == high else (low, high)
