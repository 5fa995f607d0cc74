"""Forecasts: the list by change, and one place with its history, past issues, reasons and record."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from simurg.app.workbench.forecast_page import detail
from simurg.app.workbench.forecasts import ForecastAsk, listing
from simurg.web.asking import Ask, asked
from simurg.web.bulk import LISTED, paged
from simurg.web.paging import Cursor, Limit, page
from simurg.web.shapes.forecasts import ForecastDetail, Forecasts
from simurg.web.shapes.problems import READ

ROUTER = APIRouter(tags=["forecasts"])
Word = Annotated[str | None, Query(max_length=120)]
Part = Annotated[str, Path(max_length=120)]
Threshold = Annotated[float, Query(ge=1, le=1_000_000)]


@ROUTER.get("/forecasts", response_model=Forecasts, responses=LISTED)
def forecasts(
    ask: Annotated[Ask, Depends(asked("read"))],
    series: Word = None,
    place: Word = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """What stands as issued, else replayed; the greatest change first."""
    told = ask.read(("forecasts", series), lambda ledger, view: listing(ledger, view, ForecastAsk(series)))
    items = (
        told["items"] if place is None else [one for one in told["items"] if place in (one["place"], one["country"])]
    )
    whole = page(items, cursor, limit, lambda one: str(one["place"]))
    seen = [one["ref"]["id"] for one in whole["items"] if one["ref"]] if told["issued"] else []
    return paged(ask, {**told, **whole}, "forecasts", seen=seen)


@ROUTER.get("/forecasts/{series}/{place}", response_model=ForecastDetail, responses=READ)
def forecast(
    ask: Annotated[Ask, Depends(asked("read"))], series: Part, place: Part, threshold: Threshold = 25.0
) -> Response:
    """One place of one series."""
    key = ("forecast", series, place, threshold)
    told = ask.read(key, lambda ledger, view: detail(ledger, view, ForecastAsk(series, place, threshold)))
    rows = [month["id"] for one in (told, *told["issues"]) for month in one["months"] if month["id"]]
    return ask.answer(told, seen=rows if told["issued"] else ())
