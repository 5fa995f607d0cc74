"""An index of alerts (RSS or Atom): which alerts it names, and which of them are new.

An alert is fetched once; an entry whose `updated` or `pubDate` is another is fetched again. An alert that is gone (404)
is said and left out, and asked for again for as long as the index names it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from simurg.collection.elements import Damaged, Element, elements, inner, local, word
from simurg.collection.fetching.plan import Call, Fault, Keep, Plan, Remember, Said, asked, name_of
from simurg.collection.source import Source
from simurg.collection.xml_text import harmless
from simurg.ontology.errors import SourceError

_MOST_ALERTS = 1_000
_MOST_SEEN = 3_000
"""Alerts of one index that are remembered: as many as the cursor has room for."""
_AT_ONCE = 25
_CAP = "application/cap+xml"


def follow_index(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The plan of `cap`: the index if it changed, then its new alerts."""
    seen = {str(one): None for one in cursor.get("seen", ()) if isinstance(one, str)}
    missing = bool(cursor.get("missing"))
    call = Call(source.address.strip(), conditional=not missing, most_bytes=16 << 20)
    answer = asked(call, (yield call))
    if answer.unchanged:
        return
    links = list(links_in(answer.body, answer.url))[:_MOST_SEEN]
    if links == [(answer.url, "itself")]:
        yield Keep(name_of(answer.url), answer.body)
        return
    listed = {_sign(url, stamp) for url, stamp in links}
    seen = {sign: None for sign in seen if sign in listed}
    fresh = [(url, sign) for url, stamp in links if (sign := _sign(url, stamp)) not in seen][:_MOST_ALERTS]
    gone = 0
    for number, (url, sign) in enumerate(fresh, 1):
        call = Call(url, most_bytes=4 << 20)
        try:
            alert = asked(call, (yield call))
        except Fault as fault:
            if fault.kind != "not_found":
                raise
            gone += 1
            continue
        yield Keep(f"{sign}-{name_of(url)}", alert.body)
        seen[sign] = None
        if number % _AT_ONCE == 0:
            yield Remember({"seen": list(seen), "missing": True})
    if gone:
        yield Said(f"{gone:,} alerts that the index names are not there.")
    if fresh:
        yield Remember({"seen": list(seen), "missing": bool(gone)})


def links_in(body: bytes, base: str) -> Iterator[tuple[str, str]]:
    """Address and date of each alert that an index names; the address itself if it is an alert. Fault for neither."""
    try:
        found = list(elements(harmless(body), frozenset({"item", "entry", "alert"})))
    except Damaged as error:
        raise Fault("cut_short", f"The index of alerts is damaged. {error.what}") from error
    except SourceError as error:
        raise Fault("schema_changed", f"The index of alerts cannot be read. {error.what}") from error
    if any(local(element) == "alert" for element in found):
        yield base, "itself"
        return
    if not found and not _is_feed(body):
        raise Fault("schema_changed", "The address gives neither an alert nor an index of alerts.")
    for entry in found:
        link = _link(entry)
        if link:
            yield urljoin(base, link), word(entry, "updated") or word(entry, "pubDate")


def _link(entry: Element) -> str:
    """The entry's link to the alert: the one of CAP's type, else the first."""
    links = list(inner(entry, "link"))
    typed = [link for link in links if link.get("type") == _CAP]
    alternate = [link for link in links if link.get("rel") in (None, "alternate")]
    for link in [*typed, *alternate, *links]:
        if address := (link.get("href") or link.text or "").strip():
            return address[:2_000]
    return ""


def _is_feed(body: bytes) -> bool:
    head = body[:4_000].lower()
    return b"<rss" in head or b"<feed" in head or b"<rdf" in head


def _sign(url: str, stamp: str) -> str:
    return hashlib.sha256(f"{url}\n{stamp}".encode("utf-8", "replace")).hexdigest()[:12]
