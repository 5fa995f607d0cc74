"""Warnings from what the detectors found and the watch wrote down: one for each issued finding of the picture.

A finding that is at least as rare as one in a hundred after correction for all that was tested is a warning, one in
ten thousand is severe; a weaker one is a notice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simurg.app.delivery.warning import IssuedWarning, Severity, Touched
from simurg.ledger import View
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.markings import Marking

_COLUMNS = (
    "id", "known_at", "detector", "subject", "kind", "event_type", "window_from", "window_to", "observed", "expected",
    "q_value",
)  # fmt: skip
_SEVERE, _WARNING = 1e-4, 1e-2


def warnings_of(view: View, since: datetime) -> list[IssuedWarning]:
    """Those that the picture knew after `since`."""
    where = {"issued": True, "picture": view.picture, "known_at": (since, None)}
    rows = view.read("findings", _COLUMNS, where).to_pylist()
    marking = view.scope.marking()
    return [_warning(row, view.picture, marking) for row in rows if row["known_at"] > since]


def _warning(row: Mapping[str, Any], picture: str, marking: Marking) -> IssuedWarning:
    where, what = row["subject"] or "", (row["event_type"] or "events of all kinds").lower()
    days = f"{row['window_from']:%d %b %Y} to {row['window_to']:%d %b %Y}" if row["window_from"] else "of late"
    title = f"{row['detector'].capitalize()}: {what}, {where}"
    sentence = (
        f"{where}: {row['observed']:g} {what}, {days}, where {row['expected']:.1f} were to be expected "
        f"(q = {row['q_value']:.2g})."
        if None not in (row["observed"], row["expected"], row["q_value"])
        else f"{where}: {what}, {days}."
    )
    ref = {"table": "findings", "id": row["id"].hex, "label": title[:160]}
    touches = _touched(where)
    return IssuedWarning(
        row["id"].hex,
        row["known_at"],
        picture,
        _severity(row["q_value"]),
        title,
        sentence,
        marking,
        None,
        (ref,),
        touches,
    )


def _severity(q_value: float | None) -> Severity:
    if q_value is None or q_value > _WARNING:
        return "notice"
    return "severe" if q_value <= _SEVERE else "warning"


def _touched(subject: str) -> frozenset[Touched]:
    """The subject, or both sides of a pair `A – B`, and the countries that they are."""
    sides = [side.strip() for side in subject.split(" – ")]
    codes = [side if side in COUNTRIES else iso3_of_name(side) for side in sides]
    return frozenset([*(("entity", side) for side in sides), *(("country", code) for code in codes if code)])
