"""ReliefWeb disasters and reports (API v1 and v2, JSON): each becomes a report and what it states; a disaster also says
where it fell. Reports are read by `_reliefweb_reports`, the API is asked by `_reliefweb_pages`. Of disasters:

- key: ReliefWeb's own number of the disaster; a changed entry has the same key and replaces the earlier one. An entry
  of a partial page (no dates) stands beside the full one and never replaces it.
- published_at: `date.changed`, else `date.created`; a partial page has neither and counts as known from its fetch.
- claims (subject: the GLIDE number, else `reliefweb:NUMBER`): name, status, glide, type, country (ISO 3166-1
  alpha-3). Where a partial page names no type or country they are read from the GLIDE number.
- events: one for each country if the page gives the date; `event_type` is null (PLOVER has no disasters), `code` is
  GLIDE's two letters, the place is the country's centre.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._reliefweb_pages import pages
from simurg.collection.connectors._reliefweb_reports import add_report, is_report
from simurg.collection.fetching.plan import Plan
from simurg.collection.json_text import dumped, hopeless, load_with_list
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(
    name="reliefweb", title="ReliefWeb disasters and reports", formats=("json", "json.gz"), version="1"
)

_GLIDE = re.compile(r"([A-Z]{2})-(\d{4})-(\d{6})-([A-Z]{3})")
_MOST_OF = 300
"""Countries or types of one disaster that are read."""


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """What ReliefWeb posted or changed since the last fetch; the address is that of `…/v2/reports` or `…/disasters`."""
    return pages(source, cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for the page's disasters; a Reject for each that is none, or for the whole document."""
    try:
        page, left = load_with_list(raw, "data")
        disasters = _disasters(page)
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    builder, rejects = RowBuilder(raw), 0
    for number, item in enumerate(disasters, 1):
        try:
            _disaster(builder, raw, item)
        except SourceError as error:
            rejects += 1
            yield Reject(error.what, dumped(item), f"disaster {number}")
            if hopeless(rejects, number) and disasters[number:]:
                yield Reject("So many cannot be read that the rest was not tried.", dumped(disasters[number:]))
                break
    if len(builder):
        yield builder.take()
    if left:
        yield Reject("The page is damaged here; the disasters before it were read.", left, "the end of the page")


def _disasters(page: object) -> list[object]:
    if not isinstance(page, Mapping):
        raise SourceError("The page is not a JSON object.")
    data = page.get("data")
    if isinstance(data, Mapping):  # one disaster asked for by its number
        data = [data]
    if not isinstance(data, list):
        raise SourceError("The page has no list called data; it may be an error message of the service.")
    return data


def _disaster(builder: RowBuilder, raw: Raw, item: object) -> None:
    """One disaster. SourceError for what has neither number nor name."""
    if not isinstance(item, Mapping):
        raise SourceError("The entry is not a JSON object.")
    inner = item.get("fields")
    fields: Mapping[str, Any] = inner if isinstance(inner, Mapping) else item
    number, name = _word(item.get("id")) or _word(fields.get("id")), _word(fields.get("name"))
    if number and is_report(fields):
        add_report(builder, raw, number, item, fields)
        return
    if not number or not name:
        raise SourceError("The disaster has no number or no name.")
    dates = fields.get("date")
    dates = dates if isinstance(dates, Mapping) else {}
    stated = (believable(moment_in(dates.get(which)), raw.fetched_at) for which in ("changed", "created"))
    published = next((moment for moment in stated if moment), None)
    key = number if published else f"{number}|listed"
    report = builder.report(
        key=key,
        published_at=published,
        title=name,
        body=_body(fields),
        url=_word(fields.get("url_alias")) or _word(fields.get("url")) or _word(item.get("href")),
        language="en",
    )
    known_at = raw.source.knowable(published, raw.fetched_at)
    said = list(dict.fromkeys(_said(fields, name)))
    glide = next((value for predicate, value in said if predicate == "glide"), None)
    numbers: Counter[str] = Counter()
    for predicate, value in said:
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known_at,
            report_id=report, subject=glide or f"reliefweb:{number}", predicate=predicate, object=value,
        )  # fmt: skip
    began = believable(moment_in(dates.get("event")) or moment_in(dates.get("created")), raw.fetched_at)
    if began is not None:
        _events(builder, fields, (number, name, began), known_at, report)


def _events(
    builder: RowBuilder, fields: Mapping[str, Any], what: tuple[str, str, datetime], known_at: datetime, report: UUID
) -> None:
    """One event for each country that the disaster struck."""
    number, name, began = what
    code = next((_word(kind.get("code")) for kind in _all(fields, "type", "primary_type")), None)
    for country in _all(fields, "country", "primary_country"):
        iso = (_word(country.get("iso3")) or "").upper()
        if not iso:
            continue
        latitude, longitude = _centre(country.get("location"))
        builder.add(
            "events", key=f"{number}|{iso}", known_at=known_at, report_id=report, description=name, code=code,
            domain="disaster", country=iso, place=_word(country.get("shortname")) or _word(country.get("name")),
            latitude=latitude, longitude=longitude, place_precision="country",
            occurred_from=began, occurred_to=began + timedelta(days=1),
        )  # fmt: skip


def _said(fields: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    yield "name", name
    if status := _word(fields.get("status")):
        yield "status", status
    glide = (_word(fields.get("glide")) or "").upper()
    if glide:
        yield "glide", glide
    by_number = _GLIDE.fullmatch(glide)
    kinds = [_word(kind.get("name")) or _word(kind.get("code")) for kind in _all(fields, "type", "primary_type")]
    for kind in kinds or ([by_number[1]] if by_number else []):
        if kind:
            yield "type", kind
    countries = [_word(country.get("iso3")) for country in _all(fields, "country", "primary_country")]
    for iso in countries or ([by_number[4]] if by_number else []):
        if iso:
            yield "country", iso.upper()


def _body(fields: Mapping[str, Any]) -> str | None:
    """The description as the publisher's Markdown, else its HTML as text."""
    text, markup = fields.get("description"), fields.get("description-html")
    if isinstance(text, str) and text.strip():
        return text.strip()
    return plain_text(markup) or None if isinstance(markup, str) else None


def _all(fields: Mapping[str, Any], many: str, one: str) -> list[Mapping[str, Any]]:
    listed = fields.get(many)
    values = listed if isinstance(listed, list) else [fields.get(one)]
    return [value for value in values[:_MOST_OF] if isinstance(value, Mapping)]


def _centre(location: object) -> tuple[float | None, float | None]:
    if not isinstance(location, Mapping):
        return None, None
    latitude, longitude = location.get("lat"), location.get("lon")
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (latitude, longitude)):
        return None, None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # type: ignore[operator]
        return None, None
    return float(latitude), float(longitude)  # type: ignore[arg-type]


def _word(value: object) -> str | None:
    """Text or a whole number as a short text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()[:2_000] or None
