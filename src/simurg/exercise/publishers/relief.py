"""Natural disasters as a page of ReliefWeb's list (version 1, JSON): the one that draws the press, and small ones."""

from datetime import datetime, timedelta

import orjson

from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.news import Disaster, great_disaster
from simurg.exercise.prose import Writer, phrases
from simurg.exercise.scene import Scene

HOST = "https://relief.meridane.example"
ADDRESS = "relief/disasters-exercise-fictional.json"


def files(scene: Scene) -> dict[str, bytes]:
    """One page with every disaster of the world, in order of time."""
    dice = scene.world.dice("disasters")
    writer, great = Writer(dice), great_disaster(scene)
    listed = [(scene.plot.disaster_week + 0.2, great)]
    for _ in range(max(2, scene.world.weeks // 20)):
        state = writer.pick(atlas().states)
        kind, code, opening, harm = writer.pick(phrases()["disaster"]["kinds"])
        small = Disaster(kind, code, opening, harm, state, writer.pick(state.cities))
        listed.append((float(dice.uniform(0, scene.world.weeks - 1)), small))
    listed.sort(key=lambda each: each[0])
    told = [
        _entry(writer, 40_000 + 7 * index, what, scene.world.moment(week), 900 if what is great else 40)
        for index, (week, what) in enumerate(listed)
    ]
    page = {"time": 3, "href": f"{HOST}/v1/disasters", "took": 2, "totalCount": len(told), "count": len(told)}
    return {ADDRESS: orjson.dumps({**page, "data": told, "note": LABEL}, option=orjson.OPT_INDENT_2)}


def _entry(writer: Writer, number: int, what: Disaster, at: datetime, size: int) -> dict[str, object]:
    state, begun = what.state, at.replace(hour=0, minute=0, second=0, microsecond=0)
    text = (
        f"{what.opening} struck {what.city.province} in {state.name}: around {what.city.name} {what.harm}. "
        f"About {writer.number(4, 30) * size:,} people left their homes, {writer.number(1, 8) * size // 40} were "
        f"reported dead. [{LABEL}]"
    )
    place = atlas().states.index(state)
    country = {
        "href": f"{HOST}/v1/countries/{900 + place}", "id": 900 + place, "name": state.name, "shortname": state.name,
        "iso3": state.code.lower(), "location": {"lat": state.latitude, "lon": state.longitude},
    }  # fmt: skip
    kind = {"id": 4600 + sum(map(ord, what.code)) % 100, "name": what.kind, "code": what.code}
    glide = f"{what.code}-{begun.year}-{number:06d}-{state.code}"
    dates = {"created": begun, "event": begun, "changed": begun + timedelta(days=2)}
    fields = {
        "id": number,
        "name": f"{state.name} (fictional): {what.kind} - {begun:%b %Y}",
        "description": text,
        "status": "past",
        "glide": glide,
        "primary_country": country,
        "primary_type": kind,
        "country": [{**country, "primary": True}],
        "type": [{**kind, "primary": True}],
        "url": f"{HOST}/taxonomy/term/{number}",
        "url_alias": f"{HOST}/disaster/{glide.lower()}",
        "date": {name: moment.isoformat() for name, moment in dates.items()},
    }
    return {"id": str(number), "fields": fields}
