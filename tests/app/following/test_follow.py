"""Following with a real server and a clock of our own: what is published is taken in once, whatever goes wrong."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from tests.services.faults import Fault
from tests.services.server import Service

from simurg.app.following.follow import LOCK, Follow, Habits
from simurg.app.following.health import health_of_fetches
from simurg.app.following.real import Real
from simurg.app.following.rounds import rounds_in
from simurg.app.jobs import HANDLERS
from simurg.app.sources import sources_in
from simurg.app.worker import Office
from simurg.app.workspace import create
from simurg.ledger import Ledger
from simurg.ledger.lock import WriterLock
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW
        self.stop_at = LATEST

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=max(seconds, 0.001))

    def monotonic(self) -> float:
        return (self.now - NOW).total_seconds()

    def over(self) -> bool:
        return self.now >= self.stop_at


def feed(path: str, query: Mapping[str, str], at: datetime) -> tuple[int, Mapping[str, str], bytes]:
    """An item an hour, the last three of them; the path is the feed's name."""
    hour = int((at - NOW) // HOUR)
    items = "".join(
        f"<item><guid>{path}-{n}</guid><title>{path[1:]} {n}</title><description>Words of {n}.</description>"
        f"<pubDate>{(NOW + n * HOUR).strftime('%a, %d %b %Y %H:%M:%S GMT')}</pubDate></item>"
        for n in range(max(0, hour - 2), hour + 1)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'
    return 200, {"Content-Type": "application/rss+xml; charset=utf-8"}, body.encode()


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def service(time):
    with Service(time) as service:
        service.mount("/feeds", feed)
        yield service


@pytest.fixture
def office(tmp_path, time):
    from simurg.outbound.doors import Allowed
    from simurg.outbound.way_out import WayOut

    workspace = create(tmp_path / "ws")
    real = Real(WayOut(Allowed()), time.sleep, lambda: 0.5, {})
    return Office(workspace, HANDLERS, time, real=real)


def set_up(office, service, *names, **more):
    entries = [
        {"name": name, "connector": "rss", "address": service.url(f"/feeds/{name}"), "schedule": "30m", **more}
        for name in names
    ]
    office.workspace.sources_file.write_text(yaml.safe_dump(entries))


INLINE = Habits(at_once=0, look_every_s=600)


def follow(office, time, hours, habits=INLINE, lines=None):
    """Follow for so many simulated hours; the lines that were told."""
    told = [] if lines is None else lines
    time.stop_at = time.now + hours * HOUR + timedelta(seconds=1)
    with rounds_in(office.workspace, time, office.real) as rounds:
        Follow(office, rounds, habits, told.append).run(time.over)
    return told


def titles(office, time):
    with Ledger.open_to_read(office.workspace.ledger, time) as ledger:
        rows = ledger.as_of(LATEST, scope=EVERYTHING).read("reports", ("title",)).to_pylist()
    return sorted(row["title"] for row in rows)


def health(office, time, name):
    [source] = [one for one in sources_in(office.workspace) if one.name == name]
    with rounds_in(office.workspace, time, office.real) as rounds:
        return health_of_fetches(source, rounds.log.fetches(name, time.now), time.now)


def expected(*names, hours):
    return sorted(f"{name} {n}" for name in names for n in range(hours + 1))


def test_what_is_published_is_taken_in_once(office, service, time):
    set_up(office, service, "wire", "post")
    lines = follow(office, time, 6)
    assert titles(office, time) == expected("wire", "post", hours=6)
    assert [health(office, time, name).state for name in ("wire", "post")] == ["ok", "ok"]
    assert any(line.startswith("wire: 1 new documents, 2 new rows") or "1 new documents" in line for line in lines)
    assert lines[-1] == "settled what came in"


def test_it_asks_on_schedule_and_with_what_the_server_said_before(office, service, time):
    set_up(office, service, "wire")
    follow(office, time, 3)
    asked = [one for one in service.asked if one.path == "/feeds/wire"]
    assert [(one.at - NOW) // (30 * MINUTE) for one in asked] == list(range(len(asked)))
    assert len(asked) == 7
    assert asked[1].headers["if-none-match"]


def test_a_source_that_fails_holds_up_no_other_and_heals(office, service, time):
    set_up(office, service, "wire", "post")
    service.inject("/feeds/wire", Fault("status", status=500), between=(NOW + HOUR, NOW + 2 * HOUR))
    follow(office, time, 6.7)
    assert titles(office, time) == expected("wire", "post", hours=6)
    told = health(office, time, "wire")
    assert told.state == "ok"
    assert [one.state for one in told.healed] == ["server_error"]
    assert health(office, time, "post").healed == ()


def test_faults_are_told_in_their_line_and_asked_again_later(office, service, time):
    set_up(office, service, "wire")
    service.inject("/feeds/wire", Fault("status", status=401))
    lines = follow(office, time, 2)
    assert any(line.startswith("wire: unauthorised: ") and "; again in 30 minutes" in line for line in lines)
    assert health(office, time, "wire").state == "unauthorised"


def test_a_follower_that_ended_goes_on_where_it_was(office, service, time):
    set_up(office, service, "wire")
    follow(office, time, 2)
    assert len(service.asked) == 5
    follow(office, time, 0.1)
    assert len(service.asked) == 5
    follow(office, time, 1.8)
    assert titles(office, time) == expected("wire", hours=4)


def test_what_waits_in_the_spool_is_taken_in_first(office, service, time):
    set_up(office, service, "wire")
    with rounds_in(office.workspace, time, office.real) as rounds:
        rounds.fetch(sources_in(office.workspace)[0])  # and then it was killed
        assert len(rounds.spool.waiting()) == 1
    follow(office, time, 0.1)
    assert titles(office, time) == ["wire 0"]
    with rounds_in(office.workspace, time, office.real) as rounds:
        assert rounds.spool.waiting() == ()


def test_files_are_followed_too(office, service, time):
    inbox = office.workspace.folder / "inbox"
    inbox.mkdir()
    office.workspace.sources_file.write_text(
        yaml.safe_dump([{"name": "drop", "connector": "rss", "address": "inbox/*.xml", "schedule": "10m"}])
    )
    (inbox / "1.xml").write_bytes(feed("/drop", {}, NOW)[2])
    lines = follow(office, time, 0.5)
    assert titles(office, time) == ["drop 0"]
    assert any(line.startswith("drop: 1 new documents") for line in lines)
    assert any(line.startswith("drop: nothing changed") for line in lines)
    assert health(office, time, "drop").state == "ok"


def test_sources_can_be_changed_while_they_are_followed(office, service, time):
    set_up(office, service, "wire")
    with rounds_in(office.workspace, time, office.real) as rounds:
        lines = []
        follower = Follow(office, rounds, Habits(at_once=0), lines.append)
        follower.begin()
        follower.step()
        set_up(office, service, "wire", "post")
        follower.step()
        office.workspace.sources_file.write_text("- {name: [")
        time.sleep(1800)
        follower.step()
        follower.step()
    assert {one.path for one in service.asked} == {"/feeds/wire", "/feeds/post"}
    [line] = [line for line in lines if "sources.yaml" in line]
    assert "nothing is taken in" in line
    assert titles(office, time) == ["post 0", "wire 0"]


def test_only_the_named_are_followed(office, service, time):
    set_up(office, service, "wire", "post")
    follow(office, time, 1, Habits(names=("post",), at_once=0))
    assert {one.path for one in service.asked} == {"/feeds/post"}
    with pytest.raises(CallerError, match="no source 'nobody'"):
        follow(office, time, 1, Habits(names=("nobody",), at_once=0))


def test_nothing_to_follow_is_told(office, service, time):
    set_up(office, service, "wire", enabled=False)
    with pytest.raises(CallerError, match="No source has a schedule"):
        follow(office, time, 1)


def test_one_follower_is_enough(office, service, time):
    set_up(office, service, "wire")
    lock = WriterLock(office.workspace.folder / LOCK)
    lock.take()
    with pytest.raises(OperatorError, match="Another process follows"):
        follow(office, time, 1)
    lock.release()


def test_taking_in_settles_only_now_and_then(office, service, time):
    ran = []

    def counted(name):
        def handler(desk, arguments):
            ran.append(name)
            return HANDLERS[name](desk, arguments)

        return handler

    counting = Office(office.workspace, {name: counted(name) for name in HANDLERS}, time, real=office.real)
    set_up(counting, service, "wire")
    follow(counting, time, 6, Habits(at_once=0, settle_every=2 * HOUR, look_every_s=600))
    assert 3 <= ran.count("settle") <= 4
    assert ran.count("take") == 7  # one for each new document
    assert ran[-1] == "settle"


def test_a_job_that_fails_is_told_and_tried_again(office, service, time):
    failures = iter([True, True, False])

    def take(desk, arguments):
        if next(failures, False):
            raise OperatorError("The disk is full.", hint="Free some space.")
        return HANDLERS["take"](desk, arguments)

    failing = Office(office.workspace, {**HANDLERS, "take": take}, time, real=office.real)
    set_up(failing, service, "wire")
    lines = follow(failing, time, 0.4)
    assert sum("The disk is full." in line for line in lines) == 1
    assert titles(office, time) == ["wire 0"]


def test_a_slow_source_does_not_hold_up_the_others(tmp_path):
    """With threads and the machine's own time."""
    from simurg.app.bootstrap import now

    with Service(now) as service:
        service.mount("/feeds", lambda path, query, at: feed(path, query, NOW))
        service.inject("/feeds/slow", Fault("slow", seconds=3.0))
        office = Office(create(tmp_path / "ws"), HANDLERS, now, real=Real())
        set_up(office, service, "slow")
        other = {
            "name": "wire",
            "connector": "rss",
            "address": service.url("/feeds/wire").replace("127.0.0.1", "localhost"),
        }
        entries = yaml.safe_load(office.workspace.sources_file.read_text())
        office.workspace.sources_file.write_text(yaml.safe_dump([*entries, {**other, "schedule": "30m"}]))
        lines: list[str] = []
        done = threading.Event()

        def tell(line: str) -> None:
            lines.append(line)
            if sum(one.startswith(("wire:", "slow:")) for one in lines) == 2:
                done.set()

        with rounds_in(office.workspace, now, Real()) as rounds:
            Follow(office, rounds, Habits(look_every_s=0.1), tell).run(done.is_set)
    told = [line.partition(":")[0] for line in lines if line.startswith(("wire:", "slow:"))]
    assert told == ["wire", "slow"]
