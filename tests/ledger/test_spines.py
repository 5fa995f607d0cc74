"""Spines: what they tell of a few rows is what the view shows, while files come, are joined and go."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.ledger.conftest import Desk, day

from simurg.ledger import Ledger
from simurg.ledger.spines import MOST_BLOCKS, Spines
from simurg.ledger.upkeep import maintain
from simurg.ontology.markings import EVERYTHING, Marking, Scope


def must_agree(ledger: Ledger, spines: Spines, reports: Collection[UUID]) -> None:
    for scope in (EVERYTHING, Scope(0, 0)):
        for moment in (None, day(5)):
            view = ledger.as_of(moment, scope=scope)
            for table in ("reports", "events", "claims"):
                every = ledger.as_of(scope=EVERYTHING).stored(table, ("id",))["id"].to_pylist()
                asked = [*every, *reports, uuid4()]
                shown = frozenset(view.read(table, ("id",))["id"].to_pylist())
                assert view.standing(table, asked, spines) == shown
                assert view.standing(table, asked[:1], spines) == shown & {asked[0]}


@pytest.mark.parametrize("versions", [False, True])
def test_what_stands_is_what_the_view_shows(ledger: Ledger, versions: bool) -> None:
    desk, spines = Desk(ledger), Spines(ledger.connection, ledger.store)
    for number in range(MOST_BLOCKS + 4):
        key = f"{number % 5}" if versions else ""
        desk.tell(f"told {number}", key=key, known=day(number), marking=Marking(2) if number % 3 == 2 else None)
        if number % 4 == 1:
            must_agree(ledger, spines, desk.reports.values())
    must_agree(ledger, spines, desk.reports.values())
    maintain(ledger, grace=timedelta(0))
    must_agree(ledger, spines, desk.reports.values())
    desk.tell("the last", known=day(3))
    must_agree(ledger, spines, desk.reports.values())
