"""A warning: what the watch of one picture found that somebody should hear of.

Its words were computed over the picture's view alone and bear the picture's marking. `id` is stable: the same find is
the same warning, however often it is looked for; on that rests that nobody is told twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from simurg.ledger import View
from simurg.ontology.errors import InternalError
from simurg.ontology.markings import Marking

Severity = Literal["notice", "warning", "severe"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From least to most."""
Touched = tuple[str, str]
"""(kind, target) as watchlists name things: country, entity, requirement, question, story."""


@dataclass(frozen=True, slots=True)
class IssuedWarning:
    """`refs` are {table, id, label}; `at` is when the picture knew it; `touches` is what watchlists match."""

    id: str
    at: datetime
    picture: str
    severity: Severity
    title: str
    sentence: str
    marking: Marking
    requirement: str | None = None
    refs: tuple[Mapping[str, str], ...] = ()
    touches: frozenset[Touched] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES or len(self.id) != 32:
            raise InternalError("A warning has a known severity and an id of 32 digits.")


WarningsOf = Callable[[View, datetime], Sequence[IssuedWarning]]
"""The warnings of a picture's view that it knew after a moment."""


def at_least(severity: Severity, least: Severity) -> bool:
    """Whether one severity is as grave as another."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)
