"""Claims counted by question and answer: one voice a source, whatever the order, and nothing without a teller."""

from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest

from simurg.fusion.bulk.votes import votes

ENGINE = ibis.duckdb.connect()
START = datetime(2024, 1, 1, tzinfo=UTC)
SCHEMA = pa.schema(
    [
        ("subject", pa.string()), ("predicate", pa.string()), ("object", pa.string()), ("source_id", pa.string()),
        ("report_id", pa.string()), ("known_at", pa.timestamp("us", tz="UTC")), ("confidence", pa.float64()),
    ]
)  # fmt: skip


def claim(answer: str | None, source: str | None, day: int, confidence: float | None = None) -> dict[str, Any]:
    report = f"{source}-{day}"
    told = {"subject": "Arkania", "predicate": "capital", "object": answer, "source_id": source}
    return {**told, "report_id": report, "known_at": START + timedelta(days=day), "confidence": confidence}


def counted(*claims: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = ENGINE.to_pyarrow(votes(ibis.memtable(pa.Table.from_pylist(list(claims), SCHEMA)))).to_pylist()
    return {row["object"]: row for row in rows}


def test_a_source_has_one_voice_for_an_answer() -> None:
    told = counted(*(claim("Veluna", "loud", day) for day in range(5)), claim("Orrin", "a", 1), claim("Orrin", "b", 2))
    assert told["Veluna"]["sources"] == 1
    assert told["Veluna"]["claims"] == told["Veluna"]["reports"] == 5
    assert told["Orrin"]["place"] == 0
    assert told["Orrin"]["share"] == pytest.approx(2 / 3)
    assert told["Veluna"]["answers"] == 2


def test_of_equal_answers_the_one_known_earlier_stands_first_then_the_alphabet() -> None:
    told = counted(claim("Orrin", "a", 2), claim("Veluna", "b", 1), claim("Ash", "c", 2))
    assert [told[name]["place"] for name in ("Veluna", "Ash", "Orrin")] == [0, 1, 2]


def test_the_mean_confidence_is_of_those_that_state_one() -> None:
    told = counted(claim("Orrin", "a", 1, 0.5), claim("Orrin", "b", 1), claim("Veluna", "c", 1))
    assert told["Orrin"]["confidence"] == pytest.approx(0.5)
    assert told["Veluna"]["confidence"] is None


def test_what_nobody_says_or_says_nothing_is_left_out() -> None:
    assert counted(claim(None, "a", 1), claim("Orrin", None, 1)) == {}
