"""The language task: an oracle reads without error, silence scores nothing, and each mistake costs what it should."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from simurg.exercise.parts.language.settings import LanguagePart
from simurg.exercise.parts.language.truth import truth
from simurg.exercise.parts.language.vocabulary import actors
from simurg.exercise.tasks.language import (
    MUTUAL,
    Row,
    Tally,
    collected,
    groups_of,
    macro_f1,
    oracle_rows,
    pair_of,
    read_rows,
    scored,
    scores,
    total,
)
from simurg.exercise.tasks.language_readers import baselines
from simurg.extraction.added import added_of
from simurg.extraction.reading import Reading, Text

PART = LanguagePart(11, "normal", 0.1)
TRUTH = truth(PART)
REPORTS = collected(PART)


@pytest.fixture
def rows() -> list[Row]:
    return oracle_rows(TRUTH, REPORTS)


def test_whoever_reads_without_error_has_all_before_fusion(rows: list[Row]) -> None:
    found = scored(TRUTH, rows)
    assert total(found.before) == Tally(len(rows), len(rows), len(rows))
    assert macro_f1(found.before) == 1.0
    assert total(found.after).recall == 1.0


def test_no_rows_score_nothing() -> None:
    found = scored(TRUTH, [])
    assert total(found.before).f1 == total(found.after).f1 == 0.0
    assert total(found.before).wanted == TRUTH.tellings.num_rows
    assert groups_of([]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_type": "NOTHING"}, {"actor_code": "XZZ"}, {"recipient_code": "XZZ"},
        {"occurred_from": None, "occurred_to": None, "published": REPORTS[0]["published_at"] + timedelta(days=90)},
    ],
)  # fmt: skip
def test_each_mistake_costs(rows: list[Row], wrong: dict[str, object]) -> None:
    found = scored(TRUTH, [rows[0] | wrong, *rows[1:]])
    assert total(found.before).hits == len(rows) - 1


def test_a_wrong_place_costs_where_the_report_names_one(rows: list[Row]) -> None:
    placed = next(number for number, row in enumerate(rows) if row["place"])
    rows[placed] |= {"place": "Elsewhere"}
    assert total(scored(TRUTH, rows).before).hits == len(rows) - 1


def test_saying_it_twice_changes_nothing_before_fusion_and_a_day_off_is_near_enough(rows: list[Row]) -> None:
    again = [row | {"id": bytes(15) + bytes([number])} for number, row in enumerate(rows[:5])]
    assert total(scored(TRUTH, [*rows, *again]).before) == total(scored(TRUTH, rows).before)
    day = timedelta(days=1)
    late = [
        row | {"occurred_from": row["occurred_from"] + day, "occurred_to": row["occurred_to"] + day} for row in rows
    ]
    assert total(scored(TRUTH, late).before).hits == len(rows)


def test_who_acts_matters_but_where_both_do(rows: list[Row]) -> None:
    for row in rows:
        turned = row | {
            "actor": row["recipient"], "actor_code": row["recipient_code"],
            "recipient": row["actor"], "recipient_code": row["actor_code"],
        }  # fmt: skip
        assert (pair_of(turned) == pair_of(row)) == (row["event_type"] in MUTUAL)


def test_naive_readers_are_scored_beside_the_oracle() -> None:
    found = scores(PART, baselines(added_of(actors())))
    assert set(found) == {"all consult", "keywords", "bag of words", "oracle"}
    assert all(
        total(found["oracle"].before).f1 > total(one.before).f1 for name, one in found.items() if name != "oracle"
    )
    assert total(found["keywords"].before).hits > 0
    kinds = {kind for kind, tally in found["all consult"].before.items() if tally.told}
    assert kinds == {"CONSULT"}


def test_a_reader_that_tells_only_plans_tells_nothing() -> None:
    class Planner:
        name, version = "planner", "1"

        def read(self, texts: Sequence[Text]) -> list[Reading]:
            keywords = baselines(added_of(actors()))["keywords"]
            return [
                replace(one, events=tuple(replace(each, factuality="planned") for each in one.events))
                for one in keywords.read(texts)
            ]

    assert read_rows(REPORTS, Planner()) == []
