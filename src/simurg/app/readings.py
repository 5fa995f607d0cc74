"""What a reader made of reports, as rows: a reading for each, and the events and claims of the reader that counts.

A row is marked, known and told as its report. Its key is made of the report, the words it stands on, the type and the
two sides, so the same reading again, by a later version too, is nothing new. What an earlier reading of the same report
had told and this one does not is taken back by a row of its key that says nothing (no type, no actor; of a claim no
subject): views show neither of the two (`ledger.visible.SILENT`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from simurg.app.model.reader import Given
from simurg.app.readings_shown import is_reader
from simurg.extraction.evaluation.agreement import Told
from simurg.extraction.evaluation.score import COUNTED_AS
from simurg.extraction.model.verdict import RESERVED
from simurg.extraction.reading import ClaimRead, EventRead, Reading, Span
from simurg.ledger import View
from simurg.ledger.offer import marking_json
from simurg.ledger.visible import TAKEN_BACK
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.ontology.protected import Protected

MOST_DETAIL = 500
"""Events, and claims, that a reading's detail names."""
MOST_WORDS = 2_000
MOST_DEATHS = 2_000_000_000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the ledger as readers get it. `protected`: names that may not come out of it."""

    id: UUID
    source: str
    known_at: Any
    given: Given
    protected: Protected

    @property
    def marking(self) -> Marking:
        return self.given.marking


@dataclass(frozen=True, slots=True)
class By:
    """A reader, and whether its events count."""

    name: str
    version: str
    counted: bool


def rows_of(report: Report, reading: Reading, by: By, agreed: float | None) -> dict[str, list[Row]]:
    """Rows by table."""
    reading = _guarded(reading, report.protected)
    found: dict[str, list[Row]] = {"readings": [_reading(report, reading, by, agreed)], "events": [], "claims": []}
    if by.counted:
        events = {row["key"]: row for one in reading.events if one.factuality in COUNTED_AS
                  for row in [_event(report, one, by)]}  # fmt: skip
        claims = {row["key"]: row for one in reading.claims if one.factuality in COUNTED_AS
                  and one.predicate not in RESERVED for row in [_claim(report, one, by)]}  # fmt: skip
        found |= {"events": list(events.values()), "claims": list(claims.values())}
    return found


def taken_back(view: View, reports: Iterable[Report], fresh: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Rows that take back what readers told of these reports before and is not among the fresh rows."""
    by_id = {one.id: one for one in reports}
    found: dict[str, list[Row]] = {}
    for table in ("events", "claims"):
        now = {row["key"] for row in fresh[table]}
        told = view.stored(table, ("key", "report_id", "method"), {"report_id": frozenset(by_id)}).to_pylist()
        gone = {(row["key"].bytes, row["report_id"]) for row in told if is_reader(row["method"])}
        claim = {"subject": "", "predicate": TAKEN_BACK, "object": ""}
        empty = claim if table == "claims" else {"code": TAKEN_BACK}
        found[table] = [
            {**_spine(by_id[report], key, "taken back"), **empty}
            for key, report in sorted(gone, key=str)
            if key not in now
        ]
    return found


def told_in(detail: str | None) -> list[Told]:
    """Types and sentences of the events of a stored reading."""
    events = orjson.loads(detail).get("events", []) if detail else []
    return [(one["type"], Span(*one["sentence"])) for one in events]


def told_by(reading: Reading) -> list[Told]:
    return [(one.event_type, one.sentence) for one in reading.events[:MOST_DETAIL]]


def _guarded(reading: Reading, protected: Protected) -> Reading:
    """Without anything that gives a protected name. Readers never saw one, so this finds nothing; it fails closed."""
    if not protected.names:
        return reading
    events = tuple(one for one in reading.events if not _names(protected, asdict(one)))
    claims = tuple(one for one in reading.claims if not _names(protected, asdict(one)))
    return Reading(
        reading.language, reading.language_confidence, reading.sentences, events, claims,
        abstained=reading.abstained, refused=reading.refused, notes=reading.notes,
    )  # fmt: skip


def _names(protected: Protected, value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_names(protected, one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_names(protected, one) for one in value)
    return isinstance(value, str) and protected.named_in(value)


def _spine(report: Report, key: bytes, *told: str) -> Row:
    return {
        "id": digest_of(key, *told),
        "key": key,
        "source_id": report.source,
        "report_id": report.id,
        "known_at": report.known_at,
        "marking": marking_json(report.marking),
    }


def _reading(report: Report, reading: Reading, by: By, agreed: float | None) -> Row:
    detail = orjson.dumps(_detail(reading)).decode()
    key = digest_of("reading", report.id.bytes, by.name)
    return {
        **_spine(report, key, by.version, str(by.counted), str(agreed), detail),
        "reader": by.name,
        "counted": by.counted,
        "language": reading.language,
        "sentences": len(reading.sentences),
        "events": len(reading.events),
        "claims": len(reading.claims),
        "abstained": reading.abstained,
        "agreement": agreed,
        "refused": reading.refused or None,
        "detail": detail,
    }


def _detail(reading: Reading) -> Row:
    return {
        "language_confidence": reading.language_confidence,
        "events": [_event_told(one) for one in reading.events[:MOST_DETAIL]],
        "claims": [_claim_told(one) for one in reading.claims[:MOST_DETAIL]],
        "notes": list(reading.notes[:50]),
    }


def _event_told(one: EventRead) -> Row:
    return {
        "type": one.event_type,
        "mode": one.mode,
        "domain": one.domain,
        "actor": one.actor and one.actor.name,
        "actor_code": one.actor and one.actor.code,
        "recipient": one.recipient and one.recipient.name,
        "recipient_code": one.recipient and one.recipient.code,
        "place": one.place and one.place.name,
        "country": (one.place and one.place.country) or None,
        "from": one.period and one.period.start,
        "deaths": one.deaths and one.deaths.best,
        "factuality": one.factuality,
        "attributed_to": one.attributed_to,
        "confidence": one.confidence,
        "span": [one.span.start, one.span.end],
        "sentence": [one.sentence.start, one.sentence.end],
    }


def _claim_told(one: ClaimRead) -> Row:
    return {
        "subject": one.subject,
        "predicate": one.predicate,
        "object": one.object,
        "factuality": one.factuality,
        "attributed_to": one.attributed_to,
        "confidence": one.confidence,
        "span": [one.span.start, one.span.end],
    }


def _event(report: Report, one: EventRead, by: By) -> Row:
    whole = report.given.text.whole
    place, period, deaths = one.place, one.period, one.deaths
    content: Row = {
        "actor": one.actor and one.actor.name,
        "actor_code": (one.actor and one.actor.code) or None,
        "recipient": one.recipient and one.recipient.name,
        "recipient_code": (one.recipient and one.recipient.code) or None,
        "event_type": one.event_type,
        "mode": one.mode,
        "domain": one.domain,
        "description": one.sentence.of(whole)[:MOST_WORDS],
        "place": place and place.name,
        "country": (place and place.country) or None,
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "place_precision": place.precision if place else "unknown",
        "occurred_from": period and period.start,
        "occurred_to": period and period.until,
        **{f"deaths_{end}": _counted(getattr(deaths, end, None)) for end in ("low", "best", "high")},
        "span_from": one.span.start,
        "span_to": one.span.end,
        "confidence": one.confidence,
        "attributed_to": one.attributed_to,
        "alternatives": orjson.dumps(place.alternatives).decode() if place and place.alternatives else None,
    }
    sides = (content["actor"], content["recipient"])
    key = digest_of("read event", report.id.bytes, one.span.start, one.span.end, one.event_type, *sides)
    return {**_spine(report, key, by.name, *(f"{name}={content[name]!r}" for name in sorted(content))), **content}


def _counted(value: int | None) -> int | None:
    """A number that people can have; a longer row of digits in a text is none."""
    return value if value is not None and 0 <= value <= MOST_DEATHS else None


def _claim(report: Report, one: ClaimRead, by: By) -> Row:
    content: Row = {
        "subject": one.subject,
        "predicate": one.predicate,
        "object": one.object,
        "span_from": one.span.start,
        "span_to": one.span.end,
        "confidence": one.confidence,
    }
    where = (one.span.start, one.span.end)
    key = digest_of("read claim", report.id.bytes, *where, one.subject, one.predicate, one.object)
    return {**_spine(report, key, by.name, *(f"{name}={content[name]!r}" for name in sorted(content))), **content}
