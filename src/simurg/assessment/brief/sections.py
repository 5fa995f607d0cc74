"""The sections of a brief: what concerns each requirement, and what nobody asked for.

A warning, an outlook and an altered copy stand once, with the first requirement that they concern; a warning names
the others, and an outlook goes first to those whose topics name its series.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from simurg.assessment.brief import alarms, outlooks, warnings
from simurg.assessment.brief.behind import entry_of, reports_behind
from simurg.assessment.brief.changes import changed, on_this_topic
from simurg.assessment.brief.evidence import NOT_GRADED
from simurg.assessment.brief.foreseen import chances_of, fan_for, issued_said, whys_of
from simurg.assessment.brief.gaps import silent_regions
from simurg.assessment.brief.matching import Matched, Matcher, Requirement
from simurg.assessment.brief.material import Material
from simurg.assessment.brief.parties import Labels
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.stories import beside
from simurg.assessment.brief.telling import Copy, Telling
from simurg.assessment.brief.values import Evidence, Outlook, Reference, RequirementSection, Why
from simurg.ledger import View

OUTSIDE = "Outside your requirements"
EVERYTHING = "All reports"


@dataclass(slots=True)
class Desk:
    """What lies on the desk while a brief is written; it lives for one call of `compile`."""

    view: View
    request: BriefRequest
    material: Material
    matcher: Matcher
    labels: Labels
    telling: Telling
    alarms: list[warnings.Alarm]
    series: list[outlooks.Series]
    record: outlooks.TrackRecord
    known: dict[Reference, Evidence] = field(default_factory=dict)
    whys: dict[outlooks.Series, Why] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """What falls to one section; beside an alarm the names of other requirements that it concerns."""

    matched: Matched
    alarms: list[tuple[warnings.Alarm, tuple[str, ...]]] = field(default_factory=list)
    series: list[outlooks.Series] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)


def sections_of(
    desk: Desk, requirements: Sequence[Requirement], matches: Sequence[Matched]
) -> tuple[tuple[RequirementSection, ...], Share]:
    """A section for each requirement, and what is left for nobody."""
    material = desk.material
    shares = [Share(matched) for matched in matches]
    reports = np.ones(len(material.reports), dtype=np.bool_)
    events = np.ones(len(material.events), dtype=np.bool_)
    for matched in matches:
        reports, events = reports & ~matched.reports, events & ~matched.events
    rest = Share(Matched(reports, events))
    for alarm in desk.alarms:
        rows = material.events.rows_of(alarm.basis)
        asks = [
            at
            for at, one in enumerate(requirements)
            if warnings.concerns(alarm, one, bool(matches[at].events[rows].any()))
        ]
        also = tuple(requirements[at].name for at in asks[1:])
        (shares[asks[0]] if asks else rest).alarms.append((alarm, also))
    for series in desk.series:
        asks = [at for at, one in enumerate(requirements) if outlooks.concerns(series, one)]
        asks = [at for at in asks if outlooks.is_named(series, requirements[at])] or asks
        (shares[asks[0]] if asks else rest).series.append(series)
    for copy in desk.telling.copies:
        at_rows = material.reports.rows_of((copy.report["id"], copy.original["id"]))
        found = [share for share in shares if share.matched.reports[at_rows].any()]
        (found[0] if found else rest).copies.append(copy)
    shown = [one for share in (*shares, *(() if requirements else (rest,))) for one, _ in _top(desk, share.series)]
    desk.whys.update(whys_of(desk.request, shown))
    made = [_section(desk, one, share) for one, share in zip(requirements, shares, strict=True)]
    return tuple(made), rest


def outside_of(desk: Desk, rest: Share, asked: bool) -> RequirementSection | None:
    """What is strong and no requirement asks for; with no requirement at all, everything."""
    if not asked:
        section = RequirementSection(EVERYTHING, "No requirement is set, so nothing is left out", None)
        return _filled(desk, section, rest)
    section = RequirementSection(OUTSIDE, "What is strong and was not asked for", None)
    filled = _filled(desk, section, replace(rest, series=[]))
    if all(line.says_no_report for line in filled.changes):
        filled = replace(filled, changes=())
    return filled if filled.warnings or filled.changes else None


def _section(desk: Desk, requirement: Requirement, share: Share) -> RequirementSection:
    terms = (*requirement.regions, *(topic.lower() for topic in requirement.topics))
    named = RequirementSection(requirement.name, requirement.question, requirement.priority, terms)
    gaps = silent_regions(requirement, share.matched, desk.material, desk.matcher, desk.request.silent_after)
    filled = alarms.marked(
        replace(_filled(desk, named, share), gaps=tuple(gaps)), requirement, share.series, desk.request
    )
    if requirement.topics:
        filled = replace(filled, changes=tuple(map(on_this_topic, filled.changes)))
    if len(gaps) == len(requirement.regions) > 0 and all(line.says_no_report for line in filled.changes):
        filled = replace(filled, changes=())  # the gaps say it already
    return filled


def _filled(desk: Desk, section: RequirementSection, share: Share) -> RequirementSection:
    limits = desk.request.limits
    matched, found, series = share.matched, share.alarms, share.series
    others = beside(desk.material, desk.telling, matched.reports, share.copies, limits.changes)
    lines, left_out = changed(desk.material, desk.labels, matched, others, limits.changes)
    _note_copies(desk, share.copies)
    shown = [
        replace(warnings.warning_of(one, desk.material, desk.labels, desk.telling, desk.request), also=also)
        for one, also in found[: limits.warnings]
    ]
    for alarm, _ in found[: limits.warnings]:
        reference = Reference("finding", alarm.id)
        title = f"Finding: {desk.labels.spelled(alarm.subject)}"
        says = f"{len(alarm.basis):,} rows cited; q = {alarm.q:.2g}"
        desk.known[reference] = Evidence(0, reference, "detector", NOT_GRADED, alarm.window_to.date(), title, says)
    known = desk.material.events.known[matched.events]
    if not len(known):
        known = desk.material.reports.known[matched.reports]
    left_out += max(len(found) - limits.warnings, 0) + max(len(series) - limits.outlooks, 0)
    return replace(
        section,
        changes=tuple(lines),
        warnings=tuple(shown),
        outlooks=tuple(_outlooks(desk, series)),
        weekly=desk.material.weekly(known) if len(known) else (),
        left_out=left_out,
    )


def _outlooks(desk: Desk, series: list[outlooks.Series]) -> list[Outlook]:
    """The most probable first; each cites its forecast, a report behind it, the score, another report."""
    shown = [(outlook, one) for one, outlook in _top(desk, series)]
    behind = reports_behind(desk.view, (one for _, one in shown))
    made = []
    for view, each in shown:
        _note_forecast(desk, each)
        entries = behind.get(each, [])
        reports = desk.material.reports
        desk.known.update({one.reference: one for one in entries if not len(reports.rows_of([one.reference.id]))})
        first, *scores = view.line.references
        told = [entry.reference for entry in entries]
        cited = (first, *told[:1], *scores, *told[1:])
        seen = max(len(each.nearest[0].basis), len(cited))
        earlier = issued_said(desk.view, each.model, each.series, each.place)
        made.append(
            replace(
                view,
                line=replace(view.line, references=cited, rests_on=seen),
                chances=chances_of(each.nearest[0].samples),
                fan=fan_for(desk.request, each, earlier),
                why=desk.whys.get(each),
            )
        )
    return made


def _top(desk: Desk, series: Sequence[outlooks.Series]) -> list[tuple[outlooks.Series, Outlook]]:
    """Those that are shown, the most probable first."""
    views = [(one, outlooks.outlook_of(one, desk.record, desk.request)) for one in series]
    views.sort(key=lambda one: (-one[1].ranges[0].at_least, -one[1].ranges[0].median, one[1].place, one[1].series))
    return views[: desk.request.limits.outlooks]


def _note_copies(desk: Desk, copies: Sequence[Copy]) -> None:
    """An original is often older than what was read for the page."""
    for row in (row for copy in copies for row in (copy.report, copy.original)):
        if not len(desk.material.reports.rows_of([row["id"]])):
            desk.known[Reference("report", row["id"])] = entry_of(row)


def _note_forecast(desk: Desk, series: outlooks.Series) -> None:
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
