"""Scores against gold: counted by hand, laws of the intervals, and files that are not understood."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.extraction.evaluation.agreement import agreement
from simurg.extraction.evaluation.gold import GoldEvent, Item, gold_of
from simurg.extraction.evaluation.intervals import bootstrap_f1, f1_of, wilson
from simurg.extraction.evaluation.score import Scores, score
from simurg.extraction.reading import ActorNamed, EventRead, Reading, Span
from simurg.ontology.errors import CallerError

TSV = """text\ttype\tactor\trecipient\tlanguage
Norvik shelled Melk and met Arden.\tassault\tNorvik\tMelk\ten
Norvik shelled Melk and met Arden.\tCONSULT\tNorvik\tArden\ten
Il pleut à Melk.\tNONE\t\t\tfr

"""
JSONL = """{"sentence": "Norvik shelled Melk and met Arden.", "language": "en",
 "events": []}"""


def actor(name: str, code: str = "") -> ActorNamed:
    return ActorNamed(name, code, "state", Span(0, 1))


def read(*events: tuple[str, Any, Any, float], factuality: Any = "asserted") -> Reading:
    span = Span(0, 5)
    return Reading("en", 1.0, events=tuple(
        EventRead(kind, one and actor(one), other and actor(other), span, span, sure, factuality=factuality)
        for kind, one, other, sure in events
    ))  # fmt: skip


def scored(items: list[Item], readings: list[Reading]) -> Scores:
    return score(items, readings, lambda name: {"Ankara": "TUR GOV"}.get(name, ""))


def test_gold_is_read_from_a_table_and_lines_of_one_text_are_one_item() -> None:
    first, second = gold_of(TSV)
    assert first.events == (GoldEvent("ASSAULT", "Norvik", "Melk"), GoldEvent("CONSULT", "Norvik", "Arden"))
    assert second == Item("Il pleut à Melk.", "fr", ())


def test_gold_is_read_from_json_lines_in_both_forms() -> None:
    second = '{"sentence": "B", "language": "ar", "events": [{"type": "aid", "actor": "X"}]}'
    text = f'\ufeff{{"text": "A", "type": "AID"}}\n\n{second}\n'
    one, other = gold_of(text)
    assert (one.events, one.language) == ((GoldEvent("AID"),), None)
    assert (other.events, other.language) == ((GoldEvent("AID", "X"),), "ar")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "does not name the columns"),
        ("a\tb\n1\t2\n", "does not name the columns"),
        ("text\ttype\n", "is empty"),
        ("text\ttype\nA\tFIGHT\n", "Line 2: 'FIGHT' is no type"),
        ("text\ttype\nA\tAID\tx\n", "Line 2 has more cells"),
        ("text\ttype\n\tAID\n", "Line 2 has no text"),
        ("text\ttype\n" + "x" * 20_001 + "\tAID\n", "more than 20,000 characters"),
        (JSONL, "Line 1 is not JSON"),
        ('{"text": 3, "type": "AID"}', "`text` is no text"),
        ('{"text": "A", "events": "AID"}', "no list of objects"),
        ('{"text": "A", "type": "AID"}\n[1]', "Line 2 is not an object"),
    ],
)
def test_gold_that_is_not_understood_names_its_line(content: str, said: str) -> None:
    with pytest.raises(CallerError, match=said):
        gold_of(content)


def test_scores_are_those_that_a_person_counts() -> None:
    items = [
        Item("one", "en", (GoldEvent("ASSAULT", "Norvik", "Melk"), GoldEvent("CONSULT"))),
        Item("two", "en", (GoldEvent("AID", "Ankara"),)),
        Item("three", "fr", ()),
    ]
    readings = [
        read(("ASSAULT", "Norvik forces", "Melk", 0.9), ("AID", "Norvik", "Arden", 0.8)),
        read(("AID", "Norvik", None, 0.7)),
        read(("COERCE", "Norvik", "Melk", 0.6)),
    ]
    found = scored(items, readings)
    lines = {line.name: line for line in found.types}
    assert set(lines) == {"ASSAULT", "CONSULT", "AID", "COERCE"}
    aid = lines["AID"]
    assert (aid.gold, aid.told, aid.right, aid.precision, aid.recall) == (1, 2, 1, 0.5, 1.0)
    assert aid.f1 == pytest.approx(2 / 3)
    assert lines["CONSULT"].precision is None
    assert lines["COERCE"].recall is None
    assert (found.micro.gold, found.micro.told, found.micro.right) == (3, 4, 2)
    assert found.macro_f1 == pytest.approx((1 + 0 + 2 / 3) / 3)
    assert found.with_actors.right == 1  # of two AIDs, one has another actor
    assert [(line.name, line.right) for line in found.languages] == [("en", 2), ("fr", 0)]
    assert set(found.confusion) == {
        ("ASSAULT", "ASSAULT", 1), ("CONSULT", "AID", 1), ("AID", "AID", 1), ("NONE", "COERCE", 1)
    }  # fmt: skip
    assert [(case.text, case.wrong, case.missed) for case in found.worst] == [
        ("one", ("AID",), ("CONSULT",)), ("three", ("COERCE",), ())
    ]  # fmt: skip


def test_an_actor_meets_its_gold_name_by_words_or_by_code() -> None:
    items = [Item("one", None, (GoldEvent("AID", "Ankara"),))]
    by_code = Reading("en", 1.0, events=(
        EventRead("AID", actor("Turkey", "TUR GOV"), None, Span(0, 1), Span(0, 1), None),
    ))  # fmt: skip
    assert scored(items, [by_code]).with_actors.right == 1
    assert scored(items, [read(("AID", "ankara", None, 1.0))]).with_actors.right == 1
    assert scored(items, [read(("AID", "Ank", None, 1.0))]).with_actors.right == 0
    assert scored(items, [read(("AID", None, "Ankara", 1.0))]).with_actors.right == 0


def test_what_is_only_planned_or_denied_is_not_told() -> None:
    items = [Item("one", None, (GoldEvent("AID"),))]
    assert scored(items, [read(("AID", "X", None, 1.0), factuality="planned")]).micro.told == 0


def test_the_same_gold_and_readings_give_the_same_figures() -> None:
    items = [Item(str(number), None, (GoldEvent("AID"),)) for number in range(30)]
    readings = [read(("AID" if number % 3 else "COERCE", "X", None, 0.5)) for number in range(30)]
    one, other = scored(items, readings), scored(items, readings)
    assert one == other
    assert one.macro_interval is not None
    assert one.macro_f1 is not None
    assert one.macro_interval[0] < one.macro_f1 < one.macro_interval[1]


def test_wilson_is_the_published_interval() -> None:
    low, high = wilson(81, 263) or (0, 0)  # Newcombe 1998, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) is None
    low, high = wilson(0, 20) or (1, 1)
    assert (low, round(high, 4)) == (0.0, 0.1611)


@given(st.integers(1, 400), st.data())
def test_wilson_holds_the_share_and_narrows_with_cases(cases: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, cases))
    low, high = wilson(hits, cases) or (2, -1)
    assert 0 <= low <= hits / cases <= high <= 1
    more = wilson(hits * 10, cases * 10) or (0, 9)
    assert more[1] - more[0] < high - low


def test_bootstrap_of_a_perfect_reader_is_one() -> None:
    ones = np.ones((12, 2), np.int64)
    by_type, macro = bootstrap_f1(ones, ones, ones, 1)
    assert by_type == [(1.0, 1.0)] * 2
    assert macro == (1.0, 1.0)
    nothing = np.zeros((12, 2), np.int64)
    assert bootstrap_f1(nothing, nothing, nothing, 1) == ([None, None], None)
    assert f1_of(0, 0, 0) is None


TOLD = st.lists(
    st.tuples(st.sampled_from(["AID", "ASSAULT"]), st.sampled_from([Span(0, 10), Span(11, 30), Span(31, 60)])),
    max_size=6,
)


@given(TOLD, TOLD)
def test_agreement_is_mutual_and_whole_with_oneself(one: list[Any], other: list[Any]) -> None:
    assert agreement(one, other) == agreement(other, one)
    assert agreement(one, one) == (1.0 if one else None)
    value = agreement(one, other)
    assert value is None or 0 <= value <= 1


def test_readers_agree_on_type_and_sentence_not_on_words() -> None:
    assert agreement([("AID", Span(0, 40))], [("AID", Span(5, 60))]) == 1
    assert agreement([("AID", Span(0, 40))], [("AID", Span(40, 60))]) == 0
    assert agreement([("AID", Span(0, 40))], [("ASSAULT", Span(0, 40))]) == 0
    assert agreement([("AID", Span(0, 40))] * 2, [("AID", Span(0, 40))]) == pytest.approx(2 / 3)
    assert agreement([], [("AID", Span(0, 1))]) == 0
