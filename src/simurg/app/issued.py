"""Issuing forecasts: frozen with samples, basis, vintage, model and code version, and the moment of the data.

It runs as the writer. Rows go to the ledger in batches while the model's samples stream by, so memory does not grow
with the number of forecasts; a run that was stopped goes on, because on one day the same data make the same rows.
Months that are over when it is issued are left out: of them a forecast comes too late.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from itertools import islice
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.forecast import MOST_AHEAD, Ask, Listing, foretold, series_of, told
from simurg.app.queue import Progress
from simurg.app.record import record_of
from simurg.app.worker import Desk
from simurg.foresight import registry
from simurg.foresight.forecast import Forecast
from simurg.foresight.history import History, history_of, month_number, month_start
from simurg.foresight.record.choice import default_model
from simurg.foresight.rows import Made, forecasts_table
from simurg.ledger import Offer
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.times import text_of

IN_BATCH = 2_000
"""Forecasts in one batch: 8 MB of samples."""


def issue(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`reader`, `series`, `model`, `ahead`, `countries`: as in `app.forecast.Ask`. `new` counts rows that were not
    there yet."""
    if arguments.get("as_of"):
        raise CallerError("A forecast is issued for now.", hint="Leave out --as-of, or leave out --issue to replay.")
    picture = desk.workspace.picture(arguments.get("reader"))
    ask = Ask(
        arguments.get("series"),
        arguments.get("model"),
        int(arguments.get("ahead") or Ask().ahead),
        tuple(arguments.get("countries") or ()),
    )
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    view = desk.ledger.as_of(at, at, scope=picture.scope, picture=picture.name)
    series, module = series_of(view, ask.series), registry.find(ask.model or default_model())
    desk.tell(Progress("reading"))
    listing = Listing(history_of(view, series))
    _some_are_to_come(listing.history, ask.ahead, at)
    coming = (one for one in foretold(view, module, listing.history, ask) if one.target_to > at)
    stream = listing.heard(coming)
    made = Made(picture.name, True, at, view.known_at, view.recorded_until, version("simurg"))
    new = _keep(desk, listing, stream, made, picture)
    after = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    record = record_of(desk.ledger, after, module.MODEL.name, series)
    return {**told(view, module, listing, ask), "issued": True, "issued_at": text_of(at), "new": new, **record}


def _some_are_to_come(history: History, ahead: int, at: datetime) -> None:
    """CallerError where the last month asked for is over."""
    if not history.months or month_start(history.last_month + ahead + 1) > at:
        return
    needed = month_number(at) - history.last_month
    more = f", or look further: --ahead {needed} reaches this month" if needed <= MOST_AHEAD else ""
    raise CallerError(
        f"All months asked for were over by {at:%Y-%m-%d}, so nothing is issued: the last month known is "
        f"{month_start(history.last_month):%Y-%m}.",
        hint=f"Collect newer figures{more}. Without --issue it is replayed.",
    )


def _keep(desk: Desk, listing: Listing, stream: Iterable[Forecast], made: Made, picture: Picture) -> int:
    new = count = 0
    for batch in _batches(stream):
        rows = forecasts_table(batch, made)
        ids = rows["id"].to_pylist()
        keys = ((one.place, one.target_from) for one in batch)
        listing.frozen.update(zip(keys, (one.hex for one in ids), strict=True))
        number = digest_of("forecasts issued", *(one.bytes for one in ids)).hex()
        offer = Offer(number, {"forecasts": rows}, marking=picture.scope.marking(), method="forecast", version="1")
        new += desk.ledger.append(offer)
        count += len(ids)
        desk.tell(Progress("forecasting", 0, count))
    return new


def _batches(stream: Iterable[Forecast]) -> Iterator[list[Forecast]]:
    left = iter(stream)
    while batch := list(islice(left, IN_BATCH)):
        yield batch
