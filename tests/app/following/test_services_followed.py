"""Each service that a connector asks, played on loopback and run by the real runner: three days, a fault now and then,
and nothing lost. What the connector reads of the spool is compared with what the player had."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.app.following.wires import Moment, wired
from tests.services.acled import PASSWORD, USER, Acled
from tests.services.cap import Cap
from tests.services.faults import Fault
from tests.services.gdelt import Gdelt
from tests.services.lists import Advisories, Kev
from tests.services.reliefweb import APPNAME, ReliefWeb
from tests.services.server import Service
from tests.services.ucdp import TOKEN, Ucdp

from simurg.app.following.run_plan import Fetched, Wire, run_plan
from simurg.collection import registry
from simurg.collection.connector import raw_of
from simurg.collection.source import Source
from simurg.testing.connectors import read

START = datetime(2031, 5, 1, tzinfo=UTC)
SECRETS = {"ACLED_USER": USER, "ACLED_PASSWORD": PASSWORD, "UCDP": TOKEN, "RELIEFWEB": APPNAME}


class _Clock(Moment):
    def monotonic(self) -> float:
        return (self.now - START).total_seconds()


@pytest.fixture
def clock() -> Moment:
    return _Clock(START)


@pytest.fixture
def service(clock: Moment) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount_whole("/gdeltv2", Gdelt(START - timedelta(hours=1), rows=2))
        running.mount_whole("/ucdp", Ucdp(lag=timedelta(days=2)))
        running.mount_whole("/acled", Acled(START - timedelta(days=20), lasting=2))
        running.mount_whole("/v2", ReliefWeb(START, every=timedelta(hours=3)))
        running.mount("/water", Cap(START))
        running.mount("/state", Advisories(START - timedelta(days=9)))
        running.mount("/kev", Kev(START - timedelta(days=20)))
        yield running


@pytest.fixture
def wire(tmp_path: Path, clock: Moment) -> Iterator[Wire]:
    with wired(tmp_path, clock=clock, environment=SECRETS) as found:
        yield found


def source(service: Service, connector: str, path: str, **more: object) -> Source:
    return Source(connector.replace("_", "-"), connector, address=service.url(path), **more)  # type: ignore[arg-type]


def rows_of(wire: Wire, told: Source, table: str, column: str) -> set[object]:
    """One column of all that is in the spool, by the source's own connector."""
    found: set[object] = set()
    for one in wire.spool.waiting(told.name):
        reading = read(registry.find(told.connector), raw_of(one.path.read_bytes(), told, one.name, one.fetched_at))
        assert not reading.rejects
        found.update(reading.table(table)[column].to_pylist() if reading.count(table) else ())
    return found


def followed(wire: Wire, clock: Moment, told: Source, steps: int, every: timedelta) -> list[Fetched]:
    fetched = []
    for _ in range(steps):
        fetched.append(run_plan(wire, told))
        clock.now += every
    return fetched


FAULTS = (Fault("status", status=503), Fault("cut"), Fault("changed_schema"), Fault("silent"), Fault("wrong_encoding"))


@pytest.mark.parametrize("connector", ["gdelt", "gdelt_mentions"])
def test_gdelt_comes_whole_through_faults(service, wire, clock, connector):
    told = source(service, connector, "/gdeltv2/lastupdate.txt", options={"since": "1h"})
    for number, fault in enumerate(FAULTS):
        service.inject(
            "/gdeltv2/*",
            fault,
            between=(START + timedelta(hours=3 * number + 1), START + timedelta(hours=3 * number + 2)),
        )
    fetched = followed(wire, clock, told, 80, timedelta(minutes=15))
    assert {one.fault.kind for one in fetched if one.fault} >= {"server_error", "cut_short", "schema_changed"}
    player = Gdelt(START - timedelta(hours=1), rows=2)
    last = clock.now - timedelta(minutes=15)
    first = player.number(START - timedelta(minutes=45), 0)
    wanted = {one for one in player.numbers(last) if one >= first}
    if connector == "gdelt":
        found = {int.from_bytes(key.bytes[8:]) for key in rows_of(wire, told, "events", "key")}  # type: ignore[attr-defined]
    else:
        found = {int(str(one).removeprefix("gdelt:")) for one in rows_of(wire, told, "claims", "subject")}
    assert found == wanted


Case = tuple[str, str, dict[str, object], str, str, Callable[[datetime], set[str]]]
CASES: dict[str, Case] = {
    "reliefweb": (
        "/v2/reports", "1h", {"keys": {"appname": "env:RELIEFWEB"}}, "reports", "title",
        lambda at: {f"Mordavia: Flash update no. {one}" for one in range(int((at - START) / timedelta(hours=3)) + 1)},
    ),
    "acled": (
        "/acled/api/acled/read", "6h",
        {"keys": {"username": "env:ACLED_USER", "password": "env:ACLED_PASSWORD"}, "options": {"limit": 8}},
        "events", "description",
        lambda at: {f"On day {number} shots fell at the ford." for number in range((at - START).days + 18)},
    ),
    "cap": (
        "/water/index.atom", "2h", {}, "claims", "subject",
        lambda at: {f"cap:mordavia-water-{day:04d}-0" for day in range((at - START - timedelta(hours=6)).days + 1)},
    ),
    "kev": (
        "/kev/known_exploited_vulnerabilities.json", "6h", {}, "claims", "subject",
        lambda at: {f"CVE-2031-{number + 1:04d}" for number in range((at - START + timedelta(days=20)).days // 2 + 1)},
    ),
    "travel_advisories": (
        "/state/api/content/foreign-travel-advice", "6h", {}, "measurements", "value",
        lambda _: {"2.0", "4.0", "1.0", "3.0"},
    ),
    "ucdp_candidate": (
        "/ucdp", "1d", {"keys": {"token": "env:UCDP"}, "options": {"back_fill": "40d", "page_size": 4}},
        "events", "actor", lambda _: {"Government of Mordavia"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("connector", CASES)
def test_a_service_comes_whole_through_faults(service, wire, clock, connector):
    path, pause, more, table, column, wanted = CASES[connector]
    told = source(service, connector, path, **more)
    every = timedelta(hours=int(pause[:-1]) * (24 if pause.endswith("d") else 1))
    prefix = path.split("/")[1]
    for number, fault in enumerate(FAULTS):
        began = START + timedelta(hours=10 * number + 5)
        service.inject(f"/{prefix}/*", fault, between=(began, began + timedelta(hours=4)))
    fetched = followed(wire, clock, told, int(timedelta(days=3) / every) + 1, every)
    assert fetched[-1].fault is None
    assert {str(one) for one in rows_of(wire, told, table, column)} == wanted(clock.now - every)


def test_no_key_is_told_anywhere(service, wire, clock, tmp_path, caplog):
    for connector in ("acled", "reliefweb", "ucdp_candidate"):
        path, _, more, *_ = CASES[connector]
        told = source(service, connector, path, **more)
        service.inject("/*", Fault("status", status=500), nth=2)
        fetched = followed(wire, clock, told, 3, timedelta(hours=6))
        assert not any(secret in repr(one) for one in fetched for secret in SECRETS.values())
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not [secret for secret in SECRETS.values() if secret.encode() in kept]
    assert not re.search(rb"token-\d", kept)
    assert not any(secret in caplog.text for secret in SECRETS.values())
