"""Answers with all their voices: what stands where, what falls without whom, and how well it rests."""

import random
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.fusion.questions.test_asked import claims

from simurg.fusion.belief import fit, gather
from simurg.fusion.questions.answered import Answered, Frame, answered, grades_of, within_of
from simurg.fusion.questions.asked import asked

SAID = (
    ("bridge", "state", "open", "wire"), ("bridge", "state", "open", "radio"), ("bridge", "state", "open", "paper"),
    ("bridge", "state", "blown up", "blog"), ("dam", "state", "open", "blog"), ("dam", "strength", "120", "wire"),
    ("dam", "guarded", "2024-04-01/2024-05-31", "wire"), ("mill", "place", "North/Sandby", "wire"),
    ("mill", "place", "North", "radio"),
)  # fmt: skip


def found(table: pa.Table, **entities: str) -> list[Answered]:
    parameters = fit(gather(asked(table, {})))
    return answered(table, Frame(parameters, {"wire": "B"}, entities, within_of(table)))


def by_question(table: pa.Table, **entities: str) -> dict[tuple[str, str], Answered]:
    return {(one.entity, one.predicate): one for one in found(table, **entities)}


def test_every_claim_stands_somewhere_with_both_judgements_of_its_source() -> None:
    bridge = by_question(claims(*SAID))["bridge", "state"]
    assert bridge.answer == "open"
    assert [(voice.source, voice.stands) for voice in bridge.voices] == [
        ("paper", "for"), ("radio", "for"), ("wire", "for"), ("blog", "against"),
    ]  # fmt: skip
    wire = bridge.voices[2]
    assert (wire.grade, 0 < wire.reliability.mean < 1) == ("B", True)


def test_the_vaguer_is_not_against() -> None:
    mill = by_question(claims(*SAID))["mill", "place"]
    assert mill.answer == "North/Sandby"
    assert {voice.stands for voice in mill.voices} == {"for", "vaguer"}


def test_confidence_is_apart_from_probability() -> None:
    answers = by_question(claims(*SAID))
    assert answers["dam", "strength"].confidence == "low"  # one voice, however probable
    assert answers["bridge", "state"].confidence in ("moderate", "high")  # no single voice bears it


def test_what_it_would_be_without_each_source() -> None:
    dam = by_question(claims(*SAID))["dam", "guarded"]
    assert (dam.answer, dam.low) == ("2024-04-01/2024-05-31", None)
    assert [(one.source, one.answer) for one in dam.without] == [("wire", None)]


def test_a_sources_earlier_answer_is_shown_as_replaced() -> None:
    table = claims(("dam", "level", "4", "wire"), ("dam", "level", "9", "wire"))
    moments = pa.array([datetime(2024, 3, day, tzinfo=UTC) for day in (1, 2)], pa.timestamp("us", tz="UTC"))
    dam = by_question(table.set_column(table.schema.get_field_index("known_at"), "known_at", moments))["dam", "level"]
    assert [(voice.said, voice.stands) for voice in dam.voices] == [("9", "for"), ("4", "earlier")]


def test_a_source_bears_the_letter_of_most_of_its_reports() -> None:
    told = [("wire", "B"), ("wire", "B"), ("wire", "A"), ("blog", "C"), ("blog", "D"), ("new", None), (None, "A")]
    rows = pa.table({"source_id": [one[0] for one in told], "reliability": [one[1] for one in told]})
    assert grades_of(rows) == {"blog": "D", "wire": "B"}


def test_nothing_asked_gives_nothing() -> None:
    table = claims(("x", "alias", "y", "wire"))
    assert answered(table, Frame(fit(gather(asked(claims(*SAID), {}))), {}, {})) == []


_CLAIM: Any = st.tuples(
    st.sampled_from(["bridge", "dam"]), st.sampled_from(["state", "strength"]),
    st.sampled_from(["open", "shut", "120", "121", "1200", "North/Sandby", "North"]), st.sampled_from("abcd"),
)  # fmt: skip


@given(st.lists(_CLAIM, min_size=1, max_size=12), st.integers(0, 99))
def test_the_order_of_claims_plays_no_part(told: list[Any], seed: int) -> None:
    table = claims(*told)
    order = list(range(len(told)))
    random.Random(seed).shuffle(order)
    assert found(table) == found(table.take(order))
