"""Where travel advice is asked for: one list, or GOV.UK's index and the pages of the countries that were updated.

The index (`/api/content/foreign-travel-advice`) names each country with `public_updated_at`; a page is fetched when
that is another than before. A page that is not there is said and asked for again next time.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from simurg.collection.fetching.parts import json_of, looked_at, object_of
from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Plan, Remember, Said, asked, name_of
from simurg.collection.source import Source

_INDEX = "/foreign-travel-advice"
_AT_ONCE = 20
_MOST_COUNTRIES = 400


def follow_advice(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The plan of `travel_advisories`."""
    address = source.address.strip().rstrip("/")
    if not address.endswith(_INDEX):
        return looked_at(source, _look)
    return _countries(address, cursor, now)


def _look(answer: Answer) -> None:
    """Fault for what is neither a list of advisories nor a feed of them."""
    if answer.body[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if b"<rss" not in answer.body[:4_096]:
            raise Fault("schema_changed", "The address gives no feed of travel advisories.", hint="Look at it.")
        return
    told = json_of(answer, "The publisher of advisories")
    page = isinstance(told, Mapping) and isinstance(told.get("details"), Mapping)
    listed = isinstance(told, list) and any(isinstance(one, Mapping) and one.get("Title") for one in told)
    if not page and not listed:
        raise Fault("schema_changed", "The address gives no travel advisory in a form that is known.")


def _countries(address: str, cursor: Mapping[str, Any], now: datetime) -> Plan:
    told = cursor.get("updated")
    updated = {str(slug): str(one) for slug, one in told.items()} if isinstance(told, Mapping) else {}
    call = Call(address, most_bytes=16 << 20)
    links = object_of(asked(call, (yield call)), "GOV.UK", links=Mapping)["links"]
    children = links.get("children")
    listed = [one for one in children[:_MOST_COUNTRIES] if _slug(one)] if isinstance(children, list) else []
    if not listed:
        raise Fault("schema_changed", "GOV.UK's index of travel advice names no country.")
    fresh = [one for one in listed if updated.get(_slug(one)) != str(one.get("public_updated_at"))]
    gone = 0
    for number, one in enumerate(fresh, 1):
        slug = _slug(one)
        call = Call(f"{address}/{slug}", most_bytes=4 << 20)
        try:
            page = asked(call, (yield call))
            json_of(page, "GOV.UK")
        except Fault as fault:
            if fault.kind != "not_found":
                raise
            gone += 1
            continue
        yield Keep(f"{name_of(slug)}-{now:%Y%m%dT%H%M%S}.json", page.body)
        updated[slug] = str(one.get("public_updated_at"))
        if number % _AT_ONCE == 0 or number == len(fresh):
            yield Remember({"updated": dict(updated)})
    if gone:
        yield Said(f"{gone:,} pages that GOV.UK's index names are not there.")
        yield Remember({"updated": dict(updated)})


def _slug(one: object) -> str:
    """The last part of the country's path; '' for what has none. The rest of it is not believed."""
    path = one.get("base_path") if isinstance(one, Mapping) else None
    slug = urlsplit(path).path.rpartition("/")[2] if isinstance(path, str) else ""
    return slug if 0 < len(slug) <= 80 and slug.replace("-", "").isalnum() and slug.isascii() else ""
