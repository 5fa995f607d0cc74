"""What people do with questions: publish, answer, take an answer back, declare void. Each is a row in their picture.

A question is frozen when it is published. An answer is a row of whoever gives it; a revision or taking back is a new
version, and the earlier ones stay. Answers are refused before the opening, from the deadline on, and once the ledger
has resolved the question. Who answers is named as they choose (`by`): no person's name is needed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from simurg.access.pictures import Picture
from simurg.app.question_doubts import doubts
from simurg.app.question_forum import Forum, forum_of, must_be_open, pools
from simurg.app.question_models import ask_models
from simurg.app.question_resolve import resolve
from simurg.app.worker import Desk
from simurg.foresight.questions.outcome import base_rate, outcome
from simurg.foresight.questions.question import Answer, Question, question_of
from simurg.foresight.questions.rows import Asked, Saying, answer_table, question_table
from simurg.foresight.questions.scoring import standing
from simurg.ledger import Offer, View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.times import parse_moment, text_of

MOST_PRICES = 10_000
METHOD, VERSION = "question", "1"


def question(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`do`: publish, answer, withdraw, void, resolve, models; `reader` who asks; the rest is that of the function."""
    acts: Mapping[str, Callable[[Desk, Mapping[str, Any]], dict[str, Any]]] = {
        "publish": publish, "answer": answer, "withdraw": withdraw, "void": void, "resolve": resolve,
        "models": ask_models,
    }  # fmt: skip
    return acts[str(arguments["do"])](desk, arguments)


def publish(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`entries`: all of them or none. Returns each with its prior, and `warnings`."""
    forum, reader, at = _sitting(desk, arguments)
    listed = arguments.get("entries") or ()
    names = [str(one.get("name")) for one in listed if isinstance(one, Mapping)]
    if len(set(names)) < len(names):
        raise CallerError("Two of these questions have one name.")
    saying = Saying(reader, at, forum.picture.scope.marking())
    asked, tables, warnings = [], [], []
    for entry in listed:
        before = _before(forum, str(entry.get("name")) if isinstance(entry, Mapping) else "")
        made = _again(entry, before) if before else _new(forum.view, entry, at)
        if before is None or made != before.question:
            tables.append(question_table(made, saying))
        asked.append({**told(made), "new": before is None})
        warnings += doubts(forum.view, made)
    _append(desk, "questions", tables)
    return {"questions": asked, "warnings": warnings, "picture": forum.picture.name}


def answer(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`question`, `by`, `author`, `why`, and `probability`, or `levels` and `quantiles`, or `prices` (`at` and
    `probability`, from a file that states the moments). Returns what then stands."""
    forum, reader, at = _sitting(desk, arguments)
    asked = forum.named(str(arguments["question"]))
    by, author = str(arguments.get("by") or reader), str(arguments.get("author") or "analyst")
    why = str(arguments.get("why") or "").strip()
    if author == "analyst" and not why:
        raise CallerError("An answer needs a reason.", hint="Say it with --why.")
    first = Answer(asked.key, by, author, at, 0.5, why=why[:2000])
    if arguments.get("prices"):
        given = _prices(asked, arguments["prices"], first)
    else:
        must_be_open(forum, asked, at)
        levels, quantiles = (tuple(arguments.get(name) or ()) for name in ("levels", "quantiles"))
        given = [replace(first, probability=arguments.get("probability"), levels=levels, quantiles=quantiles)]
    if any((one.probability is None) != asked.question.rule.numeric for one in given):
        wanted = "a number: give --quantiles" if asked.question.rule.numeric else "yes or no: give a probability"
        raise CallerError(f"Question {asked.question.name} asks for {wanted}.")
    before = standing(forum.answers.get(asked.key, {}).get((author, by), ()), at)
    _append(desk, "answers", [answer_table(given, forum.picture.scope.marking())])
    after = _forum(desk, forum.picture)
    return {
        "question": asked.question.name,
        "by": by,
        "author": author,
        "answers": len(given),
        "known_at": text_of(given[-1].at),
        "before": None if before is None else before.probability,
        "probability": given[-1].probability,
        **pools(after, asked),
    }


def withdraw(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`question`, `by`, `author`, `why`: the answer no longer stands; it stays to be seen."""
    forum, reader, at = _sitting(desk, arguments)
    asked = forum.named(str(arguments["question"]))
    by, author = str(arguments.get("by") or reader), str(arguments.get("author") or "analyst")
    before = standing(forum.answers.get(asked.key, {}).get((author, by), ()), at)
    if before is None:
        raise NotFound(
            f"No answer of {by[:80]} to {asked.question.name} stands in your view.",
            hint="`simurg question show` lists the answers.",
        )
    must_be_open(forum, asked, at)
    gone = replace(before, at=at, why=str(arguments.get("why") or ""), withdrawn=True, live=True)
    _append(desk, "answers", [answer_table([gone], forum.picture.scope.marking())])
    after = _forum(desk, forum.picture)
    return {"question": asked.question.name, "by": by, "withdrawn": True, **pools(after, asked)}


def void(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`question`, `why`: it will not be resolved, whatever the data say. It cannot be asked again under its name."""
    forum, reader, at = _sitting(desk, arguments)
    asked = forum.named(str(arguments["question"]))
    why = str(arguments.get("why") or "").strip()
    if not why:
        raise CallerError("A question is void for a reason.", hint="Say it with --why.")
    if asked.voided is not None:
        raise CallerError(f"Question {asked.question.name} is void already: {asked.voided}")
    if asked.marking != str(forum.picture.scope.marking()):
        raise CallerError(
            f"Question {asked.question.name} was asked in another picture.", hint="Name a reader of that one: --reader."
        )
    saying = Saying(reader, at, forum.picture.scope.marking())
    _append(desk, "questions", [question_table(asked.question, saying, why[:2000])])
    return {"question": asked.question.name, "voided": why, "by": reader}


def told(asked: Question) -> dict[str, Any]:
    """A question as JSON can hold it."""
    return {
        "name": asked.name,
        "title": asked.title,
        "rule": asked.rule.text(),
        "rule_in_words": asked.rule.in_words(),
        "asks_for": "number" if asked.rule.numeric else "yes or no",
        "opens": text_of(asked.opens),
        "deadline": text_of(asked.deadline),
        "period": [text_of(asked.rule.period.start), text_of(asked.rule.period.end)],
        "prior": asked.prior,
        "prior_from": asked.prior_from,
        "requirement": asked.requirement,
    }


def _sitting(desk: Desk, arguments: Mapping[str, Any]) -> tuple[Forum, str, datetime]:
    """What whoever asks sees, their name, and the moment."""
    reader = str(arguments.get("reader") or desk.workspace.settings.default_reader)
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    return _forum(desk, desk.workspace.picture(reader)), reader, at


def _forum(desk: Desk, picture: Picture) -> Forum:
    return forum_of(desk.ledger.as_of(scope=picture.scope, picture=picture.name), picture)


def _before(forum: Forum, name: str) -> Asked | None:
    """The question that stands under a name for this picture."""
    own = str(forum.picture.scope.marking())
    found = [one for one in forum.questions.values() if one.question.name == name]
    if found and all(one.marking != own for one in found):
        raise CallerError(
            f"A question {name} was asked in a wider picture.", hint="Answer that one, or choose another name."
        )
    return next((one for one in found if one.marking == own), None)


def _again(entry: object, before: Asked) -> Question:
    """The question as it stands, bound to another requirement at most."""
    stands = before.question
    given = question_of(entry, stands.opens)
    assert isinstance(entry, Mapping)
    same = replace(
        given,
        opens=stands.opens if given.opens <= before.known_at else given.opens,
        prior=given.prior if entry.get("prior") is not None else stands.prior,
        prior_from=stands.prior_from,
        requirement=stands.requirement,
    )
    if before.voided is not None or same != stands:
        what = f"is void: {before.voided}" if before.voided is not None else "is published and frozen"
        raise CallerError(f"Question {stands.name} {what}.", hint="Ask a new question under another name.")
    wanted = given.requirement if entry.get("requirement") is not None else stands.requirement
    return replace(stands, requirement=wanted)


def _new(view: View, entry: object, at: datetime) -> Question:
    made = question_of(entry, None)
    if made.deadline <= at:
        raise CallerError(f"Question {made.name}: its deadline has passed.", hint="Give a later one.")
    made = replace(made, opens=max(made.opens, at))
    found = outcome(made.rule, view)
    if found.outcome != "open":
        raise CallerError(f"Question {made.name}: the ledger answers it already: {found.outcome}, {found.reason}.")
    if made.prior is not None or made.rule.numeric:
        return made
    rate = base_rate(made.rule, view, at)
    if rate.rate is None:
        return replace(made, prior_from="none: no earlier period is told of")
    words = f"base rate: met in {rate.met} of {rate.periods} earlier periods of this length"
    return replace(made, prior=rate.rate, prior_from=words)


def _prices(asked: Asked, prices: Sequence[Mapping[str, Any]], first: Answer) -> list[Answer]:
    """Of a file that states the moments: they must lie in the open period and be over."""
    if len(prices) > MOST_PRICES:
        raise CallerError(f"A file of prices holds at most {MOST_PRICES:,}.")
    found = []
    for number, one in enumerate(prices, 1):
        moment = parse_moment(str(one["at"]))
        if not asked.question.opens <= moment < asked.question.deadline or moment > first.at:
            raise CallerError(
                f"Price {number} is of {text_of(moment)}: not between the opening of {asked.question.name} and its "
                "deadline, or not yet.",
                hint="Leave it out.",
            )
        found.append(replace(first, at=moment, probability=float(one["probability"]), live=False))
    return sorted(found, key=lambda one: one.at)


def _append(desk: Desk, table: str, tables: Sequence[pa.Table]) -> None:
    if tables:
        rows = pa.concat_tables(tables, promote_options="default")
        name = digest_of(table, *(one.bytes for one in rows["id"].to_pylist())).hex()
        desk.ledger.append(Offer(name, {table: rows}, method=METHOD, version=VERSION))
