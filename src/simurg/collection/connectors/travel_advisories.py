"""Governments' travel advisories: the level of each country whenever it was set anew, and the advice that says so.

Read are the US Department of State's list (JSON of its API, or RSS) and the UK Foreign Office's pages (JSON of GOV.UK's
content API, one country each). Each advisory becomes a report under its address, so that the next advice is a new
version of it, and a measurement `travel_advisory_level` of the day on which it was issued, so that the series changes
where the advice does. The scale is 1 to 4 for both:

- US: 1 normal precautions, 2 increased caution, 3 reconsider travel, 4 do not travel, as the title says;
- UK: 1 no warning, 2 all but essential travel to parts, 3 all travel to parts or all but essential travel to the whole
  country, 4 all travel to the whole country (the strictest of `alert_status`; the publisher's words stand as claims).

An advisory without a level (a title that refers to summaries of parts) is a report without a measurement. Claims
(subject `travel-advice:COUNTRY`): `level`, `advice`, `alert_status`, `change`.

`fetch` reads a list if it changed; of GOV.UK's index it asks for the countries that were updated since.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._travel_pages import follow_advice
from simurg.collection.elements import Damaged, Element, content, elements, inner, word
from simurg.collection.fetching.plan import Plan
from simurg.collection.json_text import dumped, hopeless, load
from simurg.collection.plain_text import plain_text
from simurg.collection.published import believable, moment_in
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.collection.xml_text import harmless
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError
from simurg.ontology.fips import iso3_of

CONNECTOR = Connector(name="travel_advisories", title="Travel advisories", formats=("json", "xml"), version="1")

SERIES = "travel_advisory_level"
_UNIT = "level, 1 to 4"
_TITLE = re.compile(r"(.{1,200}?)\s*[-–—:]\s*Level\s+([1-4])\b[\s:–-]*(.{0,200})", re.IGNORECASE | re.DOTALL)
_ADVICE = re.compile(
    r"\s*[-–—:]?\s*(?:travel advisory|travel advice|see (?:state )?summar(?:y|ies))\s*$", re.IGNORECASE
)
_UK = {
    "avoid_all_but_essential_travel_to_parts": 2,
    "avoid_all_travel_to_parts": 3,
    "avoid_all_but_essential_travel_to_whole_country": 3,
    "avoid_all_travel_to_whole_country": 4,
}
_GOV_UK = "https://www.gov.uk"
_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Advisory:
    """What one advisory says. `country`: alpha-3, or the name as it stands there."""

    address: str
    country: str
    place: str
    title: str
    body: str
    issued: datetime | None
    level: int | None
    claims: tuple[tuple[str, str], ...]


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The list, or what the index says was updated."""
    return follow_advice(source, cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Rows for each advisory; a Reject for each entry that is none."""
    builder, rejects, number = RowBuilder(raw), 0, 0
    damage: Damaged | None = None
    try:
        for number, item in enumerate(_items(raw), 1):
            try:
                _add(builder, raw, _advisory(item, raw.fetched_at))
            except SourceError as error:
                rejects += 1
                yield Reject(error.what, _bytes(item), f"advisory {number}")
                if hopeless(rejects, number):
                    raise SourceError("So many entries cannot be read that the rest was not tried.") from None
    except Damaged as error:
        damage = error
    except SourceError as error:
        yield from whole(raw, error.what)
        number = 1
    if len(builder):
        yield builder.take()
    if damage is not None:
        yield Reject(f"{damage.what} The advisories before it were read.", damage.rest, "from there on")
    elif not number:
        yield from whole(raw, "It holds no advisory.")


def _items(raw: Raw) -> Iterator[object]:
    """The entries of a list, the one page, or the items of an RSS feed."""
    with raw.open() as stream:
        head = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] not in (b"[", b"{", b"\x1f"):
        yield from elements(harmless(raw.read(_MOST_BYTES)), frozenset({"item"}))
        return
    told = load(raw, _MOST_BYTES)
    if isinstance(told, list):
        yield from told
    elif isinstance(told, Mapping) and isinstance(told.get("details"), Mapping):
        yield told
    else:
        raise SourceError("It is neither a list of advisories nor a page of travel advice.")


def _advisory(item: object, fetched_at: datetime) -> Advisory:
    if isinstance(item, Element):
        return _of_rss(item, fetched_at)
    if not isinstance(item, Mapping):
        raise SourceError("The entry is not a JSON object.")
    return _of_page(item, fetched_at) if "details" in item else _of_list(item, fetched_at)


def _of_list(item: Mapping[str, Any], fetched_at: datetime) -> Advisory:
    """An entry of the State Department's API."""
    tags = item.get("Category")
    tag = tags[0] if isinstance(tags, list) and len(tags) == 1 else None
    issued = moment_in(item.get("Updated")) or moment_in(item.get("Published"))
    texts = [item.get(name) for name in ("Title", "Summary", "Link", "id")]
    title, summary, link, number = (one if isinstance(one, str) else "" for one in texts)
    return _state(title, summary, link or number, str(tag or ""), believable(issued, fetched_at))


def _of_rss(item: Element, fetched_at: datetime) -> Advisory:
    """An item of the State Department's feed."""
    tags = [(one.text or "").strip() for one in inner(item, "category") if one.get("domain") == "Country-Tag"]
    try:
        issued: datetime | None = parsedate_to_datetime(word(item, "pubDate"))
    except (ValueError, TypeError, OverflowError):
        issued = moment_in(word(item, "pubDate"))
    described = next(iter(inner(item, "description")), None)
    summary = (described.text or "") if described is not None else ""
    link = word(item, "link") or word(item, "guid")
    return _state(word(item, "title"), summary, link, tags[0] if tags else "", believable(issued, fetched_at))


def _state(title: str, summary: str, address: str, tag: str, issued: datetime | None) -> Advisory:
    if not title.strip() or not address.strip():
        raise SourceError("The advisory has no title or no address.")
    told = _TITLE.fullmatch(title.strip()[:420])
    place = told[1].strip() if told else _ADVICE.sub("", title.strip()[:200])
    level = int(told[2]) if told else None
    claims = []
    if told and level:
        claims = [("level", str(level)), *([("advice", told[3].strip())] if told[3].strip() else [])]
    country = iso3_of_name(place) or iso3_of(tag) or place
    return Advisory(
        address.strip()[:2_000], country, place, title.strip(), plain_text(summary), issued, level, tuple(claims)
    )


def _of_page(item: Mapping[str, Any], fetched_at: datetime) -> Advisory:
    """A country's page of GOV.UK."""
    details, path = item["details"], item.get("base_path")
    country = details.get("country") if isinstance(details, Mapping) else None
    name = country.get("name") if isinstance(country, Mapping) else None
    if not isinstance(name, str) or not name.strip() or not isinstance(path, str) or not path.startswith("/"):
        raise SourceError("The page names no country or has no path.")
    statuses = details.get("alert_status")
    known = isinstance(statuses, list) and all(one in _UK for one in statuses)
    level = max((_UK[one] for one in statuses), default=1) if known and isinstance(statuses, list) else None
    change = details.get("change_description")
    claims = [("alert_status", str(one)[:200]) for one in (statuses if isinstance(statuses, list) else ())[:20]]
    claims += [("level", str(level))] if level else []
    claims += [("change", change.strip()[:2_000])] if isinstance(change, str) and change.strip() else []
    issued = next((one for one in (details.get("updated_at"), item.get("public_updated_at")) if moment_in(one)), None)
    return Advisory(
        _GOV_UK + path[:2_000], iso3_of_name(name) or name.strip(), name.strip(), str(item.get("title") or name),
        _words(details), believable(moment_in(issued), fetched_at), level, tuple(claims),
    )  # fmt: skip


def _words(details: Mapping[str, Any]) -> str:
    """The page's summary and parts as plain text."""
    parts = details.get("parts")
    texts = [details.get("summary"), *(one.get("body") for one in (parts if isinstance(parts, list) else ())[:50]
             if isinstance(one, Mapping))]  # fmt: skip
    found = []
    for text in texts:
        if isinstance(text, list):  # each in several types of content
            text = next((one.get("content") for one in text if isinstance(one, Mapping)), None)
        if isinstance(text, str) and (words := plain_text(text, 50_000)):
            found.append(words)
    return "\n\n".join(found)


def _add(builder: RowBuilder, raw: Raw, advisory: Advisory) -> None:
    known = raw.source.knowable(advisory.issued, raw.fetched_at)
    report = builder.report(
        key=advisory.address, known_at=known, published_at=advisory.issued, title=advisory.title,
        body=advisory.body or None, url=advisory.address, language="en",
    )  # fmt: skip
    numbers: dict[str, int] = {}
    for predicate, value in advisory.claims:
        numbers[predicate] = numbers.get(predicate, 0) + 1
        builder.add(
            "claims", key=f"{advisory.address}|{predicate}|{numbers[predicate]}", known_at=known, report_id=report,
            subject=f"travel-advice:{advisory.country}", predicate=predicate, object=value, valid_from=advisory.issued,
        )  # fmt: skip
    if advisory.level is None or advisory.issued is None:
        return
    day = advisory.issued.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    builder.add(
        "measurements", key=f"{SERIES}|{advisory.address}|{day:%Y-%m-%d}", known_at=known, report_id=report,
        series=SERIES, place=advisory.place, country=advisory.country if len(advisory.country) == 3 else None,
        period_from=day, period_to=day + timedelta(days=1), value=float(advisory.level), unit=_UNIT,
    )  # fmt: skip


def _bytes(item: object) -> bytes:
    return content(item) if isinstance(item, Element) else dumped(item)
