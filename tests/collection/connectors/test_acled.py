"""ACLED on a real wire: tokens that expire, accounts that may not see, and rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.services.acled import PASSWORD, USER, Acled
from tests.services.faults import Fault
from tests.services.plans import Run, follow
from tests.services.server import Service

from simurg.collection.connector import Raw, raw_of
from simurg.collection.connectors import acled
from simurg.collection.connectors._acled_types import plover_of_acled
from simurg.collection.source import Source
from simurg.ontology.plover import PLOVER_TYPES
from simurg.testing.connectors import check_connector, read

START = datetime(2031, 1, 1, tzinfo=UTC)
KEYS = {"username": USER, "password": PASSWORD}


class Clock:
    now = START + timedelta(days=22)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player() -> Acled:
    return Acled(START)


@pytest.fixture
def service(clock, player) -> Iterator[Service]:
    with Service(clock) as running:
        running.mount_whole("/acled", player)
        yield running


def run(service: Service, cursor=None, keys=KEYS, **options: object) -> Run:
    source = Source("acled", "acled", address=service.url("/acled/api/acled/read"), options={"limit": 8, **options})
    return follow(acled.fetch, source, cursor or {}, service.clock(), keys=keys)


def document(content: bytes) -> Raw:
    return raw_of(content, Source("acled", "acled"), "page.json", START + timedelta(days=900))


def keys_of(told: Run) -> list[str]:
    return [row["event_id_cnty"] for kept in told.kept for row in orjson.loads(kept.content)["data"]]


def test_all_pages_come_and_the_next_run_takes_up_where_they_ended(service, clock, player):
    first = run(service)
    assert first.fault is None
    assert (len(first.kept), keys_of(first)) == (3, [f"MOR{number}" for number in range(20)])
    assert player.grants == ["password"]
    again = run(service, first.cursor)
    assert (again.kept, again.fault) == ([], None)
    clock.now += timedelta(days=3)
    later = run(service, again.cursor)
    assert keys_of(later) == ["MOR19", "MOR20", "MOR21", "MOR22"]


def test_a_changed_row_comes_again_and_is_a_new_version(service, clock, player):
    first = run(service)
    player.revised["MOR4"] = clock.now + timedelta(hours=5)
    clock.now += timedelta(days=1)
    later = run(service, first.cursor)
    assert "MOR4" in keys_of(later)
    old, new = (
        {
            row["key"]: row
            for kept in told.kept
            for row in read(acled, document(kept.content)).table("events").to_pylist()
        }
        for told in (first, later)
    )
    changed = [key for key in old.keys() & new.keys() if old[key]["id"] != new[key]["id"]]
    assert [(old[key]["deaths_best"], new[key]["deaths_best"]) for key in changed] == [(2, 7)]


def test_a_run_that_broke_off_goes_on_with_its_page(service):
    service.inject("/acled/api/acled/read", Fault("status", status=502), nth=2)
    broken = run(service)
    assert broken.fault is not None
    assert broken.cursor["page"] == 2
    assert keys_of(run(service, broken.cursor)) == [f"MOR{number}" for number in range(8, 20)]


def test_an_expired_token_is_refreshed_once(service, player):
    player.lasting = 2
    assert len(keys_of(run(service))) == 20
    assert player.grants == ["password", "refresh_token"]


def test_where_refreshing_fails_the_password_is_tried(service, player):
    player.lasting, player.refreshes = 2, False
    assert len(keys_of(run(service))) == 20
    assert player.grants == ["password", "refresh_token", "password"]


def test_a_token_that_is_never_good_is_told(service, player):
    player.lasting = 0
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, player.grants) == ("unauthorised", ["password", "refresh_token"])


def test_a_wrong_password_is_told_without_it(service):
    broken = run(service, keys={**KEYS, "password": "a wrong one"})
    assert broken.fault is not None
    assert broken.fault.kind == "unauthorised"
    assert "a wrong one" not in str(broken.fault)


@pytest.mark.parametrize("tier", ["forbidden", "nothing", "message", "embargo"])
def test_a_tier_that_refuses_is_told_apart_from_emptiness(service, player, tier):
    player.tier = tier
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == ("tier_refused", [])


def test_an_embargo_beside_rows_is_said(service, player, clock):
    clock.now = START + timedelta(days=500)
    player.tier = "embargo"
    told = run(service, since="500d", limit=5000)
    assert told.fault is None
    assert len(keys_of(told)) == 135
    assert "only events before 2031-05-16" in told.said[0]


def test_a_quota_that_is_used_up_is_throttled(service, player):
    player.tier = "quota"
    broken = run(service)
    assert broken.fault is not None
    assert broken.fault.kind == "throttled"


def test_a_query_without_rows_is_empty_where_others_have_some(service):
    told = run(service, countries=["Atlantis"])
    assert (told.kept, told.fault, told.cursor) == ([], None, {})


def test_countries_are_asked_for(service):
    told = run(service, countries=["Poland"])
    assert len(keys_of(told)) == 10


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault("changed_schema"), "schema_changed"), (Fault("wrong_encoding"), "wrong_encoding"),
     (Fault("empty", body=b"[1]"), "schema_changed"), (Fault("status", status=429), "throttled")],
)  # fmt: skip
def test_what_is_no_page_is_a_fault(service, fault, kind):
    service.inject("/acled/api/acled/read", fault)
    broken = run(service)
    assert broken.fault is not None
    assert (broken.fault.kind, broken.kept) == (kind, [])


def test_an_address_that_is_none_of_acleds_is_told(service):
    source = Source("acled", "acled", address=service.url("/acled/elsewhere"))
    broken = follow(acled.fetch, source, {}, service.clock(), keys=KEYS)
    assert broken.fault is not None
    assert "/api/acled/read" in broken.fault.what


def page(*rows: dict) -> Raw:
    return document(orjson.dumps({"status": 200, "success": True, "data": list(rows)}, option=orjson.OPT_INDENT_2))


def test_a_row_becomes_a_report_and_an_event(player):
    found = read(acled, page(player.row(0, START)))
    (report,), (event,) = found.table("reports").to_pylist(), found.table("events").to_pylist()
    assert report["title"] == "Armed clash: Military Forces of Mordavia – Tilish Riders: Old Ford"
    assert report["body"] == "On day 0 shots fell at the ford."
    assert (event["event_type"], event["mode"], event["code"]) == ("ASSAULT", "armed clash", "Battles: Armed clash")
    assert (event["country"], event["place"], event["place_precision"]) == ("UKR", "Old Ford", "place")
    assert (event["deaths_best"], event.get("deaths_low")) == (2, None)
    assert (event["occurred_from"], event["occurred_to"]) == (START, START + timedelta(days=1))
    assert event["known_at"] == START + timedelta(days=2)


def test_imprecise_times_last_longer(player):
    event = read(acled, page({**player.row(0, START), "time_precision": "2"})).table("events").to_pylist()[0]
    assert event["occurred_to"] == START + timedelta(days=7)


def test_no_figure_of_deaths_is_not_zero(player):
    row = {**player.row(0, START), "fatalities": ""}
    event = read(acled, page(row)).table("events").to_pylist()[0]
    assert event.get("deaths_best") is None


@pytest.mark.parametrize(
    "changed",
    [{"event_id_cnty": ""}, {"event_type": None}, {"event_date": "01 May 2031"}, {"event_date": "2199-01-01"},
     {"fatalities": "-1"}, {"fatalities": "many"}, {"latitude": "91"}, {"longitude": "east"}],
)  # fmt: skip
def test_a_row_with_something_impossible_is_rejected_alone(player, changed):
    bad = {**player.row(1, START), **changed}
    found = read(acled, page(player.row(0, START), bad, player.row(2, START)))
    assert found.count("events") == 2
    assert [orjson.loads(reject.content) for reject in found.rejects] == [bad]


def test_types_are_plovers_or_none():
    strategic = "Strategic developments"
    pairs = [
        ("Riots", "Mob violence"),
        ("Riots", "Violent demonstration"),
        (strategic, "Agreement"),
        (strategic, "Other"),
    ]
    told = [plover_of_acled(kind, sub) for kind, sub in [*pairs, ("Invented", "")]]
    assert told == ["ASSAULT", "PROTEST", "AGREE", None, None]
    assert {one for one in told if one} <= set(PLOVER_TYPES)


def test_the_connector_keeps_its_contract(player):
    check_connector(acled, [page(*(player.row(number, START) for number in range(4)))], mutated=200)
