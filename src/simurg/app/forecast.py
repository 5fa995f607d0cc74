"""What may come: forecasts of a view, most at risk first, with the model's record beside them. Reads only.

What is shown here is *replayed*: made for the asking, of the view that was asked for, and stored nowhere. The same
listing is told when forecasts are issued (app.issued).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.moments import view_at
from simurg.app.old_data import old_months
from simurg.app.record import record_of
from simurg.foresight import registry
from simurg.foresight.crossing import THRESHOLDS
from simurg.foresight.forecast import Forecast, forecasts
from simurg.foresight.history import History, counts, history_of, month_number, month_start
from simurg.foresight.model import ModelModule
from simurg.foresight.record.chances import Said, said, within
from simurg.foresight.record.choice import default_model
from simurg.ledger import Ledger, View
from simurg.ontology.countries import country_name
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of

DEFAULT_SERIES = "state_based_deaths"
MOST_AHEAD = 36
MOST_CELLS = 20_000
"""Places by months whose samples are held at once (80 MB)."""
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Ask:
    """`series` and `model` None: the usual ones. `ahead`: months after the last one known. `countries`: codes or
    names; none means all."""

    series: str | None = None
    model: str | None = None
    ahead: int = 6
    countries: tuple[str, ...] = ()
    as_of: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.ahead <= MOST_AHEAD:
            raise CallerError(f"--ahead is 1 to {MOST_AHEAD} months.")


@dataclass(slots=True)
class Listing:
    """Collects what is told of forecasts while they stream by."""

    history: History
    months: dict[str, list[tuple[datetime, int, Said]]] = field(default_factory=dict)
    rests_on: dict[str, str] = field(default_factory=dict)  # by place, the newest measurement that the model saw
    frozen: dict[tuple[str, datetime], str] = field(default_factory=dict)  # ids of rows, of issued ones

    def heard(self, stream: Iterable[Forecast]) -> Iterator[Forecast]:
        for one in stream:
            self.months.setdefault(one.place, []).append((one.target_from, one.horizon, said(one.samples)))
            if one.basis:
                self.rests_on[one.place] = one.basis[0].hex
            yield one


def forecast(ledger: Ledger, picture: Picture, ask: Ask) -> dict[str, Any]:
    """Replayed, of the picture's view. CallerError for an unknown series, model or country, or a future moment."""
    view = view_at(ledger, picture, ask.as_of)
    series, module = series_of(view, ask.series), registry.find(ask.model or default_model())
    history = history_of(view, series)
    listing = Listing(history)
    for _ in listing.heard(foretold(view, module, history, ask)):
        pass
    return {**told(view, module, listing, ask), "issued": False, **record_of(ledger, view, module.MODEL.name, series)}


def foretold(view: View, module: ModelModule, history: History, ask: Ask) -> Iterator[Forecast]:
    """By groups of months, then place; as many months at a time as fit into memory."""
    wanted = _places(history, ask.countries)
    if not history.places or not history.months:
        return
    parameters = module.fit(history)
    known = SimpleNamespace(MODEL=module.MODEL, fit=lambda _: parameters, predict=module.predict)
    fitted = cast(ModelModule, known)  # it is not fitted again for each group of months
    size = max(1, MOST_CELLS // len(history.places))
    months = iter(range(1, ask.ahead + 1))
    while group := tuple(islice(months, size)):
        for one in forecasts(fitted, history, view.known_at, group):
            if wanted is None or one.place in wanted:
                yield one


def series_of(view: View, asked: str | None) -> str:
    """The series asked for, or the usual one. CallerError, with what there is, for one that the view does not hold."""
    if asked is not None and view.count("measurements", {"series": asked}):
        return asked
    known = sorted({one for one in view.read("measurements", ("series",))["series"].unique().to_pylist() if one})
    if asked is None and (DEFAULT_SERIES in known or len(known) == 1):
        return DEFAULT_SERIES if DEFAULT_SERIES in known else known[0]
    if not known:
        raise CallerError(
            "Nothing is measured in this view as of then, so there is nothing to forecast.",
            hint="Collect a monthly series, or give --as-of a later moment.",
        )
    named = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
    what = f"There is no series {asked[:60]!r} here." if asked else "Several series are measured here."
    raise CallerError(what, hint=f"Name one with --series: {named}.")


def _places(history: History, countries: Sequence[str]) -> frozenset[str] | None:
    """The history's names of countries given as codes or names. NotFound for one that the series does not tell of."""
    if not countries:
        return None
    found = set()
    for name in countries:
        code = iso3_of_name(name)
        place = name if name in history.places else country_name(code or name)
        if place not in history.places:
            some = ", ".join(history.places[:MOST_NAMED]) + (", …" if len(history.places) > MOST_NAMED else "")
            raise NotFound(f"{history.series} tells of no place {name[:60]!r} by then.", hint=f"It tells of {some}.")
        found.add(place)
    return frozenset(found)


def told(view: View, module: ModelModule, listing: Listing, ask: Ask) -> dict[str, Any]:
    """The listing as JSON can say it."""
    history = listing.history
    wanted = _places(history, ask.countries)
    asked = [place for place in history.places if wanted is None or place in wanted]
    places = sorted((_place(place, listing) for place in listing.months), key=_risk, reverse=True)
    with np.errstate(invalid="ignore"):
        unusable = int((np.isfinite(history.values) & np.isnan(counts(history.values))).sum())
    return {
        "series": history.series,
        "model": module.MODEL.name,
        "model_version": module.MODEL.version,
        "picture": view.picture,
        "known_at": text_of(view.known_at),
        "recorded_until": text_of(view.recorded_until),
        "ahead": ask.ahead,
        "levels": list(THRESHOLDS),
        "last_month": text_of(month_start(history.last_month))[:7] if history.months else None,
        "first_month": text_of(month_start(history.first_month))[:7] if history.months else None,
        "months_late": _late(view, history),
        "old_data": old_months(month_start(history.last_month).date(), view.known_at) if history.months else None,
        **_months_told(listing, view.known_at),
        "places": places,
        "silent": sorted(set(asked) - set(listing.months)),
        "least_months": module.MODEL.least_months,
        "unusable_values": unusable,
    }


def _months_told(listing: Listing, moment: datetime) -> dict[str, list[str]]:
    """The months that are spoken of, and those among them that have ended by the moment."""
    months = sorted({month for each in listing.months.values() for month, *_ in each})
    over = [one for one in months if month_start(month_number(one) + 1) <= moment]
    return {"months": [text_of(one)[:7] for one in months], "months_over": [text_of(one)[:7] for one in over]}


def _late(view: View, history: History) -> int:
    """How many months that are over by then the data do not reach."""
    now = view.known_at.year * 12 + view.known_at.month - 1
    return max(now - 1 - history.last_month, 0) if history.months else 0


def _place(place: str, listing: Listing) -> dict[str, Any]:
    """`id` of each month: of the frozen forecast, else (replayed) of the newest measurement it rests on."""
    months = sorted(listing.months[place], key=lambda one: one[0])
    newest = listing.rests_on.get(place)
    ranges = within([one for _, _, one in months])
    return {
        "place": place,
        "measurement": newest,
        "within": {str(level): list(one) for level, one in zip(THRESHOLDS, ranges, strict=True)},
        "months": [
            {
                "month": text_of(month)[:7],
                "horizon": horizon,
                "at_least": dict(zip(map(str, THRESHOLDS), one.at_least, strict=True)),
                "median": one.median,
                "low": one.low,
                "high": one.high,
                "id": listing.frozen.get((place, month), newest),
            }
            for month, horizon, one in months
        ],
    }


def _risk(place: dict[str, Any]) -> tuple[float, ...]:
    """Most at risk first: reaching 25, then 100, 1,000 and 1 deaths in any month, then the middle of the first one."""
    reached = [place["within"][level][1] for level in ("25", "100", "1000", "1")]
    return (*reached, place["months"][0]["high"])
