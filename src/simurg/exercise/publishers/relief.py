"""Natural disasters as a page of ReliefWeb's list (version 1, JSON): the one that draws the press, and small ones."""

from datetime import datetime, timedelta

import orjson

from simurg.exercise.atlas import LABEL, State, atlas
from simurg.exercise.prose import Writer, phrases
from simurg.exercise.scene import Scene

HOST = "https://relief.meridane.example"
ADDRESS = "relief/disasters-exercise-fictional.json"


def files(scene: Scene) -> dict[str, bytes]:
    dice = scene.world.dice("disasters")
    writer = Writer(dice)
    count = max(2, scene.world.weeks // 20)
    weeks = [(float(dice.uniform(0, scene.world.weeks - 1)), writer.pick(atlas().states), False) for _ in range(count)]
    weeks.append((scene.plot.disaster_week + 0.2, atlas().state(scene.plot.disaster), True))
    told = [
        _disaster(writer, 40_000 + 7 * index, state, scene.world.moment(week), large)
        for index, (week, state, large) in enumerate(sorted(weeks, key=lambda each: each[0]))
    ]
    page = {
        "time": 3,
        "href": f"{HOST}/v1/disasters",
        "took": 2,
        "totalCount": len(told),
        "count": len(told),
        "data": told,
    }
    return {ADDRESS: orjson.dumps({**page, "note": LABEL}, option=orjson.OPT_INDENT_2)}


def _disaster(writer: Writer, number: int, state: State, at: datetime, large: bool) -> dict[str, object]:
    kind, code, opening, harm = writer.pick(phrases()["disaster"]["kinds"])
    city, homes = writer.pick(state.cities), writer.number(4, 30) * (900 if large else 40)
    begun = at.replace(hour=0, minute=0, second=0, microsecond=0)
    text = (
        f"{opening} struck {city.province} in {state.name}: around {city.name} {harm}. About {homes:,} people left "
        f"their homes, {writer.number(1, 8) * (9 if large else 1)} were reported dead. [{LABEL}]"
    )
    country = {
        "href": f"{HOST}/v1/countries/{number}",
        "id": number,
        "name": state.name,
        "shortname": state.name,
        "iso3": state.code.lower(),
        "location": {"lat": state.latitude, "lon": state.longitude},
    }
    glide = f"{code}-{begun.year}-{number % 1_000_000:06d}-{state.code}"
    fields = {
        "id": number,
        "name": f"{state.name} (fictional): {kind} - {begun:%b %Y}",
        "description": text,
        "status": "past",
        "glide": glide,
        "primary_country": country,
        "primary_type": {"id": number % 97, "name": kind, "code": code},
        "country": [{**country, "primary": True}],
        "type": [{"id": number % 97, "name": kind, "code": code, "primary": True}],
        "url": f"{HOST}/taxonomy/term/{number}",
        "url_alias": f"{HOST}/disaster/{glide.lower()}",
        "date": {
            "changed": f"{(begun + timedelta(days=2)).isoformat()}",
            "created": begun.isoformat(),
            "event": begun.isoformat(),
        },
    }
    return {"id": str(number), "fields": fields}
