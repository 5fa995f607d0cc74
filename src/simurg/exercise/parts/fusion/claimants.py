"""The sources of the fusion part's claims, and how each of them errs.

*Exact* sources are mostly right and exact; *plain* ones middling; *coarse* ones right but vague (a province, a rounded
number, whole weeks); *careless* ones often wrong, with random errors; *controlled* ones exact and mostly right, except
where their controller wants otherwise: then they all say what it wants. *Copiers* take most of what they say from one
other source. Grades are what a desk gave in good faith: noisy, and kind to the controlled.
"""

from dataclasses import dataclass

from simurg.exercise.parts.fusion.settings import FusionPart

ROLES = ("exact", "plain", "coarse", "careless", "controlled", "copier")
COUNTS = {"exact": 3, "plain": 4, "coarse": 6, "careless": 5, "controlled": 8, "copier": 4}
RIGHT = {
    "exact": (0.93, 0.98), "plain": (0.70, 0.88), "coarse": (0.80, 0.95), "careless": (0.30, 0.60),
    "controlled": (0.88, 0.96), "copier": (0.45, 0.75),
}  # fmt: skip
"""Bounds between which a source's probability of being right (where nobody steers it) is drawn evenly."""
CONTROLLERS = 2
LOYAL = 0.95  # a controlled source that speaks of a steered object says what its controller wants
COPIED = 0.7  # of a copier's claims
_GRADES = {"exact": "ABC", "plain": "BC", "coarse": "BCD", "careless": "BCD", "controlled": "AB", "copier": "BCD"}


@dataclass(frozen=True, slots=True)
class Claimant:
    """One source; `leader` is the source that a copier copies, `controller` the number of who steers it (-1: none)."""

    name: str
    role: str
    grade: str
    right: float
    coarse: float  # of its right claims
    controller: int
    leader: int


def claimants(part: FusionPart) -> tuple[Claimant, ...]:
    """All sources, under names that tell nothing, in an order that tells nothing."""
    dice = part.dice("claimants")
    roles = [role for role in ROLES for _ in range(COUNTS[role])]
    order = dice.permutation(len(roles))
    shuffled = [roles[index] for index in order]
    steered, leaders = 0, [index for index, role in enumerate(shuffled) if role in ("plain", "coarse", "careless")]
    made = []
    for index, role in enumerate(shuffled):
        low, high = RIGHT[role]
        coarse = {"coarse": 0.25 + part.dial.coarse, "exact": part.dial.coarse / 8, "controlled": 0.0}
        controller, leader = -1, -1
        if role == "controlled":
            controller, steered = steered % CONTROLLERS, steered + 1
        if role == "copier":
            leader = leaders[int(dice.integers(len(leaders)))]
        grade = _GRADES[role][int(dice.integers(len(_GRADES[role])))]
        right = float(dice.uniform(low, high))
        name = f"source-{index + 1:02d}"
        made.append(Claimant(name, role, grade, right, coarse.get(role, part.dial.coarse), controller, leader))
    return tuple(made)
