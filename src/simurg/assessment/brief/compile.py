"""From a view and a request to a brief. Pure: the same view and request give the same brief.

Requirements come in order of priority, then name. What no requirement asks for stands last, in a section of its
own, and only if it is strong. Each table is read once; reports and events that findings rest on and that became
known before the period are not fetched anew (the finding itself leads to them).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from simurg.assessment.brief import outlooks, warnings
from simurg.assessment.brief.changes import changed
from simurg.assessment.brief.evidence import (
    NOT_GRADED,
    allowed,
    listed,
    recalls_within,
    section_within,
)
from simurg.assessment.brief.gaps import silent_regions
from simurg.assessment.brief.matching import Matched, Matcher, Requirement
from simurg.assessment.brief.material import Material, read_material
from simurg.assessment.brief.parties import Labels, pairs
from simurg.assessment.brief.recalled import RECALL_COLUMNS, recall_notes
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.values import Brief, Evidence, Line, RecallNote, Reference, RequirementSection
from simurg.ledger import View
from simurg.ontology.errors import CallerError

REQUIREMENT_COLUMNS = ("name", "question", "regions", "topics", "priority", "active")
OUTSIDE = "Outside your requirements"
EVERYTHING = "All reports"


@dataclass(slots=True)
class _Desk:
    """What lies on the desk while a brief is written; it lives for one call of `compile`."""

    request: BriefRequest
    material: Material
    matcher: Matcher
    labels: Labels
    alarms: list[warnings.Alarm]
    series: list[outlooks.Series]
    record: outlooks.TrackRecord
    known: dict[Reference, Evidence] = field(default_factory=dict)


def compile(view: View, request: BriefRequest) -> Brief:
    """The brief of a view. CallerError if `since` is not before the view's moment."""
    if request.since >= view.known_at:
        raise CallerError(
            "A brief needs a time in which something can have changed.",
            hint="Give a --since that lies before the moment of the brief.",
        )
    desk = _desk(view, request)
    requirements = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS))
    matches = [desk.matcher.match(requirement) for requirement in requirements]
    sections = [_section(desk, one, matched) for one, matched in zip(requirements, matches, strict=True)]
    outside, rest = _outside(desk, requirements, matches)
    notes = _recalls(view, desk)
    return _page(view, desk, (tuple(sections), outside, notes), [*matches, rest])


def requirements_of(table: pa.Table) -> list[Requirement]:
    """The active requirements, by priority (1 first, none last) and name."""
    rows = [row for row in table.to_pylist() if row["active"] is not False and row["name"]]
    made = [
        Requirement(
            row["name"], row["question"] or "", tuple(row["regions"] or ()), tuple(row["topics"] or ()), row["priority"]
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (one.priority is None, one.priority or 0, one.name))


def _desk(view: View, request: BriefRequest) -> _Desk:
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
    return _Desk(
        request,
        material,
        Matcher(material),
        pairs(material.events),
        warnings.open_alarms(findings, request, view.picture, moment),
        outlooks.open_series(forecasts, request, view.picture, moment),
        outlooks.TrackRecord(scores, view.picture),
    )


def _section(desk: _Desk, requirement: Requirement, matched: Matched) -> RequirementSection:
    events = desk.material.events
    alarms = [
        alarm
        for alarm in desk.alarms
        if warnings.concerns(alarm, requirement, bool(matched.events[events.rows_of(alarm.basis)].any()))
    ]
    series = [one for one in desk.series if outlooks.concerns(one, requirement)]
    terms = (*requirement.regions, *(topic.lower() for topic in requirement.topics))
    named = RequirementSection(requirement.name, requirement.question, requirement.priority, terms)
    gaps = silent_regions(requirement, desk.material, desk.matcher, desk.request.silent_after)
    filled = replace(_filled(desk, named, matched, alarms, series), gaps=tuple(gaps))
    if len(gaps) == len(requirement.regions) > 0 and all(line.says_no_report for line in filled.changes):
        filled = replace(filled, changes=())  # the gaps say it already
    return filled


def _filled(
    desk: _Desk,
    section: RequirementSection,
    matched: Matched,
    alarms: list[warnings.Alarm],
    series: list[outlooks.Series],
) -> RequirementSection:
    limits = desk.request.limits
    lines, left_out = changed(desk.material, desk.labels, matched, limits.changes)
    shown = [warnings.warning_of(one, desk.material, desk.labels, desk.request) for one in alarms[: limits.warnings]]
    views = sorted(
        (outlooks.outlook_of(one, desk.record, desk.request) for one in series),
        key=lambda one: (-one.ranges[0].at_least, -one.ranges[0].median, one.place, one.series),
    )[: limits.outlooks]
    for alarm in alarms[: limits.warnings]:
        reference = Reference("finding", alarm.id)
        title = f"Finding: {alarm.subject}"
        says = f"{len(alarm.basis):,} rows cited; q = {alarm.q:.2g}"
        desk.known[reference] = Evidence(0, reference, "detector", NOT_GRADED, alarm.window_to.date(), title, says)
    for one in series:
        _note_forecast(desk, one)
    known = desk.material.events.known[matched.events]
    if not len(known):
        known = desk.material.reports.known[matched.reports]
    left_out += max(len(alarms) - limits.warnings, 0) + max(len(series) - limits.outlooks, 0)
    return replace(
        section,
        changes=tuple(lines),
        warnings=tuple(shown),
        outlooks=tuple(views),
        weekly=desk.material.weekly(known) if len(known) else (),
        left_out=left_out,
    )


def _note_forecast(desk: _Desk, series: outlooks.Series) -> None:
    first = series.nearest[0]
    reference = Reference("forecast", first.id)
    title = f"Forecast of {series.series} for {series.place}"
    desk.known[reference] = Evidence(
        0, reference, f"model {series.model}", NOT_GRADED, first.known_at.date(), title,
        f"{len(first.samples):,} samples for {first.target_from:%b %Y}",
    )  # fmt: skip
    for score in desk.record.of(series.model, series.series, first.horizon)[1]:
        desk.known[score] = Evidence(
            0, score, f"model {series.model}", NOT_GRADED, None, f"Track record of {series.model}", series.series
        )


def _outside(
    desk: _Desk, requirements: list[Requirement], matches: list[Matched]
) -> tuple[RequirementSection | None, Matched]:
    """What no requirement asks for; with no requirement at all, everything."""
    material = desk.material
    reports = np.ones(len(material.reports), dtype=np.bool_)
    events = np.ones(len(material.events), dtype=np.bool_)
    for matched in matches:
        reports, events = reports & ~matched.reports, events & ~matched.events
    rest = Matched(reports, events)
    alarms = [alarm for alarm in desk.alarms if not _asked_for(desk, alarm, requirements, matches)]
    series = [one for one in desk.series if not any(outlooks.concerns(one, ask) for ask in requirements)]
    if requirements:
        section = RequirementSection(OUTSIDE, "What is strong and was not asked for", None)
        filled = _filled(desk, section, rest, alarms, [])
        if not (reports & material.new(material.reports)).any() and not (events & material.new(material.events)).any():
            filled = replace(filled, changes=())
        return (filled if filled.warnings or filled.changes else None), rest
    section = RequirementSection(EVERYTHING, "No requirement is set, so nothing is left out", None)
    return _filled(desk, section, rest, alarms, series), rest


def _asked_for(desk: _Desk, alarm: warnings.Alarm, requirements: list[Requirement], matches: list[Matched]) -> bool:
    rows = desk.material.events.rows_of(alarm.basis)
    return any(
        warnings.concerns(alarm, requirement, bool(matched.events[rows].any()))
        for requirement, matched in zip(requirements, matches, strict=True)
    )


def _recalls(view: View, desk: _Desk) -> tuple[RecallNote, ...]:
    table = view.read("recalls", RECALL_COLUMNS, {"known_at": (desk.request.since, None)})
    pairs_ = recall_notes(table, desk.request.recall_effects)
    desk.known.update({entry.reference: entry for _, entry in pairs_})
    return tuple(note for note, _ in pairs_)


def _in_all(material: Material, matches: Iterable[Matched], lines: Iterable[Line]) -> int:
    """How many reports and events of the two periods the page was made from, with whatever else it cites."""
    cited = {reference for line in lines for reference in line.references}
    count = sum(reference.kind not in ("report", "event") for reference in cited)
    for kind, rows in (("report", material.reports), ("event", material.events)):
        used = np.zeros(len(rows), dtype=np.bool_)
        for matched in matches:
            used |= matched.reports if kind == "report" else matched.events
        used &= material.new(rows) | material.before(rows)
        used[rows.rows_of(reference.id for reference in cited if reference.kind == kind)] = True
        count += int(used.sum())
    return count


def _page(
    view: View,
    desk: _Desk,
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
        evidence_in_all=_in_all(desk.material, matches, lines),
    )
