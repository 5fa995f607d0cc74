"""What changed: counts of reports and events since a moment beside the period of the same length before.

Counted is what became known, not what happened, in each period. A group is a pair of parties; its line gives the
types and the places that most of its events fall into. What stands beside the counts (stories, altered copies) is
made in stories.py.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from simurg.assessment.brief.matching import Matched
from simurg.assessment.brief.material import Ints, Mask, Material, Rows, Words
from simurg.assessment.brief.parties import Labels
from simurg.assessment.brief.values import EvidenceKind, Line, Reference, Span, figure, name, sentence
from simurg.ontology.countries import COUNTRIES, country_name

NONE_ON_TOPIC = "No report on this topic"
MOST_COPIES = 2


@dataclass(frozen=True, slots=True)
class Beside:
    """Lines that stand beside the counts: all `copies` with changed facts, the first `stories` of `in_all`."""

    copies: tuple[Line, ...] = ()
    stories: tuple[Line, ...] = ()
    in_all: int = 0


def changed(material: Material, labels: Labels, matched: Matched, beside: Beside, most: int) -> tuple[list[Line], int]:
    """Lines, the total first, then groups by size of change, copies, stories; and how many were left out."""
    total = _total(material, matched)
    copies = beside.copies[: min(MOST_COPIES, max(most - 1, 0))]
    if total.says_no_report:
        return [total, *copies], len(beside.copies) - len(copies)
    new, old = (matched.events & part(material.events) for part in (material.new, material.before))
    groups = _groups(labels, new, old)
    room = max(most - 1 - len(copies), 0)
    taken = groups[: room - min(beside.in_all, (room + 1) // 3)]
    told = beside.stories[: room - len(taken)]
    lines = [
        _group(material, labels.names[code], _of(labels, code, new), _of(labels, code, old), not old.any())
        for code in taken
    ]
    left_out = len(groups) + beside.in_all + len(beside.copies) - len(lines) - len(told) - len(copies)
    return [total, *lines, *copies, *told], left_out


def _total(material: Material, matched: Matched) -> Line:
    counts = []
    cited: list[Reference] = []
    kinds: list[tuple[EvidenceKind, Rows, Mask]] = [
        ("report", material.reports, matched.reports),
        ("event", material.events, matched.events),
    ]
    for kind, rows, mask in kinds:
        new, old = mask & material.new(rows), mask & material.before(rows)
        counts.append((int(old.sum()), int(new.sum())))
        titled = new & (rows.words["title"].codes >= 0) if kind == "report" else new
        cited = cited or list(references(rows, kind, np.flatnonzero(titled if titled.any() else new), 4))
    (old_reports, new_reports), (old_events, new_events) = counts
    if not new_reports and not new_events:
        return Line(
            sentence(f"No report since {material.since:%-d %b %Y %H:%M} UTC. That is unknown, not calm."),
            says_no_report=True,
        )
    sources = len(set(_sources(material, matched)))
    nothing_before = not old_reports and not old_events
    counted: list[str | Span] = []
    for word, old_count, new_count in ((" report", old_reports, new_reports), (" event", old_events, new_events)):
        if old_count or new_count:  # what no source gives is not counted as nought
            counted += [" and "] if counted else []
            counted += [*_old_new(old_count, new_count, nothing_before), plural(word, new_count)]
    spans = sentence(
        "New: ", *counted, ", from ", figure(sources), plural(" source", sources), ".",
        " None is known from the period before." if nothing_before else "",
    )  # fmt: skip
    return Line(spans, tuple(cited), new_reports + new_events)


def on_this_topic(line: Line) -> Line:
    """The line; one that says that there is no report says so of the topic alone, as others may have been left out."""
    if not line.says_no_report:
        return line
    first, *rest = line.spans
    return replace(line, spans=(replace(first, text=first.text.replace("No report", NONE_ON_TOPIC, 1)), *rest))


def _sources(material: Material, matched: Matched) -> Iterable[str]:
    for rows, mask in ((material.reports, matched.reports), (material.events, matched.events)):
        words = rows.words["source_id"]
        for code in np.unique(words.codes[mask & material.new(rows)]):
            yield words.values[code] if code >= 0 else ""


def _groups(labels: Labels, new: Mask, old: Mask) -> list[int]:
    """Codes of the labels whose counts changed, the greatest change first; a fall counts half."""
    size = len(labels.names)
    now = np.bincount(labels.codes[new], minlength=size)
    then = np.bincount(labels.codes[old], minlength=size)
    change = np.sqrt(now) - np.sqrt(then)  # the square root makes changes of counts alike at all levels
    weight = np.where(change > 0, change, -change / 2)  # fewer reports may also mean that fewer reach us
    return sorted(map(int, np.flatnonzero(weight)), key=lambda code: (-weight[code], labels.names[code]))


def _of(labels: Labels, code: int, part: Mask) -> Ints:
    return np.flatnonzero(part & (labels.codes == code))


def _group(material: Material, label: str, new: Ints, old: Ints, nothing_before: bool) -> Line:
    events = material.events
    rows = new if len(new) else old
    types = _shares(events.words["event_type"], rows, 2)
    places = _shares(events.words["country"], rows, 1)
    if not places or places[0][0] not in COUNTRIES:  # a code that says nothing to a reader
        places = _shares(events.words["place"], rows, 1)
    spans: list[str | Span] = [
        name(label),
        ": ",
        *_old_new(len(old), len(new), nothing_before),
        plural(" event", len(new)),
    ]
    if types:
        spans += [" (", ", ".join(f"{word.lower()} {count}" for word, count in types), ")"]
    place = country_name(places[0][0]).split(",")[0] if places and 2 * places[0][1] > len(rows) else ""
    if place and place not in label:
        spans += [", mostly in " if places[0][1] < len(rows) else ", in ", name(place)]
    spans.append(".")
    return Line(sentence(*spans), references(events, "event", rows, 4, apart=material.report_row), len(rows))


def _shares(words: Words, rows: Ints, most: int) -> list[tuple[str, int]]:
    counted = Counter({words.values[code]: int(n) for code, n in _counts(words.codes[rows]) if code >= 0})
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]


def _counts(codes: Ints) -> list[tuple[int, int]]:
    distinct, counts = np.unique(codes, return_counts=True)
    return [(int(code), int(count)) for code, count in zip(distinct, counts, strict=True)]


def references(
    rows: Rows, kind: EvidenceKind, chosen: Ints, most: int, apart: Ints | None = None
) -> tuple[Reference, ...]:
    """The best of the chosen rows; with `apart`, rows of different reports come first."""
    best = rows.best(chosen, most if apart is None else 8 * most)
    if apart is not None:
        first = {int(apart[row]) if apart[row] >= 0 else -2 - row: row for row in reversed(best)}.values()
        best = sorted(best, key=lambda row: row not in first)[:most]
    return tuple(Reference(kind, rows.id(row)) for row in best)


def clipped(text: str, most: int = 110) -> str:
    """On one line, cut at a word where it is too long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0] + " …"


def _old_new(old: int, new: int, nothing_before: bool = False) -> tuple[Span, ...]:
    """`old → new`; where nothing at all is known from before, only the new: that is no zero."""
    if nothing_before:
        return (figure(f"{new:,}"),)
    return figure(f"{old:,}"), Span(" → "), figure(f"{new:,}")


def plural(word: str, count: int) -> str:
    """With an s, unless there is one."""
    return word if count == 1 else word + "s"
