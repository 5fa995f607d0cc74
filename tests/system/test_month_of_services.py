"""A month of every kind of service together, each with a fault of its own, two outages of all, and a follower that is
killed (-9) twice and begins again: nothing is lost or doubled, each fault is told while it stands and as healed after,
hosts are asked one at a time, and no key is found in anything that was written.

Services are asked once a day instead of as often as their cards say, so that the month passes in a minute;
GDELT's 2,880 quarters of an hour are all there and all come. What is settled of it is left out.
"""

import os
import subprocess
import sys
import time as real_time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.services.acled import PASSWORD, USER, Acled
from tests.services.cap import Cap
from tests.services.faults import Fault
from tests.services.gdelt import Gdelt
from tests.services.lists import Advisories, Kev
from tests.services.press import Press
from tests.services.reliefweb import APPNAME, ReliefWeb
from tests.services.server import Service
from tests.services.signals import Quakes
from tests.services.ucdp import TOKEN, Ucdp
from tests.system.follower import SharedTime

from simurg.app.coverage import told_coverage
from simurg.app.following.health import Health, health_of_fetches
from simurg.app.following.log import FetchLog
from simurg.app.jobs import HANDLERS
from simurg.app.sources import sources_in
from simurg.app.worker import Office
from simurg.app.workspace import Workspace, create
from simurg.ledger import Ledger
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST

pytestmark = pytest.mark.xdist_group("month")  # they share what is dear to make

START = datetime(2026, 9, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = START + 30 * DAY
TWO_HOURS = (START + 7 * DAY, START + 7 * DAY + 2 * HOUR)
WHOLE_DAY = (START + 22 * DAY, START + 23 * DAY)
KILLS = (START + 4 * DAY, START + 17 * DAY + HOUR)
ENVIRONMENT = {"ACLED_USER": USER, "ACLED_PASSWORD": PASSWORD, "UCDP": TOKEN, "RELIEFWEB": APPNAME}
ACLED_KEYS = {"username": "env:ACLED_USER", "password": "env:ACLED_PASSWORD"}
SOURCES: dict[str, dict[str, Any]] = {
    "gdelt": {"card": "gdelt", "at": "/gdeltv2/lastupdate.txt", "schedule": "1d", "options": {"since": "1h"}},
    "reliefweb": {"card": "reliefweb", "at": "/v2/reports", "schedule": "1d", "keys": {"appname": "env:RELIEFWEB"}},
    "acled": {"card": "acled", "at": "/acled/api/acled/read", "keys": ACLED_KEYS, "options": {"limit": 8}},
    "ucdp": {"card": "ucdp_candidate", "at": "/ucdp", "keys": {"token": "env:UCDP"},
             "options": {"back_fill": "40d", "page_size": 4}},
    "cap": {"card": "cap_nws", "at": "/water/index.atom", "schedule": "1d"},
    "kev": {"card": "kev", "at": "/kev/known_exploited_vulnerabilities.json", "schedule": "1d"},
    "travel": {"card": "travel_uk", "at": "/state/api/content/foreign-travel-advice", "schedule": "1d"},
    "quakes": {"card": "usgs", "at": "/usgs", "schedule": "1d"},
    "press": {"card": "rss", "at": "/press/rss.xml", "schedule": "1d"},
}  # fmt: skip
FAULTS: dict[str, tuple[str, Fault, str]] = {  # path, what goes wrong, and what health calls it
    "gdelt": ("/gdeltv2/*", Fault("cut"), "cut_short"),
    "reliefweb": ("/v2/*", Fault("status", status=429, headers={"Retry-After": "20"}), "throttled"),
    "acled": ("/acled/*", Fault("status", status=401, body=b'{"message": "The access token expired"}'), "unauthorised"),
    "ucdp": ("/ucdp/*", Fault("status", status=403), "forbidden"),
    "cap": ("/water/*", Fault("redirect", location="http://169.254.169.254/latest/meta-data/"), "refused_address"),
    "kev": ("/kev/*", Fault("changed_schema"), "schema_changed"),
    "travel": ("/state/*", Fault("gzip_bomb", most=80 << 20), "too_large"),
    "quakes": ("/usgs", Fault("wrong_length", extra=100), "cut_short"),
    "press": ("/press/*", Fault("status", status=404), "not_found"),
}  # fmt: skip
SPAN = (START + 11 * DAY, START + 12 * DAY)
LATE, TWICE = (START + 25 * DAY, START + 26 * DAY), (START + 26 * DAY, START + 27 * DAY)


def quake(number: int, magnitude: float, after: timedelta) -> dict[str, Any]:
    at = START + number * DAY + 3 * HOUR
    told = {"mag": magnitude, "place": "3 km N of Old Mill, Kenya", "time": int(at.timestamp() * 1000), "magType": "mb",
            "updated": int((at + after).timestamp() * 1000), "type": "earthquake"}  # fmt: skip
    return {"type": "Feature", "id": f"us{number}", "properties": told, "geometry": None}


QUAKES = [
    one
    for number in range(30)
    for one in (quake(number, 5.0, timedelta(minutes=9)), quake(number, 5.4 + number / 100, 2 * DAY))
]


class Rising(Advisories):
    """The advice on Ukraine rises in the hours in which its publisher cannot be read."""

    def level(self, name: str, at: datetime) -> tuple[int, datetime]:
        if name != "Ukraine":
            return super().level(name, at)
        change = SPAN[0] + 6 * HOUR
        return (4, change) if at >= change else (2, self.start)


@dataclass(frozen=True, slots=True)
class Month:
    workspace: Workspace
    service: Service
    told: str  # all that the followers wrote

    def health(self, name: str, at: datetime) -> Health:
        [source] = [one for one in sources_in(self.workspace) if one.name == name]
        log = FetchLog(self.workspace.state)
        try:
            return health_of_fetches(source, log.fetches(name, at), at)
        finally:
            log.close()

    def column(
        self, table: str, name: str, source: str, known: datetime = LATEST, recorded: datetime | None = None
    ) -> list[Any]:
        with Ledger.open_to_read(self.workspace.ledger, lambda: END + DAY) as ledger:
            view = ledger.as_of(known, recorded, scope=EVERYTHING)
            rows = view.read(table, (name, "source_id")).to_pylist()
        return [row[name] for row in rows if row["source_id"] == source]


def play(service: Service) -> None:
    service.mount_whole("/gdeltv2", Gdelt(START - HOUR, rows=1))
    service.mount_whole("/ucdp", Ucdp(lag=25 * DAY))
    service.mount_whole("/acled", Acled(START - 20 * DAY, lasting=4))
    service.mount_whole("/v2", ReliefWeb(START, every=3 * HOUR))
    service.mount("/water", Cap(START))
    service.mount("/state", Rising(START - 9 * DAY))
    service.mount("/kev", Kev(START - 20 * DAY))
    service.mount("/usgs", Quakes(QUAKES))
    service.mount("/press", Press(START))
    service.inject("/*", Fault("silent"), between=TWO_HOURS)
    service.inject("/*", Fault("status", status=503), between=WHOLE_DAY)
    for path, fault, _ in FAULTS.values():
        service.inject(path, fault, between=SPAN)
    service.inject("/usgs", Fault("late", delay=HOUR / 2), between=LATE)  # within the hour that its queries overlap
    service.inject("/*", Fault("late", delay=DAY), between=LATE)
    service.inject("/kev/*", Fault("duplicate"), between=TWICE)


def followed(workspace: Workspace, clock: SharedTime, path: Path) -> str:
    """What followers wrote: each but the last is killed while it is at work."""
    told = path.with_name("told")
    command = [sys.executable, "-m", "tests.system.follower", str(workspace.folder), str(path), str(END.timestamp())]
    root = Path(__file__).parents[2]
    for kill in (*KILLS, None):
        with (
            told.open("ab") as stream,
            subprocess.Popen(command, cwd=root, stdout=stream, stderr=stream, env={**os.environ, **ENVIRONMENT}) as one,
        ):
            while one.poll() is None and (kill is None or clock() < kill):
                real_time.sleep(0.002)
            if kill is not None:
                one.kill()
        assert kill is not None or one.returncode == 0, told.read_text(encoding="utf-8")[-2_000:]
    return told.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("services")
    clock = SharedTime(folder / "clock", START)
    workspace = create(folder / "ws")
    with Service(clock) as service:
        play(service)
        entries = [
            {"name": name, "address": service.url(entry["at"]), **{k: v for k, v in entry.items() if k != "at"}}
            for name, entry in SOURCES.items()
        ]
        workspace.sources_file.write_text(yaml.safe_dump(entries))
        asked = {"name": "ford", "question": "Is there fighting in Ukraine?", "regions": ["UKR"]}
        Office(workspace, HANDLERS, clock).run("require", {"entries": [asked]})
        yield Month(workspace, service, followed(workspace, clock, folder / "clock"))


LAST = END - DAY
"""What was published by then must have come; what came after may have."""


def once(found: list[Any], wanted: set[Any]) -> None:
    assert [one for one, times in Counter(found).items() if times > 1] == []
    assert wanted - set(found) == set()


def test_gdelt_comes_whole(month):
    player = Gdelt(START - HOUR, rows=1)
    found = [int.from_bytes(key.bytes[8:]) for key in month.column("events", "key", "gdelt")]
    first = player.number(START, 0)
    once(found, {one for one in player.numbers(LAST) if one >= first})
    assert "master list could not be read" not in month.told


def test_reports_come_once(month):
    player = ReliefWeb(START, every=3 * HOUR)
    once(month.column("reports", "title", "reliefweb"), {one["fields"]["title"] for one in player.known(LAST)})
    edited = [words for words in month.column("reports", "body", "reliefweb") if "Sixty" in words]
    assert len(edited) >= sum(number % 7 == 0 for number in range(27 * 8))
    standing = {Press(START).words(number, LAST - DAY) for number in Press(START).numbers(LAST - 2 * DAY)}
    once(month.column("reports", "body", "press"), standing)


def test_events_of_accounts_come_once(month):
    told = {row["notes"] for row in Acled(START - 20 * DAY).rows(LAST)}
    once(month.column("events", "description", "acled"), told)
    rows = month.column("events", "key", "ucdp")
    assert len(rows) == len(set(rows)) > 0


def test_lists_and_figures_come_once(month):
    entries = {one["cveID"] for one in Kev(START - 20 * DAY).entries(LAST)}
    assert set(month.column("claims", "subject", "kev")) >= entries
    figures = month.column("measurements", "value", "quakes")
    assert Counter(figures)[5.0] <= 3  # the last ones are not revised yet
    assert {round(one, 2) for one in figures} >= {round(5.4 + number / 100, 2) for number in range(26)}
    assert len(figures) == len(set(month.column("measurements", "key", "quakes"))) <= 30


def test_no_claim_is_doubled(month):
    for name in ("kev", "cap"):
        keys = month.column("claims", "key", name)
        assert len(keys) == len(set(keys)) > 0


def test_the_past_does_not_know_what_came_later(month):
    """A level that rose while its publisher could not be read: a reader could have known it, and we did not."""
    recorded = [
        set(month.column("measurements", "value", "travel", at, at)) for at in (SPAN[0], SPAN[1], SPAN[1] + DAY)
    ]
    assert recorded == [{1.0, 2.0, 3.0}, {1.0, 2.0, 3.0}, {1.0, 3.0, 4.0}]
    assert set(month.column("measurements", "value", "travel", SPAN[0])) == {1.0, 2.0, 3.0}
    assert set(month.column("measurements", "value", "travel", SPAN[1])) == {1.0, 3.0, 4.0}
    came = zip(
        month.column("measurements", "value", "travel"),
        month.column("measurements", "recorded_at", "travel"),
        strict=True,
    )
    [moment] = [at for value, at in came if value == 4.0]
    assert SPAN[1] <= moment <= SPAN[1] + DAY


def test_coverage_tells_of_the_question_whose_sources_fell_silent(month):
    """Everything that came is fresh on the day of the outage, but nothing of it can be fetched."""
    sources = sources_in(month.workspace)
    with Ledger.open_to_read(month.workspace.ledger, lambda: END + DAY) as ledger:
        gaps = [
            told_coverage(ledger.as_of(at, scope=EVERYTHING), sources, month.workspace.state)[0]["gap"]
            for at in (WHOLE_DAY[0] - HOUR, WHOLE_DAY[1] - timedelta(minutes=5), WHOLE_DAY[1] + 2 * DAY)
        ]
    assert "cannot be fetched" in gaps[1]
    assert (gaps[0], gaps[2]) == ("", "")


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_each_fault_is_told_and_heals(month, name):
    expected = FAULTS[name][2]
    during, after = month.health(name, SPAN[1] - HOUR), month.health(name, SPAN[1] + 6 * DAY)
    assert during.state == expected
    assert during.since is not None
    assert SPAN[0] <= during.since <= SPAN[0] + DAY + HOUR
    assert during.next_step
    assert expected in {one.state for one in after.healed}
    assert after.state != expected


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_hours_and_a_day_without_anything_are_told_of_all(month, name):
    assert month.health(name, TWO_HOURS[1] - timedelta(minutes=1)).state == "unreachable"
    assert month.health(name, WHOLE_DAY[1] - timedelta(minutes=5)).state == "server_error"
    assert month.health(name, WHOLE_DAY[1] + 2 * DAY).state not in ("server_error", "unfollowed")


def test_hosts_are_asked_one_at_a_time(month):
    """A second between two requests to one host, by the server's own log; a kill forgets the last moment."""
    moments = [one.at for one in month.service.asked]
    close = [one for before, one in pairwise(moments) if (one - before).total_seconds() < 0.99]
    assert len(moments) > 3_000
    assert len(close) <= len(KILLS)


def test_no_key_is_in_anything_that_was_written(month):
    kept = [path.read_bytes() for path in month.workspace.folder.rglob("*") if path.is_file()]
    for secret in (PASSWORD, TOKEN, APPNAME):
        assert secret not in month.told
        assert not [1 for content in kept if secret.encode() in content]
