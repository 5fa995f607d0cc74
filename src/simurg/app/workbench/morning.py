"""The morning: what changed since somebody last looked, and beside it what tripped, what expires and what is late.

Built of stored rows alone: findings that the watch issued, forecasts as issued, links between reports, recalls,
gradings and answers. No detector and no model runs here. Every sentence leads to the rows that its numbers come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.briefing import SERIES
from simurg.app.effects import stale_by_table
from simurg.app.health import health_of
from simurg.app.outlooks import Outlooks, Said, alarms_of, country_of, said_of
from simurg.app.press import press_of
from simurg.app.question_forum import Forum, forum_of, stood
from simurg.app.workbench.arrived import Arrived, Cited, arrived_in
from simurg.app.workbench.cards.card import Card, Reports
from simurg.app.workbench.cards.decided import grading_cards, question_cards, recall_cards
from simurg.app.workbench.cards.foretold import foretold_cards, record_in, unmoved
from simurg.app.workbench.cards.found import Found, found_cards, found_in, open_finds
from simurg.app.workbench.cards.told_again import story_cards
from simurg.app.workbench.inbox import gradings_of
from simurg.app.workbench.told import Page, ref
from simurg.assessment.brief.compile import REQUIREMENT_COLUMNS, requirements_of
from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.outlooks import TrackRecord, series_name
from simurg.collection.source import Source
from simurg.fusion.story.seen import Press
from simurg.ledger import Ledger, View
from simurg.ontology.likelihood import percent
from simurg.ontology.times import text_of

MOST_CARDS = 7
WEEK = timedelta(days=7)
FARTHEST = timedelta(days=30)
"""Reports older than this are not matched with requirements anew, however long ago somebody looked."""
OFTEN_ASKED = timedelta(days=90)
"""What was found since is read once for all who ask; for whoever was away longer, anew."""
MOST_BESIDE = 30
STALE_TABLES = ("findings", "forecasts", "products", "answers")


@dataclass(frozen=True, slots=True)
class MorningAsk:
    """`hour`: what is late or expires is told anew each hour."""

    since: datetime
    since_is: Literal["asked", "last_looked", "week"]
    hour: datetime
    exercise: bool

    @classmethod
    def of(cls, asked: datetime | None, looked: datetime | None, now: datetime, *, exercise: bool) -> "MorningAsk":
        """What is asked for, else when one last looked before that moment, else a week."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if asked is not None and asked < now:
            return cls(asked, "asked", hour, exercise)
        if looked is not None and looked < now:
            return cls(looked, "last_looked", hour, exercise)
        return cls(hour - WEEK, "week", hour, exercise)


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What the page says whenever somebody last looked; read once for a picture."""

    wanted: Sequence[Requirement]
    codes: Mapping[str, str]
    said: Said | None
    record: TrackRecord
    arrived: Arrived
    found: Found
    came: Mapping[UUID, Mapping[str, Any]]
    cited: Cited
    stale: Mapping[str, Mapping[UUID, list[str]]]
    forum: Forum
    press: Press
    beside: Mapping[str, Any]
    seen: tuple[str, ...]


def base_of(ledger: Ledger, view: View, sources: Sequence[Source]) -> Base:
    """What tripped, expires and is late, and the places; what no longer stands; requirements and questions."""
    wanted = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries)
    forum = forum_of(view, Picture(view.picture, view.scope))
    said = next((one for one in (said_of(view, name) for name in SERIES) if one), None)
    outlooks = None if said is None else said.against(None)
    codes = {} if outlooks is None else country_of(view, outlooks.series)
    tripped, seen = _tripped(view, wanted, outlooks)
    places, expiring = _places(outlooks, codes), _expiring(view, forum)
    series = SERIES[0] if outlooks is None else outlooks.series
    beside = {
        "as_of": text_of(view.known_at),
        "picture": view.picture,
        "marking": str(view.scope.marking()),
        "tripped": tripped,
        "expiring": expiring,
        "late": _late(ledger, view, sources),
        "places": places,
        "measured": f"chance of 25 or more {series_name(series)} in the nearest month",
    }
    seen += [one["ref"]["id"] for one in (*expiring, *places) if one["ref"]]
    stale = stale_by_table(ledger, view, STALE_TABLES)
    return Base(
        wanted,
        codes,
        said,
        record_in(view),
        arrived_in(view, view.known_at - FARTHEST, wanted),
        found_in(view, view.known_at - OFTEN_ASKED),
        gradings_of(view),
        Cited(),
        stale,
        forum,
        press_of(sources, view.scope),
        beside,
        tuple(seen),
    )


def morning(view: View, ask: MorningAsk, base: Base) -> Page:
    """The page of a picture since a moment, whoever asks."""
    outlooks = None if base.said is None else base.said.against(ask.since)
    cards = sorted(_cards(view, ask, base, outlooks), key=lambda one: one.order)
    shown = cards[:MOST_CARDS]
    page = {
        **base.beside,
        "since": text_of(ask.since),
        "since_is": ask.since_is,
        "exercise": ask.exercise,
        "cards": [one.told() for one in shown],
        "more": len(cards) - len(shown),
        "unchanged": _unchanged(view, ask, (base, outlooks), shown),
    }
    return Page(page, tuple(dict.fromkeys([*(number for one in shown for number in one.seen), *base.seen])))


def _cards(view: View, ask: MorningAsk, base: Base, outlooks: Outlooks | None) -> list[Card]:
    reports = Reports(view, base.cited)
    cards = found_cards(view, ask.since, (base.found, base.wanted, base.stale["findings"]), reports)
    if outlooks is not None:
        told = (base.wanted, base.codes, base.stale["forecasts"])
        cards += foretold_cards(outlooks, ask.since, told, (base.record, reports))
    cards += story_cards(view, max(ask.since, base.arrived.since), base.press, (base.arrived, reports))
    cards += recall_cards(view, ask.since, base.stale)
    cards += grading_cards(view, ask.since, (base.came, base.arrived.asked_by), reports)
    return cards + question_cards(base.forum, ask.since, base.wanted)


def _unchanged(
    view: View, ask: MorningAsk, known: tuple[Base, Outlooks | None], shown: Sequence[Card]
) -> list[dict[str, Any]]:
    """Requirements without a card, and forecasts that did not move: a line each."""
    base, outlooks = known
    with_card = {one.requirement for one in shown}
    rows = view.read("requirements", ("id", "name"), {"active": True}).to_pylist()
    ids = {row["name"]: row["id"].hex for row in sorted(rows, key=lambda row: row["id"].bytes)}
    told = []
    for name in dict.fromkeys(one.name for one in base.wanted):
        if name not in with_card:
            count = base.arrived.count(name, ask.since)
            came = f"{count:,} report{'' if count == 1 else 's'} came in; none moved a forecast or set off an alarm"
            text = f"{name}: {came if count else 'no report came in, which is unknown, not calm'}."
            told.append({"text": text, "ref": ref("requirements", ids[name], name) if name in ids else None})
    if outlooks is not None and (still := unmoved(outlooks, ask.since)):
        first = still[0].months[0].id
        names = ", ".join(one.place for one in still[:8]) + (", …" if len(still) > 8 else "")
        text = f"{len(still)} forecasts did not move by 3 points or more: {names}."
        told.append({"text": text, "ref": None if first is None else ref("forecasts", first.hex, still[0].place)})
    return told


def _tripped(
    view: View, wanted: Sequence[Requirement], outlooks: Outlooks | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Findings of the last week and forecasts above a stated threshold; and the ids of the rows told of."""
    told: list[dict[str, Any]] = [
        {
            "requirement": None if asked is None else asked.name,
            "text": one.sentence,
            "ref": ref("findings", one.id.hex, f"{one.detector}: {one.name}"),
            "at": text_of(one.known_at),
        }
        for one, asked in open_finds(view, wanted)
        if one.grave >= 1
    ]
    places = () if outlooks is None else outlooks.places.values()
    for one in sorted(places, key=lambda one: (-one.months[0].chance(), one.place)):
        first = one.months[0]
        for alarm in alarms_of(one, outlooks.series if outlooks else "", wanted):
            least = percent(alarm["threshold"])
            text = f"{one.place}, {first.start:%b %Y}: {percent(first.chance())}, warned of from {least}"
            leads = ref("forecasts", first.id.hex if first.id else "", text)
            told.append({"requirement": alarm["requirement"], "text": text, "ref": leads, "at": text_of(first.said_at)})
    shown = told[:MOST_BESIDE]
    return shown, [one["ref"]["id"] for one in shown]


def _expiring(view: View, forum: Forum) -> list[dict[str, Any]]:
    """Questions that take answers for less than a week still."""
    soon = view.known_at + WEEK
    found = []
    for key, asked in forum.questions.items():
        question, last = asked.question, forum.last(key)
        closed = asked.voided is not None or (last is not None and last.outcome.decided)
        if closed or not view.known_at < question.deadline <= soon:
            continue
        given = [one.probability for one in stood(forum, key).values() if one.probability is not None]
        found.append(
            {
                "name": question.name,
                "title": question.title,
                "deadline": text_of(question.deadline),
                "probability": sum(given) / len(given) if given else None,
                "ref": ref("questions", asked.id.hex, question.title),
            }
        )
    return sorted(found, key=lambda one: (one["deadline"], one["name"]))[:MOST_BESIDE]


def _late(ledger: Ledger, view: View, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Sources with nothing new for longer than they should."""
    found = health_of(view, sources, ledger.catalogue.documents(), ledger.labels)
    return [
        {
            "source": one.name,
            "title": one.title or one.name,
            "last_content": None if one.last_content is None else text_of(one.last_content),
            "text": one.gap,
        }
        for one in found
        if one.late
    ][:MOST_BESIDE]


def _places(outlooks: Outlooks | None, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """By chance; for the small map."""
    if outlooks is None:
        return []
    told = [
        {
            "country": codes.get(one.place, ""),
            "name": one.place,
            "value": one.months[0].chance(),
            "change": one.change,
            "ref": None if one.months[0].id is None else ref("forecasts", one.months[0].id.hex, one.place),
        }
        for one in outlooks.places.values()
    ]
    return sorted(told, key=lambda one: (-one["value"], one["name"]))
