"""The model as a reader over real HTTP: what it is sent, what stands of its answers, and every way it can fail."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.app.model.desk import AT, Slept, event, given, reader_of, uses
from tests.app.model.scripted import Scripted, completion, serving

from simurg.extraction.reading import Text
from simurg.ontology.markings import Marking
from simurg.outbound.errors import NotAllowed

BODY = "Russia shelled the Ukrainian port of Odesa on Monday, killing at least 12 people, officials said. It rained."
QUOTE = "Russia shelled the Ukrainian port of Odesa on Monday, killing at least 12 people"
WELL = {
    "events": [
        event(QUOTE, actor="Russia", recipient="Ukrainian", place="Odesa", when="on Monday",
              deaths="at least 12 people",
              mode="heavy-weapons", domain="military", factuality="attributed", attributed_to="officials", context=None)
    ],
    "claims": [],
}  # fmt: skip


def test_a_good_answer_is_read_with_the_base_readings_codes_dates_and_figures(tmp_path: Path) -> None:
    with serving(Scripted(lambda report, turn: WELL)) as script:
        reading = reader_of(script, tmp_path).given(given(BODY))
    assert reading is not None
    (one,) = reading.events
    assert one.span.of(BODY) == QUOTE
    assert (one.event_type, one.mode, one.domain) == ("ASSAULT", "heavy-weapons", "military")
    assert one.actor is not None
    assert one.recipient is not None
    assert (one.actor.code, one.recipient.code) == ("RUS", "UKR")
    assert one.place is not None
    assert (one.place.name, one.place.country) == ("Odesa", "UKR")
    assert one.period is not None
    assert one.period.start.date().isoformat() == "2026-03-02"
    assert one.deaths is not None
    assert one.deaths.low == 12
    assert (one.factuality, one.attributed_to, one.confidence) == ("attributed", "officials", None)
    assert reading.notes == ()


def test_the_question_is_one_report_between_fences_and_offers_no_tools(tmp_path: Path) -> None:
    with serving(Scripted()) as script:
        reader = reader_of(script, tmp_path)
        reader.given(given(BODY, title="Port shelled"))
        reader.given(given("Another report."))
    first, second = script.asked
    assert script.report_in(0) == f"Port shelled\n\n{BODY}"
    assert {"tools", "functions", "tool_choice"}.isdisjoint(first)
    assert [one["role"] for one in first["messages"]] == ["system", "user"]
    assert BODY not in json.dumps(second)
    fences = {one["messages"][1]["content"].splitlines()[-1].removeprefix("END ") for one in script.asked}
    assert len(fences) == 2
    assert first["response_format"]["json_schema"]["strict"] is True
    assert "marking" not in json.dumps(first["response_format"])
    assert script.headers[0]["Authorization"] == "Bearer sesame"
    assert script.paths == ["/v1/chat/completions"] * 2


def test_an_endpoint_that_knows_no_schema_is_asked_for_a_json_object_from_then_on(tmp_path: Path) -> None:
    with serving(Scripted(lambda report, turn: WELL, unknown=("json_schema",))) as script:
        reader = reader_of(script, tmp_path)
        assert reader.given(given(BODY)) is not None
        assert reader.given(given(BODY + " More.")) is not None
    assert [one["response_format"]["type"] for one in script.asked] == ["json_schema", "json_object", "json_object"]


@pytest.mark.parametrize(
    ("unknown", "questions"),
    [
        (("json_schema", "json_object"), 3),
        (("response_format",), 3),
        (("max_tokens",), 2),
        (("temperature",), 2),
        (("max_tokens", "temperature", "json_schema"), 4),
    ],
)
def test_what_an_endpoint_does_not_understand_is_left_out(
    tmp_path: Path, unknown: tuple[str, ...], questions: int
) -> None:
    with serving(Scripted(lambda report, turn: WELL, unknown=unknown)) as script:
        reader = reader_of(script, tmp_path)
        reading = reader.given(given(BODY))
        assert len(script.asked) == questions
        reader.given(given(BODY + " More."))
        assert len(script.asked) == questions + 1
    assert reading is not None
    assert len(reading.events) == 1
    assert {"max_tokens", "max_completion_tokens"} & set(script.asked[-1])


def test_what_is_marked_above_the_setting_is_never_sent(tmp_path: Path) -> None:
    with serving(Scripted()) as script:
        reader = reader_of(script, tmp_path, marking={"level": "open", "tlp": "green"})
        for marking in (Marking(1), Marking(0, 2), Marking(0, 0, frozenset({"N"})), Marking(releasable_to=frozenset())):
            reading = reader.given(given(BODY, marking=marking))
            assert reading is not None
            assert reading.refused == "it is marked above what this model may be sent"
        assert reader.given(given(BODY, marking=Marking(0, 1))) is not None
    assert len(script.asked) == 1
    assert uses(reader) == {"read": 1, "refused: marking": 4}


@pytest.mark.parametrize(("allowed", "asked"), [(False, 0), (True, 1)])
def test_reports_of_human_sources_are_sent_only_where_the_setting_says_so(
    tmp_path: Path, allowed: bool, asked: int
) -> None:
    with serving(Scripted()) as script:
        reading = reader_of(script, tmp_path, human_sources=allowed).given(given(BODY, human=True))
    assert len(script.asked) == asked
    assert reading is not None
    assert bool(reading.refused) is not allowed


def test_the_same_words_are_paid_for_once(tmp_path: Path) -> None:
    with serving(Scripted(lambda report, turn: WELL)) as script:
        prices = {"price": {"read": 2.0, "written": 10.0, "currency": "EUR"}}
        reader = reader_of(script, tmp_path, **prices)
        first = reader.given(given(BODY))
        again = reader_of(script, tmp_path, **prices)
        assert again.given(given(BODY)) == first
        other = reader_of(script, tmp_path, name="large-1")
        other.given(given(BODY))
    assert len(script.asked) == 2
    (read,) = (one for one in reader.counted.used() if one.what == "read" and one.model == "model:small-1")
    assert (read.tokens_read, read.tokens_written) == (1_000, 100)
    assert read.cost == pytest.approx(0.003)


BAD: dict[str, Any] = {
    "not JSON": completion("I am sorry, but I cannot."),
    "truncated": completion('{"events": [{"type": "ASSAULT", "quote": "Russia'),
    "cut by the bound": completion('{"events": []}', finish_reason="length"),
    "another shape": completion("[1, 2, 3]"),
    "a number": completion("42"),
    "nested deep": completion("[" * 100_000),
    "empty": completion(""),
    "null content": completion("", message={"content": None}),
    "huge": completion('{"events": ["' + "x" * 600_000 + '"]}'),
    "refusal": completion("", message={"refusal": "I will not."}),
    "only tools": completion("", message={"tool_calls": [{"function": {"name": "recall_source", "arguments": "{}"}}]}),
}


@pytest.mark.parametrize("kind", BAD)
def test_an_answer_that_cannot_be_used_is_a_refused_reading(tmp_path: Path, kind: str) -> None:
    with serving(Scripted(lambda report, turn: BAD[kind])) as script:
        reading = reader_of(script, tmp_path).given(given(BODY))
    assert reading is not None
    assert reading.refused
    assert not reading.events
    assert not reading.claims


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{}]}', b'{"choices": [{"message": 3}]}',
             b"x" * (2 << 20)]
)  # fmt: skip
def test_what_is_no_chat_completion_is_tried_again_and_then_left(tmp_path: Path, body: bytes) -> None:
    slept = Slept()
    with serving(Scripted(lambda report, turn: body)) as script:
        reader = reader_of(script, tmp_path, slept=slept)
        assert reader.given(given(BODY)) is None
    assert len(script.asked) == 3
    assert slept.waits == [1, 2]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (Scripted(status=[500, 503]), {"read": 1, "tried again: server_error": 2}),
        (Scripted(status=[429], retry_after="7"), {"read": 1, "tried again: throttled": 1}),
        (Scripted(status=[500] * 9), {"fault: server_error": 1, "tried again: server_error": 2}),
        (Scripted(cut=1), {"read": 1, "tried again: unreachable": 1}),
        (Scripted(cut=9), {"fault: unreachable": 1, "tried again: unreachable": 2}),
        (Scripted(delays=[0.6]), {"read": 1, "tried again: timed_out": 1}),
        (Scripted(status=[401]), {"fault: misplaced": 1}),
        (Scripted(status=[404]), {"fault: misplaced": 1}),
        (Scripted(status=[400]), {"fault: rejected": 1}),
        (Scripted(status=[302]), {"fault: misplaced": 1}),
    ],
)
def test_each_fault_is_counted_and_the_run_goes_on(tmp_path: Path, script: Scripted, said: dict[str, int]) -> None:
    slept = Slept()
    with serving(script):
        reader = reader_of(script, tmp_path, slept=slept, timeout=0.3)
        reading = reader.given(given(BODY))
    assert (reading is None) is ("read" not in said)
    assert uses(reader) == said
    if script.retry_after:
        assert slept.waits == [7]


def test_an_endpoint_in_trouble_is_left_alone_for_the_run(tmp_path: Path) -> None:
    with serving(Scripted(status=[500] * 99)) as script:
        reader = reader_of(script, tmp_path)
        assert [reader.given(given(f"{BODY} {number}")) for number in range(8)] == [None] * 8
        assert len(script.asked) == 9
        assert uses(reader)["left: the endpoint does not answer"] == 5


def test_a_text_that_is_not_taken_is_refused_once_the_endpoint_has_taken_another(tmp_path: Path) -> None:
    with serving(Scripted(status=[400, 200, 400])) as script:
        reader = reader_of(script, tmp_path)
        assert reader.given(given("One.")) is None
        assert reader.given(given("Two.")) is not None
        last = reader.given(given("Three."))
    assert last is not None
    assert last.refused == "The endpoint did not take the question (400)"


@pytest.mark.parametrize(
    ("budget", "asked", "why"),
    [
        ({"reports": 2}, 2, "reports"),
        ({"tokens": 9_000}, 6, "tokens"),
        ({"cost": 0.004}, 2, "cost"),
    ],
)
def test_a_run_spends_no_more_than_its_budget(tmp_path: Path, budget: dict[str, float], asked: int, why: str) -> None:
    with serving(Scripted()) as script:
        price = {"read": 1.0, "written": 1.0}
        reader = reader_of(script, tmp_path, budget=budget, price=price, most_tokens=1_000)
        done = [reader.given(given(f"{BODY} {number}")) for number in range(9)]
    left = f"left: the budget of this run is spent ({why})"
    assert done.count(None) == 9 - len(script.asked) == uses(reader)[left]
    assert abs(len(script.asked) - asked) <= 1
    assert reader.spent.tokens <= budget.get("tokens", 10**9)
    assert reader.spent.cost <= budget.get("cost", 10**9)


def test_without_a_door_nothing_is_sent(tmp_path: Path) -> None:
    with serving(Scripted()) as script, pytest.raises(NotAllowed, match="not listed for model"):
        reader_of(script, tmp_path, allowed=False).given(given(BODY))
    assert script.asked == []


def test_as_a_plain_reader_it_says_why_it_read_nothing(tmp_path: Path) -> None:
    with serving(Scripted(lambda report, turn: WELL, status=[200, 500, 500, 500])) as script:
        reader = reader_of(script, tmp_path)
        one, two = reader.read([Text("", BODY, AT), Text("", "Other.", AT)])
    assert one.events
    assert two.refused == "the endpoint failed"


def test_a_long_report_is_read_from_its_beginning_and_says_so(tmp_path: Path) -> None:
    with serving(Scripted(lambda report, turn: WELL)) as script:
        reading = reader_of(script, tmp_path).given(given(BODY + " It rained on." * 3_000))
    assert len(script.report_in(0)) == 24_000
    assert reading is not None
    assert reading.events
    assert reading.notes == ("only the beginning of the report was read",)


def test_answers_are_forgotten_with_the_words_they_quote(tmp_path: Path) -> None:
    from dataclasses import replace
    from uuid import UUID

    report = UUID(int=7)
    with serving(Scripted(lambda report, turn: WELL)) as script:
        reader = reader_of(script, tmp_path)
        item = replace(given(BODY), report=report)
        reader.given(item)
        assert reader.counted.forget([UUID(int=8)]) == 0
        assert reader.counted.forget([report]) == 1
        reader.given(item)
    assert len(script.asked) == 2
