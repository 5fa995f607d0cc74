"""Whether a handful of rows is shown: the same answer as reading the whole table, from memory or from the files."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.search.conftest import READER, Newsroom, Ticking, day, source

from simurg.ledger import Ledger
from simurg.ledger.spines import Spines
from simurg.ledger.upkeep import maintain
from simurg.ontology.markings import EVERYTHING, Marking

TABLES = ("reports", "claims", "events", "recalls")


@dataclass(frozen=True)
class Step:
    """One thing that happens to a ledger."""

    what: str
    pick: int
    known: int


steps = st.lists(
    st.builds(Step, st.sampled_from(["tell", "tell", "tell", "recall", "undo"]), st.integers(0, 5), st.integers(0, 9)),
    max_size=9,
)


def happen(room: Newsroom, step: Step) -> None:
    if step.what == "tell":
        name = f"s{step.pick % 2}"
        marking = Marking(3) if step.pick == 5 else None
        room.tell(
            f"Title {step.known}", key=f"k{step.pick % 3}", known=day(step.known), source=source(name), marking=marking,
            claims=((f"subject {step.pick}", "is", str(step.known)),), countries=("UKR",),
        )  # fmt: skip
        return
    view = room.ledger.as_of(scope=READER)
    if step.what == "recall" and view.count("reports", {"source_id": f"s{step.pick % 2}"}):
        rows = sorted(view.read("reports", ("id",))["id"].to_pylist())
        room.recall(rows[step.known % len(rows)] if step.pick < 4 else f"s{step.pick % 2}")
    elif step.what == "undo" and view.count("recalls", {"withdrawn": False}):
        targets = view.read("recalls", ("target",), {"withdrawn": False, "target_kind": "source"})["target"].to_pylist()
        for target in targets[:1]:
            room.recall(target, withdrawn=True)


def agree(ledger: Ledger, spines: Spines) -> None:
    everything = ledger.as_of(scope=EVERYTHING)
    for table in TABLES:
        every = everything.stored(table, ("id",))["id"].to_pylist()
        for scope in (READER, EVERYTHING):
            for known in (None, day(4)):
                view = ledger.as_of(known, scope=scope)
                shown = frozenset(view.read(table, ("id",))["id"].to_pylist())
                for some in (every, every[::2]):
                    expected = shown.intersection(some)
                    assert view.standing(table, some) == expected
                    assert view.standing(table, some, spines) == expected


@settings(max_examples=12)
@given(steps, st.booleans())
def test_it_agrees_with_reading_the_whole_table(some: list[Step], compact: bool) -> None:
    room = Newsroom()
    spines = Spines(room.ledger.connection, room.ledger.store)
    for place, step in enumerate(some):
        happen(room, step)
        if place == len(some) // 2:
            agree(room.ledger, spines)
            if compact:
                maintain(room.ledger)
    agree(room.ledger, spines)


@pytest.mark.parametrize("batches", [2, 8])
def test_files_come_and_go(tmp_path: Path, batches: int) -> None:
    with Ledger.open(tmp_path / "ledger", Ticking()) as ledger:
        room, spines = Newsroom(ledger=ledger), Spines(ledger.connection, ledger.store)
        before = [room.tell(f"One {number}") for number in range(batches)]
        old = ledger.as_of(scope=READER)
        assert old.standing("reports", before, spines) == frozenset(before)
        maintain(ledger)
        after = [room.tell(f"Two {number}") for number in range(batches)]
        both = [*before, *after]
        assert ledger.as_of(scope=READER).standing("reports", both, spines) == frozenset(both)
        assert old.standing("reports", both, spines) == frozenset(before)
        assert ledger.as_of(scope=READER).standing("reports", both, spines) == frozenset(both)


def test_two_of_them_do_not_disturb_each_other() -> None:
    room = Newsroom()
    numbers = [room.tell("One", key="k", known=day(1)), room.tell("Two", key="k", known=day(2))]
    for _ in range(2):
        spines = Spines(room.ledger.connection, room.ledger.store)
        assert room.ledger.as_of(scope=READER).standing("reports", numbers, spines) == frozenset(numbers[1:])


def test_nothing_asked_and_nothing_there() -> None:
    room = Newsroom()
    spines = Spines(room.ledger.connection, room.ledger.store)
    number = room.tell("One")
    view = room.ledger.as_of(scope=READER)
    assert view.standing("reports", [], spines) == frozenset()
    assert view.standing("products", [number], spines) == frozenset()
