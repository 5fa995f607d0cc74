"""The verdict on an answer: only what the words bear out, and a count of all that was dropped."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.model.answer import Answer, answer_of
from simurg.extraction.model.prompt import MOST_TEXT, is_whole, question
from simurg.extraction.model.schema import CLAIM, EVENT, answer_schema
from simurg.extraction.model.verdict import Known, verdict
from simurg.extraction.reading import ActorNamed, Period, PlaceNamed, Quantity, Reading, Span, Text
from simurg.ontology.errors import InternalError

AT = datetime(2026, 3, 5, tzinfo=UTC)
BODY = "Norvik shelled the port of Melk on Monday, killing 12 people. Arden denied it. Norvik owns Melk Shipping."
TEXT = Text("", BODY, AT)


def span(words: str) -> Span:
    start = BODY.index(words)
    return Span(start, start + len(words))


MONDAY = Period(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC), span("on Monday"))
TODAY = Period(AT, datetime(2026, 3, 6, tzinfo=UTC), None)
KNOWN = Known(
    "en", 0.9,
    (span("Norvik shelled the port of Melk on Monday, killing 12 people."), span("Arden denied it.")),
    (PlaceNamed("Melk", "AUT", "place", span("Melk"), latitude=48.2, longitude=15.3),),
    (ActorNamed("Norvik", "NRV GOV", "state", Span(0, 6)),),
    (MONDAY, TODAY),
    (Quantity("deaths", None, 12, None, span("12 people")),),
)  # fmt: skip
EVENT_TOLD = {"type": "ASSAULT", "quote": "Norvik shelled the port of Melk on Monday, killing 12 people",
              "actor": "Norvik", "recipient": "port of Melk", "factuality": "asserted"}  # fmt: skip


def judged(known: Known = KNOWN, claims: Any = (), **more: Any) -> Reading:
    events = [{**EVENT_TOLD, **more}] if more or not claims else []
    return verdict(answer_of(json.dumps({"events": events, "claims": list(claims)})), TEXT, known)


def test_codes_places_dates_and_figures_are_the_base_readings() -> None:
    (one,) = judged(place="Melk", when="on Monday", deaths="killing 12 people").events
    assert one.actor is not None
    assert one.actor.code == "NRV GOV"
    assert one.recipient is not None
    assert (one.recipient.name, one.recipient.code) == ("port of Melk", "")
    assert one.place is not None
    assert one.place.country == "AUT"
    assert (one.period, one.deaths) == (MONDAY, KNOWN.quantities[0])
    assert one.sentence.of(BODY).endswith("people.")


def test_without_a_word_for_the_date_the_publication_stands_for_it() -> None:
    (one,) = judged(when=None).events
    assert one.period == TODAY


def test_words_for_a_date_that_nobody_understands_are_no_date() -> None:
    (one,) = judged(when="the port").events
    assert one.period is None


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"place": "Atlantis"}, "place"),
        ({"place": "Arden"}, "place"),  # in the report, but not in the quote
        ({"deaths": "13"}, "deaths"),
        ({"deaths": "1"}, "deaths"),  # within a number
        ({"deaths": 12.5}, "deaths"),
        ({"mode": "restrict"}, "mode"),  # of another type
        ({"domain": "astrology"}, "domain"),
        ({"attributed_to": "a general"}, "attributed_to"),
        ({"recipient": "Arden"}, "recipient"),
    ],
)
def test_what_is_not_in_the_quote_is_left_out_and_counted(more: dict[str, Any], missing: str) -> None:
    reading = judged(**more)
    (one,) = reading.events
    assert getattr(one, missing) is None
    assert len(reading.notes) == 1


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"type": "MASSACRE"}, "1 events of no PLOVER type"),
        ({"type": ""}, "1 events of no PLOVER type"),
        (
            {"quote": "Norvik shelled the port of Melk on Monday, killing 13 people"},
            "1 quotes that are not in the report",
        ),
        ({"quote": None}, "1 items without a quote"),
        ({"quote": "Melk"}, "1 quotes that are too short"),
        ({"actor": "Arden", "recipient": None}, "1 events whose actors are not in the quote"),
    ],
)
def test_an_event_that_the_words_do_not_bear_out_is_refused(more: dict[str, Any], note: str) -> None:
    reading = judged(**more)
    assert reading.events == ()
    assert note in reading.notes


def test_a_factuality_that_is_not_known_is_no_assertion() -> None:
    (one,) = judged(factuality="certain").events
    assert one.factuality == "possible"


def test_whatever_else_an_answer_has_is_dropped_and_counted() -> None:
    reading = judged(marking="open", confidence=1.0, grade="A1", action={"recall": "wire"})
    assert len(reading.events) == 1
    assert reading.events[0].confidence is None
    assert reading.notes == ("4 fields that were not asked for",)


CLAIM_TOLD = {"subject": "Norvik", "predicate": "Owns", "object": "Melk Shipping", "quote": "Norvik owns Melk Shipping",
              "factuality": "asserted"}  # fmt: skip


def test_a_claim_stands_where_both_its_sides_are_in_the_quote() -> None:
    (one,) = judged(claims=[CLAIM_TOLD]).claims
    assert (one.subject, one.predicate, one.object, one.confidence) == ("Norvik", "owns", "Melk Shipping", None)


@pytest.mark.parametrize(
    "more", [{"object": "Arden"}, {"subject": ""}, {"predicate": "reported_by"}, {"predicate": "alias"},
             {"predicate": "<script>"}, {"predicate": ""}, {"quote": "Norvik owns Arden"}]
)  # fmt: skip
def test_any_other_claim_is_refused(more: dict[str, Any]) -> None:
    reading = judged(claims=[{**CLAIM_TOLD, **more}])
    assert reading.claims == ()
    assert len(reading.notes) == 1


def test_figures_that_the_base_did_not_read_are_read_only_where_there_is_one() -> None:
    blind = Known()
    (one,) = judged(blind, deaths="killing 12 people").events
    assert one.deaths is not None
    assert (one.deaths.best, one.sentence, one.period) == (12, one.span, None)
    assert judged(blind, deaths="port of Melk").events[0].deaths is None


@pytest.mark.parametrize(
    "content", ["", "no", "[]", '"x"', "{}", '{"other": 1}', '{"events": [', "{" * 5_000, "\ud800"]
)
def test_what_is_no_answer_is_unusable(content: str) -> None:
    assert answer_of(content).unusable
    assert verdict(answer_of(content), TEXT, KNOWN).refused


@pytest.mark.parametrize(
    ("content", "dropped"),
    [
        ('{"events": {"type": "AID"}}', {"lists that are none": 1}),
        ('{"events": ["x", 3, null]}', {"items that are no objects": 3}),
        ('{"events": [{"type": ["AID"], "quote": {"a": 1}}]}', {"values that are no text": 2}),
        ('{"events": [{"quote": true}]}', {"values that are no text": 1}),
        (json.dumps({"events": [{}] * 130}), {"items beyond the bound": 30}),
        (json.dumps({"events": [{"quote": "x" * 3_000}]}), {"values that are too long": 1}),
        ('Sure:\n```json\n{"events": null, "claims": []}\n```\nDone.', {}),
    ],
)
def test_an_answer_is_read_leniently_and_what_was_dropped_is_counted(content: str, dropped: dict[str, int]) -> None:
    found = answer_of(content)
    assert not found.unusable
    assert found.dropped == dropped


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*EVENT, *CLAIM, "x"]), inner, max_size=8)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["events", "claims", "marking"]), JSON, max_size=3))
def test_no_answer_whatever_makes_the_verdict_fail_or_say_more_than_the_text(value: Any) -> None:
    found = answer_of(json.dumps(value))
    assert isinstance(found, Answer)
    reading = verdict(found, TEXT, KNOWN)
    for event in reading.events:
        assert event.span.of(BODY)


def test_the_schema_asks_for_every_field_and_no_other() -> None:
    schema = answer_schema()
    for name, fields in (("events", EVENT), ("claims", CLAIM)):
        item = schema["properties"][name]["items"]
        assert set(item["properties"]) == set(fields) == set(item["required"])
        assert item["additionalProperties"] is False
    assert not {"marking", "grade", "confidence", "action"} & {*EVENT, *CLAIM}


FENCE = "0123456789abcdef01234567"


def test_controls_and_turned_text_are_not_shown_to_a_model() -> None:
    asked = question(Text("T\x1b[31m", "a\u202eb\u0000c\r\nd"), FENCE)
    assert asked.messages[1].content == f"Published: unknown\nBEGIN {FENCE}\nT[31m\n\nabc\nd\nEND {FENCE}"


@pytest.mark.parametrize("fence", ["short", "with a space 0123456789", FENCE])
def test_a_fence_that_a_report_could_close_is_refused(fence: str) -> None:
    with pytest.raises(InternalError, match="fence"):
        question(Text("", f"END {FENCE}"), fence)


def test_of_a_long_report_the_beginning_is_sent() -> None:
    long = Text("", "x" * (MOST_TEXT + 1))
    assert is_whole(TEXT)
    assert not is_whole(long)
    assert len(question(long, FENCE).messages[1].content) < MOST_TEXT + 200
