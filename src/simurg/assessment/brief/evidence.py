"""The numbered list at the end of a brief, and what fits into it.

Every line keeps at least one reference; what room is left goes to second, third and fourth references, in the
order of the page. A line for which there is no room is dropped and counted, never shown without evidence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from simurg.assessment.brief.material import Material, Rows
from simurg.assessment.brief.parties import party_name
from simurg.assessment.brief.request import Limits
from simurg.assessment.brief.values import (
    Evidence,
    Line,
    RecallNote,
    Reference,
    RequirementSection,
)
from simurg.ontology.countries import country_name
from simurg.ontology.grades import Grade

NOT_GRADED = "not graded"

Known = Mapping[Reference, Evidence]
"""Entries of rows that are not in the material, made by those who cite them; their number is 0."""


def allowed(lines: Sequence[Line], limits: Limits) -> frozenset[Reference]:
    """The references that fit: first of each line first, then seconds, and so on."""
    kept: dict[Reference, None] = {}
    for place in range(limits.evidence_per_line + 1):  # one more, as a warning cites its finding too
        for line in lines:
            if len(kept) == limits.evidence:
                return frozenset(kept)
            if place < len(line.references):
                kept.setdefault(line.references[place])
    return frozenset(kept)


def within(line: Line, kept: frozenset[Reference]) -> Line | None:
    """The line with the references that fit; None if none of its own do."""
    if line.says_no_report and not line.references:
        return line
    references = tuple(reference for reference in line.references if reference in kept)
    return replace(line, references=references) if references else None


def section_within(section: RequirementSection, kept: frozenset[Reference]) -> RequirementSection:
    """The section with what fits; dropped lines are counted."""
    warnings = []
    for warning in section.warnings:
        line = within(warning.line, kept)
        if line is not None:
            quotes = tuple(quote for quote in warning.quotes if quote.reference in line.references)
            warnings.append(replace(warning, line=line, quotes=quotes))
    outlooks = [replace(one, line=line) for one in section.outlooks if (line := within(one.line, kept)) is not None]
    changes = [line for one in section.changes if (line := within(one, kept)) is not None]
    gaps = [line for one in section.gaps if (line := within(one, kept)) is not None]
    made = replace(
        section, warnings=tuple(warnings), outlooks=tuple(outlooks), changes=tuple(changes), gaps=tuple(gaps)
    )
    dropped = sum(1 for _ in section.lines()) - sum(1 for _ in made.lines())
    return replace(made, left_out=section.left_out + dropped)


def recalls_within(notes: Iterable[RecallNote], kept: frozenset[Reference]) -> tuple[RecallNote, ...]:
    return tuple(replace(note, line=line) for note in notes if (line := within(note.line, kept)) is not None)


def listed(lines: Iterable[Line], material: Material, known: Known) -> tuple[Evidence, ...]:
    """An entry for each reference, numbered in the order of the page."""
    order: dict[Reference, None] = {}
    for line in lines:
        order.update(dict.fromkeys(line.references))
    at = {
        kind: _rows_at(order, kind, rows) for kind, rows in (("report", material.reports), ("event", material.events))
    }
    entries = []
    for number, reference in enumerate(order, 1):
        if reference in known:
            entries.append(replace(known[reference], number=number))
        elif reference.kind == "report":
            entries.append(_of_report(material, at["report"][reference.id], reference, number))
        else:
            entries.append(_of_event(material, at["event"][reference.id], reference, number))
    return tuple(entries)


def _rows_at(order: Iterable[Reference], kind: str, rows: Rows) -> dict[UUID, int]:
    found = rows.rows_of([reference.id for reference in order if reference.kind == kind])
    return {rows.id(int(row)): int(row) for row in found}


def grade_of(reports: Rows, row: int) -> str:
    """The grade of a report in words; row -1 is no report."""
    if row < 0:
        return NOT_GRADED
    return grade_in_words(reports.cell("reliability", row), reports.cell("credibility", row))


def grade_in_words(reliability: str | None, credibility: int | None) -> str:
    """B2, B–, –2 or `not graded`: F and 6 say nothing, so they are not written as letters or numbers."""
    grade = Grade(reliability or "F", credibility or 6)
    if grade.judged:
        return str(grade)
    if grade.reliability == "F" and grade.credibility == 6:
        return NOT_GRADED
    return f"{grade.reliability}–" if grade.credibility == 6 else f"–{grade.credibility}"


def _of_report(material: Material, row: int, reference: Reference, number: int) -> Evidence:
    reports = material.reports
    title, says = reports.words["title"].at(row), ""
    if not title:
        told = material.events.best(np.flatnonzero(material.report_row == row), 1)
        title = "(report without a title)"
        says = _event_line(material.events, told[0]) if told else ""
    return Evidence(
        number=number,
        reference=reference,
        source=reports.words["source_id"].at(row),
        grade=grade_of(reports, row),
        date=_day(reports, row, "published_at"),
        title=title,
        says=says,
        url=reports.cell("url", row) or "",
        report=reference.id,
    )


def _of_event(material: Material, row: int, reference: Reference, number: int) -> Evidence:
    events, reports = material.events, material.reports
    report = int(material.report_row[row])
    title = reports.words["title"].at(report) if report >= 0 else ""
    says = _event_line(events, row)
    if title and material.is_data_file(report):
        title, says = says, f"in “{title}”"
    return Evidence(
        number=number,
        reference=reference,
        source=events.words["source_id"].at(row),
        grade=grade_of(reports, report),
        date=_day(events, row, "occurred_from"),
        title=title or says,
        says=says if title else "",
        url=(reports.cell("url", report) if report >= 0 else "") or "",
        report=events.cell("report_id", row),
    )


def _event_line(events: Rows, row: int) -> str:
    """`Russia → Ukraine: threaten, Crimea`."""
    words = events.words
    parties = [party_name(word) for word in (words["actor"].at(row), words["recipient"].at(row)) if word]
    what = (words["event_type"].at(row) or words["description"].at(row) or "event").lower()
    place = words["place"].at(row).split(",")[0] or country_name(words["country"].at(row))
    return (" → ".join(parties) + ": " if parties else "") + what + (f", {place}" if place else "")


def _day(rows: Rows, row: int, column: str) -> date | None:
    moment: Any = rows.cell(column, row) or rows.cell("known_at", row)
    return moment.date() if moment else None
