"""From claims to questions: numbers, intervals, names, times; and what is left out."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.questions.asked import CLAIM_COLUMNS, asked, in_words
from simurg.fusion.questions.predicates import has_several, is_above, is_name
from simurg.fusion.questions.vaguer import vaguer

MOMENT = pa.timestamp("us", tz="UTC")


def claims(*told: tuple[str | None, str | None, str | None, str | None], since: datetime | None = None) -> pa.Table:
    """(subject, predicate, object, source) as rows of a view."""
    count = len(told)
    columns = {
        "id": pa.array([uuid.UUID(int=number + 1) for number in range(count)], pa.uuid()),
        "subject": pa.array([one[0] for one in told], pa.string()),
        "predicate": pa.array([one[1] for one in told], pa.string()),
        "object": pa.array([one[2] for one in told], pa.string()),
        "source_id": pa.array([one[3] for one in told], pa.string()),
        "report_id": pa.array([uuid.UUID(int=number + 100) for number in range(count)], pa.uuid()),
        "valid_from": pa.array([since] * count, MOMENT),
        "known_at": pa.array([datetime(2024, 3, 1, tzinfo=UTC)] * count, MOMENT),
    }
    return pa.table({name: columns[name] for name in CLAIM_COLUMNS})


def one(text: str, predicate: str = "strength") -> dict[str, Any]:
    return asked(claims(("brigade", predicate, text, "wire")), {}).to_pylist()[0]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("120", (120.0, 120.0)),
        (" 12.5 ", (12.5, 12.5)),
        ("-3", (-3.0, -3.0)),
        ("10-20", (10.0, 20.0)),
        ("10 – 20", (10.0, 20.0)),
        ("10..20", (10.0, 20.0)),
        ("2024-04-01/2024-04-03", (738977.0, 738979.0)),
    ],
)
def test_numbers_and_intervals_are_compared_by_size(text: str, ends: tuple[float, float]) -> None:
    row = one(text)
    assert (row["low"], row["high"], row["value"]) == (*ends, None)


@pytest.mark.parametrize(
    "text", ["20-10", "1e400", "1,200", "2024-13-01/2024-14-01", "2024-05-01/2024-04-01", "12 men", "9" * 40, "∞"]
)
def test_what_is_no_number_stays_a_word(text: str) -> None:
    row = one(text)
    assert (row["low"], row["value"]) == (None, text)


def test_names_that_look_like_numbers_stay_names() -> None:
    for predicate in ("imo_number", "registration_number", "birth_date", "founded"):
        assert one("1234567", predicate)["value"] == "1234567"


def test_what_holds_since_another_day_is_another_question() -> None:
    row = asked(claims(("dam", "level", "4", "wire"), since=datetime(2024, 2, 1, tzinfo=UTC)), {}).to_pylist()[0]
    assert row["attribute"] == "level @ 2024-02-01"


def test_resolved_subjects_share_their_questions_and_sources_bear_their_letters() -> None:
    rows = asked(
        claims(("PLO", "seat", "A", "wire"), ("P.L.O.", "seat", "B", "blog")), {"wire": "B"}, {"PLO": "P.L.O."}
    )
    assert rows["object"].to_pylist() == ["P.L.O.", "P.L.O."]
    assert rows["grade"].to_pylist() == ["B", "F"]


def test_claims_that_cannot_be_weighed_are_left_out() -> None:
    left_out = claims(
        (None, "seat", "A", "s"), ("x", None, "A", "s"), ("x", "seat", None, "s"), ("x", "seat", "A", None),
        ("x", "alias", "y", "s"), ("x", "part_of", "y", "s"),
    )  # fmt: skip
    assert asked(left_out, {}).num_rows == 0


def test_predicates_are_told_apart() -> None:
    assert has_several("Alias")
    assert has_several("owned_by")
    assert has_several("borders")
    assert is_above("located_in")
    assert is_name("call_sign")
    assert not is_name("number")
    assert not has_several("place_of_birth")
    assert not is_name("population")


def test_days_are_written_as_days() -> None:
    assert in_words(738977.0, 738979.0, "days") == "2024-04-01/2024-04-03"
    assert in_words(4.0, 4.0, None) == "4"
    assert in_words(4.0, 5.5, None) == "4…5.5"


def test_paths_dates_and_claims_say_what_is_vaguer() -> None:
    made, circular = vaguer(["North/Sandby", "2014-03-05", "Osterby"], [("Osterby", "South")])
    assert made.above["North/Sandby"] == {"North"}
    assert made.above["2014-03-05"] == {"2014-03", "2014"}
    assert made.above["Osterby"] == {"South"}
    assert circular == []


def test_circles_are_left_out_and_named() -> None:
    made, circular = vaguer(["a"], [("a", "b"), ("b", "c"), ("c", "a"), ("d", "d")])
    assert made.above["a"] == {"b", "c"}
    assert circular == [("c", "a"), ("d", "d")]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20), st.randoms())
def test_the_order_of_what_lies_above_plays_no_part(pairs: list[tuple[str, str]], chance: Any) -> None:
    mixed = list(pairs)
    chance.shuffle(mixed)
    assert vaguer("abcdefgh", pairs) == vaguer("abcdefgh", mixed)
    made, _ = vaguer("abcdefgh", pairs)
    assert all(name not in above for name, above in made.above.items())
