"""What is not known: regions of a requirement from which nothing came for a while.

Silence is a gap in what we know, never a count of nought. Where topics are asked for, regions from which something
came, but nothing on them, stand together in one line, which speaks of the topic alone.
"""

from datetime import datetime, timedelta

import numpy as np

from simurg.assessment.brief.changes import NONE_ON_TOPIC
from simurg.assessment.brief.matching import Matched, Matcher, Requirement, codes_of, region_pattern
from simurg.assessment.brief.material import Ints, Material, Rows
from simurg.assessment.brief.values import EvidenceKind, Line, Reference, figure, name, sentence
from simurg.ontology.countries import country_name

MOST_NAMED = 6


def silent_regions(
    requirement: Requirement, matched: Matched, material: Material, matcher: Matcher, silent_after: timedelta
) -> list[Line]:
    """One line for each region that no report or event has named for `silent_after`, then one for those that are
    reported on, but not on the topics, in the requirement's order; `matched` is what concerns the requirement."""
    lines: list[Line] = []
    quiet: list[tuple[str, tuple[datetime, Reference] | None]] = []
    for region in dict.fromkeys(requirement.regions):
        pattern = region_pattern((region,), requirement.countries)
        reports = matcher.reports_in(pattern)
        events = matcher.events_in(pattern, frozenset(codes_of(region, requirement.countries)), reports)
        latest = _latest(material, np.flatnonzero(reports), np.flatnonzero(events))
        if _is_old(latest, material, silent_after):
            lines.append(_line(region, latest, silent_after))
            continue
        latest = _latest(material, np.flatnonzero(reports & matched.reports), np.flatnonzero(events & matched.events))
        if requirement.topics and _is_old(latest, material, silent_after):
            quiet.append((region, latest))
    return [*lines, _quiet(quiet, silent_after)] if quiet else lines


def _is_old(latest: tuple[datetime, Reference] | None, material: Material, silent_after: timedelta) -> bool:
    return latest is None or material.known_at - latest[0] >= silent_after


def _latest(material: Material, reports: Ints, events: Ints) -> tuple[datetime, Reference] | None:
    """When the newest of the rows became known, and which it is."""
    found: list[tuple[int, EvidenceKind, Rows, int]] = []
    kinds: list[tuple[EvidenceKind, Rows, Ints]] = [
        ("report", material.reports, reports), ("event", material.events, events)
    ]  # fmt: skip
    for kind, rows, chosen in kinds:
        if len(chosen):
            row = rows.best(chosen[rows.known[chosen] == rows.known[chosen].max()], 1)[0]
            found.append((int(rows.known[row]), kind, rows, row))
    if not found:
        return None
    _, kind, rows, row = max(found, key=lambda one: one[:2])
    return rows.cell("known_at", row), Reference(kind, rows.id(row))


def _line(region: str, latest: tuple[datetime, Reference] | None, silent_after: timedelta) -> Line:
    days = figure(f"{silent_after.days} days")
    parts = sentence("No report on ", name(country_name(region)), " in the last ", days)
    if latest is None:
        return Line((*parts, *sentence(". What happens there is unknown, not calm.")), says_no_report=True)
    when, reference = latest
    after = sentence(f"; the last one became known on {when:%-d %b %Y}. What happens there is unknown, not calm.")
    return Line((*parts, *after), (reference,), 1, says_no_report=True)


def _quiet(regions: list[tuple[str, tuple[datetime, Reference] | None]], silent_after: timedelta) -> Line:
    """Regions that are reported on, but not on the topics; the evidence is the last that was."""
    named = [country_name(region) for region, _ in regions[:MOST_NAMED]]
    more = f" and {len(regions) - MOST_NAMED} more" if len(regions) > MOST_NAMED else ""
    last = tuple(latest[1] for _, latest in regions[:MOST_NAMED] if latest is not None)
    parts = sentence(
        NONE_ON_TOPIC, " in the last ", figure(f"{silent_after.days} days"), " from ", name(", ".join(named)), more,
        ", though other reports come from there.",
    )  # fmt: skip
    return Line(parts, last, len(last), says_no_report=True)
