"""What a matcher is, and what it answers: are these two records about one thing?

A matcher is one file in `fusion/matchers/`: a frozen `MATCHER` and one pure function

    def match(left: Record, right: Record) -> Match

It reads nothing but the two records and learns nothing from them: the same pair, either way round, always gives the
same probability. Weights that were fitted are frozen. Each part says what it adds to the log odds, and the parts make
up the probability.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from simurg.fusion.identity.model import Part, logistic
from simurg.ontology.errors import CallerError

Record = Mapping[str, Any]
"""FollowTheMoney-like: `schema`, and either `properties` (name to list of text) or the properties beside it."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """`compares` names the properties that it reads; all others change nothing."""

    name: str
    question: str
    compares: tuple[str, ...]
    reference: str
    version: str  # raise it when the rule changes; weights that were fitted have versions of their own

    def __post_init__(self) -> None:
        if not self.compares or not all(self.compares):
            raise CallerError(f"Matcher {self.name}: it must name the properties that it compares.")


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that both are one thing. log(p / (1 - p)) is the sum of the parts' effects."""

    probability: float
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise CallerError("The probability of a match lies between 0 and 1.")


def match_of(parts: Iterable[Part]) -> Match:
    """The match that these parts make up."""
    made = tuple(parts)
    return Match(logistic(math.fsum(part.effect for part in made)), made)


Compare = Callable[[Record, Record], Match]


class MatcherModule(Protocol):
    """What a matcher's file offers."""

    MATCHER: Matcher
    match: Compare
