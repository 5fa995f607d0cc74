"""A table with its history, cut at any moment, is what the view of that moment shows: recalls, undone recalls,
versions and outdated reports in any order; and so it stays when only what changed is read again."""

import random
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.conftest import day
from tests.ledger.test_past import a_step, rows_of
from tests.ledger.trial import COMPACT, SCOPES, Step, Taking, Trial, Wait

from simurg.ledger import history
from simurg.ledger.history import changed_keys, past_of
from simurg.ledger.view import columns_of
from simurg.ontology.errors import NotFound

TABLES = ("reports", "events", "claims", "measurements")


def any_step(dice: random.Random) -> Step:
    drawn = dice.random()
    if drawn < 0.45:
        return a_step(dice)
    if drawn < 0.8:
        return Taking(dice.randrange(6), dice.random() < 0.5, dice.choice([0, 1, 3]), dice.random() < 0.45)
    return COMPACT if drawn < 0.85 else Wait(dice.randrange(1, 50_000))


def moments_of(trial: Trial) -> list[datetime]:
    """Around every moment at which anything became known, and some between."""
    known = [day(number) for number in range(6)] + trial.moments
    return sorted({at + shift for at in known for shift in (timedelta(microseconds=-1), timedelta(0), timedelta(1))})


def do(trial: Trial, step: Step) -> None:
    try:
        trial.do(step)
    except NotFound:
        return


@pytest.mark.parametrize("level", [0, 1, 3])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=3)
def test_cut_at_any_moment_it_is_what_the_view_of_that_moment_shows(level: int, seed: int) -> None:
    dice, trial = random.Random(seed), Trial(None)
    for _ in range(16):
        do(trial, any_step(dice))
    for table in TABLES:
        past = past_of(trial.ledger, SCOPES[level], "p", table)
        told = list(history.rows_of(past, columns_of(table)))
        for at in dice.sample(moments_of(trial), 8):
            shown = sum((rows_of(rows, shown_at=at) for rows in told), start=rows_of(told[0].slice(0, 0)))
            assert shown == rows_of(trial.ledger.as_of(at, scope=SCOPES[level]).read(table)), (table, at)
    trial.ledger.close()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=2)
def test_keys_that_new_files_do_not_change_keep_their_history(seed: int) -> None:
    dice, trial = random.Random(seed), Trial(None)
    for _ in range(10):
        do(trial, any_step(dice))

    def told(table: str) -> list[dict[str, object]]:
        past = past_of(trial.ledger, SCOPES[1], "p", table)
        return [row for rows in history.rows_of(past, columns_of(table)) for row in rows.to_pylist()]

    for _ in range(4):
        before = {table: told(table) for table in TABLES}
        files = {file.path for file in trial.ledger.catalogue.live_files()}
        recalls = past_of(trial.ledger, SCOPES[1], "p", "reports").view.stored("recalls", ("id",))["id"].to_pylist()
        step = any_step(dice)
        while step == COMPACT:
            step = any_step(dice)
        do(trial, step)
        fresh = [file for file in trial.ledger.catalogue.live_files() if file.path not in files]
        for table in TABLES:
            past = past_of(trial.ledger, SCOPES[1], "p", table)
            new = past.view.stored("recalls", ("id", "known_at", "target_kind", "target"))
            new = new.filter(pa.array([one not in recalls for one in new["id"].to_pylist()], pa.bool_()))
            held = changed_keys(trial.ledger, past, fresh, new)
            query = f"SELECT key FROM {held.name}" if held else ""
            changed = set(trial.ledger.engine.run(query)["key"].to_pylist()) if held else set()
            again = [
                row
                for rows in (history.rows_of(past, columns_of(table), held.name) if held else ())
                for row in rows.to_pylist()
            ]
            kept = [row for row in before[table] if row["key"] not in changed]
            for at in dice.sample(moments_of(trial), 6):
                assert shown_at([*kept, *again], at) == shown_at(told(table), at), (table, step)
    trial.ledger.close()


def shown_at(rows: list[dict[str, object]], at: datetime) -> list[str]:
    shown = [
        {name: value for name, value in row.items() if not name.startswith("shown_")}
        for row in rows
        if row["shown_from"] <= at and (row["shown_until"] is None or at < row["shown_until"])  # type: ignore[operator]
    ]
    return sorted(map(repr, shown))


def test_of_more_recalls_than_it_holds_it_says_where_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_ERAS", 1)
    trial = Trial(None)
    for step in (a_step(random.Random(1)), Taking(0, True, 3, False), Wait(9), Taking(0, True, 3, True)):
        trial.do(step)
    past = past_of(trial.ledger, SCOPES[3], "p", "reports")
    assert past.since == trial.now
    assert len(past.eras) == 1
