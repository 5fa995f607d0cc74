"""What an actor may do next, to whom, how likely within so many days, and which past events speak for it.

Reads and writes nothing: everything is fitted to the reader's view while they wait, so it rests on what they may see
and on nothing else. The days start after the last event that is known, never later than the moment of the view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from rapidfuzz import process

from simurg.access.pictures import Picture
from simurg.app.moments import view_at
from simurg.app.old_data import old_events
from simurg.foresight.links.calibration import error
from simurg.foresight.links.features import GROUPS
from simurg.foresight.links.outlook import Expected, Outlook, Wanted, outlook
from simurg.foresight.links.rows import Told, links_in
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.plover import PLOVER_TYPES
from simurg.ontology.times import text_of

MOST_TOP = 200


@dataclass(frozen=True, slots=True)
class Next:
    """`kind` is a PLOVER type, or a code that the sources use; None for every PLOVER type."""

    actor: str
    kind: str | None = None
    recipient: str | None = None
    as_of: str | None = None
    days: int = 7
    top: int = 10


def next_of(ledger: Ledger, picture: Picture, ask: Next) -> dict[str, Any]:
    """CallerError for a moment that has not come, or too few events to learn from; NotFound for unknown names."""
    if not 1 <= ask.top <= MOST_TOP:
        raise CallerError(f"--top is 1 to {MOST_TOP}.")
    view = view_at(ledger, picture, ask.as_of)
    plover = ask.kind is None or ask.kind.upper() in PLOVER_TYPES
    told = links_in(view, "event_type" if plover else "code")
    if not len(told.links):
        raise CallerError("There are no events to learn from.", hint="Collect events, or ask --as-of a later moment.")
    wanted = _wanted(told, replace(ask, kind=ask.kind.upper() if plover and ask.kind else ask.kind))
    found = outlook(told.links.until(wanted.day), wanted)
    begin = _date(wanted.day)
    return {
        "as_of": text_of(view.known_at),
        "picture": picture.name,
        "actor": told.links.actors[wanted.actor],
        "relations": "PLOVER types" if plover else "codes of the sources",
        "events": len(told.links),
        "left_out": told.left_out,
        "last_told": _date(wanted.day - 1),
        "old_data": old_events(_day(wanted.day - 1), view.known_at),
        "window_over": _day(wanted.day + wanted.days) <= view.known_at.date(),
        "window_from": begin,
        "window_to": _date(wanted.day + wanted.days),
        "days": wanted.days,
        "base_rate": found.base_rate,
        "fitted_cases": found.fitted_cases,
        "fitted_until": _date(found.fitted_until),
        "checked": _checked(found),
        "expected": [_told(told, one) for one in found.expected],
    }


def _wanted(told: Told, ask: Next) -> Wanted:
    links = told.links
    actor = _number(links.actors, ask.actor, "actor")
    recipient = _number(links.actors, ask.recipient, "actor") if ask.recipient is not None else None
    relation = _number(links.relations, ask.kind, "type") if ask.kind is not None else None
    day = min(told.day, int(links.day[-1]) + 1)
    return Wanted(actor, relation, recipient, day, ask.days, ask.top)


def _number(words: Sequence[str], wanted: str, what: str) -> int:
    """By the word itself, else by the only one that differs in capitals alone."""
    asked = wanted.strip()
    if asked in words:
        return words.index(asked)
    alike = [at for at, word in enumerate(words) if word.casefold() == asked.casefold()]
    if len(alike) == 1:
        return alike[0]
    near = [word for word, _, _ in process.extract(asked, words, limit=3)]
    raise NotFound(f"No event in your view has the {what} {asked[:60]!r}.", hint=f"Near: {'; '.join(near)}.")


def _checked(found: Outlook) -> dict[str, Any]:
    """How the stated probabilities did in the last spell before the window, which they were not fitted on."""
    return {
        "cases": sum(one.cases for one in found.checked),
        "calibration_error": error(list(found.checked)) if found.checked else None,
        "bins": [{"stated": one.stated, "came": one.seen, "cases": one.cases} for one in found.checked],
    }


def _told(told: Told, one: Expected) -> dict[str, Any]:
    events = [told.event_of(link).hex for link in one.links]
    return {
        "recipient": told.links.actors[one.recipient],
        "type": told.links.relations[one.relation],
        "probability": one.probability,
        "share_among_recipients": one.share,
        "why": [{"group": group, "words": GROUPS[group], "log_odds": value} for group, value in one.parts.items()],
        "events": events,
        "event_days": [_date(int(told.links.day[link])) for link in one.links],
    }


def _day(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def _date(day: int) -> str:
    return _day(day).isoformat()
