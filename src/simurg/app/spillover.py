"""What wars do to the neighbours, as of a moment and in a reader's picture; and what they mean for one country now.

Reads and writes nothing. The factor stands beside the forecasts with it and without it, scored out of sample, and is
called small where its interval holds 1 or shuffled maps do as much. Neighbours are those of the land borders known, and
of claims `borders`.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.moments import view_at
from simurg.foresight.history import history_of, month_start
from simurg.foresight.spillover import Effect, borders_of, effect, fit, gain, outlook_of, panel_of
from simurg.foresight.spillover.panel import Flags
from simurg.ledger import Ledger, View
from simurg.ontology.countries import country_name
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of

DEATHS = "state_based_deaths"
LEAST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Ask:
    """`country`: a name or alpha-3 code, None for the effect alone."""

    as_of: str | None = None
    country: str | None = None


def spillover(ledger: Ledger, picture: Picture, ask: Ask) -> dict[str, Any]:
    """CallerError for a moment that has not come, an unknown country, or fewer than LEAST_YEARS years of deaths."""
    view = view_at(ledger, picture, ask.as_of)
    history = history_of(view, DEATHS)
    if history.months < LEAST_YEARS * 12:
        hint = "Collect deaths by country and month, for example with ucdp_country_month."
        raise CallerError(f"Spillover needs {LEAST_YEARS} years of {DEATHS}; {history.months} months known.", hint=hint)
    borders = borders_of(history) | _told(view, history.places)
    if not borders.any():
        hint = "Places need names or codes of countries, or claims `borders` in the ledger."
        raise CallerError(f"No two of the {len(history.places)} places have a known land border.", hint=hint)
    starts = effect(history, borders, "start")
    panel = panel_of(history, borders)
    told: dict[str, Any] = {
        "as_of": text_of(view.known_at),
        "picture": picture.name,
        "places": len(history.places),
        "places_with_borders": int(borders.any(axis=1).sum()),
        "data_from": f"{month_start(history.first_month):%Y-%m}",
        "data_to": f"{month_start(history.last_month):%Y-%m}",
        "start": _effect(starts),
        "deaths": _effect(effect(history, borders, "deaths")),
        "out_of_sample": asdict(gain(panel)),
    }
    if ask.country is not None:
        one = outlook_of(history, borders, _place(history.places, ask.country), (fit(panel), starts))
        told["country"] = {
            **asdict(one),
            "neighbours": list(one.neighbours),
            "fighting": [
                {
                    "place": each.place,
                    "deaths": each.deaths,
                    "measurement": each.row.hex if each.row else None,
                    "report": each.report.hex if each.report else None,
                }
                for each in one.fighting
            ],
        }
    return told


def _told(view: View, places: tuple[str, ...]) -> Flags:
    """Borders that the view's claims tell of, both ways round."""
    claims = view.read("claims", columns=["subject", "object"], where={"predicate": "borders"})
    sides = [claims[side].to_pylist() for side in ("subject", "object")]
    at = {place: number for number, place in enumerate(places)}
    at |= {code: at[name] for code, name in _named(view, {*sides[0], *sides[1]} - {None}).items() if name in at}
    made = np.zeros((len(places), len(places)), dtype=np.bool_)
    for one, other in zip(*sides, strict=True):
        left, right = at.get(one), at.get(other)
        if left is not None and right is not None and left != right:
            made[left, right] = made[right, left] = True
    return made


def _named(view: View, codes: set[str]) -> dict[str, str]:
    """Names of codes: those of countries, and those that events give to their actors."""
    named = {code: country_name(code) for code in codes}
    unknown = frozenset(code for code, name in named.items() if name == code)
    if unknown:
        rows = view.read("events", columns=["actor_code", "actor"], where={"actor_code": unknown})
        told = rows.group_by(["actor_code", "actor"]).aggregate([]).sort_by("actor")
        named |= dict(zip(told["actor_code"].to_pylist(), told["actor"].to_pylist(), strict=True))
    return named


def _effect(one: Effect) -> dict[str, Any]:
    return {**asdict(one), "small": one.small}


def _place(places: tuple[str, ...], asked: str) -> str:
    code = iso3_of_name(asked)
    for place in places:
        if place.casefold() == asked.casefold() or (code is not None and iso3_of_name(place) == code):
            return place
    raise CallerError(f"Nothing is known of {asked[:60]}.", hint="Use a country's name or alpha-3 code.")
