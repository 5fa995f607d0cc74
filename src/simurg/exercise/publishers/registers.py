"""The register of deaths: events as UCDP GED (CSV, one file a quarter), deaths by country and month (Parquet).

Both know true events only, most of them, and weeks late.
"""

import csv
import io
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.events import places
from simurg.exercise.publishers.gdelt import QUARTER_WEEKS
from simurg.exercise.scene import Scene
from simurg.exercise.world import START

COLUMNS = (
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name",
    "side_a_new_id", "gwnoa", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources", "source_article",
    "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "adm_1",
    "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "iso3", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "low", "best", "high",
)  # fmt: skip
FIRST_COUNTRY = 9_001  # beyond the numbers that the register gives to real states


def deadly_files(scene: Scene) -> dict[str, bytes]:
    """Events of the register by quarter; the columns of UCDP GED 19.1 with `iso3`."""
    made: dict[str, io.StringIO] = {}
    dice = scene.world.dice("register rows")
    shift = int(dice.integers(0, 10_000))
    for index, event in enumerate(scene.registered):
        row = _row(scene, int(event), 800_000 + shift + index, float(dice.random()))
        quarter = int(scene.events.second[event]) // (QUARTER_WEEKS * 7 * 86400)
        name = f"register/ged-exercise-fictional-{scene.world.moment(quarter * QUARTER_WEEKS):%Y-%m-%d}.csv"
        if name not in made:
            made[name] = io.StringIO()
            csv.writer(made[name], lineterminator="\n").writerow(COLUMNS)
        csv.DictWriter(made[name], COLUMNS, lineterminator="\n").writerow(row)
    return {name: text.getvalue().encode() for name, text in made.items()}


def _row(scene: Scene, event: int, number: int, doubt: float) -> dict[str, object]:
    pair_number = int(scene.events.pair[event])
    pair, city, at = scene.parameters.pairs[pair_number], places()[scene.events.place[event]], scene.moments[event]
    state, deaths = atlas().state(city.state), int(scene.events.deaths[event])
    states = {each.name for each in atlas().states}
    sides = [f"Government of {name}" if name in states else name for name in (pair.one, pair.other)]
    split = round(deaths * doubt)
    return {
        "id": number, "year": at.year, "active_year": 1, "type_of_violence": 1,
        "conflict_new_id": 90_000 + pair_number, "conflict_name": f"{pair.one}: {city.province} (fictional)",
        "dyad_new_id": 91_000 + pair_number, "dyad_name": f"{sides[0]} - {sides[1]}",
        "side_a_new_id": 92_000 + pair_number,
        "gwnoa": "", "side_a": sides[0], "side_b_new_id": 93_000 + pair_number, "gwnob": "", "side_b": sides[1],
        "number_of_sources": 1 + int(doubt * 4), "source_article": "",
        "source_office": "Register of Deaths (fictional)",
        "source_date": f"{at + timedelta(days=20):%Y-%m-%d}", "source_headline": f"{LABEL}: deaths near {city.name}",
        "source_original": "exercise", "where_prec": 1, "where_coordinates": f"{city.name} town",
        "adm_1": city.province,
        "adm_2": "", "latitude": city.latitude, "longitude": city.longitude,
        "geom_wkt": f"POINT ({city.longitude} {city.latitude})", "priogrid_gid": "", "country": city.state,
        "iso3": state.code, "country_id": _number(city.state), "region": "The Meridane (fictional)", "event_clarity": 1,
        "date_prec": 1, "date_start": f"{at:%Y-%m-%d}", "date_end": f"{at:%Y-%m-%d}", "deaths_a": split,
        "deaths_b": deaths - split, "deaths_civilians": 0, "deaths_unknown": 0,
        "low": max(0, deaths - round(2 * doubt)),
        "best": deaths, "high": deaths + round(3 * doubt),
    }  # fmt: skip


def country_months(scene: Scene) -> dict[str, bytes]:
    """State-based deaths by country and month, for months that are over; month 1 is January 1980."""
    names = [state.name for state in atlas().states]
    home = np.array([names.index(city.state) for city in places()])
    first = (START.year - 1980) * 12 + START.month
    months = (scene.world.end.year - 1980) * 12 + scene.world.end.month - first
    deaths = np.zeros((months, len(names)), dtype=np.int32)
    for event in scene.registered:
        at = scene.moments[event]
        month = (at.year - 1980) * 12 + at.month - first
        if month < months:
            deaths[month, home[scene.events.place[event]]] += scene.events.deaths[event]
    month_ids = np.repeat(np.arange(first, first + months), len(names))
    table = pa.table(
        {
            "month_id": pa.array(month_ids),
            "country_id": pa.array(np.tile([_number(name) for name in names], months).astype(np.int32)),
            "ged_sb": pa.array(deaths.ravel()),
            "year": pa.array(1980 + (month_ids - 1) // 12),
            "month": pa.array(1 + (month_ids - 1) % 12),
            "vintage": pa.array(["exercise-fictional-1"] * deaths.size),
            "name": pa.array(names * months),
        }
    )
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"title": f"{LABEL}: deaths by country and month"}), sink)
    return {"register/country-months-exercise-fictional.parquet": sink.getvalue()}


def _number(state: str) -> int:
    return FIRST_COUNTRY + [each.name for each in atlas().states].index(state)
