"""A publisher's feeds and pages as they were at a simulated moment: an article every six hours, some of them edited.

`/rss.xml` (in KOI8-R, which only the header tells), `/feed.json`, `/news/NUMBER` and `/robots.txt`. The feeds hold the
last LAST articles. Every third article is edited seven hours after it came; every second has a new date without new
words after four. Written by hand; `editions` is the truth.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

Answered = tuple[int, Mapping[str, str], bytes]
LAST = 10
EVERY = timedelta(hours=6)
EDITED, TOUCHED = timedelta(hours=7), timedelta(hours=4)


class Press:
    """Begins at `start` with article 0."""

    def __init__(self, start: datetime) -> None:
        self.start = start

    def numbers(self, at: datetime) -> range:
        """The articles that were published by then."""
        return range((at - self.start) // EVERY + 1)

    def words(self, number: int, at: datetime) -> str:
        edited = number % 3 == 0 and at >= self.start + number * EVERY + EDITED
        return f"Переправа {number} {'закрыта до весны' if edited else 'открыта'}, сообщила служба дорог."

    def updated(self, number: int, at: datetime) -> datetime:
        came = self.start + number * EVERY
        if number % 3 == 0 and at >= came + EDITED:
            return came + EDITED
        return came + TOUCHED if number % 2 == 0 and at >= came + TOUCHED else came

    def editions(self, at: datetime) -> set[tuple[int, str]]:
        """Every wording of every article until then."""
        return {
            (number, self.words(number, moment))
            for number in self.numbers(at)
            for moment in (self.start + number * EVERY, at)
        }

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> Answered:
        shown = list(self.numbers(at))[-LAST:]
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /drafts\n"
        if path == "/rss.xml":
            items = "".join(self.item(number, at) for number in shown)
            feed = f'<rss version="2.0"><channel><title>Дороги</title>{items}</channel></rss>'
            return 200, {"Content-Type": "application/rss+xml; charset=koi8-r"}, feed.encode("koi8-r")
        if path == "/feed.json":
            told = {"version": "https://jsonfeed.org/version/1.1", "title": "Дороги", "items": [
                {"id": str(number), "title": f"Переправа {number}", "content_text": self.words(number, at),
                 "date_modified": self.updated(number, at).astimezone(UTC).isoformat()} for number in shown
            ]}  # fmt: skip
            return 200, {"Content-Type": "application/feed+json"}, json.dumps(told).encode()
        number = path.removeprefix("/news/")
        if number.isdigit() and int(number) in self.numbers(at):
            page = f"<html><head><title>{number}</title></head><body><p>{self.words(int(number), at)}</p></body></html>"
            return 200, {"Content-Type": "text/html; charset=utf-8", "X-Robots-Tag": "noarchive"}, page.encode()
        return 404, {}, b""

    def item(self, number: int, at: datetime) -> str:
        date = format_datetime(self.updated(number, at).astimezone(UTC))
        return (
            f"<item><guid isPermaLink='false'>{number}</guid><title>Переправа {number}</title>"
            f"<description>{self.words(number, at)}</description><pubDate>{date}</pubDate></item>"
        )
