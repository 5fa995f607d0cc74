"""Coverage: which sources answer a requirement, which could, and what has no fresh source at all.

A source *answers* where something that it told within its own freshness concerns the requirement, by the brief's rules.
It *could* answer where it is fresh and well, and has told of the region, and of the topic, in the last 90 days (not
necessarily both in one row), or where its title, its card or its series name them. What neither answers nor could, is a
gap; cards of the catalogue that name what is asked are told beside it. That nothing came in is never taken for calm.

`coverage_of` is pure over a view, the sources that it may know of, and their health.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simurg.app.following.health import Health, in_words
from simurg.app.following.told import health_by_name, hidden_volumes
from simurg.app.health import newest_content
from simurg.assessment.brief.compile import REQUIREMENT_COLUMNS, requirements_of
from simurg.assessment.brief.matching import Matched, Matcher, Requirement
from simurg.assessment.brief.material import Ints, Material, Rows, material_from
from simurg.collection.catalogue.card import Card, cards
from simurg.collection.source import Source
from simurg.ledger import View
from simurg.ontology.times import text_of

LOOKED_BACK = timedelta(days=90)
FEW_CARDS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AGEING = ("ok", "late", "never")


@dataclass(frozen=True, slots=True)
class Cover:
    """A source and a requirement. `fresh`: it told something of it within its own freshness; `well`: nothing is wrong
    with its fetches. `why` in words."""

    source: str
    title: str
    fresh: bool
    well: bool
    why: str
    last: datetime | None = None  # when the last that concerns the requirement was known


@dataclass(frozen=True, slots=True)
class Covered:
    """Of one requirement: sources that told of it, sources that could, names of cards that would; `gap` is empty if a
    source is fresh and well."""

    name: str
    question: str
    answers: tuple[Cover, ...]
    could: tuple[Cover, ...]
    cards: tuple[str, ...]
    gap: str


def coverage_of(view: View, sources: Sequence[Source], health: Mapping[str, Health]) -> tuple[Covered, ...]:
    """Of every active requirement, by priority and name. `sources`: those that the view's scope permits count."""
    known = {one.name: one for one in sources if view.scope.permits(one.marking) and one.enabled}
    told = _Told(view, known)
    asked = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries)
    return tuple(_covered(one, told, known, health) for one in asked)


class _Told:
    """What each source told of in the last 90 days."""

    def __init__(self, view: View, known: Mapping[str, Source]) -> None:
        since = view.known_at - LOOKED_BACK
        self.moment = view.known_at
        self._known = known
        self._material = material_from(view, since, since)
        self._matcher = Matcher(self._material)
        self._series = _series(view, since)

    def concerning(self, asked: Requirement) -> dict[str, datetime]:
        """By source, when the last that concerns it was known."""
        found = _last_by_source(self._material, self._matcher.match(asked))
        for source, series, country, last in self._series:
            if _is_in(country, asked) and asked.topic_pattern and asked.topic_pattern.search(series):
                found[source] = max(found.get(source, last), last)
        return {name: last for name, last in found.items() if name in self._known}

    def regions(self, asked: Requirement) -> set[str]:
        """Sources that told of one of its regions; all if it asks for none."""
        if not asked.regions:
            return set(self._known)
        found = _last_by_source(self._material, self._matcher.match(replace(asked, topics=())))
        return {*found, *(source for source, _, country, _ in self._series if _is_in(country, asked))}

    def topics(self, asked: Requirement) -> set[str]:
        """Sources that told of one of its topics, or are about it; all if it asks for none."""
        if not asked.topics:
            return set(self._known)
        found = set(_last_by_source(self._material, self._matcher.match(replace(asked, regions=()))))
        pattern = asked.topic_pattern
        if pattern is not None:
            found |= {source for source, series, _, _ in self._series if pattern.search(series)}
            found |= {name for name, source in self._known.items() if pattern.search(_about(source))}
        return found


def _covered(asked: Requirement, told: _Told, known: Mapping[str, Source], health: Mapping[str, Health]) -> Covered:
    concerning = told.concerning(asked)
    answers = [_answer(known[name], last, told.moment, health.get(name)) for name, last in concerning.items()]
    able = (told.regions(asked) & told.topics(asked)) - set(concerning)
    could = [_could(known[name], asked, health.get(name)) for name in sorted(able) if name in known]
    could = [one for one in could if one.well]
    answers.sort(key=lambda one: (not (one.fresh and one.well), one.source))
    names = tuple(_cards_for(asked, known.values())) if not any(one.fresh and one.well for one in answers) else ()
    return Covered(asked.name, asked.question, tuple(answers), tuple(could), names, _gap(answers, could))


def _answer(source: Source, last: datetime, moment: datetime, health: Health | None) -> Cover:
    age = moment - last
    fresh = age <= source.fresh_for
    why = f"told of it {in_words(age)} ago"
    well = _well(health)
    if not well and health is not None:
        why += f"; now {health.state.replace('_', ' ')}"
    return Cover(source.name, source.title or source.name, fresh, well, why, last)


def _could(source: Source, asked: Requirement, health: Health | None) -> Cover:
    place = "tells of the region" if asked.regions else "is well"
    why = f"{place}{' and the topic' if asked.topics else ''}, and has nothing on it"
    well = _well(health) and health is not None and health.state == "ok"
    return Cover(source.name, source.title or source.name, False, well, why)


def _well(health: Health | None) -> bool:
    """Whether nothing is wrong with how it is fetched; age is another matter."""
    return health is None or health.state in _AGEING


def _gap(answers: Sequence[Cover], could: Sequence[Cover]) -> str:
    if any(one.fresh and one.well for one in answers):
        return ""
    ill = [one for one in answers if not one.well]
    if ill:
        return f"What told of it cannot be fetched: {', '.join(one.source for one in ill)}. Unknown since, not calm."
    if answers:
        return "All that told of it is late: no fresh source. Unknown since, not calm."
    if could:
        return "Sources that could answer it say nothing of it. That is unknown, not calm."
    return "No source that is set up and fresh could answer it."


def _cards_for(asked: Requirement, sources: Iterable[Source]) -> list[str]:
    """Cards of the catalogue that are not in use and name what is asked."""
    used = {source.card for source in sources}
    pattern = asked.topic_pattern
    if pattern is None:
        return []
    return [name for name, one in cards().items() if name not in used and pattern.search(_words(one))][:FEW_CARDS]


def _about(source: Source) -> str:
    card = cards().get(source.card or "")
    return f"{source.title} {_words(card) if card else ''}"


def _words(card: Card) -> str:
    return f"{card.title} {card.what}"


def _is_in(country: str | None, asked: Requirement) -> bool:
    """A code that no list of countries has is a region by its own word."""
    if not asked.regions or country is None:
        return not asked.regions
    pattern = asked.region_pattern
    return country in asked.codes or (pattern is not None and pattern.search(country) is not None)


def _last_by_source(material: Material, matched: Matched) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for rows, mask in ((material.reports, matched.reports), (material.events, matched.events)):
        for name, last in _last(rows, np.flatnonzero(mask)):
            found[name] = max(found.get(name, last), last)
    return found


def _last(rows: Rows, chosen: Ints) -> Iterable[tuple[str, datetime]]:
    words = rows.words["source_id"]
    codes = words.codes[chosen]
    for code in np.unique(codes[codes >= 0]):
        newest = int(rows.known[chosen[codes == code]].max())
        yield words.values[code], _EPOCH + timedelta(microseconds=newest)


def _series(view: View, since: datetime) -> list[tuple[str, str, str | None, datetime]]:
    """Source, series (with spaces), country and last moment of what was measured."""
    rows = view.read("measurements", ("source_id", "series", "country", "known_at"), {"known_at": (since, None)})
    table = pa.table({name: rows[name] for name in ("source_id", "series", "country", "known_at")})
    found = table.group_by(["source_id", "series", "country"]).aggregate([("known_at", "max")]).to_pylist()
    return [
        (one["source_id"], (one["series"] or "").replace("_", " "), one["country"], one["known_at_max"])
        for one in found
        if one["source_id"]
    ]


def told_coverage(view: View, sources: Sequence[Source], state: Path) -> list[dict[str, Any]]:
    """As JSON, with the health of the log in a `state.db`."""
    permitted = [one for one in sources if view.scope.permits(one.marking)]
    hidden = hidden_volumes(permitted, view.scope)
    health = health_by_name(state, permitted, view.known_at, newest_content(view), hidden)
    return [
        {
            **asdict(one),
            "answers": [_told_cover(cover) for cover in one.answers],
            "could": [_told_cover(cover) for cover in one.could],
            "cards": list(one.cards),
        }
        for one in coverage_of(view, permitted, health)
    ]


def _told_cover(one: Cover) -> dict[str, Any]:
    return {**asdict(one), "last": None if one.last is None else text_of(one.last)}
