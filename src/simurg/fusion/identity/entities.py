"""Two entities compared: names first, then what else is known of them, each part shown in log odds.

An entity is a FollowTheMoney-like mapping: `schema`, and either `properties` (name to list of text) or the properties
beside it. `read_entity` makes an `Entity` of it once; `compare` takes either.

    log odds = what kind of thing it is + sum over findings of weight * how much of it there is

Findings are named in plain words (`evidence.yaml`); their weights are versioned (`weights.py`). What only one side
tells adds nothing. The result does not depend on which entity is given first.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simurg.fusion.identity.aliases import Best, Found, Score, full, name_findings
from simurg.fusion.identity.evidence import Facts, facts_of, findings
from simurg.fusion.identity.model import Comparison, Model, Part, logistic, packaged_model
from simurg.fusion.identity.names import Kind, Name
from simurg.fusion.identity.naming import Naming, naming_of
from simurg.fusion.identity.weights import Weights, packaged_weights
from simurg.ontology.errors import CallerError

KINDS = {
    "Person": Kind.PERSON,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.VESSEL,
    "Vehicle": Kind.VESSEL,
    "Address": Kind.PLACE,
}
FAMILIES = dict.fromkeys(("Company", "Organization", "PublicBody"), "Organization")
"""Schemas that a list or another may choose for one and the same thing."""
LOOSE = {"LegalEntity": ("Person", "Organization"), "Thing": (), "UnknownLink": ()}
"""Schemas that may turn out to be another: one of those named, or any."""
OTHER_NAMES = -2.0
"""Log odds of the best pair of names up to which a birth date that is shared may be a twin's, or chance."""
_SHARED = ("own number shared", "number shared", "number shared, of another kind")
_START = {Kind.PERSON: "a person", Kind.VESSEL: "a vessel"}


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity made ready to compare. `namings`: its names as those of a kind; a loose one may be of several."""

    schema: str
    family: str
    kind: Kind
    loose: bool
    namings: Mapping[Kind, Naming]
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
    loose = schema in LOOSE
    kinds = (Kind.ORGANISATION, Kind.PERSON, *([] if schema == "LegalEntity" else [Kind.VESSEL])) if loose else (kind,)
    return Entity(
        schema=schema,
        family=FAMILIES.get(schema, schema),
        kind=kind,
        loose=loose,
        namings={each: naming_of(properties, each) for each in kinds},
        facts=facts_of(properties),
    )


def compare(
    left: Mapping[str, Any] | Entity,
    right: Mapping[str, Any] | Entity,
    model: Model | None = None,
    weights: Weights | None = None,
) -> Comparison:
    """The probability that both are one. Without a name on either side only other evidence can speak for it."""
    one = left if isinstance(left, Entity) else read_entity(left)
    two = right if isinstance(right, Entity) else read_entity(right)
    names, chosen = model or packaged_model(), weights or packaged_weights()

    def score(left: Name, right: Name) -> Best:
        return full(left, right, names)

    found = evidence(one, two, score)
    parts = tuple(Part(each.name, each.value, each.value * chosen.of[each.name]) for each in found)
    total = math.fsum(part.effect for part in parts)
    return Comparison(logistic(total), parts, f"{names.version} {chosen.version}")


def evidence(one: Entity, two: Entity, score: Score) -> Iterator[Found]:
    """All that two entities say about being one, without weights. `score` compares two names."""
    kind, compatible = common_kind(one, two)
    yield Found(_START.get(kind, "an organisation"), 1.0)
    if not compatible:
        yield Found("other kind", 1.0)
    against = 0.0
    for found in name_findings(*namings(one, two, kind), score):
        against = found.value if found.name == "names that speak against it" else against
        yield found
    told = list(findings(one.facts, two.facts, kind))
    if against <= OTHER_NAMES and "born the same day" in told and not any(name in told for name in _SHARED):
        told.append("born the same day, but other names")
    for name in told:
        yield Found(name, 1.0)


def namings(one: Entity, two: Entity, kind: Kind) -> tuple[Naming, Naming]:
    """Both sides' names read as those of a kind, or as what an entity is if it cannot be of that kind.

    Names of two kinds come in the order of the kinds, so that it does not matter which entity is given first.
    """
    left, right = (entity.namings.get(kind) or next(iter(entity.namings.values())) for entity in (one, two))
    return (left, right) if left.kind.value <= right.kind.value else (right, left)


def common_kind(one: Entity, two: Entity) -> tuple[Kind, bool]:
    """As what both are compared, and whether they can be one at all."""
    if one.loose and two.loose:
        return Kind.PERSON if _personal(one) or _personal(two) else Kind.ORGANISATION, True
    if one.loose or two.loose:
        loose, firm = (one, two) if one.loose else (two, one)
        return firm.kind, not LOOSE[loose.schema] or firm.family in LOOSE[loose.schema]
    kind = one.kind if one.kind is two.kind else Kind.ORGANISATION
    return kind, one.family == two.family


def _personal(entity: Entity) -> bool:
    """Whether only a person has what is told of it."""
    told = entity.facts
    return bool(told.born or told.genders or told.birth_places or entity.namings[Kind.PERSON].family)
