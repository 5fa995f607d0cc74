"""Warnings of a brief: findings still open at its moment, with the grades of what they rest on.

A finding is open if its window ends after `since`, or within the last seven days. Of one subject the strongest is
shown and the types of the others are named; one that rests on nothing but the rows of a stronger one is named with
it. Ties are broken by what is said, never by an id, so that the same events give the same words. How rare a
surge is (q) and how good its basis is (confidence) are two statements. Sources that go back to one origin are no
more than one; of rows of a table nobody can tell, and the line says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from simurg.assessment.brief.changes import clipped, plural, references
from simurg.assessment.brief.evidence import grade_of
from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.material import UNGRADED, Ints, Material
from simurg.assessment.brief.parties import BETWEEN, Labels
from simurg.assessment.brief.request import BriefRequest
from simurg.assessment.brief.telling import Telling
from simurg.assessment.brief.values import Confidence, Line, Quote, Reference, Span, Warning, figure, name, sentence
from simurg.ontology.countries import country_name

FINDING_COLUMNS = (
    "id", "basis", "known_at", "picture", "detector", "subject", "kind", "event_type", "window_from", "window_to",
    "observed", "expected", "q_value", "strength",
)  # fmt: skip


_PLACES = ("country", "place")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is needed of a row of `findings`; `others` are types of weaker findings on the same subject, `folded`
    weaker findings on other subjects that rest on the same rows or some of them."""

    id: UUID
    basis: tuple[UUID, ...]
    subject: str
    event_type: str | None
    window_from: datetime
    window_to: datetime
    observed: float
    expected: float
    q: float
    strength: float
    others: tuple[str, ...] = ()
    folded: tuple["Alarm", ...] = ()


def open_alarms(table: pa.Table, request: BriefRequest, picture: str, moment: datetime) -> list[Alarm]:
    """The open findings of a picture, one a subject and one for the same rows, the strongest first."""
    after = oldest(request.since, moment)
    rows = [row for row in table.to_pylist() if _is_open(row, after, moment, picture, request.false_discovery)]
    rows.sort(
        key=lambda row: (row["window_to"], row["known_at"], row["strength"] or 0.0, row["id"].bytes), reverse=True
    )
    latest: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        latest.setdefault((row["detector"], row["subject"], row["event_type"]), row)
    alarms = sorted(map(_alarm, latest.values()), key=_order)
    subjects: dict[str, list[Alarm]] = {}
    for alarm in alarms:
        subjects.setdefault(alarm.subject, []).append(alarm)
    return _folded([_joined(first, rest) for first, *rest in subjects.values()])


def _order(alarm: Alarm) -> tuple[float, float, str, str, bytes]:
    """The strongest first; on a tie (within rounding) all types together, then the type's name; the id comes last."""
    return (-round(alarm.strength, 6), round(alarm.q, 9), alarm.subject, alarm.event_type or "", alarm.id.bytes)


def _folded(alarms: Sequence[Alarm]) -> list[Alarm]:
    """An alarm that counts no more and rests on no other rows than a stronger one is told with that one."""
    kept: list[Alarm] = []
    for alarm in alarms:
        rows = set(alarm.basis)
        holds = (place for place, one in enumerate(kept) if rows <= set(one.basis) and alarm.observed <= one.observed)
        place = next(holds, None) if rows else None
        if place is None:
            kept.append(alarm)
        else:
            kept[place] = replace(kept[place], folded=(*kept[place].folded, alarm))
    return kept


def oldest(since: datetime, moment: datetime) -> datetime:
    """Windows that end after this are open."""
    return min(since, moment - timedelta(days=7))


def _is_open(row: Mapping[str, Any], after: datetime, moment: datetime, picture: str, rate: float) -> bool:
    needed = (row["window_from"], row["window_to"], row["observed"], row["q_value"], row["subject"])
    if any(value is None for value in needed) or row["picture"] not in (None, picture):
        return False
    return bool(after < row["window_to"] <= moment + timedelta(days=1) and row["q_value"] <= rate)


def _alarm(row: Mapping[str, Any]) -> Alarm:
    return Alarm(
        row["id"], tuple(row["basis"] or ()), row["subject"], row["event_type"], row["window_from"], row["window_to"],
        row["observed"], row["expected"] or 0.0, row["q_value"], row["strength"] or 0.0,
    )  # fmt: skip


def _joined(first: Alarm, rest: Sequence[Alarm]) -> Alarm:
    others = tuple(sorted({alarm.event_type for alarm in rest if alarm.event_type}))
    return replace(first, others=others)


def concerns(alarm: Alarm, requirement: Requirement, basis_matches: bool) -> bool:
    """Whether a requirement asks for it: by its basis, or by its subject and type."""
    if basis_matches or (not requirement.regions and not requirement.topics):
        return True
    pattern = requirement.region_pattern
    subjects = (alarm.subject, *(one.subject for one in alarm.folded))
    here = pattern is None or any(pattern.search(subject) is not None for subject in subjects)
    types = {alarm.event_type, *alarm.others} - {None}
    on_topic = not requirement.topics or not types or bool(types & requirement.types)
    return here and on_topic and bool(requirement.regions)


def warning_of(alarm: Alarm, material: Material, labels: Labels, telling: Telling, request: BriefRequest) -> Warning:
    """The alarm in words, with the best reports that it rests on."""
    events = material.events
    rows = events.rows_of(alarm.basis)
    cited = references(events, "event", rows, request.limits.evidence_per_line, apart=material.report_row)
    finding = Reference("finding", alarm.id)
    days = max(round((alarm.window_to - alarm.window_from) / timedelta(days=1)), 1)
    kinds = alarm.event_type.lower() + " " if alarm.event_type else ""
    also: list[str | Span] = []
    if alarm.others:
        also.append(f" Also by type: {', '.join(word.lower() for word in alarm.others)}.")
    for one in alarm.folded:
        also += [
            " Also between " if BETWEEN in one.subject else " Also at ",
            name(_subject(one, material, labels)),
            ".",
        ]
    return Warning(
        line=_line(alarm, _subject(alarm, material, labels), (finding, *cited), (kinds, days, also)),
        chance=_chance(alarm.q),
        confidence=_confidence(material, telling, rows),
        quotes=_quotes(material, cited, request.limits.quotes),
        weekly=_weekly(material, labels, alarm.subject),
        subject=alarm.subject,
    )


def _subject(alarm: Alarm, material: Material, labels: Labels) -> str:
    """The subject as the brief spells it; a code that is no country of ours gets the name that most of its events'
    places end with."""
    rows = material.events.rows_of(alarm.basis)
    if len(alarm.subject) > 3 or not len(rows):
        return labels.spelled(alarm.subject)
    ends = Counter(material.events.words["place"].at(int(row)).rsplit(",", 1)[-1].strip() for row in rows)
    end = min(ends, key=lambda word: (-ends[word], word))
    return f"{end} ({alarm.subject})" if end and end != alarm.subject else alarm.subject


def _expected(count: float) -> str:
    """Two digits that count, so that little is never "0.0"."""
    if count >= 100:
        return f"{count:,.0f}"
    return f"{count:.1f}" if count >= 1 else "under 0.01" if count < 0.01 else f"{count:.2g}"


def _line(alarm: Alarm, subject: str, cited: tuple[Reference, ...], more: tuple[str, int, list[str | Span]]) -> Line:
    kinds, days, also = more
    spans = sentence(
        name(subject), ": ", figure(f"{alarm.observed:,.0f}"), f" {kinds}events in the {days} days before ",
        f"{alarm.window_to:%-d %b %Y}, where ", figure(_expected(alarm.expected)), " were expected.", *also
    )  # fmt: skip
    return Line(spans, cited, max(round(alarm.observed), len(cited)))


def _chance(q: float) -> str:
    """What the corrected p-value means for a reader."""
    if q <= 0.001:
        return f"Of alarms this strong, fewer than 1 in 1,000 is expected to be false (q {_small(q)})."
    return f"Of alarms this strong, about 1 in {round(1 / q):,} is expected to be false (q {_small(q)})."


def _small(q: float) -> str:
    return "< 0.0001" if q < 0.0001 else f"= {q:.2g}"


def _confidence(material: Material, telling: Telling, rows: Ints) -> Confidence:
    """From the sources, the origins they go back to, and the best grade; high only if several good ones agree."""
    events = material.events
    sources = _sources(material, rows)
    behind = np.unique(material.report_row[rows])
    reports = material.reports.table["id"].take(behind[behind >= 0]).to_pylist()
    origins = telling.origins(reports) if telling.has_words(reports) else sources
    counted = f"{sources} {plural('source', sources)}" + (
        f", going back to at most {origins} {plural('independent origin', origins)}"
        if telling.has_words(reports)
        else "; origins cannot be told from table rows"
    )
    graded = rows[events.rank[rows] < UNGRADED]
    if not len(graded):
        return Confidence("low", f"{counted}; none of them graded")
    best = events.best(graded, 1)[0]
    reason = f"{counted}; best grade {grade_of(material.reports, int(material.report_row[best]))}"
    ranks = events.rank[graded]
    good = _sources(material, graded[(ranks < 20) & (ranks % 10 <= 2)])  # reliability A or B, credibility 1 or 2
    if good >= 3 and origins >= 3:
        return Confidence("high", reason)
    return Confidence("moderate" if good >= 1 and min(sources, origins) >= 2 else "low", reason)


def _sources(material: Material, rows: Ints) -> int:
    return len(np.unique(material.events.words["source_id"].codes[rows]))


def _quotes(material: Material, cited: Sequence[Reference], most: int) -> tuple[Quote, ...]:
    quotes = []
    for reference in cited:
        event = int(material.events.rows_of([reference.id])[0])
        report = int(material.report_row[event])
        title = material.reports.words["title"].at(report) if report >= 0 else ""
        if title and not material.is_data_file(report):
            when = material.events.cell("occurred_from", event) or material.events.cell("known_at", event)
            source = material.events.words["source_id"].at(event)
            quotes.append(Quote(clipped(title), source, grade_of(material.reports, report), when.date(), reference))
    return tuple(quotes[:most])


def _weekly(material: Material, labels: Labels, subject: str) -> tuple[int, ...]:
    """Events of the subject by week; none where no event bears its label."""
    wanted = sorted(subject.casefold().split(BETWEEN))
    codes = [code for code, name in enumerate(labels.names) if sorted(name.casefold().split(BETWEEN)) == wanted]
    if codes:
        return material.weekly(material.events.known[labels.codes == codes[0]])
    there = [material.events.words[column].where(lambda word: country_name(word) == subject) for column in _PLACES]
    return material.weekly(material.events.known[there[0] | there[1]]) if (there[0] | there[1]).any() else ()
