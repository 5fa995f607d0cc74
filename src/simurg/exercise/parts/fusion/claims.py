"""Contradicting claims: who says what of each object, with the true values and what each source is really worth.

On an object that a controller wants otherwise (its agenda), its sources say what it wants. Elsewhere a source is right
with its own probability; a right claim may be vague; a wrong one is either the error that goes round about this object
or its own. A copier mostly repeats its leader. Nothing in the claims tells which is which.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simurg.exercise.parts.fusion.claimants import CONTROLLERS, COPIED, LOYAL, Claimant, claimants
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.parts.fusion.values import KINDS, agrees, cities, same, true_value, vaguer, wrong

OBJECTS = {"place": 260, "number": 180, "interval": 120}
FAR = 0.35  # of the vague claims are vaguer still


@dataclass(frozen=True, slots=True)
class Claims:
    """What sources say, and the truth apart.

    claims: object, attribute (place, number, interval), source, value, in no telling order. hierarchy: value, above
    (null for the top). sources: source, grade. truth: object, attribute, value, agenda (number of the controller who
    wants it otherwise, or null), wanted. claim_truth, row for row with claims: right (perhaps vague), exact, copied
    (from its leader on this object), steered. source_truth: source, role, controller, leader, right (its probability
    where it speaks freely), share_right and share_exact of its claims here.
    """

    claims: pa.Table
    hierarchy: pa.Table
    sources: pa.Table
    truth: pa.Table
    claim_truth: pa.Table
    source_truth: pa.Table
    who: tuple[Claimant, ...]


@dataclass(frozen=True, slots=True)
class Object:
    name: str
    kind: str
    value: str
    round: str  # the error that goes round
    wanted: tuple[str, ...]  # by each controller; empty where it does not care


def claims(part: FusionPart) -> Claims:
    """All claims of one part."""
    who, dice = claimants(part), part.dice("claims")
    objects = _objects(part)
    rows: list[dict[str, object]] = []
    for each in objects:
        rows += _told(part, dice, who, each)
    told = [rows[index] for index in part.dice("claim order").permutation(len(rows))]
    table = pa.Table.from_pylist(told)
    return Claims(
        table.select(["object", "attribute", "source", "value"]),
        _hierarchy(),
        pa.table({"source": [one.name for one in who], "grade": [one.grade for one in who]}),
        pa.Table.from_pylist([_object_truth(each) for each in objects]),
        table.select(["right", "exact", "copied", "steered"]),
        pa.Table.from_pylist([_source_truth(one, who, told) for one in who]),
        who,
    )


def _objects(part: FusionPart) -> list[Object]:
    dice, made = part.dice("objects"), []
    for kind in KINDS:
        for number in range(part.count(OBJECTS[kind])):
            value = true_value(dice, kind)
            error = wrong(dice, kind, value)
            steered = dice.random() < part.dial.agenda
            by = int(dice.integers(CONTROLLERS)) if steered else -1
            wanted = tuple(wrong(dice, kind, value) if master == by else "" for master in range(CONTROLLERS))
            made.append(Object(f"{kind}-{number + 1:04d}", kind, value, error, wanted))
    return made


def _told(
    part: FusionPart, dice: np.random.Generator, who: tuple[Claimant, ...], about: Object
) -> list[dict[str, object]]:
    """One claim of each source that speaks of the object; copiers last, since they need their leader's."""
    said: dict[int, str] = {}
    rows = []
    for index in sorted(
        np.flatnonzero(dice.random(len(who)) < part.dial.spoken).tolist(), key=lambda i: (who[i].leader >= 0, i)
    ):
        one, chance = who[index], dice.random(4)
        wanted = about.wanted[one.controller] if one.controller >= 0 else ""
        copied = one.leader in said and chance[0] < COPIED
        steered = bool(wanted) and chance[0] < LOYAL
        if copied:
            value = said[one.leader]
        elif steered:
            value = wanted
        elif chance[1] < one.right:
            value = vaguer(about.kind, about.value, bool(chance[3] < FAR)) if chance[2] < one.coarse else about.value
        else:
            value = about.round if chance[2] < part.dial.mistaken else wrong(dice, about.kind, about.value)
        said[index] = value
        rows.append(
            {
                "object": about.name,
                "attribute": about.kind,
                "source": one.name,
                "value": value,
                "right": agrees(about.kind, value, about.value),
                "exact": same(about.kind, value, about.value),
                "copied": copied,
                "steered": steered,
            }
        )
    return rows


def _object_truth(each: Object) -> dict[str, object]:
    by = next((master for master, value in enumerate(each.wanted) if value), None)
    wanted = None if by is None else each.wanted[by]
    return {"object": each.name, "attribute": each.kind, "value": each.value, "agenda": by, "wanted": wanted}


def _source_truth(one: Claimant, who: tuple[Claimant, ...], told: list[dict[str, object]]) -> dict[str, object]:
    mine = [row for row in told if row["source"] == one.name]
    return {
        "source": one.name, "role": one.role, "controller": one.controller if one.controller >= 0 else None,
        "leader": who[one.leader].name if one.leader >= 0 else None, "right": one.right, "claims": len(mine),
        "share_right": sum(bool(row["right"]) for row in mine) / max(1, len(mine)),
        "share_exact": sum(bool(row["exact"]) for row in mine) / max(1, len(mine)),
    }  # fmt: skip


def _hierarchy() -> pa.Table:
    """Every place, from the continent down."""
    above: dict[str, str | None] = {}
    for city in cities():
        steps = city.split("/")
        for depth in range(1, len(steps) + 1):
            above["/".join(steps[:depth])] = "/".join(steps[: depth - 1]) or None
    return pa.table({"value": list(above), "above": pa.array(above.values(), pa.string())})
