"""A brief as plain data (dicts, lists, texts, numbers), laid out in the order of the page.

Both renderers draw this and nothing else, so that page and paper say the same. Lines get anchors l1, l2, … and
entries of evidence know the lines that cite them.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from simurg.assessment.annex import annex_of, why_in_short
from simurg.assessment.brief.values import Brief, Evidence, Line, Outlook, RequirementSection, SourceHealth, Warning
from simurg.assessment.charts.fan import fan_svg
from simurg.assessment.charts.fan import in_words as fan_in_words
from simurg.assessment.pictures import Colours, range_svg, ranges_in_words, ranges_svg, weeks_in_words, weeks_svg
from simurg.ontology.likelihood import percent

EXERCISE = "EXERCISE – FICTIONAL"
Page = dict[str, Any]
FAN_SIZE = (130.0, 48.0)


def page_of(brief: Brief, colours: Colours) -> Page:
    """All that is drawn; values are JSON."""
    layout = _Layout(brief, colours)
    sections = [layout.section(section, number) for number, section in enumerate(brief.all_sections(), 1)]
    recalls = [{"line": layout.line(note.line), "effect": note.effect} for note in brief.recalls]
    return {
        "title": brief.title,
        "heading": f"{brief.title}, {brief.known_at:%-d %B %Y}",
        "day": f"{brief.known_at:%A, %-d %B %Y}",
        "marking": brief.marking,
        "exercise": EXERCISE if brief.exercise else "",
        "issued": brief.issued,
        "status": "Issued" if brief.issued else "Replayed",
        "facts": _facts(brief),
        "tally": _tally(brief),
        "sections": sections,
        "recalls": recalls,
        "sources": [_health(source) for source in brief.sources if source.late or source.gap],
        "on_time": [_fresh(source) for source in brief.sources if not (source.late or source.gap)],
        "annex": annex_of(brief, colours),
        "evidence": [layout.entry(entry) for entry in brief.evidence],
        "evidence_count": f"{len(brief.evidence):,} of {brief.evidence_in_all:,}",
    }


class _Layout:
    """Gives anchors to lines as they are laid out, and remembers which lines cite which entry."""

    def __init__(self, brief: Brief, colours: Colours) -> None:
        self._brief = brief
        self._colours = colours
        self._lines = 0
        self._cited: dict[int, list[str]] = {}

    def line(self, line: Line) -> Page:
        self._lines += 1
        anchor = f"l{self._lines}"
        cites = [self._brief.number_of(reference) for reference in line.references]
        for number in cites:
            self._cited.setdefault(number, []).append(anchor)
        more = f"{len(cites):,} of {line.rests_on:,}" if line.rests_on > len(cites) else ""
        spans = [{"text": span.text, "kind": span.kind} for span in line.spans]
        return {"anchor": anchor, "spans": spans, "cites": cites, "more": more}

    def section(self, section: RequirementSection, number: int) -> Page:
        return {
            "anchor": f"s{number}",
            "name": section.name,
            "question": section.question if section.question != section.name else "",
            "priority": section.priority,
            "terms": list(section.terms),
            "weekly": self._weeks(section.weekly),
            "warnings": [self._warning(warning) for warning in section.warnings],
            "changes": [self.line(line) for line in section.changes],
            "alarms": section.alarms,
            "outlooks": _said_once([self._outlook(outlook) for outlook in section.outlooks]),
            "gaps": [self.line(line) for line in section.gaps],
            "left_out": f"{section.left_out:,} more not shown" if section.left_out else "",
        }

    def _warning(self, warning: Warning) -> Page:
        quotes = [
            {
                "title": quote.title,
                "source": quote.source,
                "grade": quote.grade,
                "day": _day(quote.date),
                "cite": self._brief.number_of(quote.reference),
                "id": quote.reference.id.hex[:12],
            }
            for quote in warning.quotes
        ]
        return {
            "line": self.line(warning.line),
            "chance": warning.chance,
            "level": warning.confidence.level,
            "reason": warning.confidence.reason,
            "also": ", ".join(warning.also),
            "quotes": quotes,
            "weekly": self._weeks(warning.weekly),
        }

    def _outlook(self, outlook: Outlook) -> Page:
        if outlook.fan is not None:
            drawn = fan_svg(outlook.fan, FAN_SIZE, self._colours.palette)
        elif len(outlook.ranges) == 1:
            drawn = range_svg(outlook.ranges[0], outlook.threshold, self._colours)
        else:
            drawn = ranges_svg(outlook.ranges, outlook.threshold, self._colours)
        ranges = [
            {
                "label": one.label,
                "low": f"{one.low:,.0f}",
                "median": f"{one.median:,.0f}",
                "high": f"{one.high:,.0f}",
                "chance": percent(one.at_least),
            }
            for one in outlook.ranges
        ]
        return {
            "line": self.line(outlook.line),
            "record": outlook.record,
            "ranges": ranges if len(ranges) > 1 else [],
            "threshold": f"{outlook.threshold:,.0f}",
            "svg": drawn,
            "alt": fan_in_words(outlook.fan) if outlook.fan else ranges_in_words(outlook.ranges, outlook.threshold),
            "fan": outlook.fan is not None,
            "alarm": "WARNING" if outlook.alarm else "",
            "chances": " · ".join(f"≥ {level:,.0f}: {percent(chance)}" for level, chance in outlook.chances),
            "why": why_in_short(outlook),
        }

    def _weeks(self, counts: Sequence[int]) -> Page | None:
        return {"svg": weeks_svg(counts, self._colours), "alt": weeks_in_words(counts)} if any(counts) else None

    def entry(self, entry: Evidence) -> Page:
        return {
            "number": entry.number,
            "kind": entry.reference.kind,
            "id": entry.short_id,
            "source": entry.source,
            "grade": entry.grade,
            "day": _day(entry.date),
            "title": entry.title,
            "says": entry.says,
            "url": entry.url,
            "report": entry.report.hex[:12] if entry.report and entry.report != entry.reference.id else "",
            "lines": self._cited.get(entry.number, []),
        }


def _said_once(outlooks: list[Page]) -> list[Page]:
    """A track record that stands above already is not written again."""
    for above, below in reversed(list(pairwise(outlooks))):
        if above["record"] == below["record"]:
            below["record"] = "Track record as above."
    return outlooks


def _facts(brief: Brief) -> list[Page]:
    recorded = _moment(brief.recorded_until) if brief.recorded_until else "no limit"
    facts = {
        "Status": "Issued" if brief.issued else "Replayed",
        "Known as of": _moment(brief.known_at),
        "Changes since": _moment(brief.since),
        "Recorded until": recorded,
        "Picture": brief.picture or "default",
    }
    return [{"name": name, "value": value} for name, value in facts.items()]


def _tally(brief: Brief) -> list[Page]:
    """What the page holds, in numbers, each leading to its place."""
    sections = brief.all_sections()
    late = sum(source.late for source in brief.sources)
    counts = (
        ("warning", sum(len(section.warnings) for section in sections), "s1"),
        ("outlook", sum(len(section.outlooks) for section in sections), "s1"),
        ("gap", sum(len(section.gaps) for section in sections), "s1"),
        ("recall", len(brief.recalls), "recalls"),
        ("late source", late, "sources"),
    )
    tally = []
    for word, count, anchor in counts:
        first = next((f"s{at}" for at, one in enumerate(sections, 1) if getattr(one, word + "s", ())), anchor)
        tally.append({"count": count, "word": word + ("" if count == 1 else "s"), "anchor": first if count else ""})
    return tally


def _health(source: SourceHealth) -> Page:
    return {
        "name": source.title or source.name,
        "fetched": _moment(source.last_fetched) if source.last_fetched else "never",
        "content": _moment(source.last_content) if source.last_content else "none yet",
        "late": source.late,
        "state": ": ".join(filter(None, ("late" if source.late else "", source.gap))) or "on time",
    }


def _fresh(source: SourceHealth) -> Page:
    """A source of which there is nothing more to say than how new its content is."""
    return {
        "name": source.title or source.name,
        "day": _day(source.last_content.date() if source.last_content else None),
    }


def _day(day: Any) -> str:
    return f"{day:%-d %b %Y}" if day else "no date"


def _moment(moment: datetime) -> str:
    seconds = f":{moment:%S}" if moment.second else ""
    return f"{moment:%-d %b %Y %H:%M}{seconds} UTC"
