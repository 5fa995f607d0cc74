"""Simulated days of following a real server that fails in every way: nothing lost, nothing doubled, and health tells
each fault apart, now and as of the moment when it stood."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from tests.services.faults import Fault
from tests.services.server import Service

from simurg.app.following.follow import Follow, Habits
from simurg.app.following.health import health_of_fetches
from simurg.app.following.real import Real
from simurg.app.following.rounds import rounds_in
from simurg.app.jobs import HANDLERS
from simurg.app.sources import sources_in
from simurg.app.worker import Office
from simurg.app.workspace import create
from simurg.ledger import Ledger
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST
from simurg.outbound.doors import Allowed
from simurg.outbound.way_out import WayOut

pytestmark = pytest.mark.xdist_group("days")  # they share what is dear to make

START = datetime(2026, 9, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = 6
EVERY = 12 * HOUR
ITEMS = 4
"""New ones in each feed at each step."""
SPAN = (START + 2 * DAY, START + 3 * DAY)
FAULTS = {
    "well": None,
    "server_error": Fault("status", status=500),
    "throttled": Fault("status", status=429, headers={"Retry-After": "3600"}),
    "unauthorised": Fault("status", status=401),
    "forbidden": Fault("status", status=403),
    "not_found": Fault("status", status=404),
    "cut_short": Fault("cut"),
    "too_large": Fault("gzip_bomb", most=80 << 20),
    "refused_address": Fault("redirect", location="http://169.254.169.254/latest/meta-data/"),
    "unreachable": Fault("silent"),
    "silent": Fault(
        "empty", body=b'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title></channel></rss>'
    ),
    "schema_changed": Fault("changed_schema", change=lambda body: b"<!doctype html><title>We have moved</title>"),
    "late": Fault("late", delay=2 * DAY),
    "duplicate": Fault("duplicate"),
}


class Time:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=max(seconds, 0.001))

    def monotonic(self) -> float:
        return (self.now - START).total_seconds()


def feed(path: str, query: Mapping[str, str], at: datetime) -> tuple[int, Mapping[str, str], bytes]:
    """What is published by then, of the last week: some items a step."""
    last = int((at - START) // EVERY)
    items = "".join(
        f"<item><guid>{path}-{step}-{n}</guid><title>{path[1:]} {step} {n}</title><description>Of {n}.</description>"
        f"<pubDate>{(START + step * EVERY).strftime('%a, %d %b %Y %H:%M:%S GMT')}</pubDate></item>"
        for step in range(max(0, last - 13), last + 1)
        for n in range(ITEMS)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'
    return 200, {"Content-Type": "application/rss+xml; charset=utf-8"}, body.encode()


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """Followed with a follower that ends now and then and begins again, as after a kill."""
    time = Time()
    office = Office(
        create(tmp_path_factory.mktemp("days") / "ws"),
        {**HANDLERS, "settle": lambda desk, arguments: {"warnings": []}},  # what is settled is tested elsewhere
        time,
        real=Real(WayOut(Allowed()), time.sleep, lambda: 0.5, {}),
    )
    with Service(time) as service:
        service.mount("/feeds", feed)
        entries = []
        for name, fault in FAULTS.items():
            address = service.url(f"/feeds/{name}")
            if name == "throttled":  # a host that asks for quiet gets it from all sources
                address = address.replace("127.0.0.1", "localhost")
            entries.append({"name": name, "connector": "rss", "address": address, "schedule": "12h", "fresh_for": "1d"})
            if fault is not None:
                service.inject(f"/feeds/{name}", fault, between=SPAN)
        office.workspace.sources_file.write_text(yaml.safe_dump(entries))
        habits = Habits(at_once=0, look_every_s=12 * 3600)
        while time.now < START + DAYS * DAY:
            end = time.now + 2 * DAY
            with rounds_in(office.workspace, time, office.real) as rounds:
                Follow(office, rounds, habits, lambda _: None).run(lambda end=end: time.now >= end)
    return office, time


def titles(office, time, name):
    with Ledger.open_to_read(office.workspace.ledger, time) as ledger:
        rows = ledger.as_of(LATEST, scope=EVERYTHING).read("reports", ("title", "source_id")).to_pylist()
    return sorted(row["title"] for row in rows if row["source_id"] == name)


def health(office, time, name, at):
    [source] = [one for one in sources_in(office.workspace) if one.name == name]
    with rounds_in(office.workspace, time, office.real) as rounds:
        return health_of_fetches(source, rounds.log.fetches(name, at), at)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_nothing_is_lost_and_nothing_is_doubled(days, name):
    office, time = days
    found = titles(office, time, name)
    assert len(found) == len(set(found))
    last = int((START + DAYS * DAY - START) // EVERY) - 1
    expected = {f"{name} {step} {n}" for step in range(last) for n in range(ITEMS)}
    assert expected <= set(found)


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"well", "late", "duplicate"}))
def test_each_fault_is_told_while_it_stands_and_as_healed_after(days, name):
    office, time = days
    then = health(office, time, name, SPAN[0] + 20 * HOUR)
    assert then.state == name
    assert SPAN[0] <= then.since <= SPAN[0] + 13 * HOUR
    assert then.next_step
    after = health(office, time, name, SPAN[1] + 3 * DAY)
    assert after.state == "ok"
    assert name in [one.state for one in after.healed]
    assert health(office, time, name, SPAN[0] - HOUR).state == "ok"


def test_what_comes_late_or_twice_is_no_fault_of_the_fetch(days):
    office, time = days
    for name in ("late", "duplicate"):
        assert health(office, time, name, SPAN[0] + 20 * HOUR).state in ("ok", "late", "too_few")
        assert health(office, time, name, SPAN[1] + 3 * DAY).state == "ok"


def test_what_is_well_was_never_told_to_be_otherwise(days):
    office, time = days
    for day in range(1, DAYS):
        told = health(office, time, "well", START + day * DAY + 13 * HOUR)
        assert (told.state, told.healed) == ("ok", ())
