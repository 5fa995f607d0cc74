"""Forecasts and scores as rows of the ledger's tables of those names.

A row's key names what is forecast or scored; its id also what was said, so the same answer again is nothing new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import pyarrow as pa

from simurg.foresight.forecast import Forecast, basis_view_of
from simurg.foresight.track_record import Score
from simurg.ledger.columns import table_of
from simurg.ontology.ids import digest_of
from simurg.ontology.times import parse_moment, text_of

_SPINE = ("id", "key", "basis", "basis_view", "known_at", "picture", "issued", "model", "series", "horizon")
_FORECAST = ("version", "place", "target_from", "target_to", "samples", "vintage")
_SCORE = ("measure", "value", "baseline", "cases")


@dataclass(frozen=True, slots=True)
class Made:
    """For which picture, whether issued or replayed, and when a reader could have known it."""

    picture: str
    issued: bool
    known_at: datetime

    @property
    def said(self) -> tuple[str, str, str]:
        return self.picture, str(self.issued), text_of(self.known_at)


def forecasts_table(forecasts: Iterable[Forecast], made: Made) -> pa.Table:
    """One row a forecast, in their order, with the columns that an Offer needs."""
    rows = []
    for one in forecasts:
        target = text_of(one.target_from), text_of(one.target_to)
        key = digest_of("forecast", *made.said, one.model, one.series, one.place, *target)
        basis = [each.bytes for each in one.basis]
        view = _json([dict(part) for part in one.basis_view])
        said = (one.version, one.vintage, one.horizon, one.samples.tobytes(), b"".join(basis), view)
        rows.append(
            {
                "id": digest_of(key, *said),
                "key": key,
                "basis": basis,
                "basis_view": view,
                "known_at": made.known_at,
                "version": one.version,
                "picture": made.picture,
                "issued": made.issued,
                "model": one.model,
                "series": one.series,
                "place": one.place,
                "target_from": one.target_from,
                "target_to": one.target_to,
                "horizon": one.horizon,
                "samples": one.samples,
                "vintage": one.vintage,
            }
        )
    return table_of("forecasts", rows, (*_SPINE, *_FORECAST))


def scores_table(scores: Iterable[Score], made: Made, known_until: str) -> pa.Table:
    """One row a score; `known_until` is the moment of the view that held the data they were scored on."""
    rows = []
    for one in scores:
        key = digest_of("score", made.picture, str(made.issued), one.model, one.series, one.measure, one.horizon)
        view = _json([dict(basis_view_of(one.series, parse_moment(known_until)))])
        rows.append(
            {
                "id": digest_of(key, text_of(made.known_at), repr(one.value), repr(one.baseline), one.cases, view),
                "key": key,
                "basis": [],
                "basis_view": view,
                "known_at": made.known_at,
                "picture": made.picture,
                "issued": made.issued,
                "model": one.model,
                "series": one.series,
                "measure": one.measure,
                "horizon": one.horizon,
                "value": one.value,
                "baseline": one.baseline,
                "cases": one.cases,
            }
        )
    return table_of("scores", rows, (*_SPINE, *_SCORE))


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
