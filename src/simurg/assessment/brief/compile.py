"""From a view and a request to a brief. Pure: the same view and request give the same brief.

Requirements come in order of priority, then name. What no requirement asks for stands last, in a section of its
own, and only if it is strong. Each table is read once; reports and events that findings rest on and that became
known before the period are not fetched anew (the finding itself leads to them).
"""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from simurg.assessment.brief import alarms, outlooks, warnings
from simurg.assessment.brief.evidence import (
    allowed,
    listed,
    recalls_within,
    section_within,
)
from simurg.assessment.brief.matching import Matched, Matcher, Requirement
from simurg.assessment.brief.material import read_material
from simurg.assessment.brief.parties import pairs
from simurg.assessment.brief.recalled import RECALL_COLUMNS, recall_notes
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.sections import Desk, outside_of, sections_of
from simurg.assessment.brief.telling import telling_of
from simurg.assessment.brief.values import Brief, Line, RecallNote, RequirementSection
from simurg.foresight.warning.thresholds import Costs
from simurg.ledger import View
from simurg.ontology.errors import CallerError
from simurg.ontology.vocabulary import ISO, Countries

REQUIREMENT_COLUMNS = (
    "name", "question", "regions", "topics", "priority", "active", "cost_of_miss", "cost_of_false_alarm",
)  # fmt: skip


def compile(view: View, request: BriefRequest) -> Brief:
    """The brief of a view. CallerError if `since` is not before the view's moment."""
    if request.since >= view.known_at:
        raise CallerError(
            "A brief needs a time in which something can have changed.",
            hint="Give a --since that lies before the moment of the brief.",
        )
    desk = _desk(view, request)
    requirements = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries)
    matches = [desk.matcher.match(requirement) for requirement in requirements]
    sections, rest = sections_of(desk, requirements, matches)
    outside = outside_of(desk, rest, bool(requirements)) if request.outside else None
    notes = _recalls(view, desk)
    return _page(view, desk, (sections, outside, notes), [*matches, *([rest.matched] if request.outside else [])])


def requirements_of(table: pa.Table, countries: Countries = ISO) -> list[Requirement]:
    """The active requirements, by priority (1 first, none last) and name."""
    rows = [row for row in table.to_pylist() if row["active"] is not False and row["name"]]
    made = [
        Requirement(
            row["name"],
            row["question"] or "",
            tuple(row["regions"] or ()),
            tuple(row["topics"] or ()),
            row["priority"],
            _costs(row["cost_of_miss"], row["cost_of_false_alarm"]),
            countries,
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (one.priority is None, one.priority or 0, one.name))


def _costs(miss: float | None, false_alarm: float | None) -> Costs | None:
    return None if miss is None or false_alarm is None else Costs(miss, false_alarm)


def _desk(view: View, request: BriefRequest) -> Desk:
    material = read_material(view, request.since, request.silent_after)
    moment = view.known_at
    findings, forecasts, scores = request.findings, request.forecasts, request.scores
    if findings is None:
        findings = view.read(
            "findings", warnings.FINDING_COLUMNS, {"window_to": (warnings.oldest(request.since, moment), None)}
        )
    if forecasts is None:
        forecasts = view.read("forecasts", outlooks.FORECAST_COLUMNS, {"target_to": (moment, None)})
    if scores is None:
        scores = view.read("scores", outlooks.SCORE_COLUMNS)
    found = warnings.open_alarms(findings, request, view.picture, moment)
    behind = {event for alarm in found for event in alarm.basis}
    return Desk(
        view,
        request,
        material,
        Matcher(material),
        pairs(material.events),
        telling_of(view, material, behind, request.press),
        found,
        outlooks.open_series(forecasts, request, view.picture, moment),
        outlooks.TrackRecord(scores, view.picture, request.records),
    )


def _recalls(view: View, desk: Desk) -> tuple[RecallNote, ...]:
    table = view.read("recalls", RECALL_COLUMNS, {"known_at": (desk.request.since, None)})
    pairs_ = recall_notes(table, desk.request.recall_effects)
    desk.known.update({entry.reference: entry for _, entry in pairs_})
    return tuple(note for note, _ in pairs_)


def _in_all(desk: Desk, matches: Iterable[Matched], lines: Iterable[Line]) -> int:
    """How many reports and events of the two periods the page was made from, with whatever else it cites."""
    cited = {reference for line in lines for reference in line.references}
    material = desk.material
    count = sum(reference in desk.known for reference in cited)
    for kind, rows in (("report", material.reports), ("event", material.events)):
        used = np.zeros(len(rows), dtype=np.bool_)
        for matched in matches:
            used |= matched.reports if kind == "report" else matched.events
        used &= material.new(rows) | material.before(rows)
        used[
            rows.rows_of(reference.id for reference in cited if reference.kind == kind and reference not in desk.known)
        ] = True
        count += int(used.sum())
    return count


def _page(
    view: View,
    desk: Desk,
    parts: tuple[tuple[RequirementSection, ...], RequirementSection | None, tuple[RecallNote, ...]],
    matches: list[Matched],
) -> Brief:
    sections, outside, notes = parts
    every = [line for section in (*sections, *((outside,) if outside else ())) for line in section.lines()]
    lines = [*(note.line for note in notes), *every]
    kept = allowed(lines, desk.request.limits)
    shown = tuple(section_within(section, kept) for section in sections)
    beside = section_within(outside, kept) if outside else None
    recalls = recalls_within(notes, kept)
    on_page = [line for section in (*shown, *((beside,) if beside else ())) for line in section.lines()]
    return Brief(
        title=desk.request.title,
        marking=str(view.scope.marking()),
        picture=view.picture,
        issued=desk.request.issued,
        exercise=desk.request.exercise,
        known_at=view.known_at,
        recorded_until=view.recorded_until,
        since=desk.request.since,
        sections=shown,
        outside=beside,
        sources=tuple(sorted(desk.request.sources, key=lambda one: (not one.late, one.name))),
        recalls=recalls,
        evidence=listed([*on_page, *(note.line for note in recalls)], desk.material, desk.known),
        evidence_in_all=_in_all(desk, matches, lines),
        map=alarms.map_of(desk.series, desk.request.threshold),
    )
