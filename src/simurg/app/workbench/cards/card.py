"""A card: one change, why, how sure, and what it rests on. And how grave a change is for whom.

`change` says how far something moved (0 to 1), `consequence` how much hangs on it (by the requirement's priority and
the costs that it states); cards are ordered by their product. Probability and confidence are two statements: how
probable something is, and how good the basis of saying so is (ICD 203).
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.app.workbench.arrived import Cited
from simurg.assessment.brief.matching import Requirement
from simurg.ledger import View
from simurg.ontology.grades import Grade
from simurg.ontology.times import text_of

OUTSIDE = 0.3
"""Consequence of what no requirement asks for."""
REPORT = ("id", "source_id", "title", "reliability", "credibility", "marking")


@dataclass(frozen=True, slots=True)
class Basis:
    """The reports behind a card: by grade, and from how many independent origins (None: that cannot be told)."""

    by_grade: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    sources: int = 0
    best: Grade | None = None
    origins: int | None = None

    def confidence(self) -> tuple[str, str]:
        """From sources, origins and the best grade: high only where several good ones agree."""
        origins = "" if self.origins is None else f", from at most {_counted(self.origins, 'independent origin')}"
        counted = f"{_counted(self.sources, 'source')}{origins}"
        if self.best is None:
            return "low", f"{counted}; none of its reports is graded"
        why = f"{counted}; best grade {self.best}"
        apart = self.sources if self.origins is None else min(self.sources, self.origins)
        good = self.best.reliability in "AB" and self.best.credibility <= 2
        if good and apart >= 3 and self.origins is not None:
            return "high", why
        return ("moderate" if good and apart >= 2 else "low"), why


@dataclass(frozen=True, slots=True)
class Card:
    """`row` is (table, id) of the row that it is about; `seen` are marked rows whose words are in it."""

    row: tuple[str, UUID]
    kind: str
    sentence: str
    measured: str
    confidence: tuple[str, str]
    would_change: str
    at: datetime
    change: float
    consequence: float = OUTSIDE
    requirement: str | None = None
    country: str | None = None
    place: str | None = None
    old: float | None = None
    new: float | None = None
    probability: float | None = None
    drivers: tuple[Mapping[str, Any], ...] = ()
    basis: Basis = Basis()
    refs: tuple[Mapping[str, str], ...] = ()
    stale: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[float, str, str]:
        """The gravest first; then by what it says."""
        return -self.change * self.consequence, self.sentence, self.row[1].hex

    def told(self) -> dict[str, Any]:
        """As JSON can say it."""
        names = (
            "kind", "sentence", "measured", "would_change", "requirement", "country", "place", "old", "new",
            "probability",
        )  # fmt: skip
        word, why = self.confidence
        return {
            "id": self.row[1].hex,
            **{name: getattr(self, name) for name in names},
            "confidence": {"word": word, "why": why},
            "drivers": list(self.drivers[:3]),
            "evidence": {
                "by_grade": dict(self.basis.by_grade),
                "total": self.basis.total,
                "independent_origins": self.basis.origins,
            },
            "refs": list(self.refs),
            "change": round(self.change, 4),
            "consequence": round(self.consequence, 4),
            "feedback": None,
            "stale": list(self.stale),
            "at": text_of(self.at),
        }


def weight_of(requirement: Requirement | None) -> float:
    """Priority 1 counts 1, priority 9 counts 0.2; where a miss costs more than a false alarm, so much the more."""
    if requirement is None:
        return OUTSIDE
    weight = 1.1 - 0.1 * (requirement.priority or 5)
    costs = requirement.costs
    return weight if costs is None else weight * (1 + math.log10(max(costs.ratio, 1.0)))


def asked_by(requirements: Sequence[Requirement], concerned: Iterable[Requirement]) -> tuple[Requirement | None, float]:
    """The gravest of those concerned, and its weight."""
    among = set(map(id, concerned))
    found = [one for one in requirements if id(one) in among]
    best = max(found, key=weight_of, default=None)
    return best, weight_of(best)


class Reports:
    """Reports of a view by id (REPORT). Those that several cards need are read together: `need` them first."""

    def __init__(self, view: View, cited: Cited) -> None:
        self._view = view
        self._cited = cited

    def need(self, ids: Iterable[UUID | None]) -> None:
        """One query for all that were not read yet."""
        self.rows("reports", REPORT, {one for one in ids if one is not None})

    def of(self, ids: Iterable[UUID | None]) -> list[Mapping[str, Any]]:
        """Those that the view shows, best grade first."""
        rows = self.rows("reports", REPORT, {one for one in ids if one is not None}).values()
        return sorted(rows, key=lambda row: (row["reliability"] or "F", row["credibility"] or 6, row["id"].bytes))

    def rows(self, table: str, columns: Sequence[str], ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
        """Rows of any table by id, those that the view shows; always the same columns for one table."""
        return self._cited.of(self._view, table, columns, ids)


def basis_of(rows: Sequence[Mapping[str, Any]], origins: int | None = None) -> Basis:
    """What these reports are worth together."""
    grades = [grade_of(row) for row in rows]
    counted = Counter("ungraded" if one is None else str(one) for one in grades)
    judged = [one for one in grades if one is not None and one.judged]
    best = min(judged, key=lambda one: (one.reliability, one.credibility), default=None)
    sources = len({row["source_id"] for row in rows})
    return Basis(dict(sorted(counted.items())), len(rows), sources, best, origins)


def grade_of(row: Mapping[str, Any]) -> Grade | None:
    """None where neither half is given."""
    if row["reliability"] is None and row["credibility"] is None:
        return None
    return Grade(row["reliability"] or "F", row["credibility"] or 6)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
