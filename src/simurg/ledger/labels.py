"""Markings as numbers: names of compartments and releasable-to become bits of an append-only registry.

A bit is never used again for another name. Bit 62 of the compartments is `*`, and -1 in releasable-to is "no
limit". The numbers never leave the ledger: which bit a name has depends on names that a reader may not know.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import EVERY, Marking, Scope

MOST_LABELS = 62
EVERY_BIT = 1 << 62
ALL = -1


@dataclass(frozen=True, slots=True)
class Mask:
    """The four columns of a marking."""

    level: int
    tlp: int
    compartments: int
    releasable: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader's view permits, in the index's numbers."""

    known_us: int
    recorded_us: int
    masks: frozenset[Mask]


class Labels:
    """`known` maps (kind, name) to a bit; `register` makes a new one durable and returns its bit."""

    def __init__(self, known: dict[tuple[str, str], int], register: Callable[[str, str], int]) -> None:
        self._known = known
        self._register = register

    def learn(self, known: dict[tuple[str, str], int]) -> None:
        """Names that another process registered."""
        self._known.update(known)

    def mask_of(self, marking: Marking) -> Mask:
        """The numbers for a marking; new names are registered first."""
        compartments = self._bits("compartment", marking.compartments - EVERY)
        compartments |= EVERY_BIT if marking.compartments >= EVERY else 0
        releasable = ALL if marking.releasable_to is None else self._bits("releasable", marking.releasable_to)
        return Mask(marking.level, marking.tlp, compartments, releasable)

    def marking_of(self, mask: Mask) -> Marking:
        """The marking behind the numbers; raises KeyError for a bit that no name has."""
        compartments = self._names("compartment", mask.compartments & ~EVERY_BIT)
        compartments |= EVERY if mask.compartments & EVERY_BIT else frozenset()
        releasable = None if mask.releasable == ALL else self._names("releasable", mask.releasable)
        return Marking(mask.level, mask.tlp, compartments, releasable)

    def condition(self, scope: Scope) -> str:
        """The SQL condition that a row's marking is within a scope; names not registered mark no row."""
        reading = scope.reading()
        parts = [f"level <= {reading.level}", f"tlp <= {reading.tlp}"]
        held = self._held("compartment", reading.holds) | (EVERY_BIT if reading.holds("*") else 0)
        parts.append(f"(compartments & {~held}) = 0")
        if reading.affiliations >= EVERY:
            parts.append("releasable <> 0")
        else:
            stood_under = self._held("releasable", reading.affiliations.__contains__)
            parts.append(f"(releasable = -1 OR (releasable & {stood_under}) <> 0)")
        return " AND ".join(parts)

    def _bits(self, kind: str, names: Iterable[str]) -> int:
        mask = 0
        for name in sorted(names):
            bit = self._known.get((kind, name))
            if bit is None:
                taken = sum(1 for known_kind, _ in self._known if known_kind == kind)
                if taken >= MOST_LABELS:
                    raise OperatorError(
                        f"A workspace holds {MOST_LABELS} names of one kind of label at most.",
                        hint="Use fewer compartments or releasable-to names; they cannot be taken back.",
                    )
                bit = self._known[(kind, name)] = self._register(kind, name)
            mask |= 1 << bit
        return mask

    def _names(self, kind: str, mask: int) -> frozenset[str]:
        by_bit = {bit: name for (known_kind, name), bit in self._known.items() if known_kind == kind}
        return frozenset(by_bit[bit] for bit in range(63) if mask >> bit & 1)

    def _held(self, kind: str, holds: Callable[[str], bool]) -> int:
        return sum(1 << bit for (known_kind, name), bit in self._known.items() if known_kind == kind and holds(name))
