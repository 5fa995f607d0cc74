"""The reading room: an answer is kept until the picture changes, and only what the picture sees changes it."""

import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from tests.ledger.conftest import Desk, day
from tests.ledger.test_history import any_step, do, moments_of
from tests.ledger.trial import SCOPES, Trial

from simurg.access.pictures import Picture
from simurg.app.workbench.events import EventsAsked, events_page
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.map import MapAsked, drawn
from simurg.app.workbench.morning import Base, MorningAsk
from simurg.app.workbench.opening import base_key, made_ready
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.workspace import create
from simurg.ledger import Ledger
from simurg.ontology.markings import Marking, Scope

NOW = datetime(2031, 4, 2, 8, 30, tzinfo=UTC)
OPEN = Picture("open", Scope(0, 1))
EVERY_EVENT = EventsAsked(None, None, None, None, (), "all", None, None, 1_000)
EVERY_CELL = MapAsked(day(-400), day(400), "all", (), None)


def room_of(folder: Path, clock: datetime = NOW) -> ReadingRoom:
    return ReadingRoom(create(folder), lambda: clock)


def events(room: ReadingRoom, picture: Picture = OPEN, as_of: datetime | None = None) -> list[str]:
    found = room.answer(picture, as_of, "events", lambda look: events_page(look, EVERY_EVENT))
    return sorted(one["id"] for one in orjson.loads(found.body)["items"])


def test_a_row_above_the_picture_changes_neither_answer_nor_generation(tmp_path: Path) -> None:
    room = room_of(tmp_path)
    with Ledger.open(room.workspace.ledger, lambda: NOW) as ledger:
        desk = Desk(ledger)
        desk.tell("seen", known=day(1))
        made = []

        def make(look: Look) -> Told:
            made.append(1)
            return drawn(look, EVERY_CELL)

        first = room.answer(OPEN, None, "map", make)
        word = room.generation(OPEN)
        desk.tell("secret", known=day(2), marking=Marking(3))
        assert room.generation(OPEN) == word
        assert room.answer(OPEN, None, "map", make) is first
        assert len(made) == 1
        desk.tell("seen too", known=day(2))
        assert room.generation(OPEN) != word
        assert orjson.loads(room.answer(OPEN, None, "map", make).body)["total"] == 2
    room.close()


def test_what_becomes_known_later_is_shown_when_it_is(tmp_path: Path) -> None:
    now = NOW
    room = ReadingRoom(create(tmp_path), lambda: now)
    with Ledger.open(room.workspace.ledger, lambda: now) as ledger:
        Desk(ledger).tell("soon", known=NOW + timedelta(minutes=7))
        assert events(room) == []
        now = NOW + timedelta(minutes=8)
        assert len(events(room)) == 1
    room.close()


def test_now_is_the_hour_so_no_answer_tells_when_it_was_asked(tmp_path: Path) -> None:
    now = NOW
    room = ReadingRoom(create(tmp_path), lambda: now)
    asked = lambda: room.answer(OPEN, None, "map", lambda look: drawn(look, EVERY_CELL)).body  # noqa: E731
    first = asked()
    now = NOW + timedelta(minutes=20)
    assert asked() == first
    now = NOW + timedelta(minutes=40)
    assert orjson.loads(asked())["as_of"] == "2031-04-02T09:00:00Z"
    room.close()


@pytest.mark.parametrize("seed", range(6))
def test_events_of_any_moment_are_those_of_the_view_while_the_ledger_grows(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    workspace = create(tmp_path)
    trial = Trial(workspace.ledger)
    room = ReadingRoom(workspace, lambda: NOW)
    picture = Picture("p", SCOPES[dice.choice([0, 1, 3])])
    for _ in range(5):
        for _ in range(4):
            do(trial, any_step(dice))
        for at in (None, *dice.sample(moments_of(trial), 4)):
            view = trial.ledger.as_of(at or NOW, scope=picture.scope)
            shown = sorted(one.hex for one in view.read("events", ("id",))["id"].to_pylist())
            assert events(room, picture, at) == shown, at
    room.close()
    trial.ledger.close()


def test_many_may_ask_at_once(tmp_path: Path) -> None:
    room = room_of(tmp_path)
    with Ledger.open(room.workspace.ledger, lambda: NOW) as ledger:
        desk = Desk(ledger)
        for number in range(5):
            desk.tell(f"told {number}", known=day(number))
    wrong: list[object] = []

    def reader(number: int) -> None:
        try:
            for step in range(10):
                at = None if (number + step) % 3 == 0 else day((number + step) % 5)
                expected = 5 if at is None else (number + step) % 5 + 1
                if len(events(room, OPEN, at)) != expected:
                    wrong.append((number, step))
                if room.ask(OPEN, at, ("n",), lambda _, view: view.count("events")) != expected:
                    wrong.append(("view", number, step))
        except Exception as error:  # noqa: BLE001
            wrong.append(error)

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    room.close()


def test_it_keeps_warm_what_was_asked_lately(tmp_path: Path) -> None:
    room = room_of(tmp_path)
    with Ledger.open(room.workspace.ledger, lambda: NOW) as ledger:
        desk = Desk(ledger)
        desk.tell("first", known=day(1))
        room.keep_warm(0.01)
        asked, again = [], threading.Event()

        def make(look: Look) -> Told:
            asked.append(look.at)
            if len(asked) > 1:
                again.set()
            return drawn(look, EVERY_CELL)

        picture = Picture("open", room.workspace.settings.pictures["open"])
        room.answer(picture, None, "map", make)
        desk.tell("second", known=day(2))
        assert again.wait(20)
    room.close()


def test_what_every_page_needs_is_ready_before_anybody_asks(tmp_path: Path) -> None:
    room = room_of(tmp_path)
    with Ledger.open(room.workspace.ledger, lambda: NOW) as ledger:
        Desk(ledger).tell("first", known=day(1))
        picture = Picture("open", room.workspace.settings.pictures["open"])
        done = threading.Event()

        def ready(room: ReadingRoom, picture: Picture) -> None:
            made_ready(room, picture, lambda: NOW)
            done.set()

        room.keep_warm(0.01, ready)
        assert done.wait(20)
        key = base_key(MorningAsk.of(None, None, NOW, exercise=False))
        base = room.ask(picture, None, key, lambda *_: None)
        assert isinstance(base, Base)
    room.close()
