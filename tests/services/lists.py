"""Lists that are one file: CISA's catalogue, sanctions lists, travel advisories, as they were at a simulated moment.

Written after the published formats; kept here so that tests of connectors and of a simulated month share them. The KEV
catalogue can be given recorded (`recorded`: its bytes), in which case entries come as their `dateAdded` says.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any

Answered = tuple[int, Mapping[str, str], bytes]


def _json(told: object) -> Answered:
    return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()


class Kev:
    """`/known_exploited_vulnerabilities.json`: one more entry every other day, or the recorded ones by their day."""

    def __init__(self, start: datetime, recorded: bytes = b"") -> None:
        self.start = start
        self.recorded: list[dict[str, Any]] = json.loads(recorded)["vulnerabilities"] if recorded else []

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        if path != "/known_exploited_vulnerabilities.json":
            return 404, {}, b""
        entries = self.entries(at)
        told = {
            "title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": f"{at:%Y.%m.%d}",
            "dateReleased": f"{at:%Y-%m-%d}T00:00:00.0000Z", "count": len(entries), "vulnerabilities": entries,
        }  # fmt: skip
        return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()

    def entries(self, at: datetime) -> list[dict[str, Any]]:
        if self.recorded:
            return [one for one in self.recorded if one["dateAdded"] <= f"{at:%Y-%m-%d}"]
        return [self.entry(number) for number in range((at - self.start).days // 2 + 1)]

    def entry(self, number: int) -> dict[str, Any]:
        added = self.start + timedelta(days=2 * number)
        return {
            "cveID": f"CVE-2031-{number + 1:04d}", "vendorProject": "Norvik", "product": "Relay",
            "vulnerabilityName": f"Relay Path Traversal {number}", "dateAdded": f"{added:%Y-%m-%d}",
            "shortDescription": "Relay follows paths that lead out of its folder.",
            "requiredAction": "Apply the update.",
            "dueDate": f"{added + timedelta(days=21):%Y-%m-%d}", "knownRansomwareCampaignUse": "Unknown", "notes": "",
            "cwes": ["CWE-22"],
        }  # fmt: skip


WORDS = MappingProxyType(
    {1: "Exercise Normal Precautions", 2: "Exercise Increased Caution", 3: "Reconsider Travel", 4: "Do Not Travel"}
)


class Advisories:
    """The US list (`/api/TravelAdvisories`, `/TAsTWs.xml`) and GOV.UK's index and pages (`/api/content/…`). Mordavia's
    level goes from 2 to 4 on the tenth day; all else stays."""

    COUNTRIES = (("Ukraine", "UP", "ukraine"), ("Poland", "PL", "poland"), ("Sudan", "SU", "sudan"))

    def __init__(self, start: datetime) -> None:
        self.start = start

    def level(self, name: str, at: datetime) -> tuple[int, datetime]:
        """The level, and since when."""
        change = self.start + timedelta(days=10)
        if name == "Ukraine":
            return (4, change) if at >= change else (2, self.start)
        return {"Poland": 1, "Sudan": 3}[name], self.start

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        if path == "/api/TravelAdvisories":
            return (
                200,
                {"Content-Type": "application/json"},
                json.dumps([self.entry(*one, at) for one in self.COUNTRIES]).encode(),
            )
        if path == "/TAsTWs.xml":
            return 200, {"Content-Type": "application/rss+xml"}, self.feed(at)
        if path == "/api/content/foreign-travel-advice":
            return _json(self.index(at))
        for name, _, slug in self.COUNTRIES:
            if path == f"/api/content/foreign-travel-advice/{slug}":
                return _json(self.page(name, slug, at))
        return 404, {}, b"{}"

    def entry(self, name: str, tag: str, slug: str, at: datetime) -> dict[str, Any]:
        level, since = self.level(name, at)
        link = f"https://travel.state.gov/advisories/{slug}.html"
        return {
            "Title": f"{name} - Level {level}: {WORDS[level]}", "Link": link, "Category": [tag],
            "Summary": f"<p>{WORDS[level]} in {name} due to <b>unrest</b>.</p>", "id": link,
            "Published": since.isoformat(), "Updated": since.isoformat(),
        }  # fmt: skip

    def feed(self, at: datetime) -> bytes:
        items = "".join(self.item(*one, at) for one in self.COUNTRIES)
        head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Advisories</title>'
        return f"{head}{items}</channel></rss>".encode()

    def item(self, name: str, tag: str, slug: str, at: datetime) -> str:
        level, since = self.level(name, at)
        words = WORDS[level]
        return (
            f"<item><title>{name} - Level {level}: {words}</title>"
            f"<link>https://travel.state.gov/advisories/{slug}.html</link>"
            f'<category domain="Threat-Level">Level {level}: {words}</category>'
            f'<category domain="Country-Tag">{tag}</category>'
            f"<pubDate>{format_datetime(since.astimezone(UTC))}</pubDate>"
            f"<description>&lt;p&gt;{words} in {name} due to &lt;b&gt;unrest&lt;/b&gt;.&lt;/p&gt;</description></item>"
        )

    def index(self, at: datetime) -> dict[str, Any]:
        children = [
            {"base_path": f"/foreign-travel-advice/{slug}", "title": f"{name} travel advice", "locale": "en",
             "public_updated_at": self.level(name, at)[1].isoformat()}
            for name, _, slug in self.COUNTRIES
        ]  # fmt: skip
        return {
            "base_path": "/foreign-travel-advice",
            "title": "Foreign travel advice",
            "links": {"children": children},
        }

    def page(self, name: str, slug: str, at: datetime) -> dict[str, Any]:
        level, since = self.level(name, at)
        statuses = {
            1: [], 2: ["avoid_all_but_essential_travel_to_parts"],
            3: ["avoid_all_but_essential_travel_to_whole_country"],
            4: ["avoid_all_travel_to_whole_country", "avoid_all_but_essential_travel_to_parts"],
        }[level]  # fmt: skip
        return {
            "base_path": f"/foreign-travel-advice/{slug}", "title": f"{name} travel advice", "locale": "en",
            "public_updated_at": since.isoformat(), "document_type": "travel_advice",
            "details": {
                "country": {"name": name, "slug": slug, "synonyms": []}, "alert_status": statuses,
                "change_description": f"Level {level} from now on.", "updated_at": since.isoformat(),
                "reviewed_at": since.isoformat(), "summary": [], "parts": [
                    {"title": "Warnings", "slug": "warnings", "body": f"<p>Advice for {name}.</p>"},
                ],
            },
        }  # fmt: skip
