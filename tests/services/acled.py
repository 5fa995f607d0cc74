"""ACLED's API over a simulated time: tokens, pages, and accounts that may not see everything.

Written after the published API documentation (acleddata.com/api-documentation) and what its users report of refusals:
`/oauth/token` (password and refresh grants), `/api/acled/read?_format=json&limit=&page=`, an object with status,
success, last_update, count, messages, data and data_query_restrictions. Rows are ours: one a day and place.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from tests.services.faults import Reply
from tests.services.server import Asked

USER, PASSWORD = "desk@example.org", "a password of the tests"
Tier = Literal["open", "embargo", "forbidden", "nothing", "message", "quota"]


class Acled:
    """`tier`: what the account may see. `lasting`: how many reads a token is good for."""

    def __init__(self, start: datetime, *, tier: Tier = "open", lasting: int = 1_000, refreshes: bool = True) -> None:
        self.start, self.tier, self.lasting, self.refreshes = start, tier, lasting, refreshes
        self.reads: dict[str, int] = {}
        self.grants: list[str] = []
        self.revised: dict[str, datetime] = {}

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/oauth/token" and asked.method == "POST":
            return self._grant(asked)
        if asked.path != "/api/acled/read":
            return Reply(404, {}, b"{}")
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.reads or self.reads[token] >= self.lasting:
            return Reply(401, {}, b'{"message": "The access token expired"}')
        self.reads[token] += 1
        if self.tier == "forbidden":
            return Reply(403, {}, b'{"message": "Access denied"}')
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(self._told(asked)).encode())

    def _grant(self, asked: Asked) -> Reply:
        form = asked.form
        kind = form.get("grant_type", "")
        self.grants.append(kind)
        good = form.get("client_id") == "acled" and (
            (kind == "password" and (form.get("username"), form.get("password")) == (USER, PASSWORD))
            or (kind == "refresh_token" and self.refreshes and form.get("refresh_token") in self.reads)
        )
        if not good:
            return Reply(400, {}, b'{"error": "invalid_grant"}')
        token = f"token-{len(self.reads)}"
        self.reads[token] = 0
        told = {"token_type": "Bearer", "expires_in": 86_400, "access_token": token, "refresh_token": token}
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _told(self, asked: Asked) -> dict[str, Any]:
        told: dict[str, Any] = {"status": 200, "success": True, "last_update": 3, "messages": [], "data": []}
        if self.tier == "message":
            return {**told, "success": False, "messages": ["Your access level does not permit event-level data."]}
        if self.tier == "quota":
            return {**told, "success": False, "messages": ["You have exceeded your download quota."]}
        rows = [] if self.tier == "nothing" else self.rows(asked.at)
        if self.tier == "embargo":
            until = asked.at - timedelta(days=365)
            rows = [row for row in rows if row["event_date"] < f"{until:%Y-%m-%d}"]
            recency = {"quantity": 12, "unit": "Months", "date": f"{until:%Y-%m-%d}"}
            told["data_query_restrictions"] = {"date_recency": recency}
        rows = [row for row in rows if self._wanted(row, asked)]
        limit, page = int(asked.query.get("limit", "5000")), int(asked.query.get("page", "1"))
        rows = rows[(page - 1) * limit : page * limit]
        return {**told, "count": len(rows), "data": rows}

    @staticmethod
    def _wanted(row: dict[str, Any], asked: Asked) -> bool:
        query = asked.query
        if "timestamp" in query and int(row["timestamp"]) < int(query["timestamp"]):
            return False
        if "country" in query and row["country"] not in query["country"].replace(":OR:country=", "|").split("|"):
            return False
        first, _, last = query.get("event_date", "|").partition("|")
        return (not first or row["event_date"] >= first) and (not last or row["event_date"] <= last)

    def rows(self, at: datetime) -> list[dict[str, Any]]:
        """One event a day, told two days later; those of `revised` were changed then."""
        days = max(0, (at - timedelta(days=2) - self.start).days)
        return [self.row(number, at) for number in range(days)]

    def row(self, number: int, at: datetime) -> dict[str, Any]:
        day = self.start + timedelta(days=number)
        told = day + timedelta(days=2)
        key = f"MOR{number}"
        revised = key in self.revised and self.revised[key] <= at
        changed = self.revised[key] if revised else told
        country = ("Ukraine", "Poland")[number % 2]
        return {
            "event_id_cnty": key, "event_date": f"{day:%Y-%m-%d}", "year": str(day.year), "time_precision": "1",
            "disorder_type": "Political violence", "event_type": ("Battles", "Protests")[number % 2],
            "sub_event_type": ("Armed clash", "Peaceful protest")[number % 2], "actor1": "Military Forces of Mordavia",
            "assoc_actor_1": "", "inter1": "State forces", "actor2": "Tilish Riders", "assoc_actor_2": "",
            "inter2": "Rebel group", "civilian_targeting": "", "iso": "804", "region": "Europe", "country": country,
            "admin1": "Upper Vale", "admin2": "", "admin3": "", "location": "Old Ford", "latitude": "49.5000",
            "longitude": "36.2500", "geo_precision": "1", "source": "The Gazette", "source_scale": "National",
            "notes": f"On day {number} shots fell at the ford.", "fatalities": 7 if revised else 2, "tags": "",
            "timestamp": str(int(changed.astimezone(UTC).timestamp())),
        }  # fmt: skip
