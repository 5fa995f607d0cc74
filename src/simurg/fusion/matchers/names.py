"""Are two records named alike? The names alone, across scripts and spellings (identity.model).

Two people may share a name: this matcher says how likely it is one name, and leaves all else that is known aside. The
pair of names that speaks most for one decides. Where a side has no name with a letter or digit in it, it says so and
falls back on what speaks for two strangers.
"""

import math
from collections.abc import Mapping

from simurg.fusion.identity.entities import read_entity
from simurg.fusion.identity.model import Comparison, Part, compare_names
from simurg.fusion.identity.names import Kind
from simurg.fusion.matcher import Match, Matcher, Record, match_of

MATCHER = Matcher(
    name="names",
    question="Do both records bear one name?",
    compares=("name", "alias", "previousName", "abbreviation"),
    reference="docs/identity.md: logistic model over 29 features of two names, fitted on labelled pairs of names",
    version="1",
)
MOST_NAMES = 8
"""Names of a record that are compared, in the order of `compares`."""
NO_NAME = -3.0
"""Log odds, set by hand: without a name there is little reason to take two records for one."""


def match(left: Record, right: Record) -> Match:
    """Of the pair of names that speaks most for one. CallerError where a record has no schema."""
    kind = _kind(left, right)
    compared = [compare_names(min(one, two), max(one, two), kind) for one in _names(left) for two in _names(right)]
    told = [each for each in compared if all(math.isfinite(part.effect) for part in each.parts)]
    if not told:
        return match_of([Part("no name", 1.0, NO_NAME)])
    return match_of(max(told, key=_most).parts)


def _most(found: Comparison) -> tuple[float, str]:
    """Highest first; of equal ones the same, whichever stood first."""
    return found.probability, repr(found.parts)


def _kind(left: Record, right: Record) -> Kind:
    """What both names are read as. A loose schema may be what the other side is; a person and a thing are things."""
    one, two = read_entity(left), read_entity(right)
    if one.loose is not two.loose:
        return two.kind if one.loose else one.kind
    return one.kind if one.kind is two.kind else Kind.ORGANISATION


def _names(record: Record) -> list[str]:
    properties = record.get("properties", record)
    found: dict[str, None] = {}
    for prop in MATCHER.compares:
        value = properties.get(prop) if isinstance(properties, Mapping) else None
        values = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
        found |= dict.fromkeys(text for text in values[:MOST_NAMES] if isinstance(text, str))
    return list(found)[:MOST_NAMES]
