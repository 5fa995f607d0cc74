"""Warnings as a page shows them: those of the reader's picture and those they were told of; and who has heard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from simurg.access.reader import Reader
from simurg.access.state import State
from simurg.app.delivery import heard, outbox
from simurg.app.delivery.heard import Heard, HeardBook
from simurg.app.delivery.known import Known
from simurg.app.delivery.outbox import Outbox, Sending
from simurg.app.delivery.warning import IssuedWarning
from simurg.ontology.errors import NotFound
from simurg.ontology.times import text_of


def warnings_for(known: Known, state: State, reader: Reader, at: datetime | None = None) -> list[IssuedWarning]:
    """Newest first; `at`: as they were known then."""
    found = {one.id: one for one in known.of(reader.picture, at)}
    for warned in Outbox(state).warned(reader.name):
        one = None if warned.warning in found else known.one(warned.picture, warned.warning, reader, at)
        if one is not None:
            found[one.id] = one
    return sorted(found.values(), key=lambda one: (one.at, one.id), reverse=True)


def find(known: Known, state: State, reader: Reader, number: str, at: datetime | None = None) -> IssuedWarning:
    """NotFound for a warning that the reader has not."""
    found = next((one for one in warnings_for(known, state, reader, at) if one.id == number), None)
    if found is None:
        raise NotFound("There is no such warning in your view.", hint="GET /api/warnings lists them.")
    return found


def heard_by(
    state: State, reader: Reader, warnings: Sequence[IssuedWarning], at: datetime | None = None
) -> dict[str, list[Heard]]:
    """Of each warning what the reader's picture reaches and had happened by then, in its order."""
    book, reading = HeardBook(state), reader.picture.scope.reading()

    def told(row: Heard) -> bool:
        return reading.permits(row.marking) and (at is None or row.at <= at)

    return {one.id: [row for row in book.of(one.id) if told(row)] for one in warnings}


def sent_by(state: State, reader: Reader, at: datetime | None) -> list[Sending]:
    """What was entered for the reader by then."""
    return [one for one in Outbox(state).of(reader.name) if at is None or one.made_at <= at]


def shown(one: IssuedWarning, told: Sequence[Heard], sendings: Sequence[Sending]) -> dict[str, Any]:
    """One warning."""
    return {
        "id": one.id,
        "at": text_of(one.at),
        "severity": one.severity,
        "title": one.title,
        "sentence": one.sentence,
        "requirement": one.requirement,
        "refs": [dict(ref) for ref in one.refs],
        "marking": str(one.marking),
        "acknowledged": _acknowledged(told),
        "heard": [
            {"what": row.what, "by": row.by, "to": row.to, "why": row.why, "at": text_of(row.at)} for row in told
        ],
        "sent": [
            {"way": row.way, "state": row.state, "at": None if row.sent_at is None else text_of(row.sent_at)}
            for row in sendings
            if any(number == one.id for _, number in row.warnings)
        ],
    }


def waiting(told: dict[str, list[Heard]]) -> int:
    """How many nobody has acknowledged, as far as the reader can see."""
    return sum(not _acknowledged(rows) for rows in told.values())


def tables() -> tuple[str, ...]:
    """What a State for warnings makes."""
    return (*outbox.TABLES, *heard.TABLES)


def _acknowledged(told: Sequence[Heard]) -> bool:
    return any(row.what == "acknowledged" for row in told)
