"""Resolving: the rule of every question is run on the view of every picture; what changed is written, old and new.

For each picture from that picture's view alone. Nothing is written where the outcome and the rows behind it are what
they were. A question whose rule cannot be run (too many rows) is named and holds up no other.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from simurg.access.pictures import Picture
from simurg.app.question_forum import Forum, forum_of
from simurg.app.queue import Progress
from simurg.app.worker import Desk
from simurg.foresight.questions.outcome import Outcome, outcome
from simurg.foresight.questions.rows import Asked, Resolved, Saying, resolution_table
from simurg.ledger import Offer
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.times import text_of


def resolve(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`reader`: who is told of what changed (of pictures beyond theirs nothing is said)."""
    reader = desk.workspace.scope(arguments.get("reader"))
    changed: list[dict[str, Any]] = []
    errors: list[str] = []
    looked_at = 0
    for name, scope in sorted(desk.workspace.settings.pictures.items()):
        desk.tell(Progress(f"resolving questions, picture {name}"))
        found, failed, count = _resolve(desk, Picture(name, scope))
        if scope <= reader:
            changed, errors, looked_at = [*changed, *found], [*errors, *failed], looked_at + count
    return {"changed": changed, "errors": errors, "looked_at": looked_at}


def _resolve(desk: Desk, picture: Picture) -> tuple[list[dict[str, Any]], list[str], int]:
    forum = forum_of(desk.ledger.as_of(scope=picture.scope, picture=picture.name), picture)
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    saying = Saying("", at, picture.scope.marking())
    changed, errors, tables = [], [], []
    standing = [one for one in forum.questions.values() if one.voided is None]
    for asked in sorted(standing, key=lambda one: (one.question.name, one.key.bytes)):
        try:
            new = outcome(asked.question.rule, forum.view)
        except CallerError as error:
            errors.append(f"Question {asked.question.name}: {error}")
            continue
        old = forum.last(asked.key)
        if not is_news(old, new, rises=asked.question.rule.rises):
            continue
        tables.append(resolution_table(asked, new, picture.name, saying))
        changed.append(_told(forum, asked, old, new))
    if tables:
        rows = pa.concat_tables(tables, promote_options="default")
        name = digest_of("resolve", *(one.bytes for one in rows["id"].to_pylist())).hex()
        desk.ledger.append(Offer(name, {"resolutions": rows}, method="resolve", version="1"))
    return changed, errors, len(standing)


def is_news(old: Resolved | None, new: Outcome, *, rises: bool) -> bool:
    """Whether an outcome is to be written: a first one, or one that is not what stands. More rows of what is reached
    already (`rises`) are no news while they do not change when it was reached."""
    if old is None:
        return new.outcome != "open"
    was = old.outcome
    if rises and new.outcome in ("yes", "no"):
        return (was.outcome, was.decided_at) != (new.outcome, new.decided_at)
    return (was.outcome, was.value, was.vintage) != (new.outcome, new.value, new.vintage)


def _told(forum: Forum, asked: Asked, old: Resolved | None, new: Outcome) -> dict[str, Any]:
    return {
        "question": asked.question.name,
        "title": asked.question.title,
        "picture": forum.picture.name,
        "old": None if old is None else plain(old.outcome),
        "new": plain(new),
    }


def plain(found: Outcome) -> dict[str, Any]:
    """An outcome as JSON can hold it; the rows it rests on by id."""
    return {
        "outcome": found.outcome,
        "value": found.value,
        "reason": found.reason,
        "rows": found.row_count,
        "rests_on": [one.hex for one in found.basis],
        "vintage": found.vintage,
        "decided_at": None if found.decided_at is None else text_of(found.decided_at),
    }
