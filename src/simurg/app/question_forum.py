"""All that a view holds of questions, together: questions, every version of every answer, what was resolved.

For a picture: resolutions are those of this picture alone. What is pooled is computed here from the view, never stored,
so an earlier view gives the pool that could be known then, weights and all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from simurg.access.pictures import Picture
from simurg.foresight.opinions.fitting import Fitted, fit, pooled
from simurg.foresight.opinions.weights import Panel
from simurg.foresight.questions.question import Answer
from simurg.foresight.questions.rows import (
    ANSWER,
    QUESTION,
    RESOLUTION,
    Asked,
    Resolved,
    answers_of,
    asked_of,
    resolved_of,
)
from simurg.foresight.questions.scoring import Scored, closing, scored, standing
from simurg.ledger import View
from simurg.ontology.errors import CallerError, NotFound

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""At which pooled quantiles are told."""
_FEWEST_DIGITS = 6

Who = tuple[str, str]
"""Author (analyst, model, crowd) and name."""


@dataclass(frozen=True, slots=True)
class Forum:
    """`answers` of a question by who gave them, oldest first; `resolutions` of it, oldest first."""

    view: View
    picture: Picture
    questions: Mapping[UUID, Asked]
    answers: Mapping[UUID, Mapping[Who, Sequence[Answer]]]
    resolutions: Mapping[UUID, Sequence[Resolved]]

    def last(self, key: UUID) -> Resolved | None:
        """What was resolved last of a question, if anything."""
        return self.resolutions[key][-1] if self.resolutions.get(key) else None

    def named(self, name: str) -> Asked:
        """By its name, or the first digits of its key. Of several of a name that of the picture's own marking counts,
        else the one that was asked first."""
        wanted = name.strip()
        found = [one for one in self.questions.values() if one.question.name == wanted]
        if not found and len(wanted) >= _FEWEST_DIGITS:
            found = [one for one in self.questions.values() if one.key.hex.startswith(wanted.casefold())]
        if not found:
            raise NotFound(
                f"No question in your view is called {wanted[:60]!r}.", hint="`simurg question list` names them."
            )
        own = str(self.picture.scope.marking())
        return min(found, key=lambda one: (one.marking != own, one.known_at, one.key.bytes))


def forum_of(view: View, picture: Picture) -> Forum:
    """Everything; a workspace has hundreds of questions, not millions."""
    questions = {row["key"]: asked_of(row) for row in view.read("questions", QUESTION).to_pylist()}
    answers: dict[UUID, dict[Who, list[Answer]]] = {}
    for one in answers_of(view.stored("answers", ANSWER).to_pylist()):
        answers.setdefault(one.question, {}).setdefault((one.author, one.by), []).append(one)
    resolutions: dict[UUID, list[Resolved]] = {}
    rows = view.stored("resolutions", RESOLUTION, {"picture": picture.name}).to_pylist()
    for row in sorted(rows, key=lambda row: (row["known_at"], row["recorded_at"])):
        resolutions.setdefault(row["question"], []).append(resolved_of(row))
    return Forum(view, picture, questions, answers, resolutions)


def scores_of(forum: Forum) -> list[Scored]:
    """Every forecaster on every question that is resolved, by what was resolved last."""
    ordered = sorted(forum.questions.values(), key=lambda one: (one.question.name, one.key.bytes))
    last = ((asked, forum.last(asked.key)) for asked in ordered if asked.voided is None)
    return [each for asked, found in last if found is not None for each in scores_by(forum, asked, found)]


def scores_by(forum: Forum, asked: Asked, found: Resolved) -> list[Scored]:
    """Every forecaster on one question, by one of its resolutions."""
    told = (scored(asked.question, given, found.outcome) for given in forum.answers.get(asked.key, {}).values())
    return [one for one in told if one is not None]


@dataclass(frozen=True, slots=True)
class Weighing:
    """How opinions are pooled in a view: what was fitted, and on whom."""

    fitted: Fitted
    who: Mapping[Who, int]


def weighing_of(forum: Forum, asked: Asked | None = None) -> Weighing:
    """Fitted on the questions that are resolved in this view, each with what stood at its close. For a question that
    takes no more answers: on the others that were resolved before its close, never on its own outcome."""
    end = None if asked is None else close_of(forum, asked)
    cases: list[tuple[Mapping[Who, Answer], float, datetime]] = []
    for one, last in _resolved(forum, end):
        if asked is None or one.key != asked.key:
            close = closing(one.question, last.outcome)
            cases.append((stood(forum, one.key, close), float(last.outcome.outcome == "yes"), close))
    who = {one: place for place, one in enumerate(sorted({one for given, _, _ in cases for one in given}))}
    chances, ages = np.full((2, len(cases), max(len(who), 1)), np.nan)
    for row, (given, _, close) in enumerate(cases):
        for name, answer in given.items():
            chances[row, who[name]] = answer.probability
            ages[row, who[name]] = (close - answer.at).total_seconds() / 86_400
    return Weighing(fit(Panel(chances, np.array([happened for _, happened, _ in cases], dtype=np.float64), ages)), who)


def _resolved(forum: Forum, before: datetime | None) -> Iterator[tuple[Asked, Resolved]]:
    """Yes-or-no questions with the outcome that stood just before a moment (None: in the view)."""
    for key, asked in sorted(forum.questions.items(), key=lambda pair: pair[0].bytes):
        then = [one for one in forum.resolutions.get(key, ()) if before is None or one.known_at < before]
        if then and not asked.voided and not asked.question.rule.numeric and then[-1].outcome.decided:
            yield asked, then[-1]


def close_of(forum: Forum, asked: Asked) -> datetime | None:
    """From when on no answer to a question counts; None while answers do."""
    last = forum.last(asked.key)
    if last is not None and last.outcome.decided:
        return closing(asked.question, last.outcome)
    return asked.question.deadline if asked.question.deadline <= forum.view.known_at else None


def stood(forum: Forum, key: UUID, before: datetime | None = None) -> dict[Who, Answer]:
    """What stood just before a moment (None: in the view), by who gave it. What the ledger took later does not count,
    whatever moment it states: it may have been written in hindsight."""
    found = {}
    for who, given in forum.answers.get(key, {}).items():
        counted = [one for one in given if before is None or (one.at < before and _taken(one) < before)]
        one = standing(counted, forum.view.known_at)
        if one is not None:
            found[who] = one
    return found


def _taken(one: Answer) -> datetime:
    return one.at if one.recorded is None else one.recorded


def pools(forum: Forum, asked: Asked, weighing: Weighing | None = None) -> dict[str, Any]:
    """`pool`: of what stands in the view; of a question that takes no more answers, of what stood at its close.
    `weighing` is that of `weighing_of` for this question, where it is at hand."""
    end = close_of(forum, asked)
    given = stood(forum, asked.key, end)
    if asked.question.rule.numeric:
        return {"pool": pooled_quantiles(given)}
    weighing = weighing or weighing_of(forum, asked)
    return {"pool": pool_of(given, weighing, forum.view.known_at if end is None else end)}


def pool_of(answers: Mapping[Who, Answer], weighing: Weighing, at: datetime) -> dict[str, Any] | None:
    """One probability out of those that stand at a moment, and how it was made; None of none."""
    given = sorted((who, one) for who, one in answers.items() if one.probability is not None)
    if not given:
        return None
    fitted = weighing.fitted
    weights = np.array([fitted.weights[weighing.who[who]] if who in weighing.who else 1.0 for who, _ in given])
    chances = np.array([[one.probability for _, one in given]], dtype=np.float64)
    ages = np.array([[(at - one.at).total_seconds() / 86_400 for _, one in given]])
    return {
        "probability": float(pooled(fitted.recipe, chances, weights, ages)[0]),
        "mean": float(chances.mean()),
        "opinions": len(given),
        "recipe": fitted.recipe.in_words(),
        "fitted_on": fitted.questions,
        "gain": fitted.gain,
        "gain_error": fitted.gain_error,
    }


def pooled_quantiles(answers: Mapping[Who, Answer]) -> dict[str, Any] | None:
    """The mean of the quantiles at LEVELS: for questions for a number; None of none."""
    told = [np.interp(LEVELS, one.levels, one.quantiles) for one in answers.values() if one.levels]
    if not told:
        return None
    return {"levels": list(LEVELS), "quantiles": np.mean(told, axis=0).tolist(), "opinions": len(told)}


def must_be_open(forum: Forum, asked: Asked, at: datetime) -> None:
    """CallerError where an answer would come too early or too late."""
    question = asked.question
    last = forum.last(asked.key)
    if asked.voided is not None:
        raise CallerError(f"Question {question.name} is void: {asked.voided}")
    if at < question.opens:
        raise CallerError(f"Question {question.name} opens on {question.opens:%Y-%m-%d %H:%M} UTC.")
    if at >= question.deadline:
        raise CallerError(
            f"The deadline of question {question.name} was {question.deadline:%Y-%m-%d %H:%M} UTC.",
            hint="What was answered before it stands.",
        )
    if last is not None and last.outcome.decided:
        raise CallerError(f"Question {question.name} is resolved: {last.outcome.outcome}.")
