"""Questions as a reader sees them: the list, one question with all that was answered, the leaderboard.

All is computed from the view as of a moment, for the reader's picture: pool, scores and places with it.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from simurg.access.pictures import Picture
from simurg.app.effects import rested_on, stale_reasons, stale_rows, standing_recalls
from simurg.app.moments import view_at
from simurg.app.question import told
from simurg.app.question_forum import (
    Forum,
    Weighing,
    close_of,
    forum_of,
    pools,
    scores_by,
    scores_of,
    stood,
    weighing_of,
)
from simurg.app.question_resolve import plain
from simurg.foresight.questions.calibration import calibration
from simurg.foresight.questions.leaderboard import interval_90, leaderboard, numbers
from simurg.foresight.questions.outcome import outcome
from simurg.foresight.questions.question import Answer
from simurg.foresight.questions.rows import Asked
from simurg.foresight.questions.scoring import UNINFORMED, closing
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError
from simurg.ontology.times import text_of

SEED = 1
"""Of resampling: the same view gives the same intervals."""


def listed(ledger: Ledger, picture: Picture, as_of: str | None = None) -> dict[str, Any]:
    """Every question in the view by deadline: where it stands, and the pool."""
    return listed_in(ledger, forum_of(view_at(ledger, picture, as_of), picture))


def listed_in(ledger: Ledger, forum: Forum) -> dict[str, Any]:
    """The same of a forum that is at hand."""
    ordered = sorted(forum.questions.values(), key=lambda one: (one.question.deadline, one.question.name))
    weighings: dict[tuple[datetime | None, UUID | None], Weighing] = {}
    stale, lines = _stale(ledger, forum), []
    for one in ordered:
        resting = (end := close_of(forum, one)), one.key if _was_resolved(forum, one, end) else None
        if resting not in weighings:
            weighings[resting] = weighing_of(forum, one)
        lines.append({**_line(forum, one, weighings[resting]), "stale": one.key in stale})
    return {"as_of": text_of(forum.view.known_at), "picture": forum.picture.name, "questions": lines}


def shown(ledger: Ledger, picture: Picture, name: str, as_of: str | None = None) -> dict[str, Any]:
    """One question: rule, prior, every answer with its revisions, pool, what the ledger says now, what was resolved
    with its scores, and whether that is stale."""
    return shown_in(ledger, forum_of(view_at(ledger, picture, as_of), picture), name)


def shown_in(ledger: Ledger, forum: Forum, name: str) -> dict[str, Any]:
    """The same of a forum that is at hand."""
    asked = forum.named(name)
    given = forum.answers.get(asked.key, {})
    standing = {one.id for one in stood(forum, asked.key, close_of(forum, asked)).values()}
    stale = stale_rows(ledger, forum.view, "answers") if any(author == "model" for author, _ in given) else {}
    return {
        **told(asked.question),
        "as_of": text_of(forum.view.known_at),
        "picture": forum.picture.name,
        "id": asked.id.hex,
        "key": asked.key.hex,
        "by": asked.by,
        "known_at": text_of(asked.known_at),
        "state": _state(forum, asked),
        "voided": asked.voided,
        **pools(forum, asked),
        "answers": [
            {**_answer(one, one.id in standing), "stale": stale.get(one.id, []) if one.id else []}
            for versions in given.values()
            for one in versions
        ],
        "now": _now(forum, asked),
        "resolutions": _resolutions(ledger, forum, asked),
    }


def board(ledger: Ledger, picture: Picture, as_of: str | None = None) -> dict[str, Any]:
    """The leaderboard with its headline: how many questions, how many void, base rate, the prior's Brier score; and of
    how many the outcome is `stale`."""
    return board_of(ledger, forum_of(view_at(ledger, picture, as_of), picture))


def board_of(ledger: Ledger, forum: Forum) -> dict[str, Any]:
    """The same of a forum that is at hand."""
    scores = scores_of(forum)
    states = [_state(forum, one) for one in forum.questions.values()]
    void, decided = (sum(one in wanted for one in states) for wanted in (("void",), ("yes", "no", "number")))
    yes, no = states.count("yes"), states.count("no")
    weighing = weighing_of(forum)
    return {
        "as_of": text_of(forum.view.known_at),
        "picture": forum.picture.name,
        "questions": len(states),
        "resolved": decided,
        "void": void,
        "stale": len(_stale(ledger, forum)),
        "void_rate": void / (void + decided) if void + decided else None,
        "base_rate": yes / (yes + no) if yes + no else None,
        "at_close": _at_close(forum),
        "pooling": weighing.fitted.recipe.in_words(),
        "pooling_fitted_on": weighing.fitted.questions,
        "places": [asdict(one) for one in leaderboard(scores, SEED)],
        "numbers": [asdict(one) for one in numbers(scores)],
        "calibration": _calibration(forum),
    }


def _was_resolved(forum: Forum, asked: Asked, end: datetime | None) -> bool:
    """Whether a question had an outcome before its close as it stands now: its pool is then fitted without it."""
    return end is not None and any(one.known_at < end for one in forum.resolutions.get(asked.key, ()))


def _line(forum: Forum, asked: Asked, weighing: Weighing) -> dict[str, Any]:
    question = asked.question
    found = pools(forum, asked, weighing)["pool"]
    return {
        "id": asked.id.hex,
        "name": question.name,
        "title": question.title,
        "state": _state(forum, asked),
        "opens": text_of(question.opens),
        "deadline": text_of(question.deadline),
        "prior": question.prior,
        "pool": found,
        "answers": sum(not versions[-1].withdrawn for versions in forum.answers.get(asked.key, {}).values()),
        "requirement": question.requirement,
    }


def _state(forum: Forum, asked: Asked) -> str:
    """yes, no, number, void, or open, closed (for answers), to come."""
    last = forum.last(asked.key)
    if asked.voided is not None:
        return "void"
    if last is not None and last.outcome.outcome != "open":
        return last.outcome.outcome
    if forum.view.known_at < asked.question.opens:
        return "to come"
    return "open" if forum.view.known_at < asked.question.deadline else "closed"


def _stale(ledger: Ledger, forum: Forum) -> frozenset[UUID]:
    """Questions whose last outcome rests on what was recalled after it."""
    if not forum.resolutions:
        return frozenset()
    links = [link for recall in standing_recalls(forum.view) for link in rested_on(ledger, forum.view, recall)]
    resting = {link.id for link in links if link.table == "resolutions"}
    return frozenset(key for key in forum.questions if (last := forum.last(key)) is not None and last.id in resting)


def _now(forum: Forum, asked: Asked) -> dict[str, Any]:
    """What the rule says on this very view, stored or not."""
    try:
        return plain(outcome(asked.question.rule, forum.view))
    except CallerError as error:
        return {"outcome": "open", "reason": str(error), "value": None, "rows": 0, "rests_on": []}


def _resolutions(ledger: Ledger, forum: Forum, asked: Asked) -> list[dict[str, Any]]:
    """Oldest first; each with its scores, and with why it no longer stands, if so."""
    found = []
    for one in forum.resolutions.get(asked.key, ()):
        row = {"id": one.id, "known_at": one.known_at}
        stale = stale_reasons(ledger, forum.view, "resolutions", row)
        scores = [asdict(each) for each in scores_by(forum, asked, one)]
        told = {"id": one.id.hex, "known_at": text_of(one.known_at), "stale": stale, "scores": scores}
        found.append({**told, **plain(one.outcome)})
    return found


def _answer(one: Answer, stands: bool) -> dict[str, Any]:
    return {
        "id": one.id.hex if one.id else "",
        "by": one.by,
        "author": one.author,
        "known_at": text_of(one.at),
        "recorded_at": None if one.recorded is None else text_of(one.recorded),
        "probability": one.probability,
        "levels": list(one.levels),
        "quantiles": list(one.quantiles),
        "why": one.why,
        "withdrawn": one.withdrawn,
        "live": one.live,
        "stands": stands,
    }


def _closed(forum: Forum) -> list[tuple[float, float, list[float]]]:
    """Of each resolved yes-or-no question: what happened, the prior, the probabilities that stood at its close.
    Answers given live alone: what a file states is never mixed with them."""
    cases = []
    for key, asked in sorted(forum.questions.items(), key=lambda pair: pair[0].bytes):
        last = forum.last(key)
        if last is None or asked.voided or asked.question.rule.numeric or not last.outcome.decided:
            continue
        given = stood(forum, key, closing(asked.question, last.outcome)).values()
        chances = [one.probability for one in given if one.probability is not None and one.live]
        prior = UNINFORMED if asked.question.prior is None else asked.question.prior
        cases.append((float(last.outcome.outcome == "yes"), prior, chances))
    return cases


def _at_close(forum: Forum) -> dict[str, Any] | None:
    """Brier scores of the plain mean of the answers at the close and of the prior, with the interval of the gain."""
    cases = [one for one in _closed(forum) if one[2]]
    if not cases:
        return None
    pool = np.array([(np.mean(chances) - happened) ** 2 for happened, _, chances in cases])
    prior = np.array([(chance - happened) ** 2 for happened, chance, _ in cases])
    return {
        "questions": len(cases),
        "mean_brier": float(pool.mean()),
        "prior_brier": float(prior.mean()),
        "gain": float((prior - pool).mean()),
        "gain_interval_90": interval_90(prior - pool, SEED),
    }


def _calibration(forum: Forum) -> dict[str, Any] | None:
    """Of every answer that stood at a close."""
    pairs = [(chance, happened) for happened, _, chances in _closed(forum) for chance in chances]
    said, happened = (np.array([one[side] for one in pairs], dtype=np.float64) for side in (0, 1))
    found = calibration(said, happened, SEED)
    return None if found is None else asdict(found)
