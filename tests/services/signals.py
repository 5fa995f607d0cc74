"""Numeric signals: HDX's catalogue and files, pages of records, and FIRMS' days, as their publishers answer.

    service.mount("/hdx", Hdx(service, {"food": {"wfp_food_prices_nic.csv": [(moment, content), …]}}))
    service.mount("/rates", Offsets(rows))
    service.mount("/unhcr", Numbered(rows))
    service.mount("/portwatch", Features(rows))
    service.mount("/ioda", Windowed(events))
    service.mount("/idmc", listed(rows, client="desk"))
    service.mount("/usgs", Quakes(features))
    service.mount("/firms", Fires({"2031-01-01": csv, …}))

Contents are recorded bytes where the caller has them; the forms around them are written after the published
documentation: CKAN API 3, World Bank's data API, UNHCR's population API, ArcGIS REST, IODA v2, FDSN event service,
FIRMS area API. Each player takes part in `tests.services.server` by path, query and moment.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Answered = tuple[int, Mapping[str, str], bytes]
Player = Callable[[str, Mapping[str, str], datetime], Answered]
_JSON = {"Content-Type": "application/json"}


class Hdx:
    """`datasets`: files by name, each with its versions (since when, content), the oldest first."""

    def __init__(self, base: Callable[[], str], datasets: Mapping[str, Mapping[str, Sequence[tuple[datetime, bytes]]]]):
        self.base, self.datasets = base, datasets

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        if path == "/api/3/action/package_show":
            files = self.datasets.get(query.get("id", ""))
            if files is None:
                return 404, _JSON, b'{"success": false, "error": {"message": "Not found"}}'
            resources = [one for name, versions in files.items() if (one := self._resource(name, versions, at))]
            return 200, _JSON, json.dumps({"success": True, "result": {"resources": resources}}).encode()
        name = path.rpartition("/")[2]
        for files in self.datasets.values():
            if name in files:
                return 200, {"Content-Type": "text/csv"}, _current(files[name], at)[1]
        return 404, {}, b"no such file\n"

    def _resource(self, name: str, versions: Sequence[tuple[datetime, bytes]], at: datetime) -> dict[str, Any] | None:
        if versions[0][0] > at:
            return None
        changed = _current(versions, at)[0]
        return {
            "id": f"id-{name}", "name": name, "format": "CSV", "download_url": f"{self.base()}/download/{name}",
            "last_modified": changed.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        }  # fmt: skip


def _current(versions: Sequence[tuple[datetime, bytes]], at: datetime) -> tuple[datetime, bytes]:
    return [one for one in versions if one[0] <= at][-1]


class Offsets:
    """World Bank: `limit` and `offset`, and how many there are."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows = rows

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        offset, limit = int(query.get("offset", "0")), min(int(query.get("limit", "100")), 1_000)
        page = list(self.rows[offset : offset + limit])
        told = {"rows_count": len(page), "limit": limit, "offset": offset, "found": len(self.rows),
                "total": len(self.rows), "data": page}  # fmt: skip
        return 200, _JSON, json.dumps(told).encode()


class Numbered:
    """UNHCR: `page` from 1 and `limit`, years from `yearFrom`."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = rows

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        page, limit = int(query.get("page", "1")), int(query.get("limit", "100"))
        rows = [row for row in self.rows if row["year"] >= int(query.get("yearFrom", "1951"))]
        told = {"page": page, "maxPages": -(-len(rows) // limit), "total": [], "items":
                rows[(page - 1) * limit : page * limit]}  # fmt: skip
        return 200, _JSON, json.dumps(told).encode()


class Features:
    """ArcGIS: `resultOffset` and `resultRecordCount`, `exceededTransferLimit` until the last page."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], most: int = 1_000) -> None:
        self.rows, self.most = rows, most

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        if "DATE '" not in query.get("where", ""):
            told = {"error": {"code": 400, "message": "Invalid or missing input parameters."}}
            return 200, _JSON, json.dumps(told).encode()
        since = datetime.strptime(query["where"].split("'")[1], "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1000
        rows = [row for row in self.rows if row["date"] >= since]
        offset = int(query.get("resultOffset", "0"))
        count = min(int(query.get("resultRecordCount", "1000")), self.most)
        page = rows[offset : offset + count]
        answer: dict[str, Any] = {"fields": [], "features": [{"attributes": dict(row)} for row in page]}
        if offset + len(page) < len(rows):
            answer["exceededTransferLimit"] = True
        return 200, _JSON, json.dumps(answer).encode()


class Windowed:
    """IODA: events that overlap `from` to `until`, in pages from 0. `duration` grows while an outage goes on."""

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        self.events = events

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        start, end = int(query["from"]), int(query["until"])
        page, limit = int(query.get("page", "0")), int(query.get("limit", "2000"))
        now = int(at.timestamp())
        found = [
            {**event, "duration": min(event["duration"], now - event["start"])}
            for event in self.events
            if event["start"] <= min(end, now) and event["start"] + event["duration"] >= start
        ]
        told = {"type": "outages.events", "error": None, "data": found[page * limit : (page + 1) * limit]}
        return 200, _JSON, json.dumps(told).encode()


class Quakes:
    """FDSN event service: `updatedafter`, `limit`, and `offset` from 1."""

    def __init__(self, features: Sequence[Mapping[str, Any]]) -> None:
        self.features = features

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        after = datetime.fromisoformat(query["updatedafter"]).replace(tzinfo=UTC).timestamp() * 1000
        now = at.timestamp() * 1000
        found = [one for one in self.features if after < one["properties"]["updated"] <= now]
        start, limit = int(query.get("offset", "1")) - 1, int(query.get("limit", "20000"))
        told = {"type": "FeatureCollection", "metadata": {"status": 200}, "features": found[start : start + limit]}
        return 200, _JSON, json.dumps(told).encode()


class Fires:
    """FIRMS: `/KEY/SENSOR/AREA/DAYS/DATE` as CSV; a wrong key is told by a line of text."""

    HEADER = b"latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n"  # noqa: E501

    def __init__(self, days: Mapping[str, Sequence[bytes]], key: str = "map-key") -> None:
        self.days, self.key = days, key

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        key, _, _, _, day = path.strip("/").split("/")
        if key != self.key:
            return 200, {"Content-Type": "text/plain"}, b"Invalid MAP_KEY."
        return 200, {"Content-Type": "text/csv"}, self.HEADER + b"".join(self.days.get(day, ()))


def listed(rows: Sequence[Any], client: str = "") -> Player:
    """IDMC: all rows as one list, for a client that is registered."""

    def player(path: str, query: Mapping[str, str], at: datetime) -> Answered:
        if client and query.get("client_id") != client:
            return 403, _JSON, b'{"detail": "Client is not registered."}'
        return 200, _JSON, json.dumps(list(rows)).encode()

    return player
