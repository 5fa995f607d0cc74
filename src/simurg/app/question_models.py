"""Models answer the open questions: from each question's own past, and from forecasts that speak of the very month.

For every picture from that picture's view alone, like all that is computed. An answer that is what stands already is
not written again, so the job may run as often as anyone likes; unless it rests on what was recalled. Each answer names
what it rests on: the forecast, or the newest rows of the past with the views that hold all of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.effects import stale_rows
from simurg.app.question_forum import Forum, forum_of, must_be_open
from simurg.app.worker import Desk
from simurg.foresight.questions.machines import OWN_HISTORY, RECENT, forecast_of, history_basis, of_samples, own_history
from simurg.foresight.questions.outcome import base_rate
from simurg.foresight.questions.question import Answer
from simurg.foresight.questions.rows import Asked, answer_table
from simurg.foresight.questions.scoring import standing
from simurg.ledger import Offer
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.times import text_of

SAME = 1e-6


def ask_models(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`reader`: who is told (of pictures beyond theirs nothing is said). Returns the answers that are new."""
    reader = desk.workspace.scope(arguments.get("reader"))
    told: list[dict[str, Any]] = []
    for name, scope in sorted(desk.workspace.settings.pictures.items()):
        picture = Picture(name, scope)
        forum = forum_of(desk.ledger.as_of(scope=scope, picture=name), picture)
        at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
        asked_of = _open(forum, at)
        stale = _stale(desk, forum) if asked_of else frozenset()
        fresh = [(asked, one) for asked in asked_of for one in _answers(forum, asked, at, stale)]
        if fresh:
            rows = answer_table([one for _, one in fresh], scope.marking())
            number = digest_of("models", *(one.bytes for one in rows["id"].to_pylist())).hex()
            desk.ledger.append(Offer(number, {"answers": rows}, method="models", version="1"))
        told += [_told(picture, asked, one) for asked, one in fresh] if scope <= reader else []
    return {"answers": told}


def _open(forum: Forum, at: datetime) -> list[Asked]:
    found = []
    for asked in sorted(forum.questions.values(), key=lambda one: (one.question.name, one.key.bytes)):
        try:
            must_be_open(forum, asked, at)
        except CallerError:
            continue
        found.append(asked)
    return found


def _stale(desk: Desk, forum: Forum) -> frozenset[UUID]:
    """Forecasts and answers that rest on what was recalled after them."""
    return frozenset(one for table in ("forecasts", "answers") for one in stale_rows(desk.ledger, forum.view, table))


def _answers(forum: Forum, asked: Asked, at: datetime, stale: Collection[UUID]) -> list[Answer]:
    """What models say now and have not said already, or have said of what was recalled."""
    rule = asked.question.rule
    said: list[tuple[float | None, Answer]] = []
    try:
        past = base_rate(rule, forum.view, at)
        recent = past.numbers[-RECENT:]
        why = f"{len(recent)} last periods told of, mean {sum(recent) / max(len(recent), 1):.3g}"
        basis, view = history_basis(rule, past, forum.view.known_at)
        given = Answer(asked.key, OWN_HISTORY, "model", at, 0.5, why=why, basis=basis, basis_view=view)
        said.append((own_history(rule, past), given))
    except CallerError:  # too many rows to look at
        pass
    for row in _forecasts(forum, asked, stale):
        why = f"version {row['version']}, known {text_of(row['known_at'])}"
        given = Answer(asked.key, row["model"].replace(".", "-"), "model", at, 0.5, why=why, basis=(row["id"],))
        said.append((of_samples(rule, row["samples"] or ()), given))
    found = []
    for chance, given in sorted(said, key=lambda pair: pair[1].by):
        before = standing(forum.answers.get(asked.key, {}).get(("model", given.by), ()), at)
        old = before is None or before.id in stale or abs((before.probability or 0.0) - (chance or 0.0)) > SAME
        if chance is not None and old:
            found.append(replace(given, probability=chance))
    return found


def _forecasts(forum: Forum, asked: Asked, stale: Collection[UUID]) -> list[dict[str, Any]]:
    """The last issued forecast of each model for this picture that speaks of the question and is not stale."""
    where = forecast_of(asked.question.rule)
    if where is None:
        return []
    columns = ("id", "model", "version", "known_at", "samples")
    mine = {**where, "picture": forum.picture.name, "issued": True}
    rows = [row for row in forum.view.read("forecasts", columns, mine).to_pylist() if row["id"] not in stale]
    return list({row["model"]: row for row in sorted(rows, key=lambda row: row["known_at"])}.values())


def _told(picture: Picture, asked: Asked, one: Answer) -> dict[str, Any]:
    told = {"question": asked.question.name, "picture": picture.name, "by": one.by}
    return {**told, "probability": one.probability, "why": one.why}
