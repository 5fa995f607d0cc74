"""Questions, answers and resolutions as rows of the ledger's tables of those names, and back.

A question's key is its name and marking: the same name in another picture is another question, so no name tells that
one exists which a reader may not see. An answer's key is whoever gives it and the question: a revision is a new
version, and the earlier one stays. A resolution's key is the question and the picture: what the data say now, beside
what they said before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from simurg.foresight.questions.outcome import Outcome, basis_view
from simurg.foresight.questions.question import Answer, Question
from simurg.foresight.questions.rule import rule_of
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

QUESTION = (
    "id", "key", "name", "title", "rule", "opens", "deadline", "prior", "prior_from", "requirement", "by", "voided",
    "known_at", "marking",
)  # fmt: skip
ANSWER = (
    "id", "question", "by", "author", "probability", "levels", "quantiles", "why", "withdrawn", "live", "known_at",
    "recorded_at",
)  # fmt: skip
RESOLUTION = (
    "id", "question", "outcome", "value", "row_count", "basis", "vintage", "reason", "decided_at", "picture", "issued",
    "known_at", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the ledger holds it. `voided` says why it will not be resolved."""

    key: UUID
    id: UUID
    question: Question
    by: str
    known_at: datetime
    marking: str
    voided: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """An outcome as it was recorded, for a picture."""

    id: UUID
    question: UUID
    outcome: Outcome
    picture: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says it, when, under which marking."""

    by: str
    at: datetime
    marking: Marking


def question_table(question: Question, saying: Saying, voided: str | None = None) -> pa.Table:
    """One row: a question is published, bound anew, or void."""
    key = digest_of("question", question.name, str(saying.marking))
    said = (question.title, question.rule.text(), text_of(question.opens), text_of(question.deadline))
    more = (question.prior, question.prior_from, question.requirement, saying.by, voided)
    row = {
        "id": digest_of(key, *said, *more, text_of(saying.at)),
        "key": key,
        "known_at": saying.at,
        "marking": marking_json(saying.marking),
        "name": question.name,
        "title": question.title,
        "rule": question.rule.text(),
        "opens": question.opens,
        "deadline": question.deadline,
        "prior": question.prior,
        "prior_from": question.prior_from,
        "requirement": question.requirement,
        "by": saying.by,
        "voided": voided,
    }
    return table_of("questions", [row])


def answer_table(answers: Sequence[Answer], marking: Marking) -> pa.Table:
    """A row for each answer, in their order; `known_at` is the moment of the answer."""
    rows = []
    for one in answers:
        key = digest_of("answer", one.question.bytes, one.author, one.by)
        said = (one.probability, repr(one.levels), repr(one.quantiles), one.why, int(one.withdrawn), int(one.live))
        rows.append(
            {
                "id": digest_of(key, *said, text_of(one.at)),
                "key": key,
                "known_at": one.at,
                "marking": marking_json(marking),
                "basis": [each.bytes for each in one.basis],
                "basis_view": one.basis_view,
                "question": one.question,
                "by": one.by,
                "author": one.author,
                "probability": one.probability,
                "levels": list(one.levels) or None,
                "quantiles": list(one.quantiles) or None,
                "why": one.why,
                "withdrawn": one.withdrawn,
                "live": one.live,
            }
        )
    return table_of("answers", rows)


def resolution_table(asked: Asked, found: Outcome, picture: str, saying: Saying) -> pa.Table:
    """One row: what the rule says in a picture's view known at `saying.at`."""
    key = digest_of("resolution", asked.key.bytes, picture)
    view = basis_view(asked.question.rule, saying.at)
    row = {
        "id": digest_of(key, found.outcome, found.value, found.vintage, found.reason, text_of(saying.at)),
        "key": key,
        "known_at": saying.at,
        "marking": marking_json(saying.marking),
        "basis": [asked.id.bytes, *(one.bytes for one in found.basis)],
        "basis_view": view,
        "picture": picture,
        "issued": True,
        "question": asked.key,
        "outcome": found.outcome,
        "value": found.value,
        "row_count": found.row_count,
        "vintage": found.vintage,
        "reason": found.reason,
        "decided_at": found.decided_at,
    }
    return table_of("resolutions", [row])


def asked_of(row: Mapping[str, Any]) -> Asked:
    """From a row with the columns QUESTION."""
    question = Question(
        row["name"], row["title"], rule_of(row["rule"]), row["opens"], row["deadline"], row["prior"],
        row["prior_from"] or "", row["requirement"],
    )  # fmt: skip
    return Asked(row["key"], row["id"], question, row["by"], row["known_at"], row["marking"], row["voided"])


def answers_of(rows: Iterable[Mapping[str, Any]]) -> list[Answer]:
    """From rows with the columns ANSWER: every version, oldest first."""
    ordered = sorted(rows, key=lambda row: (row["known_at"], row["recorded_at"], row["id"].bytes))
    return [
        Answer(
            row["question"], row["by"], row["author"], row["known_at"], row["probability"],
            tuple(row["levels"] or ()), tuple(row["quantiles"] or ()), row["why"] or "", row["withdrawn"], row["live"],
            row["id"], recorded=row["recorded_at"],
        )
        for row in ordered
    ]  # fmt: skip


def resolved_of(row: Mapping[str, Any]) -> Resolved:
    """From a row with the columns RESOLUTION."""
    found = Outcome(
        row["outcome"], row["reason"], row["value"], tuple((row["basis"] or ())[1:]), row["row_count"],
        row["vintage"], row["decided_at"],
    )  # fmt: skip
    return Resolved(row["id"], row["question"], found, row["picture"], row["known_at"])
