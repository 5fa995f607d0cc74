"""What the ledger answers: yes, no, a number, void or open; what is unknown is never no."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.asking import CLASHES, DEATHS, NOW, Asking, days

from simurg.foresight.questions.evidence import Counted, Evidence
from simurg.foresight.questions.outcome import base_rate, basis_view, decided, earlier, outcome
from simurg.foresight.questions.rule import Rule, rule_of
from simurg.ledger.basis import views_of
from simurg.ontology.ids import id_of
from simurg.ontology.times import Period

APRIL, MAY = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[Asking]:
    with Asking() as made:
        yield made


def ask(world: Asking, entry: dict[str, Any], **change: Any) -> Any:
    return outcome(rule_of({**entry["rule"], **change}), world.view())


def test_before_the_end_of_the_period_nothing_is_decided(world: Asking) -> None:
    world.until(MAY - timedelta(seconds=1))
    found = ask(world, DEATHS)
    assert (found.outcome, found.reason) == ("open", "the period ends on 2026-05-01")


def test_a_sum_is_decided_when_the_whole_period_is_told_of(world: Asking) -> None:
    world.until(MAY + timedelta(days=60))
    world.tell_months({(2026, 4): 20.0, (2026, 5): 10.0})
    assert (ask(world, DEATHS).outcome, ask(world, DEATHS).value) == ("no", 20.0)
    both = ask(world, DEATHS, to="2026-06-01")
    assert (both.outcome, both.value, both.row_count) == ("yes", 30.0, 2)
    assert ask(world, DEATHS, compare=None).outcome == "number"


def test_a_month_that_nobody_told_of_is_unknown_and_then_void(world: Asking) -> None:
    world.until(datetime(2026, 6, 10, tzinfo=UTC))
    world.tell_months({(2026, 4): 20.0})
    waiting = ask(world, DEATHS, to="2026-06-01")
    assert (waiting.outcome, "waiting to 2026-07-01" in waiting.reason) == ("open", True)
    world.until(datetime(2026, 7, 1, tzinfo=UTC))
    assert ask(world, DEATHS, to="2026-06-01").outcome == "void"
    assert ask(world, DEATHS, to="2026-06-01", wait_days=60).outcome == "open"


def test_a_value_that_is_no_number_tells_nothing(world: Asking) -> None:
    world.until(MAY + timedelta(days=40))
    world.tell_months({(2026, 4): float("nan")})
    assert ask(world, DEATHS).outcome == "void"


def test_a_quarter_does_not_tell_of_a_month(world: Asking) -> None:
    world.until(datetime(2026, 8, 1, tzinfo=UTC))
    world.tell_months({(2026, 4): 20.0})
    assert ask(world, DEATHS, to="2026-04-15").outcome == "void"


def test_another_series_of_the_source_does_not_tell_of_this_one(world: Asking) -> None:
    world.until(MAY + timedelta(days=31))
    world.tell_months({(2026, 4): 20.0})
    asked = {"where": {"series": "fires", "country": "NRV"}, "needs": {"source": "ucdp"}}
    assert ask(world, DEATHS, **asked).outcome == "void"
    assert ask(world, DEATHS, needs={"source": "ucdp"}).outcome == "no"
    assert ask(world, DEATHS, needs={"source": "another"}).outcome == "void"


def test_every_word_that_is_needed_must_have_told(world: Asking) -> None:
    world.until(MAY + timedelta(days=31))
    world.tell_months({(2026, 4): 20.0})
    both = ask(world, DEATHS, where={"series": "deaths", "country": ["NRV", "SDY"]})
    assert (both.outcome, "country SDY" in both.reason) == ("void", True)


@pytest.mark.parametrize(
    ("compare", "wanted"), [(">= 2", "yes"), ("> 2", "no"), ("< 3", "yes"), ("== 2", "yes"), ("<= 1", "no")]
)
def test_events_are_counted_of_a_source_that_lives(world: Asking, compare: str, wanted: str) -> None:
    world.report(*days(APRIL, 31))
    world.tell_clashes(APRIL, APRIL + timedelta(days=3), MAY)  # the last one is after the period
    world.until(MAY + timedelta(days=1))
    assert ask(world, CLASHES, compare=compare).outcome == wanted


def test_silence_in_the_middle_of_a_period_is_seen(world: Asking) -> None:
    world.report(*days(APRIL, 5), *days(APRIL + timedelta(days=14), 20))
    world.until(MAY + timedelta(days=40))
    assert ask(world, CLASHES).outcome == "void"
    assert ask(world, CLASHES, gap_days=14).outcome == "no"


def test_what_another_source_tells_does_not_break_the_silence(world: Asking) -> None:
    world.report(*days(APRIL, 31), source="gazette")
    world.until(MAY + timedelta(days=40))
    assert ask(world, CLASHES).outcome == "void"
    assert ask(world, CLASHES, needs={"source": "gazette"}).outcome == "no"


def test_claims_count_by_when_they_hold_or_else_by_when_they_were_known(world: Asking) -> None:
    world.tell_claims(("Sandby", APRIL), ("Osterby", None), ("Sandby", MAY))
    world.until(APRIL + timedelta(days=1))
    world.tell_claims(("Melk", None))
    rule = {"table": "claims", "where": {"predicate": "located_in"}, "needs": {"source": "wire"}, "of": None}
    assert ask(world, CLASHES, **rule, compare=">= 2").outcome == "yes"
    assert ask(world, CLASHES, **rule, compare=">= 3").outcome == "open"
    only = {**rule, "where": {"predicate": "located_in", "object": ["Melk", "Osterby"]}}
    assert ask(world, CLASHES, **only, compare=">= 1").row_count == 1


def test_a_count_that_is_reached_is_decided_at_the_row_that_reached_it(world: Asking) -> None:
    world.tell_clashes(*days(APRIL, 5))
    world.until(APRIL + timedelta(days=6))
    found = ask(world, CLASHES)
    assert (found.outcome, found.decided_at) == ("yes", APRIL + timedelta(days=2))
    assert ask(world, CLASHES, compare="< 3").outcome == "no"
    assert ask(world, CLASHES, compare="== 5").outcome == "open"  # more may come
    assert ask(world, CLASHES, aggregate="exists", compare=None).decided_at == APRIL
    assert ask(world, CLASHES, aggregate="sum", compare=">= 0").outcome == "open"


def test_an_earlier_view_gives_the_earlier_outcome(world: Asking) -> None:
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0})
    then = world.moment
    world.tell_months({(2026, 4): 10.0})
    rule = rule_of(DEATHS["rule"])
    picture = world.picture()
    old = outcome(rule, world.ledger.as_of(then, scope=picture.scope, picture=picture.name))
    assert (old.outcome, outcome(rule, world.view()).outcome) == ("yes", "no")
    assert old.vintage != outcome(rule, world.view()).vintage


def test_the_basis_names_what_counted_and_who_must_have_told(world: Asking) -> None:
    views = views_of(basis_view(rule_of(CLASHES["rule"]), NOW))
    assert [table for table, _ in views] == ["events", "events", "events", "reports"]
    assert views[0][1]["occurred_from"] == (APRIL, MAY)
    assert all(view["source_id"] == "wire" for _, view in views[1:])
    assert views[3][1]["known_at"] == (APRIL, NOW + timedelta(microseconds=1))


# --- base rates ------------------------------------------------------------------------------------------------------


def test_a_base_rate_counts_only_what_was_over_and_told_of(world: Asking) -> None:
    world.tell_months({(2025, month): 30.0 if month > 9 else 0.0 for month in range(1, 13) if month != 3})
    world.tell_months({(2026, 3): 99.0})  # after the question was asked
    found = base_rate(rule_of(DEATHS["rule"]), world.view(), NOW)
    assert (found.met, found.periods, found.rate) == (3, 11, (3 + 0.5) / 12)
    assert base_rate(rule_of(DEATHS["rule"]), world.view(), datetime(2025, 10, 1, tzinfo=UTC)).met == 0
    nothing = base_rate(rule_of({**DEATHS["rule"], "where": {"series": "fires"}}), world.view(), NOW)
    assert (nothing.rate, nothing.periods) == (None, 0)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), st.integers(1, 400), st.integers(1, 30))
def test_earlier_periods_follow_each_other_and_are_as_long(start: datetime, length: int, count: int) -> None:
    first = start.replace(tzinfo=UTC)
    period = Period(first, first + timedelta(days=length, hours=1))
    found = earlier(period, count)
    assert len(found) == count
    assert [one.end for one in found] == [period.start, *(one.start for one in found)][:count]
    assert {one.length for one in found} == {period.length}


def test_months_are_followed_by_months() -> None:
    found = earlier(Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)), 4)
    assert [(one.start.year, one.start.month) for one in found] == [(2025, 10), (2025, 7), (2025, 4), (2025, 1)]
    assert len(earlier(Period(datetime(1901, 1, 1, tzinfo=UTC), datetime(1902, 1, 1, tzinfo=UTC)), 60)) == 1


# --- laws ------------------------------------------------------------------------------------------------------------

moments = st.integers(0, 29).map(lambda day: APRIL + timedelta(days=day))


def _evidence(at: list[datetime], silent: bool = False) -> Evidence:
    rows = tuple(Counted(id_of(n), one, one, one, 1.0) for n, one in enumerate(sorted(at)))
    whole = np.array([[0, 2 * 10**15 if not silent else 1]], dtype=np.int64)
    return Evidence(rows, (("source wire", whole),))


@given(st.lists(moments, max_size=8), st.sampled_from([">= 3", "< 3", "> 1", "<= 2", "== 2"]))
def test_what_is_decided_early_is_what_is_decided_at_the_end(at: list[datetime], compare: str) -> None:
    rule: Rule = rule_of({**CLASHES["rule"], "compare": compare})
    end = decided(rule, _evidence(at), MAY)
    for day in range(30):
        now = APRIL + timedelta(days=day)
        early = decided(rule, _evidence([one for one in at if one <= now]), now)
        assert early.outcome in ("open", end.outcome)


@given(st.lists(moments, max_size=8))
def test_silence_never_makes_a_no(at: list[datetime]) -> None:
    rule = replace(rule_of(CLASHES["rule"]), wait_days=0)
    found = decided(rule, _evidence(at, silent=True), MAY)
    assert found.outcome == ("yes" if len(at) >= 3 else "void")
