"""Two entities compared: names first, then what else is known of them, each part shown in log odds.

An entity is a FollowTheMoney-like mapping: `schema`, and either `properties` (name to list of text) or the properties
beside it. `read_entity` makes an `Entity` of it once; `compare` takes either. The pair of names that speaks most for
one gives the first part (model.py); identifiers, dates, gender, countries and schema add theirs. Those weights
(`EVIDENCE`) were set by hand from what the properties mean and are fitted on nothing; an absent property adds nothing.
A weak alias counts only if it is spelled alike, and less.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from rapidfuzz.distance import Indel

from simurg.fusion.identity.evidence import EVIDENCE, Facts, facts_of, texts, weigh
from simurg.fusion.identity.model import Comparison, Model, Part, log_odds, logistic, packaged_model
from simurg.fusion.identity.names import Kind, Name, read_name
from simurg.ontology.errors import CallerError

MOST_NAMES = 24
"""Names of an entity that are read, the primary ones first."""
TRIED = 2
"""Pairs of names that get the full comparison: those most alike at a glance."""
KINDS = {
    "Person": Kind.PERSON,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.VESSEL,
    "Vehicle": Kind.VESSEL,
    "Address": Kind.PLACE,
}
ENOUGH, BEHIND = 2.5, 0.15
"""Log odds after which no further pair of names is tried; how far behind the best at a glance one may be."""
_STRONG_NAMES = ("name", "alias", "previousName", "abbreviation")


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity made ready to compare. `loose` is a schema that may turn out to be another (LegalEntity, Thing)."""

    schema: str
    kind: Kind
    loose: bool
    names: tuple[Name, ...]
    weak_names: tuple[Name, ...]
    facts: Facts


def read_entity(raw: Mapping[str, Any]) -> Entity:
    """CallerError where it is no mapping with a schema; unknown properties are left alone."""
    schema = raw.get("schema")
    if not isinstance(schema, str):
        raise CallerError("an entity has no schema", hint='Give {"schema": "Person", "properties": {...}}.')
    properties = raw.get("properties", raw)
    if not isinstance(properties, Mapping):
        raise CallerError("an entity's properties are no mapping", hint="Give property names with lists of text.")
    kind = KINDS.get(schema, Kind.ORGANISATION)
    names = list(dict.fromkeys(text for prop in _STRONG_NAMES for text in texts(properties.get(prop))))
    names += [text for text in _composed(properties) if text not in names]
    return Entity(
        schema=schema,
        kind=kind,
        loose=schema in ("LegalEntity", "Thing", "UnknownLink"),
        names=_names(names, kind),
        weak_names=_names(texts(properties.get("weakAlias")), kind),
        facts=facts_of(properties),
    )


def _composed(properties: Mapping[str, Any]) -> Iterator[str]:
    """Given, father's and family name put together: only where there is no whole name."""
    if not texts(properties.get("name")):
        parts = ("firstName", "secondName", "middleName", "fatherName", "lastName")
        words = [text for prop in parts for text in texts(properties.get(prop))[:1]]
        if words:
            yield " ".join(words)


def _names(found: Sequence[str], kind: Kind) -> tuple[Name, ...]:
    read = (read_name(text, kind) for text in found[:MOST_NAMES])
    kept = {(name.tokens, name.foreign, name.forms, name.numbers): name for name in read if name.joined or name.numbers}
    return tuple(kept.values())


def compare(
    left: Mapping[str, Any] | Entity, right: Mapping[str, Any] | Entity, model: Model | None = None
) -> Comparison:
    """The probability that both are one. Without a name on either side only identifiers can speak for it."""
    one = left if isinstance(left, Entity) else read_entity(left)
    two = right if isinstance(right, Entity) else read_entity(right)
    chosen = model or packaged_model()
    parts = [_name_part(one, two, chosen)]
    if one.kind is not two.kind and not one.loose and not two.loose:
        parts.append(Part("other kind", 1.0, EVIDENCE["other kind"]))
    if one.kind is not Kind.PERSON and _other_number(one.names, two.names):
        parts.append(Part("other number in the name", 1.0, EVIDENCE["other number in the name"]))
    parts += weigh(one.facts, two.facts, one.kind)
    return Comparison(logistic(math.fsum(part.effect for part in parts)), tuple(parts), chosen.version)


def _name_part(one: Entity, two: Entity, model: Model) -> Part:
    best = best_names(one.names, two.names, model)
    if one.weak_names or two.weak_names:
        joined = {name.joined for name in (*one.names, *one.weak_names)}
        theirs = {name.joined for name in (*two.names, *two.weak_names)}
        if joined & theirs:
            best = max(best, EVIDENCE["weak alias"]) if best > -math.inf else EVIDENCE["weak alias"]
    if best == -math.inf:
        return Part("no name", 1.0, EVIDENCE["no name"])
    return Part("names", logistic(best), best)


def _other_number(left: Sequence[Name], right: Sequence[Name]) -> bool:
    """Every name on both sides carries a number, and no number is on both."""
    if not (left and right and all(name.numbers for name in (*left, *right))):
        return False
    ours = {number for name in left for number in name.numbers}
    return ours.isdisjoint(number for name in right for number in name.numbers)


def best_names(left: Sequence[Name], right: Sequence[Name], model: Model) -> float:
    """Log odds of the pair of names that speaks most for one entity; -inf where a side has none."""
    if len(left) == len(right) == 1:
        return log_odds(left[0], right[0], model)
    pairs = [(_glance(one, two), one, two) for one, two in product(left, right)]
    pairs.sort(key=_best_first)
    best = -math.inf
    bar = pairs[0][0] - BEHIND if pairs else 0.0
    for glance, one, two in pairs[:TRIED]:
        if glance < bar:
            break
        best = max(best, log_odds(one, two, model))
        if best >= ENOUGH:
            break
    return best


def _best_first(row: tuple[float, Name, Name]) -> tuple[float, str, str]:
    one, two = row[1].content, row[2].content
    return (-row[0], one, two) if one <= two else (-row[0], two, one)


def _glance(left: Name, right: Name) -> float:
    """A cheap likeness: letters of both, and the share of words they have in common."""
    if left.joined == right.joined:
        return 3.0
    shared = len(left.words & right.words) / (min(len(left.words), len(right.words)) or 1)
    return shared + Indel.normalized_similarity(left.joined, right.joined)
