"""Web pages: the text of each by trafilatura, with what the page says of its licence and of robots. A page is a report.

    address: https://ministry.example/statements/latest      # one page, and/or
    options: {pages: [https://…, https://…]}                 # others, on the address's host or one of `hosts`

`fetch` asks for each page that its site's robots.txt allows (RFC 9309), and keeps it under the headers that say how to
read it and whether robots and miners are wanted. A page that the site does not want fetched is told, and not fetched.

- key: the page's canonical address, if it is of the host it came from; else the address it was fetched from. A page
  with other words is a new version.
- published_at: when it says it was changed, else published, if believable; else null.
- claims (subject: the key): `reported_by` (an organisation), `robots_notice`, `tdm_reservation`, `tdm_policy`,
  `licence`, `rights`, as the page and its server say.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from simurg.collection.connector import Connector, Raw, Reject, Rows, SettingsError
from simurg.collection.fetching.message import message, opened
from simurg.collection.fetching.plan import Call, Fault, Keep, Plan, Remember, Said, asked, name_of
from simurg.collection.fetching.robots import Robots, robots_for
from simurg.collection.files.html import MOST_BYTES, told_by_html
from simurg.collection.published import believable
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="web_page", title="Web pages", formats=("html", "htm", "xhtml"), version="1", edits=True)

MOST_PAGES = 500
_ACCEPTED = {"accept": "text/html, application/xhtml+xml;q=0.9"}
_HTML = ("text/html", "application/xhtml+xml")


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """Each page that changed and that robots.txt allows; the first fault is told when all were tried."""
    robots: dict[str, Robots] = {}
    fault: Fault | None = None
    for url in _addresses(source):
        site = urlsplit(url)._replace(path="", query="", fragment="").geturl()
        if site not in robots:
            robots[site] = yield from robots_for(url)
        if not robots[site].allows(url):
            fault = fault or Fault("refused_by_robots", f"robots.txt of {site} does not want {url[:200]} fetched.")
            continue
        call = Call(url, headers=_ACCEPTED, conditional=True, most_bytes=MOST_BYTES)
        try:
            answer = asked(call, (yield call))
        except Fault as error:
            fault = fault or error
            continue
        if answer.unchanged:
            continue
        kind = answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
        if kind not in _HTML:
            yield Said(f"{url[:200]} is {kind[:60]} and no page; it was not kept.")
            continue
        yield Keep(name_of(answer.url), message(answer.url, answer.headers, answer.body))
        yield Remember({})
    if fault is not None:
        raise fault


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """One report with its claims, or one Reject."""
    try:
        kept = opened(raw.read(MOST_BYTES + (1 << 16)))
        location = kept.headers.get("content-location", "")
        told = told_by_html(kept.body, kept.headers, location)
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    key = (told.url or location or raw.name)[:2_000]
    published = believable(told.published, raw.fetched_at)
    builder = RowBuilder(raw)
    report = builder.report(
        key=key, published_at=published, aside=("published_at",), title=told.title, body=told.pages[0],
        url=told.url or location or None, language=told.language,
    )  # fmt: skip
    known_at = raw.source.knowable(published, raw.fetched_at)
    numbers: Counter[str] = Counter()
    for predicate, value in told.facts:
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known_at, report_id=report,
            subject=key, predicate=predicate, object=value,
        )  # fmt: skip
    yield builder.take()


def _addresses(source: Source) -> list[str]:
    """The source's own address and those in its options, each once; SettingsError for what is none."""
    listed = source.options.get("pages", [])
    if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
        raise SettingsError("`pages` must be a list of addresses.", hint="For example [https://ministry.example/news].")
    found = list(dict.fromkeys(one.strip() for one in [source.address, *listed] if one.strip()))
    if len(found) > MOST_PAGES or not all(one.lower().startswith(("https://", "http://")) for one in found):
        raise SettingsError(f"`pages` holds what is no address, or more than {MOST_PAGES}.", hint="Mend it there.")
    return found
