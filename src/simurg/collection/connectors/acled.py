"""ACLED events from the API: one report and one event for each row.

The answer (ACLED API, `/api/acled/read`): a JSON object with `status`, `success`, `count`, `messages`,
`data_query_restrictions` and `data`, a list of rows with the columns of the ACLED codebook. The key is
`event_id_cnty`; `timestamp` says when ACLED last changed the row, and with it the row counts as known. `mode` is the
sub-event type in lower case, `code` both types in ACLED's words. `event_type` is PLOVER's (see `_acled_types`);
strategic developments that have none there keep null. Fatalities are ACLED's single estimate. ACLED also deletes rows;
deletions are published apart and are not followed.

`fetch` (see _acled_account) needs the keys `username` and `password`, and tells apart what ACLED grants with a token
and then refuses: an account that may not read, or may not read what is recent, is `tier_refused`; a query that has no
rows though others have is empty. `options`:

    countries: [Nigeria, Mali]   # all without it
    since: 365d                  # with the first fetch: events from so long ago on
    limit: 5000                  # rows of a page
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simurg.collection.connector import Connector, Raw, Reject, Rows
from simurg.collection.connectors._acled_account import Account, pages
from simurg.collection.connectors._acled_types import plover_of_acled
from simurg.collection.fetching.plan import Plan
from simurg.collection.json_page import rows_of_page
from simurg.collection.published import believable
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import SourceError
from simurg.ontology.times import EARLIEST

CONNECTOR = Connector(name="acled", title="ACLED events (API)", formats=("json",), version="1")

_PRECISIONS = {"1": "place", "2": "admin2", "3": "admin1"}
_DAYS = {"1": 1, "2": 7, "3": 31}
"""Time precision: the day, the week, the month."""


def fetch(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """What ACLED added or changed since the last fetch; the address is that of `…/api/acled/read`."""
    yield from pages(Account(source), cursor, now)


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """The rows of one page; a Reject for each that is impossible."""
    return rows_of_page(raw, "data", lambda builder, row: _event(builder, raw, _cells(row)))


def _cells(row: object) -> Mapping[str, str]:
    """A row's values as text; ACLED writes numbers either way."""
    if not isinstance(row, Mapping):
        raise SourceError("The row is not a JSON object.")
    return {
        str(name): str(value).strip()[:20_000]
        for name, value in row.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _event(builder: RowBuilder, raw: Raw, cells: Mapping[str, str]) -> None:
    key, kind, sub = cells.get("event_id_cnty", ""), cells.get("event_type", ""), cells.get("sub_event_type", "")
    if not key or not kind:
        raise SourceError("The row has no event_id_cnty or no event_type.")
    day = _day(cells, raw)
    changed = believable(_moment(cells.get("timestamp", "")), raw.fetched_at)
    known = raw.source.knowable(changed, raw.fetched_at)
    place = cells.get("location") or cells.get("admin2") or cells.get("admin1") or cells.get("country")
    deaths = _deaths(cells.get("fatalities", ""))
    actors = " – ".join(one for one in (cells.get("actor1"), cells.get("actor2")) if one)
    report = builder.report(
        key=key, known_at=known, published_at=changed, language="en", body=cells.get("notes") or None,
        title=": ".join(part for part in (sub or kind, actors, place) if part),
    )  # fmt: skip
    builder.add(
        "events", key=key, known_at=known, report_id=report, actor=cells.get("actor1") or None,
        recipient=cells.get("actor2") or None, event_type=plover_of_acled(kind, sub), mode=sub.lower() or None,
        code=f"{kind}: {sub}" if sub else kind, description=cells.get("notes") or None, place=place or None,
        country=cells.get("iso3") or iso3_of_name(cells.get("country", "")) or cells.get("country") or None,
        latitude=_degrees(cells, "latitude", 90), longitude=_degrees(cells, "longitude", 180),
        place_precision=_PRECISIONS.get(cells.get("geo_precision", ""), "unknown"), occurred_from=day,
        occurred_to=day + timedelta(days=_DAYS.get(cells.get("time_precision", ""), 1)), deaths_best=deaths,
    )  # fmt: skip


def _day(cells: Mapping[str, str], raw: Raw) -> datetime:
    try:
        day = datetime.strptime(cells.get("event_date", ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise SourceError("event_date is not a date.") from None
    if not EARLIEST <= day <= raw.fetched_at:
        raise SourceError("event_date is not a date of our time, or has not come.")
    return day


def _moment(seconds: str) -> datetime | None:
    """Seconds since 1970."""
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _deaths(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 7):
        raise SourceError("fatalities is not a whole number within its range.")
    return int(cell)


def _degrees(cells: Mapping[str, str], name: str, most: float) -> float | None:
    cell = cells.get(name, "")
    if not cell:
        return None
    try:
        degrees = float(cell[:40])
    except ValueError:
        raise SourceError(f"{name} is not a number.") from None
    if not -most <= degrees <= most:
        raise SourceError(f"{name} is outside its range.")
    return degrees
