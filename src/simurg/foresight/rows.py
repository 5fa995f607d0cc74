"""Forecasts and scores as rows of the ledger's tables of those names.

A row's key names what is forecast or scored; its id also what was said, so the same answer again is nothing new.
An *issued* forecast is frozen: nothing ever takes its place. It is named by its day and all that it says and rests on,
so that issuing twice on one day from the same data adds nothing, and from other data adds a forecast beside the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import pyarrow as pa

from simurg.foresight.forecast import Forecast, basis_view_of
from simurg.foresight.record.replay import ReplayedScore
from simurg.foresight.track_record import Score
from simurg.ledger.columns import table_of
from simurg.ontology.ids import digest_of
from simurg.ontology.times import parse_moment, text_of

_SPINE = ("id", "key", "basis", "basis_view", "known_at", "picture", "issued", "model", "series", "horizon")
_FORECAST = (
    "version", "place", "target_from", "target_to", "samples", "vintage", "as_known_at", "as_recorded_until", "code",
)  # fmt: skip
_SCORE = ("measure", "value", "baseline", "cases")
_REPLAYED = (*_SCORE, "truth", "low", "high", "origins_from", "origins_to", "code", "version")


@dataclass(frozen=True, slots=True)
class Made:
    """For which picture, whether issued or replayed, and when a reader could have known it; of an issued forecast
    also the moment of the data (`as_known_at`, `as_recorded_until`) and the version of the program."""

    picture: str
    issued: bool
    known_at: datetime
    as_known_at: datetime | None = None
    as_recorded_until: datetime | None = None
    code: str | None = None

    @property
    def said(self) -> tuple[str, str, str]:
        return self.picture, str(self.issued), text_of(self.known_at)


def forecasts_table(forecasts: Iterable[Forecast], made: Made) -> pa.Table:
    """One row a forecast, in their order, with the columns that an Offer needs."""
    rows = []
    for one in forecasts:
        target = text_of(one.target_from), text_of(one.target_to)
        of = one.model, one.series, one.place
        basis = [each.bytes for each in one.basis]
        view = _json([dict(part) for part in one.basis_view])
        said = (one.version, one.vintage, one.horizon, one.samples.tobytes(), b"".join(basis))
        if made.issued:
            number = key = digest_of("issued", made.picture, f"{made.known_at:%Y-%m-%d}", *of, *target, *said)
        else:
            key = digest_of("forecast", *made.said, *of, *target)
            number = digest_of(key, *said, view)
        rows.append(
            {
                "id": number,
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
                "as_known_at": made.as_known_at,
                "as_recorded_until": made.as_recorded_until,
                "code": made.code,
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


def backtest_table(scores: Iterable[ReplayedScore], made: Made, origins: tuple[datetime, datetime]) -> pa.Table:
    """One row a mean of a backtest: replayed, never issued. `made.known_at` is when it was run."""
    rows = []
    ends = [text_of(one) for one in origins]
    for one in scores:
        of = (one.model, one.version, one.series, one.measure, one.horizon, one.truth, *ends)
        key = digest_of("backtest", made.picture, *map(str, of))
        means = (one.mean.value, one.mean.low, one.mean.high, one.mean.baseline)
        said = [repr(value) for value in means]
        rows.append(
            {
                "id": digest_of(key, *said, one.mean.cases),
                "key": key,
                "basis": [],
                "basis_view": _json([dict(basis_view_of(one.series, made.as_known_at or made.known_at))]),
                "known_at": made.known_at,
                "version": one.version,
                "picture": made.picture,
                "issued": False,
                "model": one.model,
                "series": one.series,
                "measure": one.measure,
                "horizon": one.horizon,
                "value": one.mean.value,
                "baseline": one.mean.baseline,
                "cases": one.mean.cases,
                "truth": one.truth,
                "low": one.mean.low,
                "high": one.mean.high,
                "origins_from": origins[0],
                "origins_to": origins[1],
                "code": made.code,
            }
        )
    return table_of("scores", rows, (*_SPINE, *_REPLAYED))


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
