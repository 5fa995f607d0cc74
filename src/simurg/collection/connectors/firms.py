"""Active fires of NASA FIRMS (CSV of the area or country API), as counts by day: never the single detections.

A day of the world is some hundred thousand detections. What warns is where and when there are many more than usual, so
they are counted over cells of half a degree and, where the file names the country, over countries; the detections stay
in the document. A day is a UTC day of acquisition; it comes again while its passes are still read, as a new version.

- report: the document. A day that comes anew is a new version of it, and cells that are no longer in it go.
- measurements: `active_fires_SENSOR` (unit: detections) for each cell and day, and for each country and day;
  `active_fire_power_SENSOR` (unit: MW) is the sum of their fire radiative power. Detections of low confidence
  (VIIRS "l", MODIS below 30) are left out. Where nothing was detected there is no row: clouds and gaps look the same.
- place of a cell: `cell 12.5 -70.0`, its south-western corner (latitude, longitude); its country is null.

`fetch` asks for each of the last days by its date: `options: {sensor: VIIRS_SNPP_NRT, area: world, days: 3}`, where
area is `world` or west,south,east,north. Its address is the area API's, up to `/api/area/csv`; its key is `map`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import floor, isfinite
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows, SettingsError
from simurg.collection.fetching.plan import Call, Fault, Keep, Plan, Remember, Said, asked
from simurg.collection.records import Record, records
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.collection.unzip import unzipped
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="firms", title="NASA FIRMS active fires", formats=("csv", "zip"), version="1")

CELL = 0.5
"""Degrees of a cell's side."""
MOST_REJECTS = 1_000
_NEEDED = ("latitude", "longitude", "acq_date", "confidence")
_LOW = 30
_AREA = re.compile(r"world|-?\d{1,3}(\.\d{1,4})?(,-?\d{1,3}(\.\d{1,4})?){3}")
_SENSOR = re.compile(r"[A-Z0-9]{3,10}(_[A-Z0-9]{2,10}){0,2}")

Counted = dict[tuple[str, str | None, datetime], list[float]]
"""By place, country and day: how many, and their power in MW."""


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for each cell, country and day; a Reject for each line that is no detection."""
    counted: Counted = {}
    rejects = read = 0
    try:
        for _, stream in unzipped(raw, (".csv", ".txt")):
            header: tuple[str, ...] | None = None
            for item in records(stream):
                if header is None and isinstance(item, Record):
                    header = _header(item)
                    continue
                read += 1
                cause = item.cause if isinstance(item, Reject) else _count(counted, header or (), item, raw.fetched_at)
                if cause:
                    rejects += 1
                    yield item if isinstance(item, Reject) else Reject(cause, item.content, f"line {item.line:,}")
                if rejects > MOST_REJECTS and 2 * rejects > read:
                    raise SourceError("So many lines cannot be read that the rest was not tried.")
            if header is None:
                raise SourceError("The file is empty.")
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    if counted:
        yield _rows(raw, counted)


def _header(record: Record) -> tuple[str, ...]:
    names = tuple(cell.strip().lower() for cell in record.cells)
    if missing := [name for name in _NEEDED if name not in names]:
        raise SourceError(f"The file has no column {missing[0]}; it may be an error message of the service.")
    return names


def _count(counted: Counted, header: tuple[str, ...], record: Record, fetched_at: datetime) -> str:
    """Adds a detection; why it is none, if it is none."""
    cells = dict(zip(header, record.cells, strict=False))
    latitude, longitude = _number(cells["latitude"], 90), _number(cells["longitude"], 180)
    day = _day(cells["acq_date"])
    if latitude is None or longitude is None or day is None or day > fetched_at + timedelta(days=1):
        return "The detection has no place, or no day that can be believed."
    trusted = _trusted(cells["confidence"].strip().lower())
    if trusted is None:
        return "The detection's confidence is neither l, n, h nor a number from 0 to 100."
    if not trusted:
        return ""
    power = _number(cells.get("frp", ""), 1e6)
    country = iso3_of_name(cells.get("country_id", "").strip())
    south, west = (floor(value / CELL) * CELL for value in (latitude, longitude))
    places: list[tuple[str, str | None]] = [(f"cell {south:.1f} {west:.1f}", None)]
    if country:
        places.append(("", country))
    for place, code in places:
        sums = counted.setdefault((place, code, day), [0, 0.0, 0])
        sums[0] += 1
        sums[1] += max(power or 0.0, 0.0)
        sums[2] += power is not None
    return ""


def _rows(raw: Raw, counted: Counted) -> Rows:
    sensor = _sensor(raw)
    builder = RowBuilder(raw)
    days = sorted({day for _, _, day in counted})
    known_at = raw.source.knowable(None, raw.fetched_at)
    told = f"{days[0]:%Y-%m-%d}" + (f" to {days[-1]:%Y-%m-%d}" if len(days) > 1 else "")
    report = builder.report(
        key=raw.name, known_at=known_at, title=f"Active fires of {told}: {raw.name}", edition=raw.sha256
    )
    for (place, country, day), (count, power, powered) in sorted(counted.items(), key=lambda one: str(one[0])):
        where = country or place
        for series, value, unit in (("fires", count, "detections"), ("fire_power", round(power, 2), "MW")):
            if series == "fire_power" and not powered:
                continue
            builder.add(
                "measurements", key=f"{sensor}|{series}|{where}|{day:%Y%m%d}", known_at=known_at, report_id=report,
                series=f"active_{series}_{sensor.lower()}", place=place or None, country=country, period_from=day,
                period_to=day + timedelta(days=1), value=float(value), unit=unit,
            )  # fmt: skip
    return builder.take()


def _sensor(raw: Raw) -> str:
    """The sensor that the settings name; near-real-time and standard files are of one series."""
    told = raw.source.options.get("sensor", "VIIRS_SNPP_NRT")
    return str(told).removesuffix("_NRT").removesuffix("_SP")[:40]


def _trusted(text: str) -> bool | None:
    if text in ("l", "low", "n", "nominal", "h", "high"):
        return text[0] != "l"
    value = _number(text, 100)
    return None if value is None or value < 0 else value >= _LOW


def _number(text: str, most: float) -> float | None:
    try:
        value = float(text[:40])
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= most else None


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip()[:20], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The last days, each a document that carries its date; days that were missed are asked for, ten at the most."""
    sensor, area = str(source.options.get("sensor", "VIIRS_SNPP_NRT")), str(source.options.get("area", "world"))
    days = source.options.get("days", 3)
    if not _SENSOR.fullmatch(sensor) or not _AREA.fullmatch(area) or not isinstance(days, int) or not 1 <= days <= 10:
        raise SettingsError("`sensor`, `area` or `days` is not understood.", hint="See docs/signals.md, firms.")
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = _day(str(cursor.get("last", "")))
    missed = (today - last).days if last else 0
    for back in range(max(days, min(missed + 1, 10)) - 1, -1, -1):
        day = today - timedelta(days=back)
        call = Call(f"{source.address.strip().rstrip('/')}/{{key:map}}/{sensor}/{area}/1/{day:%Y-%m-%d}")
        body = asked(call, (yield call)).body
        _refused(body)
        if body.count(b"\n") > 1 or (body.strip().count(b"\n") == 1):
            yield Keep(f"firms_{sensor}_{area.replace(',', '_')}_{day:%Y%m%d}.csv", body)
        elif back:  # of today nothing may have been seen yet
            yield Said(f"FIRMS has no detection of {day:%Y-%m-%d} in {area[:60]}.")
        yield Remember({"last": f"{day:%Y-%m-%d}"})


def _refused(body: bytes) -> None:
    """FIRMS tells some refusals by a line of text with the status 200."""
    head = body[:200].decode("utf-8", "replace").strip().lower()
    if "map_key" in head or "map key" in head:
        raise Fault("unauthorised", "FIRMS does not take the key.", hint="Ask for a MAP_KEY, and set `keys: map`.")
    if "transaction" in head or "exceed" in head:
        raise Fault("throttled", "FIRMS says that too much was asked for.", retry_after_s=600.0)
    if not head.startswith(("latitude", "country_id")):
        raise Fault("schema_changed", "FIRMS' answer does not begin with the columns of its detections.")
