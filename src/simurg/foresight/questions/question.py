"""A question and an answer as values: what may stand in them, and how they are read from what a person wrote.

A question is frozen when it is published: whoever asks otherwise asks a new one. It promises that answers end before
its period does, so that nobody answers what is known. Quantiles are the answer to a question for a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import yaml

from simurg.foresight.questions.rule import Rule, bounded, moment_of, rule_of
from simurg.ontology.errors import CallerError
from simurg.ontology.times import utc

AUTHORS = ("analyst", "model", "crowd")
MOST_AT_ONCE = 200
_KEYS = ("name", "title", "rule", "opens", "deadline", "prior", "requirement")


@dataclass(frozen=True, slots=True)
class Question:
    """`prior` is 0 to 1, or None where nothing tells it; `prior_from` says in words whence it is."""

    name: str
    title: str
    rule: Rule
    opens: datetime
    deadline: datetime
    prior: float | None = None
    prior_from: str = ""
    requirement: str | None = None

    def __post_init__(self) -> None:
        check_name(self.name, "a question")
        if not self.title.strip() or len(self.title) > 400:
            raise CallerError(f"Question {self.name}: it needs a title of at most 400 letters.")
        if not utc(self.opens) < utc(self.deadline) <= self.rule.period.end:
            raise CallerError(
                f"Question {self.name}: answers must open before the deadline, and end no later than the period does.",
                hint="Mend opens, deadline or the rule's `to`.",
            )
        if self.prior is not None:
            check_probability(self.prior)
            if self.rule.numeric:
                raise CallerError(f"Question {self.name} asks for a number: it has no prior probability.")


@dataclass(frozen=True, slots=True)
class Answer:
    """`probability`, or quantiles with their levels (both rising). `live`: given when it was recorded. A model's answer
    rests on the rows of `basis` and on what was in `basis_view`; an analyst's on nothing that the ledger knows of.
    `recorded` is the moment at which the ledger took it, None before it has."""

    question: UUID
    by: str
    author: str
    at: datetime
    probability: float | None = None
    levels: tuple[float, ...] = ()
    quantiles: tuple[float, ...] = ()
    why: str = ""
    withdrawn: bool = False
    live: bool = True
    id: UUID | None = None
    basis: tuple[UUID, ...] = ()
    basis_view: str | None = None
    recorded: datetime | None = None

    def __post_init__(self) -> None:
        check_name(self.by.removeprefix("@").replace(".", "-"), "whoever answers")  # `@name`: an account
        if self.author not in AUTHORS:
            raise CallerError(f"An answer is by one of: {', '.join(AUTHORS)}.")
        if (self.probability is None) == (not self.levels):
            raise CallerError("An answer is a probability, or quantiles of a number.")
        if self.probability is not None:
            check_probability(self.probability)
        else:
            _check_quantiles(self.levels, self.quantiles)


def check_name(name: str, what: str) -> None:
    """Letters, digits, - and _, at most 80."""
    if not name.replace("-", "").replace("_", "").isalnum() or len(name) > 80:
        raise CallerError(f"{name[:60]!r} is not a name for {what}.", hint="Use letters, digits, -, _.")


def check_probability(value: float) -> None:
    """From 0 to 1, both included."""
    if not 0 <= value <= 1:
        raise CallerError(f"{value} is not a probability.", hint="Give a number from 0 to 1.")


def questions_of(text: str) -> list[dict[str, Any]]:
    """The entries of a YAML file with one question, a list of them, or `questions:` and a list; each is checked."""
    try:
        told = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none
        mark = getattr(error, "problem_mark", None)
        raise CallerError(
            f"The questions are not YAML{f' (line {mark.line + 1})' if mark else ''}.",
            hint="Put texts with ?, : or # between quotes.",
        ) from error
    except RecursionError as error:
        raise CallerError("The questions are nested too deeply.") from error
    bounded(told)
    if isinstance(told, Mapping) and "questions" in told:
        told = told["questions"]
    entries = [told] if isinstance(told, Mapping) else told
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_AT_ONCE:
        raise CallerError(f"A file of questions is a list of 1 to {MOST_AT_ONCE}.", hint="Each has a name and a rule.")
    for entry in entries:
        question_of(entry, None)
    return [_plain(entry) for entry in entries]


def question_of(entry: object, now: datetime | None) -> Question:
    """One entry. `opens` is `now` where it is not said (without `now` the first instant that is possible); the
    deadline is the start of the rule's period."""
    if not isinstance(entry, Mapping) or not entry.get("name"):
        raise CallerError("A question needs a name.", hint="Write `- name: border-deaths`.")
    bounded(entry)
    unknown = sorted(set(map(str, entry)) - set(_KEYS))
    if unknown:
        raise CallerError(f"A question has no entry {unknown[0][:40]!r}.", hint=f"Use: {', '.join(_KEYS)}.")
    rule = rule_of(entry.get("rule"))
    deadline = moment_of(entry["deadline"], "deadline") if entry.get("deadline") else rule.period.start
    earliest = moment_of("1900-01-01", "opens")
    opens = moment_of(entry["opens"], "opens") if entry.get("opens") else now or min(earliest, deadline)
    prior = entry.get("prior")
    if prior is not None and (not isinstance(prior, int | float) or isinstance(prior, bool)):
        raise CallerError("A prior is a number from 0 to 1.", hint="Leave it out: the base rate is computed.")
    requirement = entry.get("requirement")
    return Question(
        str(entry["name"]),
        str(entry.get("title") or ""),
        rule,
        opens,
        deadline,
        None if prior is None else float(prior),
        "" if prior is None else "stated",
        None if requirement is None else str(requirement)[:80],
    )


def quantiles_of(text: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Levels and quantiles from `0.1:3,0.5:10,0.9:40`."""
    try:
        pairs = sorted((float(level), float(value)) for level, value in (one.split(":") for one in text.split(",")))
    except ValueError as error:
        raise CallerError("The quantiles are not understood.", hint="Write 0.1:3,0.5:10,0.9:40.") from error
    levels, quantiles = tuple(level for level, _ in pairs), tuple(value for _, value in pairs)
    _check_quantiles(levels, quantiles)
    return levels, quantiles


def _check_quantiles(levels: tuple[float, ...], quantiles: tuple[float, ...]) -> None:
    rising = all(low < high for low, high in pairwise(levels)) and all(a <= b for a, b in pairwise(quantiles))
    inside = all(0 < level < 1 for level in levels) and all(abs(value) < 1e15 for value in quantiles)
    if not 3 <= len(levels) <= 99 or len(levels) != len(quantiles) or not rising or not inside:
        raise CallerError(
            "Quantiles are 3 to 99 levels between 0 and 1 with values that do not fall.",
            hint="Write 0.1:3,0.5:10,0.9:40.",
        )


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """As the queue's JSON can hold it."""
    return {
        name: _plain(value)
        if isinstance(value, Mapping)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else value
        for name, value in entry.items()
    }
