"""Parameters of belief: fitted for a picture on a schedule, kept as rows, frozen in between.

A fit is a row that names its picture, its moment and the view it was computed on, so a view of any moment finds the
parameters that were known then, and a recall of what they were fitted on says so. Where none was known, a small
view is fitted while you wait (the same view gives the same parameters); for a large one somebody has to ask for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from simurg.app.effects import stale_reasons
from simurg.app.near import entities_in
from simurg.fusion.belief import Parameters, fit, gather, parse_parameters
from simurg.fusion.questions.answered import Frame, grades_of, hierarchy_of, within_of
from simurg.fusion.questions.asked import CLAIM_COLUMNS, asked
from simurg.fusion.questions.predicates import words_above
from simurg.ledger import Ledger, Offer, View
from simurg.ledger.basis import basis_view_of
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.times import text_of

MOST_ON_THE_FLY = 100_000
"""Claims that are fitted while somebody waits."""
REFIT_AFTER = timedelta(days=7)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Learned:
    """Parameters, when they were fitted (None: now, on this very view), and why they no longer stand, if so."""

    parameters: Parameters
    fitted_at: datetime | None
    row: str | None = None
    stale: tuple[str, ...] = ()


def learned(ledger: Ledger, view: View) -> Learned:
    """What was known in the view's picture at its moment. CallerError for a large view without any."""
    row = latest(view)
    if row is not None:
        stale = stale_reasons(ledger, view, "parameters", row)
        return Learned(parse_parameters(row["value"]), row["known_at"], row["id"].hex, tuple(stale))
    count = view.count("claims")
    if count > MOST_ON_THE_FLY:
        raise CallerError(
            f"Nothing has been learned yet about the sources of these {count:,} claims.",
            hint=f"Run `simurg fuse --refit --as-of {view.known_at:%Y-%m-%d}` once.",
        )
    return Learned(fitted(view, entities_in(view)), None)


def latest(view: View) -> dict[str, Any] | None:
    """The latest fit that the view knows of."""
    columns = ("id", "known_at", "value", "issued")
    rows = view.read("parameters", columns, {"picture": view.picture, "kind": "belief"}).to_pylist()
    return max(rows, key=lambda row: (row["known_at"], row["id"].bytes), default=None)


def is_due(view: View) -> bool:
    """Whether the schedule asks for a fit: claims there are, and none was made in the last week."""
    row = latest(view)
    if row is not None and row["known_at"] > view.known_at - REFIT_AFTER:
        return False
    return bool(view.count("claims"))


def fitted(view: View, entities: dict[str, str] | None = None) -> Parameters:
    """A fit on all claims of a view."""
    claims = view.read("claims", CLAIM_COLUMNS)
    rows = asked(claims, _grades(view), entities)
    if not rows.num_rows:
        return fit(gather(_NO_CLAIMS))
    return fit(gather(rows), None, hierarchy_of(rows, within_of(claims)))


def frame_of(view: View, parameters: Parameters, entities: dict[str, str] | None = None) -> Frame:
    """What a view's claims are judged by."""
    return Frame(parameters, _grades(view), entities or {}, upward(view))


def _grades(view: View) -> dict[str, str]:
    return grades_of(view.read("reports", ("source_id", "reliability")))


def upward(view: View) -> tuple[tuple[str, str], ...]:
    """What claims say lies above what."""
    return within_of(view.read("claims", ("subject", "predicate", "object"), {"predicate": words_above()}))


def parameters_offer(view: View, parameters: Parameters, *, issued: bool) -> Offer:
    """The batch to append: a new version of the picture's parameters, known at the view's moment."""
    at = view.known_at
    value = parameters.to_json()
    key = digest_of("parameters", "belief", view.picture)
    number = digest_of(key, text_of(at), value)
    row = {
        "id": number,
        "key": key,
        "basis": [],
        "basis_view": basis_view_of(("claims", {"known_at": (None, at + _TICK)})),
        "known_at": at,
        "marking": marking_json(view.scope.marking()),
        "picture": view.picture,
        "issued": issued,
        "kind": "belief",
        "value": value,
    }
    batch = digest_of("fit", number, text_of(view.recorded_until)).hex()
    return Offer(batch, {"parameters": table_of("parameters", [row])}, method="belief", version=parameters.version)


_NO_CLAIMS = pa.table(
    {"object": pa.array([], pa.string()), "source": pa.array([], pa.string()), "value": pa.array([], pa.string())}
)
