"""A fortnight of a publisher over a real wire: nothing lost, nothing doubled, edits told from touches."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.services.faults import Fault
from tests.services.plans import follow
from tests.services.press import LAST, Press
from tests.services.server import Service

from simurg.collection.connector import raw_of
from simurg.collection.connectors import jsonfeed, rss, web_page
from simurg.collection.source import Source
from simurg.testing.connectors import read

START = datetime(2031, 3, 1, tzinfo=UTC)
DAYS = 14


class Clock:
    at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(clock: Clock) -> Iterator[Service]:
    with Service(clock) as made:
        made.mount("", Press(START))
        yield made


@pytest.mark.parametrize(("connector", "path"), [(rss, "/rss.xml"), (jsonfeed, "/feed.json")])
def test_every_edition_of_a_fortnight_is_a_version_and_nothing_else_is(service, clock, connector, path):
    source = Source("roads", connector.CONNECTOR.name, address=service.url(path))
    service.inject(path, Fault("status", status=500), between=(START + timedelta(days=3), START + timedelta(days=4)))
    rows: dict[bytes, dict] = {}
    tags: dict[str, str] = {}
    kept = faults = 0
    while clock.at < START + timedelta(days=DAYS):
        run = follow(connector.fetch, source, {}, clock.at, validators=tags)
        faults += run.fault is not None
        for document in run.kept:
            kept += 1
            found = read(connector, raw_of(document.content, source, document.name, clock.at))
            assert not found.rejects
            for row in found.table("reports").to_pylist():
                rows.setdefault(row["id"], row)
        clock.at += timedelta(hours=1)
    last = clock.at - timedelta(hours=1)
    got = [(int(row["title"].split()[1]), row["body"]) for row in rows.values()]
    lost = set(range(DAYS * 4)) - {number for number, _ in got}
    assert not lost
    assert len(got) == len(set(got))
    missed = Press(START).editions(last) - set(got)
    assert all(12 <= number <= 16 for number, _ in missed), "only the day of faults may have hidden a first wording"
    assert len({row["key"] for row in rows.values()}) == DAYS * 4
    assert faults == 24
    assert kept < DAYS * 24 / 1.5  # the others were answered with 304


def test_pages_become_versions_and_keep_what_the_server_says_of_robots(service, clock):
    source = Source("roads", "web_page", address=service.url("/news/0"),
                    options={"pages": [service.url("/news/1"), service.url("/drafts/2")]})  # fmt: skip
    rows: dict[bytes, dict] = {}
    tags: dict[str, str] = {}
    while clock.at < START + timedelta(days=1):
        run = follow(web_page.fetch, source, {}, clock.at, validators=tags)
        assert not any("/drafts" in call.url for call in run.calls)
        assert run.fault is not None
        for document in run.kept:
            found = read(web_page, raw_of(document.content, source, document.name, clock.at))
            rows |= {row["id"]: row for row in found.table("reports").to_pylist()}
            [notice] = found.table("claims").to_pylist()
            assert (notice["predicate"], notice["object"]) == ("robots_notice", "noarchive")
        clock.at += timedelta(hours=1)
    assert sorted((row["title"], "закрыта" in row["body"]) for row in rows.values()) == [
        ("0", False), ("0", True), ("1", False),
    ]  # fmt: skip
    assert len({row["key"] for row in rows.values()}) == 2


def test_a_feed_holds_fewer_articles_than_a_long_absence_needs(clock):
    assert len(Press(START).numbers(START + timedelta(days=DAYS))) > LAST
