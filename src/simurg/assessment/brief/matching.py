"""Which reports and events concern a requirement.

A requirement has regions (ISO alpha-3 codes or names) and topics (PLOVER types, domains, or words). A row matches
if some region and some topic match; an empty list asks for nothing. Names match whole words; topic words of four
letters and more match the beginning of a word, so that `protest` finds `protesters`. A report from which no event
was taken cannot have a type: where a requirement asks for types only, its region decides.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simurg.assessment.brief.material import MOST_LENT, Mask, Material, Rows
from simurg.assessment.brief.phrases import Phrases, folded, phrases_of
from simurg.foresight.warning.thresholds import Costs
from simurg.ontology.plover import PLOVER_TYPES
from simurg.ontology.vocabulary import ISO, Countries

MOST_BODY = 2_000
"""Characters of a report's text in which names and words are looked for."""


@dataclass(frozen=True)
class Requirement:
    """A row of `requirements`. Not slotted: its patterns are compiled once."""

    name: str
    question: str
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    priority: int | None = None
    costs: Costs | None = None
    countries: Countries = ISO

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes under which facts tell of the regions that are countries."""
        return frozenset(code for region in self.regions for code in codes_of(region, self.countries))

    @cached_property
    def types(self) -> frozenset[str]:
        return frozenset(topic.upper() for topic in self.topics) & frozenset(PLOVER_TYPES)

    @cached_property
    def topic_words(self) -> tuple[str, ...]:
        return tuple(topic for topic in self.topics if topic.upper() not in PLOVER_TYPES)

    @cached_property
    def region_pattern(self) -> Phrases | None:
        return region_pattern(self.regions, self.countries)

    @cached_property
    def topic_pattern(self) -> Phrases | None:
        return phrases_of(self.topic_words, prefixes=True)


def codes_of(region: str, countries: Countries = ISO) -> tuple[str, ...]:
    """The codes of the country that a region is or names, if any; codes in small letters too."""
    return countries.codes_of(region.strip().upper()) or countries.codes_of(region)


def region_pattern(regions: tuple[str, ...], countries: Countries = ISO) -> Phrases | None:
    """Whole words of any of the regions; a code by its name alone, as `MAR` or `PAN` are words in some language."""
    names = [countries.names[codes[0]] for region in regions if (codes := codes_of(region, countries))]
    names += [region for region in regions if region.strip().upper() not in countries.names]
    return phrases_of(tuple(names), prefixes=False)


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows that concern one requirement."""

    reports: Mask
    events: Mask


class Matcher:
    """Matches requirements against one material; texts of reports are put together once."""

    def __init__(self, material: Material) -> None:
        self._material = material
        table = material.reports.table
        bodies = table["body"].to_pylist()
        titles = table["title"].to_pylist()
        self._texts = [f"{title or ''} {(body or '')[:MOST_BODY]}" for title, body in zip(titles, bodies, strict=True)]
        self._folds = [folded(text) for text in self._texts]
        self._coded = material.events_of > 0
        self._lends = material.events_of <= MOST_LENT

    def match(self, requirement: Requirement) -> Matched:
        reports_here = self.reports_in(requirement.region_pattern)
        events_here = self.events_in(requirement.region_pattern, requirement.codes, reports_here)
        if requirement.region_pattern is None:
            reports_here, events_here = ~np.zeros_like(reports_here), ~np.zeros_like(events_here)
        on_topic, events_on_topic = self._topics(requirement)
        events = events_here & events_on_topic
        reports = reports_here & on_topic
        rows = self._material.report_row[events]
        reports[rows[rows >= 0]] = True
        return Matched(reports, events)

    def reports_in(self, pattern: Phrases | None) -> Mask:
        """Reports whose text names what the pattern looks for."""
        if pattern is None:
            return np.zeros(len(self._texts), dtype=np.bool_)
        pairs = zip(self._texts, self._folds, strict=True)
        return np.array([pattern.found(text, fold) for text, fold in pairs], dtype=np.bool_)

    def events_in(self, pattern: Phrases | None, codes: frozenset[str], reports: Mask) -> Mask:
        """Events that name a region as place or party, or whose report does."""
        events = self._material.events
        found = self._of_reports(reports)
        if codes:
            for column in ("country", "actor", "recipient"):
                found = found | events.words[column].where(codes.__contains__)
        return found | named(events, pattern, ("actor", "recipient", "place", "country", "description"))

    def _topics(self, requirement: Requirement) -> tuple[Mask, Mask]:
        events = self._material.events
        if not requirement.topics:
            return np.ones(len(self._texts), dtype=np.bool_), np.ones(len(events), dtype=np.bool_)
        reports = self.reports_in(requirement.topic_pattern)
        found = self._of_reports(reports) | named(events, requirement.topic_pattern, ("description", "domain"))
        found = found | events.words["event_type"].where(requirement.types.__contains__)
        if not requirement.topic_words:
            reports = reports | ~self._coded
        return reports, found

    def _of_reports(self, reports: Mask) -> Mask:
        found: Mask = np.append(reports & self._lends, False)[self._material.report_row]
        return found


def named(rows: Rows, pattern: Phrases | None, columns: tuple[str, ...]) -> Mask:
    """Rows in one of whose columns the pattern is found."""
    found = np.zeros(len(rows), dtype=np.bool_)
    if pattern is None:
        return found
    for column in columns:
        found = found | rows.words[column].where(lambda word: pattern.search(word) is not None)
    return found
