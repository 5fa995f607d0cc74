"""Alerts in the Common Alerting Protocol (CAP 1.1 and 1.2, OASIS 2010; ITU-T X.1303): warnings of public authorities.

Each alert becomes a report, so that every claim leads to the message it stands in. What follows up on a message (an
Update, a Cancel) is a new version of it: the key is sender and identifier of the earliest message that `references`
names, else its own. An issuer that names only the message before begins a new report with the third one; the claim
`references` still leads back.

- claims (subject `cap:IDENTIFIER` of the key): status, message_type, event, urgency, severity, certainty, response,
  expires, references, reported_by (who sends it), area, geocode.
- events, of `Actual` alerts only: one for each area, from onset (else effective, else sent) to expires; a Cancel ends
  the event when it was sent. PLOVER has no warnings, so `event_type` is null; `code` is the event's code, else its
  name, `domain` the category (met, geo, health, cbrne …), `intensity` the severity (1 minor to 4 extreme). CAP names no
  country: it is the publisher's (`home`). The place is the middle of the area's polygon or circle.

`fetch` reads the address: an alert itself, or an RSS or Atom index, of which each alert is fetched once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._cap_index import follow_index
from simurg.collection.elements import Damaged, Element, content, elements, inner, word
from simurg.collection.fetching.plan import Plan
from simurg.collection.published import SKEW, believable, moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.collection.xml_text import harmless
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="cap", title="CAP alerts", formats=("xml", "cap"), version="1")

MOST_BYTES = 16 << 20
_MOST_OF = 500
_SEVERITIES = {"minor": 1.0, "moderate": 2.0, "severe": 3.0, "extreme": 4.0}
_TOLD = ("event", "urgency", "severity", "certainty", "responseType", "expires")


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The alerts that the index names and that were not fetched yet."""
    return follow_index(source, cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for each alert; a Reject for each that is none."""
    builder, number, damage = RowBuilder(raw), 0, None
    try:
        for number, element in enumerate(elements(harmless(raw.read(MOST_BYTES)), frozenset({"alert"})), 1):
            try:
                _alert(builder, raw, element)
            except SourceError as error:
                yield Reject(error.what, content(element), f"alert {number}")
    except Damaged as error:
        damage = error
    except SourceError as error:
        yield from whole(raw, error.what)
        number = 1
    if len(builder):
        yield builder.take()
    if damage is not None:
        yield Reject(f"{damage.what} The alerts before it were read.", damage.rest, "from there on")
    elif not number:
        yield from whole(raw, "It holds no CAP alert.")


def _alert(builder: RowBuilder, raw: Raw, alert: Element) -> None:
    identifier, sender, sent = word(alert, "identifier"), word(alert, "sender"), moment_in(word(alert, "sent"))
    sent = believable(sent, raw.fetched_at)
    if not identifier or not sender or sent is None:
        raise SourceError("The alert has no identifier, no sender, or no time at which it can have been sent.")
    referenced = _references(word(alert, "references", 20_000))
    origin = min(referenced, key=lambda one: one[2])[:2] if referenced else (sender, identifier)
    key = "|".join(origin)
    infos = list(inner(alert, "info"))[:_MOST_OF]
    known = raw.source.knowable(sent, raw.fetched_at)
    report = builder.report(
        key=key, known_at=known, published_at=sent, title=_title(alert, infos), body=_body(infos),
        url=next((address for info in infos if (address := word(info, "web"))), None),
        language=(word(infos[0], "language") or "en-US") if infos else None,
    )  # fmt: skip
    numbers: Counter[str] = Counter()
    for predicate, value in dict.fromkeys(_said(alert, infos, referenced)):
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known, report_id=report,
            subject=f"cap:{origin[1]}", predicate=predicate, object=value,
        )  # fmt: skip
    if word(alert, "status") == "Actual" and word(alert, "msgType") in ("Alert", "Update", "Cancel"):
        _events(builder, raw, alert, infos, (key, sent, known, report))


def _references(text: str) -> list[tuple[str, str, datetime]]:
    """Sender, identifier and moment of each message that is named: `sender,identifier,sent`, with blanks between."""
    found = []
    for one in text.split()[:_MOST_OF]:
        sender, _, rest = one.partition(",")
        identifier, _, sent = rest.rpartition(",")
        moment = moment_in(sent)
        if sender and identifier and moment is not None:
            found.append((sender, identifier, moment))
    return found


def _title(alert: Element, infos: list[Element]) -> str:
    told = next((head for info in infos if (head := word(info, "headline") or word(info, "event"))), "")
    kind = word(alert, "msgType")
    return f"{kind}: {told}" if told and kind != "Alert" else told or f"{kind or 'Alert'} {word(alert, 'identifier')}"


def _body(infos: list[Element]) -> str | None:
    """What each part says, in its languages."""
    parts = [word(info, name, 50_000) for info in infos for name in ("description", "instruction")]
    return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None


def _said(
    alert: Element, infos: list[Element], referenced: list[tuple[str, str, datetime]]
) -> Iterator[tuple[str, str]]:
    for name, predicate in (("status", "status"), ("msgType", "message_type")):
        if value := word(alert, name):
            yield predicate, value
    yield "reported_by", next((name for info in infos if (name := word(info, "senderName"))), word(alert, "sender"))
    for _, identifier, _ in referenced:
        yield "references", identifier
    for info in infos:
        for name in _TOLD:
            if value := word(info, name):
                yield "response" if name == "responseType" else name, value
        for area in list(inner(info, "area"))[:_MOST_OF]:
            if value := word(area, "areaDesc"):
                yield "area", value
            for code in inner(area, "geocode"):
                yield "geocode", f"{word(code, 'valueName')} {word(code, 'value')}".strip() or "?"


def _events(
    builder: RowBuilder, raw: Raw, alert: Element, infos: list[Element], told: tuple[str, datetime, datetime, UUID]
) -> None:
    """One event for each area of the infos in the first one's language (the others say the same in another)."""
    key, sent, known, report = told
    languages = [word(info, "language").lower() for info in infos]
    cancelled = word(alert, "msgType") == "Cancel"
    number = 0
    for info, language in zip(infos, languages, strict=True):
        start = next((one for name in ("onset", "effective") if (one := _soon(word(info, name), raw))), sent)
        end = moment_in(word(info, "expires"))
        if cancelled:
            end = sent
        if end is None or end <= start:
            start, end = (min(start, end), start) if cancelled and end and end < start else (start, None)
        for area in list(inner(info, "area"))[:_MOST_OF] if language == languages[0] else ():
            number += 1
            latitude, longitude = _middle(area)
            builder.add(
                "events", key=f"{key}|{number}", known_at=known, report_id=report, country=raw.source.home,
                description=word(info, "headline") or word(info, "event") or None, place=word(area, "areaDesc") or None,
                code=next((word(one, "value") for one in inner(info, "eventCode")), "") or word(info, "event") or None,
                domain=word(info, "category").lower() or None, latitude=latitude, longitude=longitude,
                place_precision="unknown" if latitude is None else "place", occurred_from=start,
                occurred_to=end if end is not None and end > start else start + timedelta(minutes=1),
                intensity=_SEVERITIES.get(word(info, "severity").lower()),
            )  # fmt: skip


def _soon(text: str, raw: Raw) -> datetime | None:
    """A moment that is not further ahead than an event may be."""
    moment = moment_in(text)
    return moment if moment is not None and moment <= raw.fetched_at + SKEW else None


def _middle(area: Element) -> tuple[float | None, float | None]:
    """The middle of the bounds of the area's polygons and circles."""
    points = [pair for name in ("polygon", "circle") for one in inner(area, name) for pair in (one.text or "").split()]
    found = []
    for pair in points[:10_000]:
        latitude, comma, longitude = pair.partition(",")
        try:
            point = (float(latitude[:30]), float(longitude[:30])) if comma else None
        except ValueError:
            continue
        if point and -90 <= point[0] <= 90 and -180 <= point[1] <= 180:
            found.append(point)
    if not found:
        return None, None
    latitudes, longitudes = zip(*found, strict=True)
    return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
