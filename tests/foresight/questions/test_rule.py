"""A rule is a small value: what it may say, what is refused, and that it is read back as it was written."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.foresight.questions.question import quantiles_of, question_of, questions_of
from simurg.foresight.questions.rule import AGGREGATES, COMPARISONS, FILTERS, NUMBERS, Rule, rule_of
from simurg.ontology.errors import CallerError

RULE: dict[str, Any] = {
    "table": "measurements",
    "where": {"series": "deaths", "country": "Yemen"},
    "aggregate": "sum",
    "compare": ">= 25",
    "from": "2026-12-01",
    "to": "2027-01-01",
}


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    table = draw(st.sampled_from(sorted(FILTERS)))
    words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
    where = draw(
        st.dictionaries(st.sampled_from(FILTERS[table]), words | st.lists(words, min_size=1, max_size=4), max_size=6)
    )
    where = {**where, "series": "deaths"} if table == "measurements" else where
    aggregate = draw(st.sampled_from(AGGREGATES if NUMBERS[table] else ("count", "exists")))
    bound = draw(st.integers(-1000, 1000) | st.decimals(-100, 100, places=3))
    sign = draw(st.sampled_from(sorted(COMPARISONS)))
    more = {} if aggregate == "exists" or draw(st.booleans()) else {"compare": f"{sign} {bound}"}
    start = draw(st.dates(date(2016, 1, 1), date(2030, 1, 1)))
    end = draw(st.dates(date(2030, 1, 2), date(2035, 1, 1)))
    days = {"gap_days": draw(st.integers(1, 60)), "wait_days": draw(st.integers(0, 60))}
    span = {"from": start, "to": end}
    return {"table": table, "where": where, "aggregate": aggregate, "needs": {"source": "wire"}, **more, **span, **days}


@given(rules())
def test_a_rule_is_read_back_as_it_was_written(told: dict[str, Any]) -> None:
    rule = rule_of(told)
    assert rule_of(rule.text()) == rule
    assert rule_of(rule.text()).text() == rule.text()
    assert rule.in_words()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-12-01", "2027-01-01", "2026-12-01 to before 2027-01-01"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00.000001Z", "2027-01-01 to before 2027-01-01T00:00:00.000001Z"),
        ("2027-01-01T06:30:00Z", "2027-01-02", "2027-01-01T06:30:00Z to before 2027-01-02"),
    ],
)
def test_a_period_is_said_with_its_time_where_that_is_not_midnight(start: str, end: str, words: str) -> None:
    assert f", {words}: >= 25" in rule_of({**RULE, "from": start, "to": end}).in_words()


@given(rules())
def test_the_order_of_words_does_not_matter(told: dict[str, Any]) -> None:
    turned = {
        name: list(reversed(value)) if isinstance(value, list) else value for name, value in told["where"].items()
    }
    assert rule_of({**told, "where": dict(reversed(turned.items()))}) == rule_of(told)


def test_countries_are_known_by_name_and_silence_has_a_witness() -> None:
    rule = rule_of(RULE)
    assert rule.where == (("country", ("YEM",)), ("series", ("deaths",)))
    assert rule.needs == rule.where


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"table": "reports"}, "cannot be 'reports'"),
        ({"code": "import os"}, "no entry 'code'"),
        ({"where": {"series": "deaths", "level": "0"}}, "cannot be 'level'"),
        ({"where": {"country": "YEM"}}, "names its series"),
        ({"where": {"series": []}}, "word or a list"),
        ({"where": {"series": ["x"] * 51}}, "word or a list"),
        ({"where": {"series": {"$gt": 1}}}, "word or a list"),
        ({"where": {"series": "x" * 201}}, "longer than"),
        ({"aggregate": "median"}, "cannot be 'median'"),
        ({"aggregate": "count", "of": "value"}, "has no `of`"),
        ({"of": "marking"}, "cannot be 'marking'"),
        ({"compare": "25"}, "not understood"),
        ({"compare": ">= 1e400"}, "not understood"),
        ({"aggregate": "exists"}, "has no `compare`"),
        ({"from": "2027-01-01"}, "empty"),
        ({"to": "2099-01-01"}, "20 years"),
        ({"from": "9999-01-01", "to": "9999-12-31"}, "years from 1900 to 2200"),
        ({"to": None}, "no date"),
        ({"to": "soon"}, "not a date"),
        ({"gap_days": 0}, "number of days"),
        ({"wait_days": True}, "number of days"),
        ({"wait_days": 10**9}, "number of days"),
        ({"table": "claims", "where": {"subject": "x"}, "aggregate": "sum", "needs": {"source": "a"}}, "no numbers"),
        ({"table": "events", "where": {"country": "YEM"}, "aggregate": "count"}, "silence would read as no"),
    ],
)
def test_what_is_no_rule_is_said(change: dict[str, Any], words: str) -> None:
    with pytest.raises(CallerError, match=words):
        rule_of({**RULE, **change})


@pytest.mark.parametrize("told", [None, [], 3, "{", "[1]", "count(events)"])
def test_what_is_no_mapping_is_no_rule(told: object) -> None:
    with pytest.raises(CallerError):
        rule_of(told)


def test_a_deadline_is_the_start_of_the_period_unless_it_is_said() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    asked = question_of({"name": "q", "title": "t", "rule": RULE}, now)
    assert (asked.opens, asked.deadline) == (now, datetime(2026, 12, 1, tzinfo=UTC))
    for deadline, words in (("2026-10-01", "before the deadline"), ("2027-02-01", "no later than the period")):
        with pytest.raises(CallerError, match=words):
            question_of({"name": "q", "title": "t", "rule": RULE, "deadline": deadline}, now)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"name": "q"}, "needs a rule"),
        ({"title": "t"}, "needs a name"),
        ({"name": "q", "title": "", "rule": RULE}, "needs a title"),
        ({"name": "a b", "title": "t", "rule": RULE}, "not a name"),
        ({"name": "q", "title": "t", "rule": RULE, "prior": 2}, "not a probability"),
        ({"name": "q", "title": "t", "rule": RULE, "prior": "high"}, "a number from 0 to 1"),
        ({"name": "q", "title": "t", "rule": RULE, "author": "me"}, "no entry 'author'"),
        ({"name": "q", "title": "t", "rule": {**RULE, "compare": None}, "prior": 0.5}, "no prior"),
    ],
)
def test_what_is_no_question_is_said(entry: dict[str, Any], words: str) -> None:
    with pytest.raises(CallerError, match=words):
        question_of(entry, datetime(2026, 11, 1, tzinfo=UTC))


def test_a_file_holds_one_question_or_several() -> None:
    one = (
        "{name: q, title: t, rule: {table: measurements, where: {series: deaths}, aggregate: max, compare: '> 3', "
        "from: 2026-12-01, to: 2027-01-01}}"
    )
    for text in (one, f"[{one}]", f"questions: [{one}]"):
        assert [entry["name"] for entry in questions_of(text)] == ["q"]
    for text in ("[]", "3", "{", "- name: q"):
        with pytest.raises(CallerError):
            questions_of(text)


@pytest.mark.parametrize("text", ["", "0.1:3", "0.1:3,0.5:2,0.9:4", "0:1,0.5:2,0.9:3", "a:b", "0.1:1,0.5:nan,0.9:3"])
def test_what_are_no_quantiles_is_said(text: str) -> None:
    with pytest.raises(CallerError, match=r"[Qq]uantiles"):
        quantiles_of(text)


def test_quantiles_may_come_in_any_order() -> None:
    assert quantiles_of("0.9:40, 0.1:3, 0.5:10") == ((0.1, 0.5, 0.9), (3.0, 10.0, 40.0))


def test_a_rule_that_exists_is_met_by_any_row() -> None:
    rule: Rule = rule_of({**RULE, "aggregate": "exists", "compare": None})
    assert (rule.meets(1.0), rule.meets(0.0), rule.numeric) == (True, False, False)


def test_a_date_that_is_none_is_no_question() -> None:
    with pytest.raises(CallerError, match="not YAML"):
        questions_of("- {name: x, title: t, opens: 2026-13-40}")


def test_what_never_ends_is_refused() -> None:
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghij")
    )
    for text in (laughs + "questions: [*j]", "questions: &q [*q]", "[" * 100_000, "- name: &n [*n]\n  title: t"):
        with pytest.raises(CallerError):
            questions_of(text)
    for rule in ("[" * 100_000, json.dumps({**RULE, "where": {"series": ["x"] * 30_000}})):
        with pytest.raises(CallerError):
            rule_of(rule)


def test_who_else_must_have_told_comes_on_top_of_the_series() -> None:
    told = rule_of({**RULE, "needs": {"source": "ucdp"}})
    assert told.needs == (("country", ("YEM",)), ("series", ("deaths",)), ("source", ("ucdp",)))
    assert rule_of(told.text()) == told
