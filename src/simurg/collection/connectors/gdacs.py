"""Disaster alerts of GDACS (GeoRSS, or the GeoJSON of its event list): each event becomes a report and its level.

- key: GDACS' type and number of the event. Its level, dates and words change as it goes on: each is a new version.
- report: title, text and address. published_at: when GDACS last changed it (datemodified), else pubDate.
- known_at: datemodified, else the fetch, because the feed's pubDate stays while its level changes.
- measurements: `gdacs_alert_level_TYPE` (eq, tc, fl, vo, dr, wf, ts …; green 1, orange 2, red 3), one for each country
  that the event names, from its start to its last known end. A country that is not known stays as text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.feed_text import whole_entries
from simurg.collection.fetching.by_options import fetch
from simurg.collection.json_text import dumped, load_with_list
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.xml_text import harmless
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError

__all__ = ["CONNECTOR", "fetch", "parse"]

CONNECTOR = Connector(name="gdacs", title="GDACS disaster alerts", formats=("xml", "rss", "json"), version="1")

MOST_BYTES = 8 << 20
MOST_ELEMENTS = 200_000
MOST_COUNTRIES = 60
_LEVELS = {"green": 1.0, "orange": 2.0, "red": 3.0}
_UNIT = "GDACS level: 1 green, 2 orange, 3 red"
_OWN = "{http://www.gdacs.org}"


@dataclass(frozen=True, slots=True)
class Alert:
    """What GDACS says of one event, from either format; texts as they came."""

    kind: str
    number: str
    level: str
    title: str
    body: str
    url: str
    countries: tuple[str, ...]
    code: str  # ISO 3166-1 alpha-3 of the first country
    began: datetime | None
    ended: datetime | None
    changed: datetime | None
    published: datetime | None


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the alerts; a Reject for one without type, number, level or start, and for the whole document."""
    try:
        with raw.open() as stream:
            json = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
        items, left = _of_json(raw) if json else _of_feed(raw)
        if not items:
            raise SourceError("The document holds no alert.")
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    builder = RowBuilder(raw)
    for number, (item, content) in enumerate(items, 1):
        try:
            _rows(builder, raw, item)
        except SourceError as error:
            yield Reject(error.what, content, f"alert {number}")
    if len(builder):
        yield builder.take()
    if left:
        yield Reject("The document is damaged here; the alerts before were read.", left, "the end of the document")


def _rows(builder: RowBuilder, raw: Raw, item: Alert) -> None:
    level, fetched = _LEVELS.get(item.level.strip().lower()), raw.fetched_at
    began = believable(item.began, fetched)
    if not item.kind or not item.number or level is None or began is None:
        raise SourceError("The alert has no type, number, level or start that can be believed.")
    key = f"{item.kind}{item.number}"
    changed = believable(item.changed, fetched)
    known_at = raw.source.knowable(changed, fetched)
    report = builder.report(
        key=key, published_at=changed or believable(item.published, fetched), known_at=known_at,
        title=item.title or None, body=item.body or None, url=item.url[:4_000] or None, language="en",
        edition=f"{level} {item.ended} {item.countries} {item.code}",
    )  # fmt: skip
    ended = item.ended if item.ended and began < item.ended <= fetched + timedelta(days=30) else None
    for place, country in _places(item):
        builder.add(
            "measurements", key=f"{key}|{country or place}", known_at=known_at, report_id=report,
            series=f"gdacs_alert_level_{item.kind.lower()}", place=place, country=country, period_from=began,
            period_to=ended or began + timedelta(minutes=1), value=level, unit=_UNIT,
        )  # fmt: skip


def _places(item: Alert) -> list[tuple[str | None, str | None]]:
    """Each country's name and code; the code that GDACS gives is of the only one, if there is one."""
    named = [(name, iso3_of_name(name)) for name in item.countries[:MOST_COUNTRIES]]
    code = iso3_of_name(item.code.upper()) if len(item.code) == 3 else None
    if len(named) == 1 and named[0][1] is None:
        return [(named[0][0], code)]
    found = {country or name: (name, country) for name, country in reversed(named)}
    return list(reversed(found.values())) or [(None, code)]


def _of_feed(raw: Raw) -> tuple[list[tuple[Alert, bytes]], bytes]:
    text, left = harmless(raw.read(MOST_BYTES)), ""
    if text.count("<") > MOST_ELEMENTS:
        raise SourceError(f"The feed has more than {MOST_ELEMENTS:,} tags.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  without DTD: collection.xml_text
    except ElementTree.ParseError:
        text, left = whole_entries(text)
        try:
            root = ElementTree.fromstring(text)  # noqa: S314
        except ElementTree.ParseError:
            raise SourceError("The feed is damaged before its last whole alert.") from None
    items = root.findall("./channel/item")
    return [(_of_item(item), ElementTree.tostring(item, encoding="utf-8")) for item in items], left.encode("utf-8")


def _of_item(item: ElementTree.Element) -> Alert:
    def text(name: str) -> str:
        return (item.findtext(name) or "").strip()[:20_000]

    def own(name: str) -> str:
        return text(f"{_OWN}{name}")

    return Alert(
        kind=_short(own("eventtype")), number=_short(own("eventid")), level=own("alertlevel"),
        title=plain_text(text("title")), body=plain_text(text("description")), url=text("link"),
        countries=_names(own("country")), code=own("iso3"), began=_mailed(own("fromdate")),
        ended=_mailed(own("todate")), changed=_mailed(own("datemodified")), published=_mailed(text("pubDate")),
    )  # fmt: skip


def _of_json(raw: Raw) -> tuple[list[tuple[Alert, bytes]], bytes]:
    page, left = load_with_list(raw, "features", MOST_BYTES)
    features = page.get("features") if isinstance(page, Mapping) else None
    if not isinstance(features, list):
        raise SourceError("The document has no list called features; it may be an error message of the service.")
    return [(_of_feature(feature), dumped(feature)) for feature in features], left


def _of_feature(feature: object) -> Alert:
    told = feature.get("properties") if isinstance(feature, Mapping) else None
    told = told if isinstance(told, Mapping) else {}

    def text(name: str, inside: Mapping[str, Any] = told) -> str:
        value = inside.get(name)
        return str(value).strip()[:20_000] if isinstance(value, str | int) and not isinstance(value, bool) else ""

    url, struck = told.get("url"), told.get("affectedcountries")
    named = [text("countryname", one) for one in struck if isinstance(one, Mapping)] if isinstance(struck, list) else []
    return Alert(
        kind=_short(text("eventtype")), number=_short(text("eventid")), level=text("alertlevel"),
        title=text("name") or text("eventname"), body=plain_text(text("description")),
        url=text("report", url) if isinstance(url, Mapping) else "",
        countries=tuple(name for name in named if name) or _names(text("country")), code=text("iso3"),
        began=moment_in(told.get("fromdate")), ended=moment_in(told.get("todate")),
        changed=moment_in(told.get("datemodified")), published=None,
    )  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _short(text: str) -> str:
    """A type or number: letters and digits only, else nothing."""
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""


def _mailed(text: str) -> datetime | None:
    """A date as RSS writes it (RFC 5322), else ISO 8601."""
    try:
        moment = parsedate_to_datetime(text[:60])
    except (ValueError, TypeError, OverflowError, IndexError):
        return moment_in(text)
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
