"""The past in one read: what `versions` tells, cut at any moment, is what the view of that moment shows."""

import random
from collections import Counter
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.conftest import Desk, Ticking, day
from tests.ledger.test_versions import table
from tests.ledger.trial import SCOPES, Step, Telling, Trial, Vintage

from simurg.ledger import Ledger, Offer, View
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.errors import InternalError
from simurg.ontology.markings import EVERYTHING, Marking, Scope

MOMENTS = (*(day(number) for number in range(5)), day(9))


def a_step(dice: random.Random) -> Step:
    if dice.random() < 0.6:
        return tuple(
            Telling(
                dice.choice("ab"), dice.choice(["open", "open still", "shut"]), dice.randrange(5),
                dice.choice([0, 0, 1]), dice.choice(["wire", "post"]), dice.random() < 0.5,
            )
            for _ in range(dice.randrange(1, 4))
        )  # fmt: skip
    return Vintage(dice.choice(["v1", "v2", "w", "x"]), dice.randrange(5), (dice.randrange(2), dice.randrange(2)))


def rows_of(rows: pa.Table, *, shown_at: datetime | None = None) -> Counter[tuple[object, ...]]:
    """The rows, or those of them that were shown at a moment."""
    if shown_at is not None:
        assert rows["shown_from"].null_count == 0
    found = Counter[tuple[object, ...]]()
    for row in rows.to_pylist():
        start, end = row.pop("shown_from", None), row.pop("shown_until", None)
        if shown_at is None or (start <= shown_at and (end is None or shown_at < end)):
            found[tuple(sorted((name, repr(value)) for name, value in row.items()))] += 1
    return found


@pytest.mark.parametrize("level", [0, 1])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=5)
def test_cut_at_any_moment_it_is_what_the_view_of_that_moment_shows(level: int, seed: int) -> None:
    dice = random.Random(seed)
    trial = Trial(None)
    for _ in range(12):
        trial.do(a_step(dice))
    reports = trial.ledger.as_of(scope=SCOPES[level]).stored("reports", ("id", "source_id")).to_pylist()
    fallen = [("report", dice.choice(reports)["id"].hex), ("source", "post")] if reports else []
    for without in ([], fallen[:1], fallen[1:]):

        def seen(moment: datetime | None, gone: list[tuple[str, str]] = without) -> View:
            return trial.ledger.as_of(moment, scope=SCOPES[level], without=gone)

        for name in ("reports", "claims", "measurements"):
            told = seen(None).versions(name)
            for moment in MOMENTS:
                assert rows_of(told, shown_at=moment) == rows_of(seen(moment).read(name)), (name, moment, without)
            upto = seen(day(2)).versions(name)
            assert rows_of(upto, shown_at=day(1)) == rows_of(seen(day(1)).read(name))
    trial.ledger.close()


def measured(ledger: Ledger, release: str, values: list[float], known: int) -> None:
    tables, _ = table(release, values, known)
    ledger.append(Offer(f"{release}{known}", tables, "ged"))


def spans(view: View) -> list[tuple[float, datetime, datetime | None]]:
    rows = view.versions("measurements", ("value",)).to_pylist()
    return sorted((row["value"], row["shown_from"], row["shown_until"]) for row in rows)


def test_a_superseded_row_says_until_when_it_was_shown(ledger: Ledger) -> None:
    measured(ledger, "first", [5.0, 1.0], 1)
    measured(ledger, "second", [7.0, 1.0], 3)
    view = ledger.as_of(scope=EVERYTHING)
    assert (5.0, day(1), day(3)) in spans(view)
    assert (7.0, day(3), None) in spans(view)
    assert [one[0] for one in spans(ledger.as_of(day(2), scope=EVERYTHING))] == [1.0, 5.0]
    assert all(end is None for _, _, end in spans(ledger.as_of(day(2), scope=EVERYTHING)))


def test_a_recalled_row_is_not_told_and_its_predecessor_is_shown_on(ledger: Ledger) -> None:
    desk = Desk(ledger)
    desk.tell("open", key="bridge", known=day(1))
    desk.tell("shut", key="bridge", known=day(2))
    second = desk.reports["shut"]
    now = ledger.as_of(scope=EVERYTHING)
    assert now.versions("reports", ("title",)).num_rows == 2
    ledger.append(recall_offer(now, Recall(second, "false", "ana"), Ticking()()))
    later = ledger.as_of(scope=EVERYTHING).versions("reports", ("title",)).to_pylist()
    assert later == [{"title": "open", "shown_from": day(1), "shown_until": None}]


def test_who_may_not_see_a_revision_is_not_told_of_it(ledger: Ledger) -> None:
    desk = Desk(ledger)
    desk.tell("open", key="bridge", known=day(1))
    desk.tell("shut", key="bridge", known=day(2), marking=Marking(2))
    low = ledger.as_of(scope=Scope()).versions("reports", ("title",)).to_pylist()
    assert low == [{"title": "open", "shown_from": day(1), "shown_until": None}]
    assert ledger.as_of(scope=EVERYTHING).versions("reports", ("title",)).num_rows == 2


def test_a_condition_on_a_row_does_not_hide_its_rivals(ledger: Ledger) -> None:
    measured(ledger, "first", [5.0], 1)
    measured(ledger, "second", [7.0], 3)
    found = ledger.as_of(scope=EVERYTHING).versions("measurements", ("value",), {"value": 5.0}).to_pylist()
    assert found == [{"value": 5.0, "shown_from": day(1), "shown_until": day(3)}]


def test_a_table_without_rows_and_a_column_that_is_not_there(ledger: Ledger) -> None:
    view = ledger.as_of(scope=EVERYTHING)
    assert view.versions("measurements", ("value",)).column_names == ["value", "shown_from", "shown_until"]
    assert view.versions("reports").column_names == [*view.read("reports").column_names, "shown_from", "shown_until"]
    with pytest.raises(InternalError):
        view.versions("measurements", ("colour",))
