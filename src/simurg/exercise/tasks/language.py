"""Reading, end to end: from the language part's feeds to coded events, scored against what the feeds tell.

Before fusion a row is right if its report tells, as having happened, an event of that type with that actor and that
recipient, on that day or the one beside it, at that place (where the report names one). After fusion the groups that
`fusion.events.corroborate` makes of all rows are compared with the distinct events that were told: one group is right
for an event, the next for the same is wrong. A state's government, army and police stand for the state, as in fusion.
Which side acts does not matter where both do (`MUTUAL`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from simurg.collection.connector import Rows, raw_of
from simurg.collection.registry import find
from simurg.collection.source import Source
from simurg.exercise.parts.language.feeds import END, last_feeds
from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.settings import LanguagePart
from simurg.exercise.parts.language.truth import HAPPENED, Truth, truth
from simurg.extraction.reading import EventRead, Reader, Text
from simurg.fusion.events import corroborate
from simurg.fusion.events.actors import actor_of
from simurg.fusion.events.facts import NEEDED
from simurg.ledger.schema import schema_of
from simurg.ontology.ids import digest_of

MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
DAY = timedelta(days=1)
SIZE = 0.5
"""Of the parts that are reported: about 80 events and 110 to 270 reports each."""
Row = dict[str, Any]
Pair = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were told rightly, told at all, and to be told."""

    hits: int = 0
    told: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        return self.hits / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.told + self.wanted) if self.told + self.wanted else 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hits + other.hits, self.told + other.told, self.wanted + other.wanted)


@dataclass(frozen=True, slots=True)
class Scored:
    """By PLOVER type before and after fusion; before fusion also by language."""

    before: Mapping[str, Tally]
    after: Mapping[str, Tally]
    by_language: Mapping[str, Tally]


def collected(part: LanguagePart) -> list[Row]:
    """The reports of all feeds after the end, as the `rss` connector makes them, with `outlet` and `home`."""
    found = []
    feeds = last_feeds(part)
    for outlet in outlets():
        source = Source(outlet.name, "rss", title=outlet.title)
        for batch in find("rss").parse(raw_of(feeds[outlet.name], source, f"{outlet.name}.xml", END)):
            if isinstance(batch, Rows):
                rows = batch.tables["reports"].to_pylist()
                found += [row | {"outlet": outlet.name, "home": outlet.home} for row in rows]
    return found


def read_rows(reports: Sequence[Row], reader: Reader) -> list[Row]:
    """What a reader tells of them as having happened, as rows of `events`; `url` is the report's."""
    texts = [
        Text(row["title"] or "", row["body"] or "", row["published_at"], row["language"], row["home"])
        for row in reports
    ]
    return [
        event_row(report, event, number)
        for report, reading in zip(reports, reader.read(texts), strict=True)
        for number, event in enumerate(reading.events)
        if event.factuality in HAPPENED
    ]


def event_row(report: Row, event: EventRead, number: int) -> Row:
    """One event as in the ledger, with `url`, and `published` for events that tell no date."""
    place, period, deaths = event.place, event.period, event.deaths
    return {
        "id": digest_of("exercise", report["url"], number), "report_id": report["id"], "source_id": report["outlet"],
        "actor": event.actor and event.actor.name, "actor_code": event.actor and event.actor.code,
        "recipient": event.recipient and event.recipient.name,
        "recipient_code": event.recipient and event.recipient.code, "event_type": event.event_type, "code": None,
        "country": place and place.country, "place": place and place.name, "latitude": place and place.latitude,
        "longitude": place and place.longitude, "place_precision": place.precision if place else "unknown",
        "occurred_from": period and period.start, "occurred_to": period and period.until,
        "deaths_low": deaths and deaths.low, "deaths_best": deaths and deaths.best,
        "deaths_high": deaths and deaths.high, "url": report["url"],
        "published": report["published_at"],
    }  # fmt: skip


def scores(part: LanguagePart, readers: Mapping[str, Reader]) -> dict[str, Scored]:
    """{reader: scores} on one part, with an "oracle" that reads all without error."""
    told, reports = truth(part), collected(part)
    found = {name: scored(told, read_rows(reports, reader)) for name, reader in readers.items()}
    return found | {"oracle": scored(told, oracle_rows(told, reports))}


def scored(told: Truth, rows: Sequence[Row]) -> Scored:
    """Rows of `events`, with `url` and `published` of their reports, against the truth."""
    tellings, events = told.tellings.to_pylist(), told.events.to_pylist()
    before: dict[str, Tally] = defaultdict(Tally)
    languages: dict[str, Tally] = defaultdict(Tally)
    spoken = {row["key"]: row["language"] for row in tellings}
    for url, kind, tally in _before(tellings, rows):
        before[kind] += tally
        languages[spoken.get(url, "")] += tally
    wanted = {row["event"] for row in tellings}
    after = _after([row for row in events if row["event"] in wanted], rows)
    return Scored(dict(before), after, {name: tally for name, tally in languages.items() if name})


def pair_of(row: Row) -> Pair:
    """Type, actor and recipient, in one order where both sides act."""
    sides = [_who(row, side) for side in ("actor", "recipient")]
    kind = str(row["event_type"])
    return (kind, *sorted(sides)) if kind in MUTUAL else (kind, *sides)  # type: ignore[return-value]


def _who(row: Row, side: str) -> str:
    found = actor_of(row[side], row[f"{side}_code"])
    return found.coded or found.named


def _before(tellings: Sequence[Row], rows: Sequence[Row]) -> Iterator[tuple[str, str, Tally]]:
    """By report: what it says of one pair in one type counts once."""
    wanted: dict[tuple[str, Pair], list[Row]] = defaultdict(list)
    told: dict[tuple[str, Pair], list[Row]] = defaultdict(list)
    for row in tellings:
        wanted[row["key"], pair_of(row)].append(row)
    for row in rows:
        told[row["url"], pair_of(row)].append(row)
    for url, pair in {**wanted, **told}:
        events, said = wanted.get((url, pair), []), told.get((url, pair), [])
        hits = sum(_tells(said, event) for event in events)
        yield url, pair[0], Tally(hits, max(hits, 1 if said else 0), len(events))


def _tells(said: Sequence[Row], event: Row) -> bool:
    near = [row for row in said if _close(row, event["day"])]
    return bool(near) and (event["place"] is None or any(row["place"] == event["place"] for row in near))


def _close(row: Row, day: date) -> bool:
    """Within the time that a row tells, or a day beside it; a row without a date is of the day of publication."""
    first, until = row["occurred_from"] or row["published"], row["occurred_to"] or row["published"] + DAY
    return bool(first.date() - DAY <= day <= until.date())


def _after(events: Sequence[Row], rows: Sequence[Row]) -> dict[str, Tally]:
    """One group of rows for one event."""
    found: dict[str, Tally] = defaultdict(Tally)
    open_events: dict[Pair, list[Row]] = defaultdict(list)
    for event in events:
        open_events[pair_of(event)].append(event)
        found[event["event_type"]] += Tally(wanted=1)
    for group in groups_of(rows):
        pair = Counter(map(pair_of, group)).most_common(1)[0][0]
        places = {row["place"] for row in group if row["place_precision"] == "place"}
        right = [one for one in open_events[pair] if (not places or one["place"] in places)
                 and any(_close(row, one["day"]) for row in group)]  # fmt: skip
        if right:
            open_events[pair].remove(right[0])
        found[pair[0]] += Tally(int(bool(right)), 1, 0)
    return dict(found)


def groups_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that the house takes for one event."""
    if not rows:
        return []
    schema = pa.schema([field for field in schema_of("events") if field.name in NEEDED])
    table = pa.Table.from_pylist([{name: row[name] for name in NEEDED} for row in rows], schema=schema)
    made = corroborate(table).rows
    group = dict(zip(_ids(made["event"]), _ids(made["group"]), strict=True))
    found: dict[bytes, list[Row]] = defaultdict(list)
    for row in rows:
        found[group[_bytes(row["id"])]].append(row)
    return list(found.values())


def _ids(column: pa.ChunkedArray) -> list[bytes]:
    return [_bytes(one) for one in column.to_pylist()]


def _bytes(value: Any) -> bytes:
    return bytes(getattr(value, "bytes", value))


def oracle_rows(told: Truth, reports: Sequence[Row]) -> list[Row]:
    """Rows of a reader that knows what each report tells: what fusion makes of these is fusion's own doing."""
    by_url = {row["url"]: row for row in reports}
    events = {row["event"]: row for row in told.events.to_pylist()}
    return [_oracle_row(by_url[row["key"]], row, events[row["event"]]) for row in told.tellings.to_pylist()]


def _oracle_row(report: Row, row: Row, event: Row) -> Row:
    begin = datetime(row["day"].year, row["day"].month, row["day"].day, tzinfo=UTC)
    placed = event if row["place"] else {}
    return {
        **dict.fromkeys(NEEDED), **{name: row[name] for name in (*_SIDES, "event_type", "place")},
        "id": digest_of("oracle", report["url"], row["event"]), "report_id": report["id"],
        "source_id": report["outlet"], "country": placed.get("country"), "latitude": placed.get("latitude"),
        "longitude": placed.get("longitude"), "place_precision": "place" if placed else "unknown",
        "occurred_from": begin, "occurred_to": begin + DAY, "deaths_best": row["deaths"], "url": report["url"],
        "published": report["published_at"],
    }  # fmt: skip


_SIDES = ("actor", "actor_code", "recipient", "recipient_code")


def total(tallies: Mapping[str, Tally]) -> Tally:
    return sum(tallies.values(), Tally())


def macro_f1(tallies: Mapping[str, Tally]) -> float:
    """Mean F1 of the types that there are to be told."""
    there = [tally.f1 for tally in tallies.values() if tally.wanted]
    return sum(there) / len(there) if there else 0.0
