"""Which subjects of claims have a name, and which: what may be compared at all.

A subject that reads like a name is its own; a claim `name`, `alias`, ... gives further ones. Ids (STIX, GLIDE, web
addresses, PSEUDONYM/NUMBER) are no names, and what is by its id no organisation, person, place or thing on the water
(a technique, a data component, a report) is left out. Each rule looks at one claim alone.
"""

import re
from collections.abc import Iterable

import pyarrow as pa

NAMING = frozenset({"name", "alias", "aka", "weak_alias", "previous_name", "abbreviation", "short_name", "full_name"})
"""Predicates whose object is what the subject is called."""
_STIX_ID = re.compile(r"[a-z][a-z0-9-]*--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_STIX_ENTITIES = ("identity", "intrusion-set", "threat-actor", "location")
_NO_NAME = re.compile(
    r"[a-z]+-\d{3,}|.*(://|[@{}<>\\]).*|[^ ]*[/:|_][^ ]*|.*\d{5}.*|[A-Z]{2}-\d{4}-\d{6}-[A-Z]{3}|[^\w]*", re.DOTALL
)
MOST_LETTERS = 400
"""A longer subject is a text, not a name."""


def is_name(subject: str) -> bool:
    """Whether a subject reads like a name: it has letters, and none of the marks of an id or address."""
    if not 0 < len(subject) <= MOST_LETTERS or _NO_NAME.fullmatch(subject):
        return False
    return sum(letter.isalpha() for letter in subject) > len(subject) / 3


def is_entity(subject: str) -> bool:
    """False for ids that say that this is no entity: techniques, addresses, disasters, reports."""
    if _STIX_ID.fullmatch(subject):
        return subject.startswith(tuple(f"{one}--" for one in _STIX_ENTITIES))
    return "://" not in subject and not subject.startswith("reliefweb:") and not _GLIDE.fullmatch(subject)


_GLIDE = re.compile(r"[A-Z]{2}-\d{4}-\d{6}-[A-Z]{3}")


def named(subjects: Iterable[str], called: pa.Table) -> pa.Table:
    """Columns subject, name: distinct, sorted. `called` has `subject` and `object` of naming claims."""
    pairs = {(one, one) for one in subjects if is_name(one)}
    told = zip(called["subject"].to_pylist(), called["object"].to_pylist(), strict=True)
    pairs |= {(subject, name) for subject, name in told if subject and name and is_entity(subject)}
    ordered = sorted(pairs)
    return pa.table(
        {
            "subject": pa.array([subject for subject, _ in ordered], pa.string()),
            "name": pa.array([name for _, name in ordered], pa.string()),
        }
    )
