"""Claims are sorted by content, told once, and set aside by reason where they say nothing."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from tests.fusion.belief.made import claims_of, table_of

from simurg.fusion.belief import gather
from simurg.ontology.errors import CallerError


def test_the_same_answer_told_twice_counts_once() -> None:
    claims = claims_of([("a", "s", "x"), ("a", "s", "x"), ("a", "t", "x")])
    assert len(claims) == 2
    assert claims.weight.tolist() == [1.0, 1.0]


def test_undated_different_answers_share_the_voice_of_their_source() -> None:
    claims = claims_of([("a", "s", "x"), ("a", "s", "y")])
    assert claims.weight.tolist() == [0.5, 0.5]


def test_of_dated_answers_the_latest_counts() -> None:
    at = [datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC), None]
    claims = claims_of([("a", "s", "old"), ("a", "s", "new"), ("a", "t", "undated")], at=at)
    assert [claims.values[v] for v in claims.value] == ["new", "undated"]


def test_rows_that_say_nothing_are_set_aside_by_reason() -> None:
    table = pa.table(
        {
            "object": ["a", "", "a", "a", "a", "a"],
            "source": ["s", "s", None, "s", "t", "u"],
            "low": [1.0, 1.0, 1.0, float("nan"), float("inf"), 5.0],
            "high": [2.0, 1.0, 1.0, None, None, 4.0],
        }
    )
    claims = gather(table)
    assert len(claims) == 1
    assert dict(claims.set_aside) == {"no object": 1, "no source": 1, "no answer": 2, "interval upside down": 1}


def test_an_integer_is_a_number() -> None:
    claims = gather(pa.table({"object": ["a"], "source": ["s"], "value": pa.array([7], pa.int64())}))
    assert claims.low.tolist() == claims.high.tolist() == [7.0]


def test_no_claims_are_no_claims() -> None:
    claims = gather(table_of([]))
    assert len(claims) == 0
    assert claims.questions == ()


def test_the_officers_letter_stays_and_f_outvotes_nobody() -> None:
    table = table_of([("a", "s", "x"), ("b", "s", "x"), ("c", "s", "x"), ("a", "t", "x")], grade=["F", "F", "b", None])
    claims = gather(table)
    assert dict(zip(claims.sources, claims.grades, strict=True)) == {"s": "B", "t": "F"}


@pytest.mark.parametrize("missing", ["object", "source", "value"])
def test_a_missing_column_is_the_callers_error(missing: str) -> None:
    with pytest.raises(CallerError):
        gather(table_of([("a", "s", "x")]).drop_columns([missing]))


def test_an_unknown_grade_is_the_callers_error() -> None:
    with pytest.raises(CallerError, match="A to F"):
        gather(table_of([("a", "s", "x")], grade=["Z"]))


def test_questions_are_objects_and_attributes() -> None:
    claims = gather(
        table_of([("b", "s", "x"), ("a", "s", "x"), ("a", "s", "x")], attribute=["birth", "death", "birth"])
    )
    assert claims.questions == (("a", "birth"), ("a", "death"), ("b", "birth"))
    assert np.all(np.diff(claims.question) >= 0)
