"""The plain model of who may do what to what, written from the words of the documentation and nothing else.

Slow and obvious on purpose: it shares no code with the markings' algebra, the rules in Cedar, or the ledger's filter.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MAY = {
    "reader": {"read", "note"},
    "analyst": {"read", "note", "export", "grade", "answer", "require", "produce", "collect"},
    "handler": {"read", "note", "handle", "open_identity"},
    "partner": {"read", "export"},
    "auditor": {"audit"},
    "administrator": {"people", "audit", "keep", "collect"},
}


@dataclass(frozen=True)
class Person:
    level: int
    tlp: int
    compartments: frozenset[str]
    affiliations: frozenset[str]
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Object:
    level: int
    tlp: int
    compartments: frozenset[str]
    releasable_to: frozenset[str] | None


def may_see(person: Person, thing: Object) -> bool:
    if thing.level > person.level or thing.tlp > person.tlp:
        return False
    if not all(holds(person, name) for name in thing.compartments):
        return False
    if thing.releasable_to is None:
        return True
    return any(stands_under(person, name) for name in thing.releasable_to)


def holds(person: Person, compartment: str) -> bool:
    """A compartment REL-X asks for the affiliation X; the others have to be held, each or all by `*`."""
    if compartment.startswith("REL-"):
        wanted = compartment[len("REL-") :]
        return wanted in person.affiliations or "*" in person.affiliations
    return compartment in person.compartments or "*" in person.compartments


def stands_under(person: Person, name: str) -> bool:
    return name in person.affiliations or "*" in person.affiliations


def may(person: Person, action: str, thing: Object) -> bool:
    return allowed_by(person.roles, action) and may_see(person, thing)


def allowed_by(roles: Iterable[str], action: str) -> bool:
    return any(action in MAY.get(role, set()) for role in roles)
