"""What a handler does besides taking reports: see sources, write down contacts, open an identity with another person,
forget a source. Each step is in the audit log before its answer is given.

A source outside the reader's scope is like one that does not exist. An identity is never opened for a machine's token.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simurg.access.sealing.openings import Opening, Openings
from simurg.access.sealing.vault import Sealed
from simurg.app.human.intake import Taker, desks
from simurg.app.sources import sources_in
from simurg.ledger import View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import Marking
from simurg.ontology.times import parse_moment, text_of

Told = dict[str, Any]
Counts = Mapping[tuple[str, str], int]
"""Desk and pseudonym to the reports that a view shows."""


def report_counts(view: View) -> Counts:
    """How many reports of each pseudonym a view shows."""
    rows = view.read("claims", ("source_id", "object"), {"predicate": "reported_by"})
    found: dict[tuple[str, str], int] = {}
    for desk, pseudonym in zip(rows["source_id"].to_pylist(), rows["object"].to_pylist(), strict=True):
        found[(desk, pseudonym)] = found.get((desk, pseudonym), 0) + 1
    return found


def sources(taker: Taker) -> list[Sealed]:
    """Those within the scope, by pseudonym: what the marking at the time of sealing permits, and the desk's now."""
    now = {one.name: one.marking for one in sources_in(taker.workspace)}
    return [one for one in taker.vault.sources() if taker.scope.permits(one.marking | now.get(one.desk, Marking()))]


def told(taker: Taker, found: Sealed, counts: Counts) -> Told:
    """A source as a list shows it."""
    history = _contacts(taker, found)
    gone = {"at": found.forgotten_at, "by": found.forgotten_by, "why": found.forgotten_why}
    return {
        "pseudonym": found.pseudonym,
        "desk": found.desk,
        "marking": str(found.marking),
        "sealed": taker.vault.count(found, "identity") > 0,
        "since": found.since,
        "reports": counts.get((found.desk, found.pseudonym), 0),
        "contacts": len(history),
        "last_contact": history[0].words["at"] if history else None,
        "forgotten": gone if found.forgotten else None,
    }


def desk_list(taker: Taker) -> list[Told]:
    """Where reports may go: desks with a compartment."""
    found = [one for one in desks(taker.workspace, taker.scope) if one.marking.compartments]
    return [
        {"name": one.name, "title": one.title or one.name, "marking": str(one.marking), "grade": str(one.grade)}
        for one in found
    ]


def source(taker: Taker, pseudonym: str, desk: str | None, counts: Counts) -> Told:
    """One, with its contact history, latest contact first."""
    found = source_of(taker, pseudonym, desk)
    history = [{"id": one.id, **one.words} for one in _contacts(taker, found)]
    return {**told(taker, found, counts), "history": history}


def source_of(taker: Taker, pseudonym: str, desk: str | None) -> Sealed:
    """NotFound for one that is not in the scope; CallerError where two desks have the pseudonym and none is named."""
    found = [one for one in sources(taker) if one.pseudonym == pseudonym and desk in (None, one.desk)]
    if not found:
        raise NotFound("There is no such source in your view.", hint="Look at the list of human sources.")
    if len(found) > 1:
        raise CallerError("Several desks have a source of this pseudonym.", hint="Name the desk too.")
    return found[0]


def write_contact(taker: Taker, found: Sealed, said: Mapping[str, str]) -> Told:
    """A contact into the history, sealed. `said`: at, how, note."""
    now = taker.clock()
    at = parse_moment(said["at"])
    if at > now + timedelta(days=1):
        raise CallerError("The contact lies in the future.", hint="Write it down after it took place.")
    words = {"at": text_of(at), "how": said["how"].strip(), "note": said["note"].strip(), "by": taker.who}
    with taker.step("human.contact", _name(found)):
        return {"id": taker.vault.put(found, "contact", words, now), **words}


def openings(taker: Taker) -> list[tuple[Opening, Sealed]]:
    """Of sources in the scope, latest first."""
    known = {(one.desk, one.pseudonym): one for one in sources(taker)}
    found = ((one, known.get((one.desk, one.pseudonym))) for one in Openings(taker.vault).all())
    return [(opening, of) for opening, of in found if of is not None]


def ask_opening(taker: Taker, found: Sealed, reason: str) -> Told:
    """Ask to see an identity."""
    _only_a_person(taker)
    with taker.step("human.opening.asked", _name(found)):
        made = Openings(taker.vault).ask(found, taker.who, reason.strip(), taker.clock())
    return told_opening(taker, made, found)


def agree(taker: Taker, number: str) -> Told:
    """Agree to what another person asked for."""
    _only_a_person(taker)
    opening, found = _opening_of(taker, number)
    with taker.step("human.opening.agreed", _name(found), opening.id):
        agreed = Openings(taker.vault).agree(opening, taker.who, taker.clock())
    return told_opening(taker, agreed, found)


def identity(taker: Taker, number: str) -> Told:
    """Who the source is: once, to whoever asked."""
    _only_a_person(taker)
    opening, found = _opening_of(taker, number)
    desk = Openings(taker.vault)
    with taker.step("human.identity.shown", _name(found), opening.id):
        record = desk.identity(found)
        desk.shown(opening, taker.who, taker.clock())
    return {"pseudonym": found.pseudonym, "origin": record.words, "sealed_at": record.at}


def forget(taker: Taker, found: Sealed, why: str) -> Told:
    """Destroy the source's key. Identity, contacts and reasons are gone; its reports stay under the pseudonym."""
    _only_a_person(taker)
    with taker.step("human.forgotten", _name(found)):
        gone = taker.vault.forget(found, taker.who, why.strip(), taker.clock())
    return told(taker, gone, {})


def _contacts(taker: Taker, found: Sealed) -> list[Any]:
    records = [] if found.forgotten else taker.vault.records(found, "contact")
    return sorted(records, key=lambda one: (one.words["at"], one.at), reverse=True)


def _opening_of(taker: Taker, number: str) -> tuple[Opening, Sealed]:
    opening = Openings(taker.vault).one(number)
    for one in sources(taker):
        if (one.desk, one.pseudonym) == (opening.desk, opening.pseudonym):
            return opening, one
    raise NotFound("There is no such opening in your view.")


def told_opening(taker: Taker, opening: Opening, found: Sealed) -> Told:
    """An opening as this reader sees it."""
    now = taker.clock()
    state, mine = opening.state(now), opening.asked_by == taker.who
    return {
        "id": opening.id,
        "pseudonym": opening.pseudonym,
        "reason": Openings(taker.vault).reason(found, opening),
        "asked_by": opening.asked_by,
        "asked_at": opening.asked_at,
        "agreed_by": opening.agreed_by,
        "agreed_at": opening.agreed_at,
        "shown_at": opening.shown_at,
        "lapses_at": text_of(opening.lapses_at),
        "state": state,
        "may_agree": state == "asked" and not mine and taker.token is None,
        "may_see": state == "agreed" and mine and taker.token is None,
    }


def _only_a_person(taker: Taker) -> None:
    if taker.token is not None:
        raise CallerError("A machine's token opens and forgets nobody.", hint="Sign in as a person.")


def _name(found: Sealed) -> str:
    return f"{found.desk}/{found.pseudonym}"
