"""What came in of late, and which of it concerns which requirement: by the same rules as in the brief."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from simurg.assessment.brief.compile import REQUIREMENT_COLUMNS, requirements_of
from simurg.assessment.brief.matching import Matched, Matcher, Requirement
from simurg.assessment.brief.material import Material, material_from
from simurg.ledger import View


@dataclass(frozen=True, slots=True)
class Recent:
    """Reports and events known since `since`, with what of them each requirement asks for."""

    material: Material
    requirements: tuple[Requirement, ...]
    matches: Mapping[str, Matched]

    def asked_by(self) -> dict[UUID, list[str]]:
        """For each report the requirements that it concerns, in their order."""
        found: dict[UUID, list[str]] = {}
        ids = self.material.reports.table["id"]
        for name, matched in self.matches.items():
            for row in np.flatnonzero(matched.reports):
                found.setdefault(ids[int(row)].as_py(), []).append(name)
        return found


def recent_of(view: View, since: datetime) -> Recent:
    """One name asked under several markings counts as one: what any of them asks for."""
    material = material_from(view, since, since)
    requirements = tuple(requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries))
    matcher = Matcher(material)
    matches: dict[str, Matched] = {}
    for one in requirements:
        found = matcher.match(one)
        before = matches.get(one.name)
        matches[one.name] = (
            found if before is None else Matched(found.reports | before.reports, found.events | before.events)
        )
    return Recent(material, requirements, matches)
