"""ReliefWeb's API v2 over a simulated time: reports that are posted, and edited later.

Written after the published API documentation (apidoc.reliefweb.int): POST with filter, fields, sort, limit and offset,
`appname` in the address, an answer with time, href, links, totalCount, count and data. Reports are ours, one every
`every`; those whose number is a multiple of seven are edited a day later. `items`: recorded ones to be given instead.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.services.faults import Reply
from tests.services.server import Asked

APPNAME = "simurg-tests-x7"


class ReliefWeb:
    def __init__(
        self, start: datetime, *, every: timedelta = timedelta(hours=1), items: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self.start, self.every, self.items = start, every, tuple(items)

    def __call__(self, asked: Asked) -> Reply:
        if asked.query.get("appname") != APPNAME:
            told = {"status": 403, "error": {"message": "You are not using an approved appname."}}
            return Reply(403, {"Content-Type": "application/json"}, json.dumps(told).encode())
        if asked.method != "POST" or asked.path not in ("/reports", "/disasters"):
            return Reply(404, {}, b'{"status": 404}')
        query = json.loads(asked.body)
        if not 0 <= query.get("limit", 10) <= 1_000:
            return Reply(400, {}, b'{"status": 400, "error": {"message": "Invalid limit"}}')
        found = [item for item in self.known(asked.at) if _meets(item, query.get("filter"))]
        found.sort(key=lambda item: (_moment(item["fields"]["date"]["changed"]), int(item["id"])))
        offset = query.get("offset", 0)
        page = found[offset : offset + query.get("limit", 10)]
        told = {
            "time": 3, "href": "https://api.reliefweb.int/v2/reports", "links": {}, "totalCount": len(found),
            "count": len(page), "data": page,
        }  # fmt: skip
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def known(self, at: datetime) -> list[dict[str, Any]]:
        """All reports as they were then."""
        if self.items:
            return [dict(item) for item in self.items]
        count = int((at - self.start) / self.every) + 1 if at >= self.start else 0
        return [self.report(number, at) for number in range(count)]

    def report(self, number: int, at: datetime) -> dict[str, Any]:
        posted = self.start + self.every * number
        edited = posted + timedelta(days=1)
        changed = number % 7 == 0 and at >= edited
        words = "Water rose at the ford; forty families left." + (" Sixty families left, by now." if changed else "")
        return {
            "id": str(4_000_000 + number), "score": 1,
            "href": f"https://api.reliefweb.int/v2/reports/{4_000_000 + number}",
            "fields": {
                "id": 4_000_000 + number, "title": f"Mordavia: Flash update no. {number}", "body": words,
                "body-html": f"<p>{words}</p>", "url": f"https://reliefweb.int/node/{4_000_000 + number}",
                "url_alias": f"https://reliefweb.int/report/mordavia/flash-update-{number}",
                "country": [{"iso3": "ukr", "name": "Ukraine"}],
                "source": [{"name": "Mordavian Red Cross", "shortname": "MRC"}],
                "theme": [{"name": "Shelter"}], "format": [{"name": "Situation Report"}],
                "language": [{"name": "English", "code": "en"}],
                "disaster": [{"name": "Mordavia: Floods", "glide": "FL-2031-000009-UKR"}],
                "date": {
                    "original": _text(posted.replace(hour=0, minute=0)), "created": _text(posted),
                    "changed": _text(edited if changed else posted),
                },
            },
        }  # fmt: skip


def _meets(item: Mapping[str, Any], told: Mapping[str, Any] | None) -> bool:
    if not told:
        return True
    if "conditions" in told:
        return all(_meets(item, one) for one in told["conditions"])
    if told["field"] == "date.changed":
        return _moment(item["fields"]["date"]["changed"]) >= _moment(told["value"]["from"])
    countries = {one["iso3"] for one in item["fields"].get("country", ())}
    return bool(countries & {str(one).lower() for one in told["value"]})


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
