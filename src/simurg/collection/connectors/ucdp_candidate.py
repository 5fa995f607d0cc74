"""UCDP candidate events from the API: one report and one event for each row, as `ucdp_ged` maps them.

The answer (UCDP API, `gedevents/VERSION`): a JSON object with `TotalCount`, `TotalPages`, `NextPageUrl` and `Result`,
a list of rows with the columns of the GED codebook. The key is UCDP's id, so that what a later release says of an event
is its new version. A release does not say when it was published: a row counts as known from its fetch on, unless the
source states a delay (see `ucdp_ged`).

`fetch` needs the key `token` (header `x-ucdp-access-token`) and follows the monthly releases, which are named YY.0.M
for the month M of the year 20YY and never change: each is fetched once, page by page. A release that is not there yet
is asked for again with each run, for `back_fill`. `options`:

    back_fill: 120d       # how far back monthly releases are asked for (at most 3 years)
    versions: ["25.0.9"]  # these releases, instead of the monthly ones, for example a consolidated quarter
    page_size: 1000       # rows of a page; 1,000 is the most that UCDP gives
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._ucdp_rows import add_event
from simurg.collection.fetching.parts import Part, object_of, span_option
from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Plan, Remember, Said, asked
from simurg.collection.json_page import rows_of_page
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(name="ucdp_candidate", title="UCDP candidate events (API)", formats=("json",), version="1")

_MOST_BACK = timedelta(days=3 * 366)
_MOST_PAGES = 2_000
_MOST_DONE = 200


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The monthly releases that were not fetched yet; the address is that of `gedevents`, without a version."""
    done = [str(one) for one in cursor.get("done", ()) if isinstance(one, str)]
    begun = cursor.get("begun")
    for version in _versions(source, now):
        if version in done:
            continue
        page = begun.get("page") if isinstance(begun, Mapping) and begun.get("version") == version else None
        found = yield from _release(source, version, page if isinstance(page, int) else None, done)
        if found:
            done = [*done, version][-_MOST_DONE:]
            yield Remember({"done": done})


def _versions(source: Source, now: datetime) -> list[str]:
    """The releases that there may be, oldest first."""
    told = source.options.get("versions")
    if isinstance(told, list | tuple):
        return [str(one) for one in told]
    back = span_option(source, "back_fill", "120d", _MOST_BACK)
    first, month = now - back, now.year * 12 + now.month - 2
    oldest = first.year * 12 + first.month - 1
    return [f"{one // 12 % 100}.0.{one % 12 + 1}" for one in range(oldest, month + 1)]


def _release(source: Source, version: str, page: int | None, done: list[str]) -> Part[bool]:
    """True if the release is there; all its pages are kept then."""
    rows, number = 0, 0
    while number < _MOST_PAGES:
        call = Call(_address(source, version, page), headers={"x-ucdp-access-token": "{key:token}"})
        try:
            answer = asked(call, (yield call))
        except Fault as fault:
            if fault.kind == "not_found" and page is None:
                return False
            raise
        told, following = _page(answer, page)
        if told["TotalCount"] == 0:
            return False
        yield Keep(f"ucdp-{version}-{page or 0:04d}.json", answer.body)
        rows, number = rows + len(told["Result"]), number + 1
        if following is None:
            break
        page = following
        yield Remember({"done": done, "begun": {"version": version, "page": page}})
    if number and rows < told["TotalCount"] and number == told["TotalPages"]:
        yield Said(f"UCDP's release {version} names {told['TotalCount']:,} rows and gave {rows:,}.")
    return True


def _address(source: Source, version: str, page: int | None) -> str:
    size = source.options.get("page_size", 1_000)
    place = "" if page is None else f"&page={page}"
    return f"{source.address.strip().rstrip('/')}/{version}?pagesize={size}{place}"


def _page(answer: Answer, page: int | None) -> tuple[Mapping[str, Any], int | None]:
    """The answer, checked, and the number of the page after it. Only the number is taken of its NextPageUrl."""
    told = object_of(answer, "UCDP", TotalCount=int, TotalPages=int, Result=list)
    link = told.get("NextPageUrl")
    if not isinstance(link, str) or not link:
        return told, None
    number = parse_qs(urlsplit(link).query).get("page", [""])[0]
    if not (number.isascii() and number.isdigit() and len(number) < 7) or int(number) <= (page or 0):
        raise Fault("schema_changed", "UCDP's answer names a next page that is none.")
    return told, int(number)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """The rows of one page; a Reject for each that is impossible."""
    return rows_of_page(raw, "Result", lambda builder, row: add_event(builder, raw, _cells(row)))


def _cells(row: object) -> dict[str, str]:
    """A row as the CSV has it: each value as text, nothing for null."""
    if not isinstance(row, Mapping):
        raise SourceError("The row is not a JSON object.")
    return {
        str(name): "" if value is None else str(value)
        for name, value in row.items()
        if value is None or isinstance(value, str | int | float)
    }
