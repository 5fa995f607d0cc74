"""UCDP's API over a simulated time: monthly candidate releases with pages, for those who have the token.

Written after the published API documentation (ucdp.uu.se/apidocs): `gedevents/VERSION?pagesize=&page=`, the header
`x-ucdp-access-token`, an object with TotalCount, TotalPages, PreviousPageUrl, NextPageUrl and Result. Rows are ours, or
those of a real file with the columns of the codebook (`recorded`: dictionaries of its cells).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.services.faults import Reply
from tests.services.server import Asked

TOKEN = "ucdp-token-of-the-tests"


class Ucdp:
    """Each month's release comes `lag` after the month is over. `first`: the number of the first page."""

    def __init__(
        self, *, rows: int = 5, lag: timedelta = timedelta(days=20), first: int = 0,
        recorded: Sequence[Mapping[str, Any]] = (),
    ) -> None:  # fmt: skip
        self.rows, self.lag, self.first, self.recorded = rows, lag, first, tuple(recorded)

    def __call__(self, asked: Asked) -> Reply:
        if asked.headers.get("x-ucdp-access-token") != TOKEN:
            return Reply(401, {}, b'{"error": "API token required"}')
        version = asked.path.rpartition("/")[2]
        rows = self.release(version, asked.at)
        if rows is None:
            return Reply(404, {}, b'{"error": "no such version"}')
        size, page = min(1_000, int(asked.query.get("pagesize", "100"))), int(asked.query.get("page", self.first))
        pages = -(-len(rows) // size)
        place = page - self.first
        base = f"https://ucdpapi.example/api/gedevents/{version}?pagesize={size}&page="
        told = {
            "TotalCount": len(rows),
            "TotalPages": pages,
            "PreviousPageUrl": f"{base}{page - 1}" if place > 0 else "",
            "NextPageUrl": f"{base}{page + 1}" if place + 1 < pages else "",
            "Result": rows[place * size : (place + 1) * size],
        }
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def release(self, version: str, at: datetime) -> list[dict[str, Any]] | None:
        """The rows of a release, None if it is not there yet."""
        year, _, month = (int(part) for part in version.split("."))
        start = datetime(2000 + year, month, 1, tzinfo=at.tzinfo)
        over = (start + timedelta(days=32)).replace(day=1)
        if at < over + self.lag:
            return None
        if self.recorded:
            return [dict(row) for row in self.recorded]
        own = [self.row(start, number) for number in range(self.rows)]
        before = (start - timedelta(days=1)).replace(day=1)
        return [*own, {**self.row(before, 0), "best": 9, "high": 12}]  # what is known better a month later

    @staticmethod
    def number(start: datetime, row: int) -> int:
        return (start.year * 100 + start.month) * 1_000 + row

    def row(self, start: datetime, row: int) -> dict[str, Any]:
        day = start + timedelta(days=row % 27)
        return {
            "id": self.number(start, row), "relid": f"MOR-{start.year}-1-1-{row}", "year": start.year,
            "active_year": True, "code_status": "Clear", "type_of_violence": 1 + row % 3, "conflict_new_id": 900,
            "conflict_name": "Mordavia: Vale", "dyad_name": "Government of Mordavia - Tilish Riders",
            "side_a": "Government of Mordavia", "side_b": "Tilish Riders", "number_of_sources": 2,
            "source_article": "The Gazette", "source_date": f"{day:%Y-%m-%d}", "source_headline": "Fords contested",
            "source_original": "", "where_prec": 2, "where_coordinates": "Old Ford", "where_description": None,
            "adm_1": "Upper Vale", "adm_2": None, "latitude": 49.5, "longitude": 36.25, "country": "Ukraine",
            "country_id": 369, "region": "Europe", "event_clarity": 1, "date_prec": 1,
            "date_start": f"{day:%Y-%m-%d}T00:00:00", "date_end": f"{day:%Y-%m-%d}T00:00:00", "deaths_a": 0,
            "deaths_b": 1, "deaths_civilians": 0, "deaths_unknown": 0, "best": 3, "high": 5, "low": 1,
        }  # fmt: skip
