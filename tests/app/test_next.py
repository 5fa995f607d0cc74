"""What an actor may do next, over a ledger: as of a moment, in a picture, with events that can be opened."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from tests.foresight.links.made import rows

from simurg.access.pictures import Picture
from simurg.app.next import Next, next_of
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking, Scope

NOW = datetime(2026, 3, 1, tzinfo=UTC)
START = NOW - timedelta(days=90)
EVERYTHING, OPEN = Picture("all", Scope(2, 3)), Picture("open", Scope(0, 1))
TYPES = {"consult": "CONSULT", "praise": "SUPPORT", "accuse": "ACCUSE", "threaten": "THREATEN", "reject": "REJECT", "aid": "AID"}  # fmt: skip # noqa: E501


def events(given: list[tuple[str, str, str, int]], start: datetime = START) -> list[dict[str, Any]]:
    made = []
    for number, (actor, what, recipient, day) in enumerate(given):
        name = digest_of("event", number, actor, what, recipient, day)
        happened = start + timedelta(days=day - 15_000, hours=9)
        told = {
            "actor": actor,
            "event_type": TYPES[what],
            "recipient": recipient,
            "code": what,
            "occurred_from": happened,
        }
        made.append({"id": name, "key": name, "known_at": happened + timedelta(hours=3), **told})
    return made


def habit(actor: str, recipient: str) -> list[tuple[str, str, str, int]]:
    return [(actor, "consult", recipient, 15_000 + day) for day in range(0, 90, 2)]


@cache
def ledger() -> Ledger:
    made = Ledger.in_memory(lambda: NOW)
    told = events([*rows(), *habit("Union_(Arda)", "Union_(Brek)")])
    made.append(Offer("open", {"events": table_of("events", told)}, "wire", Marking(0, 1), "test", "1"))
    secret = events(habit("Union_(Arda)", "Union_(Fael)"))
    made.append(Offer("secret", {"events": table_of("events", secret)}, "agent", Marking(2, 3), "test", "1"))
    return made


def asked(**more: Any) -> dict[str, Any]:
    return next_of(ledger(), OPEN, Next("Union_(Arda)", **more))


def test_an_answer_states_a_probability_and_cites_events_of_the_view() -> None:
    told = asked(top=5)
    first = told["expected"][0]
    assert (first["recipient"], first["type"]) == ("Union_(Brek)", "CONSULT")
    assert first["probability"] > 0.6
    assert (told["window_from"], told["window_to"], told["relations"]) == ("2026-03-01", "2026-03-08", "PLOVER types")
    view = ledger().as_of(scope=OPEN.scope)
    known = {one.hex for one in view.read("events", ("id",))["id"].to_pylist()}
    for one in told["expected"]:
        assert one["events"]
        assert known.issuperset(one["events"])
    assert told["checked"]["cases"] > 100
    assert told["checked"]["calibration_error"] < 0.05


def test_what_a_reader_may_not_see_speaks_for_nothing() -> None:
    secret = "Union_(Fael)"
    wide = next_of(ledger(), EVERYTHING, Next("Union_(Arda)", recipient=secret, top=1))["expected"][0]
    narrow = asked(recipient=secret, top=1)["expected"][0]
    assert wide["probability"] > 0.6 > 0.2 > narrow["probability"]


def test_as_of_an_earlier_moment_nothing_later_is_known() -> None:
    early = asked(as_of="2026-02-10", top=3)
    assert early["window_from"] == "2026-02-10"
    assert all(day < "2026-02-10" for one in early["expected"] for day in one["event_days"])


def test_long_after_the_last_event_the_answer_is_called_old_and_its_days_over() -> None:
    fresh = asked(top=1)
    assert (fresh["old_data"], fresh["window_over"], fresh["last_told"]) == (None, False, "2026-02-28")
    late = Ledger.in_memory(lambda: NOW + timedelta(days=1000))
    late.append(Offer("open", {"events": table_of("events", events(rows()))}, "wire", Marking(0, 1), "test", "1"))
    old = next_of(late, OPEN, Next("Union_(Arda)", top=1))
    assert old["old_data"]["words"].startswith(
        "OLD DATA: the last day told of is 2026-02-28, 33 months before 2028-11-25"
    )
    assert "--as-of 2026-03-01" in old["old_data"]["words"]
    assert (old["window_from"], old["window_over"]) == ("2026-03-01", True)


def test_one_type_by_any_capitals_or_a_code_of_the_source() -> None:
    assert {one["type"] for one in asked(kind="threaten")["expected"]} == {"THREATEN"}
    told = next_of(ledger(), OPEN, Next("union_(arda)", "consult", "Union_(Brek)"))
    assert [one["type"] for one in told["expected"]] == ["CONSULT"]
    by_code = next_of(ledger(), OPEN, Next("Union_(Arda)", "praise"))
    assert by_code["relations"] == "codes of the sources"
    assert {one["type"] for one in by_code["expected"]} == {"praise"}


def test_unknown_names_get_a_hint_of_near_ones() -> None:
    with pytest.raises(NotFound) as said:
        next_of(ledger(), OPEN, Next("Union_(Ardaa)"))
    assert "Union_(Arda)" in (said.value.hint or "")
    with pytest.raises(NotFound, match="type"):
        asked(kind="dance")
    with pytest.raises(NotFound):
        asked(recipient="Nobody")


def test_what_cannot_be_answered_is_said() -> None:
    with pytest.raises(CallerError, match="no events"):
        next_of(Ledger.in_memory(lambda: NOW), OPEN, Next("A"))
    with pytest.raises(CallerError, match="not come"):
        asked(as_of="2027-01-01")
    with pytest.raises(CallerError, match="--top"):
        asked(top=0)
    with pytest.raises(CallerError, match="too few"):
        asked(as_of="2026-01-05")
