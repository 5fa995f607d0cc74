"""Are two records about one thing? Names first, then identifiers, dates, places and what else both tell of.

This is `identity.entities.compare` as a matcher: nothing is added but the order of the two, since a name is read as
what the first record is said to be.
"""

from simurg.fusion.identity.entities import Entity, compare, read_entity
from simurg.fusion.identity.names import Kind
from simurg.fusion.identity.numbers import NUMBERS
from simurg.fusion.matcher import Match, Matcher, Record

_NAMES = (
    *("name", "alias", "weakAlias", "previousName", "abbreviation"),
    *("firstName", "secondName", "middleName", "fatherName", "patronymic", "lastName"),
)
_FACTS = (
    *("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag"),
    *("birthDate", "birthPlace", "gender", "position", "incorporationDate", "address"),
    *("buildDate", "type", "grossRegisteredTonnage", "deadweightTonnage"),
)
MATCHER = Matcher(
    name="records",
    question="Are both records about one person, organisation, vessel or place?",
    compares=(*_NAMES, *_FACTS, *sorted(NUMBERS)),
    reference="docs/identity.md: names, then a weight for each finding (identity/evidence.yaml)",
    version="1",
)
_KINDS = tuple(Kind)


def match(left: Record, right: Record) -> Match:
    """All that both sides tell of, weighed. CallerError where a record has no schema or no mapping of properties."""
    one, two = sorted((read_entity(left), read_entity(right)), key=_surest_first)
    found = compare(one, two)
    return Match(found.probability, found.parts)


def _surest_first(entity: Entity) -> tuple[bool, int]:
    return entity.loose, _KINDS.index(entity.kind)
