"""The truth of the language part as tables: of each sentence, each event, each telling, each change and each feed.

Never to be collected. `start` and `end` of a sentence and of its words count in `Text.whole` of that version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from simurg.exercise.atlas import atlas
from simurg.exercise.parts.language.faults import Spell, spells
from simurg.exercise.parts.language.happenings import Happening, happenings
from simurg.exercise.parts.language.reports import Page, Placed, Report, Version, page, reports
from simurg.exercise.parts.language.settings import LanguagePart

MOMENT = pa.timestamp("us", tz="UTC")
HAPPENED = frozenset({"asserted", "attributed"})
"""How an event is told that is told as having happened."""
_MARKED = {"actor": "a", "recipient": "b", "place": "p", "day": "t", "deaths": "n"}


@dataclass(frozen=True, slots=True)
class Truth:
    """sentences: report, outlet, language, version, from (moment), place of the sentence and of its words, what it is.
    events: what happened. tellings: (report, event) told as having happened, in any version. edits: what changed, from
    which version to which. feeds: spells in which a feed was late, silent, told twice or out of order."""

    sentences: pa.Table
    events: pa.Table
    tellings: pa.Table
    edits: pa.Table
    feeds: pa.Table


def truth(part: LanguagePart) -> Truth:
    """All tables of a part."""
    told = reports(part)
    return Truth(
        pa.Table.from_pylist([row for report in told for row in _sentences(report)], schema=_SENTENCES),
        pa.Table.from_pylist([_event(event) for event in happenings(part)], schema=_EVENTS),
        pa.Table.from_pylist([row for report in told for row in _tellings(report)], schema=_TELLINGS),
        pa.Table.from_pylist([row for report in told for row in _edits(report)], schema=_EDITS),
        pa.Table.from_pylist([_spell(one) for one in spells(part)], schema=_FEEDS),
    )


_PARTIES = [(name, pa.string()) for name in ("actor", "actor_code", "recipient", "recipient_code")]
_EVENTS = pa.schema(
    [
        ("event", pa.int32()),
        ("event_type", pa.string()),
        *_PARTIES,
        ("place", pa.string()),
        ("country", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("ambiguous", pa.bool_()),
        ("day", pa.date32()),
        ("deaths", pa.int32()),
    ]
)
_SENTENCES = pa.schema(
    [(name, pa.string()) for name in ("report", "outlet", "language", "style")]
    + [("version", pa.int32()), ("from", MOMENT), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())]
    + [("kind", pa.string()), ("event", pa.int32()), ("event_type", pa.string()), ("factuality", pa.string())]
    + [*_PARTIES, ("place", pa.string()), ("day", pa.date32()), ("deaths", pa.int32())]
    + [(f"{name}_{end}", pa.int32()) for name in _MARKED for end in ("start", "end")]
)
_TELLINGS = pa.schema(
    [(name, pa.string()) for name in ("report", "outlet", "language", "style", "key")]
    + [("event", pa.int32()), ("event_type", pa.string()), *_PARTIES]
    + [("place", pa.string()), ("day", pa.date32()), ("deaths", pa.int32()), ("published", MOMENT)]
)
_EDITS = pa.schema(
    [(name, pa.string()) for name in ("report", "outlet", "key")]
    + [("version", pa.int32()), ("at", MOMENT), ("what", pa.string()), ("before", pa.string()), ("after", pa.string())]
)
_FEEDS = pa.schema(
    [("outlet", pa.string()), ("what", pa.string()), ("from", MOMENT), ("until", MOMENT), ("lag_hours", pa.float64())]
)


def _event(event: Happening) -> dict[str, Any]:
    city = event.city
    return {
        "event": event.number, "event_type": event.kind, **_sides(event), "place": city.name,
        "country": _code(event), "latitude": city.latitude, "longitude": city.longitude,
        "ambiguous": event.ambiguous, "day": event.day, "deaths": event.deaths or None,
    }  # fmt: skip


def _code(event: Happening) -> str:
    return atlas().state(event.city.state).code


def _sides(event: Happening) -> dict[str, str]:
    return {
        "actor": event.actor.name, "actor_code": event.actor.code,
        "recipient": event.recipient.name, "recipient_code": event.recipient.code,
    }  # fmt: skip


def _sentences(report: Report) -> Iterator[Mapping[str, Any]]:
    for number, version in enumerate(report.versions):
        for placed in page(version, report.outlet).sentences:
            yield _sentence(report, number, version, placed)


def _sentence(report: Report, number: int, version: Version, placed: Placed) -> dict[str, Any]:
    piece, marks, said = placed.piece, placed.sentence.marks, placed.piece.said
    row: dict[str, Any] = {
        "report": report.id, "outlet": report.outlet.name, "language": report.outlet.language,
        "style": report.outlet.style, "version": number, "from": version.at, "start": placed.start, "end": placed.end,
        "text": placed.sentence.text, "kind": piece.kind, "event_type": piece.event_type or None,
        "factuality": piece.factuality or None, "event": piece.event.number if piece.event else None,
    }  # fmt: skip
    row |= {"actor": said.actor.name, "actor_code": said.actor.code} if "a" in marks else {}
    row |= {"recipient": said.recipient.name, "recipient_code": said.recipient.code} if "b" in marks else {}
    row |= {"place": said.city.name} if "p" in marks else {}
    row |= {"day": piece.day, "deaths": said.deaths if "n" in marks else None} if piece.event else {}
    for name, slot in _MARKED.items():
        if slot in marks:
            row |= {f"{name}_start": placed.start + marks[slot][0], f"{name}_end": placed.start + marks[slot][1]}
    return row


def _tellings(report: Report) -> Iterator[Mapping[str, Any]]:
    """What the last version tells. The place is null where no sentence of the event names it."""
    version = report.versions[-1]
    told: dict[int, dict[str, Any]] = {}
    for placed in page(version, report.outlet).sentences:
        piece, marks = placed.piece, placed.sentence.marks
        if piece.event is None or piece.factuality not in HAPPENED:
            continue
        row = told.setdefault(piece.event.number, {
            "report": report.id, "outlet": report.outlet.name, "language": report.outlet.language,
            "style": report.outlet.style, "key": report.url, "event": piece.event.number,
            "event_type": piece.event_type, **_sides(piece.event), "place": None, "day": piece.day, "deaths": None,
            "published": report.published,
        })  # fmt: skip
        row["place"] = piece.event.city.name if "p" in marks else row["place"]
        row["deaths"] = piece.said.deaths if "n" in marks else row["deaths"]
    yield from told.values()


def _edits(report: Report) -> Iterator[Mapping[str, Any]]:
    pages = [page(version, report.outlet) for version in report.versions]
    for number, version in enumerate(report.versions[1:], 1):
        before, after = _difference(pages[number - 1], pages[number])
        yield {
            "report": report.id, "outlet": report.outlet.name, "key": report.url, "version": number,
            "at": version.at, "what": version.why, "before": before, "after": after,
        }  # fmt: skip


def _difference(one: Page, other: Page) -> tuple[str, str]:
    """Sentences that only one of two versions has."""
    first, second = ([each.sentence.text for each in page.sentences] for page in (one, other))
    gone = [text for text in first if text not in second]
    come = [text for text in second if text not in first]
    return "\n".join(gone), "\n".join(come)


def _spell(one: Spell) -> dict[str, Any]:
    return {"outlet": one.outlet, "what": one.what, "from": one.begin, "until": one.until, "lag_hours": one.lag_hours}
