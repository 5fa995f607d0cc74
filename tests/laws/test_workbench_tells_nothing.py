"""Worlds that differ only above a reader's scope: the workbench gives that reader the same bytes at every address."""

import shutil
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import Phase, given, settings
from tests.laws.asked import application, lived_in, told
from tests.laws.worlds import Item, steps_of

QUICK = (Phase.explicit, Phase.generate)
MOST_ROWS = 40
BESIDE = 13
"""Worlds that tell the reader the same: 78 pairs."""


def answers_of(steps: Any, count: int) -> list[dict[str, tuple[Any, ...]]]:
    """Everything that the reader is told, for each world beside the others."""
    folder = Path(mkdtemp(prefix="simurg-worlds-"))
    try:
        places = [folder / str(number) for number in range(count)]
        ids: set[tuple[str, str]] = set()
        for number, place in enumerate(places):
            ids |= set(lived_in(place, [(seen, above[number]) for seen, *above in steps]))
        found = []
        for place in places:
            with application(place) as app, TestClient(app, base_url="http://localhost") as client:
                found.append(told(client, _some(ids)))
        return found
    finally:
        shutil.rmtree(folder)


def _some(rows: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """At most so many rows, of all tables and markings: ids are digests, so their order is no order of anything."""
    by_id = sorted(rows, key=lambda row: row[1])
    return by_id[:MOST_ROWS]


def same(one: dict[str, tuple[Any, ...]], other: dict[str, tuple[Any, ...]]) -> None:
    """Each address by itself, so that a failure tells which one talks."""
    assert one.keys() == other.keys()
    for address, said in one.items():
        assert said == other[address], address


@pytest.mark.slow
@settings(max_examples=3, phases=QUICK)
@given(steps_of(BESIDE, 2))
def test_no_address_tells_of_what_lies_above_the_readers_scope(steps: Any) -> None:
    for one, other in pairwise(answers_of(steps, BESIDE)):
        same(one, other)


def test_the_worlds_do_differ_and_the_reader_does_see_something() -> None:
    seen = [Item("event", key, 3 - key, 0, what, 0, 1) for key, what in ((1, 0), (2, 2))]
    hidden = [Item("event", 1, 3, 1, 0, 0, 3), Item("report", 2, 3, 1, 0, 0, 3)]
    with_hidden, without = answers_of([(seen, hidden, [])], 2)
    same(with_hidden, without)
    good = [address for address, said in without.items() if said[0] == 200]
    assert sum(address.startswith("/api/rows/") for address in good) >= 4
    assert sum(said[0] == 404 for said in without.values()) > 10
    assert not [address for address, said in without.items() if said[0] >= 500]
