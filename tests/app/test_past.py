"""The past of a series from one read of versions is what each view of that past holds; truths are told step by step."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.access.pictures import Picture
from simurg.app.past import histories
from simurg.foresight.history import counts, history_of, month_number, month_start
from simurg.foresight.record.truths import truths
from simurg.foresight.record.vintages import vintages_of
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.errors import NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

SERIES = "deaths"
START = month_number(datetime(2030, 1, 1, tzinfo=UTC))
OPEN, ALL = Picture("open", Scope()), Picture("staff", EVERYTHING)


def day(number: int) -> datetime:
    return month_start(START) + timedelta(days=number)


def a_ledger(dice: random.Random, *, divided: bool) -> Ledger:
    """Twenty tellings of some months by reports that may be told again, in any order, some of them recalled."""
    ledger = Ledger.in_memory(lambda: day(900))
    for turn in range(20):
        known = day(dice.randrange(40, 300))
        name = dice.choice("pqrst")
        report = {"id": digest_of(name, turn), "key": digest_of(name), "title": name, "known_at": known}
        rows = [a_row(dice, known, report["id"], divided=divided) for _ in range(dice.randrange(1, 6))]
        rows = list({row["key"]: row for row in rows}.values())
        tables = {"reports": table_of("reports", [report]), "measurements": table_of("measurements", rows)}
        marking = Marking(dice.choice([0, 0, 0, 2]))
        ledger.append(Offer(str(turn), tables, dice.choice(["one", "two"]), marking))
        if dice.random() < 0.15:
            view = ledger.as_of(scope=EVERYTHING)
            reports = view.read("reports", ("id",))["id"].to_pylist()
            target: Any = dice.choice(reports) if reports and dice.random() < 0.7 else "two"
            try:
                undo = dice.random() < 0.3
                ledger.append(recall_offer(view, Recall(target, "why", str(turn), undo), day(dice.randrange(60, 300))))
            except NotFound:
                continue
    return ledger


def a_row(dice: random.Random, known: datetime, report: bytes, *, divided: bool) -> dict[str, Any]:
    month = dice.randrange(7)
    country = dice.choice(["ARM", "GEO", None])
    place = dice.choice(["North", "South", None]) if divided or country is None else None
    place = place or (None if country else "Sea")
    value = dice.choice([0.0, 1.0, 5.0, -3.0, float("nan")])
    own = (country, place, month, dice.choice("xy"))
    return {
        "id": digest_of(*map(str, own), value, report), "key": digest_of(*map(str, own)), "country": country,
        "place": place, "series": SERIES, "period_from": month_start(START + month),
        "period_to": month_start(START + month + dice.choice([1, 1, 1, 2])), "value": value, "known_at": known,
        "report_id": report,
    }  # fmt: skip


@given(seed=st.integers(0, 2**32))
@settings(max_examples=5)
def test_every_history_is_that_of_the_view_of_its_moment(seed: int) -> None:
    dice = random.Random(seed)
    ledger = a_ledger(dice, divided=True)
    moments = sorted(day(dice.randrange(20, 320)) for _ in range(8))
    for picture in (OPEN, ALL):
        for moment, found in histories(ledger, picture, SERIES, moments):
            wanted = history_of(ledger.as_of(moment, scope=picture.scope), SERIES)
            assert found.places == wanted.places
            assert (found.months, found.first_month) == (wanted.months, wanted.first_month)
            assert np.array_equal(found.values, wanted.values, equal_nan=True)
            for own, theirs in ((found.rows, wanted.rows), (found.reports, wanted.reports)):
                assert own is not None
                assert theirs is not None
                assert own.tobytes() == theirs.tobytes()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=5)
def test_the_steps_of_a_truth_are_what_views_showed(seed: int) -> None:
    dice = random.Random(seed)
    ledger = a_ledger(dice, divided=False)
    latest = ledger.as_of(scope=EVERYTHING)
    steps = truths(vintages_of(latest, SERIES), latest.known_at)
    gone = [("source" if kind == "source" else "report", target) for kind, target in recalled(latest)]
    for moment in sorted(day(dice.randrange(20, 320)) for _ in range(6)):
        view = ledger.as_of(moment, scope=EVERYTHING, without=gone)
        if set(recalled(ledger.as_of(moment, scope=EVERYTHING))) - set(recalled(latest)):
            continue  # recalled then, and no longer
        history = history_of(view, SERIES)
        values = counts(history.values)
        shown = {
            (place, history.first_month + month): values[number, month]
            for number, place in enumerate(history.places)
            for month in range(history.months)
            if np.isfinite(values[number, month])
        }
        standing = {case: [one for one in some if one.moment <= moment] for case, some in steps.items()}
        told = {case: some[-1].value for case, some in standing.items() if some and some[-1].value is not None}
        assert told == shown


def recalled(view: Any) -> list[tuple[str, str]]:
    rows = view.read("recalls", ("target_kind", "target"), {"withdrawn": False}).to_pylist()
    return sorted((row["target_kind"], row["target"]) for row in rows)


def test_nothing_known_is_an_empty_history() -> None:
    ledger = Ledger.in_memory(lambda: day(900))
    ((_, history),) = histories(ledger, ALL, SERIES, [day(100)])
    assert (history.places, history.months) == ((), 0)
