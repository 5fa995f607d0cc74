"""Answers that come in pages of records: by offset or by number of page, with a window of time or without one.

    options:
      fetch:
        plan: pages
        query: {from: "{since:epoch}", until: "{now:epoch}", entityType: country}
        list: data                     # where a page has its records; "" if it is the list
        size: {limit: 1000}            # parameter and value; a page of fewer records is the last, unless `end` tells
        at: {offset: rows}             # parameter, and what it counts: rows, rows from 1, pages, pages from 0
        end: {total: found}            # or {pages: maxPages}, {more: exceededTransferLimit}
        back: 30d                      # how far back the first window goes
        overlap: 2d                    # how far each window goes into the one before: for late rows and revisions
        may_be_empty: true             # an answer without records is no sign of anything

`{since:…}` and `{now:…}` take `epoch`, `epoch_ms` or a pattern of strftime; `{key:NAME}` is a key. A run that broke off
goes on at its page, within a day. Without `at` there is one page. An answer that has no such list, or fewer records
than it announces, is `schema_changed`; an empty one where there were records before is told, and its window is asked
for again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson

from simurg.collection.connector import SettingsError
from simurg.collection.fetching.plan import Call, Fault, Keep, Plan, Remember, Said, asked
from simurg.collection.settings import duration_of
from simurg.collection.source import Source

MOST_PAGES = 2_000
_RESUMED = timedelta(days=1)
_MOMENT = re.compile(r"\{(since|now):([^{}]{1,40})\}")
_ENDS = ("total", "pages", "more")
_COUNTED = ("rows", "rows from 1", "pages", "pages from 0")


@dataclass(frozen=True, slots=True)
class Paging:
    """What the options say. `by` is rows or pages; `end` is what tells the last page, and the path where it stands."""

    query: Mapping[str, str]
    listed: str
    size_name: str
    size: int
    at_name: str
    by: str
    end: tuple[str, str]
    back: timedelta
    overlap: timedelta
    may_be_empty: bool

    @property
    def windowed(self) -> bool:
        return any("{since:" in value for value in self.query.values())


@dataclass(frozen=True, slots=True)
class _Run:
    """One window; `had` is how many records the last whole run brought."""

    since: datetime
    until: datetime
    page: int
    rows: int
    had: int

    def cursor(self) -> Mapping[str, Any]:
        return {"since": self.since.isoformat(), "until": self.until.isoformat(), "page": self.page,
                "rows": self.rows, "had": self.had}  # fmt: skip


def pages(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """Every page from where the cursor is; the cursor of a whole run is its end and how many records it brought."""
    paging = paging_of(source)
    run = _run(paging, cursor, now)
    while run.page < MOST_PAGES:
        call = Call(_url(source.address.strip(), paging, run))
        body = asked(call, (yield call)).body
        answer = _json(body)
        count = len(records_in(answer, paging.listed))
        if not count:
            break
        yield Keep(f"{source.name}-{run.until:%Y%m%dT%H%M%S}-{run.page:04d}.json", body)
        run = _Run(run.since, run.until, run.page + 1, run.rows + count, run.had)
        if _last(paging, answer, count, run):
            yield Remember({"done": run.until.isoformat(), "had": run.rows})
            return
        yield Remember(run.cursor())
    if run.page >= MOST_PAGES:
        raise Fault("too_large", f"There are more than {MOST_PAGES:,} pages.", hint="Ask for less by `options`.")
    announced = _number(answer, paging.end)
    if paging.end[0] == "total" and announced > run.rows:
        raise Fault("schema_changed", f"{announced:,} records were announced, and {run.rows:,} came.")
    if run.rows or paging.may_be_empty:
        yield Remember({"done": run.until.isoformat(), "had": run.rows or run.had})
    else:
        before = f"where the last one had {run.had:,}" if run.had else "and never had any"
        yield Said(f"The answer of {source.name} had no records, {before}.")


def records_in(answer: object, path: str) -> list[Any]:
    """The page's records. Fault where there is no such list."""
    found = _at(answer, path)
    if isinstance(found, list):
        return found
    if isinstance(answer, Mapping) and answer.get("error"):
        raise Fault("other", "It answered with an error of its own instead of records.", hint="See its parameters.")
    raise Fault("schema_changed", f"The answer has no list of records at {path[:60] or 'its top'}.")


def _last(paging: Paging, answer: object, count: int, run: _Run) -> bool:
    kind, path = paging.end
    if not paging.at_name:
        return True
    if kind == "total" and path:
        return run.rows >= _number(answer, paging.end)
    if kind == "pages":
        return run.page >= _number(answer, paging.end)
    if kind == "more":
        return _at(answer, path) is not True
    return count < paging.size


def _number(answer: object, end: tuple[str, str]) -> int:
    found = _at(answer, end[1]) if end[1] else None
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _run(paging: Paging, cursor: Mapping[str, Any], now: datetime) -> _Run:
    had = cursor["had"] if isinstance(cursor.get("had"), int) else 0
    until, since, done = (_moment(cursor.get(name)) for name in ("until", "since", "done"))
    if until and since and now - until <= _RESUMED and isinstance(cursor.get("page"), int):
        rows = cursor["rows"] if isinstance(cursor.get("rows"), int) else 0
        return _Run(since, until, cursor["page"], rows, had)
    begun = done or (since + paging.overlap if since else None)
    return _Run(begun - paging.overlap if begun else now - paging.back, now, 0, 0, had)


def _url(address: str, paging: Paging, run: _Run) -> str:
    def filled(found: re.Match[str]) -> str:
        moment = (run.since if found[1] == "since" else run.until).astimezone(UTC)
        if found[2] == "epoch":
            return str(int(moment.timestamp()))
        if found[2] == "epoch_ms":
            return str(int(moment.timestamp() * 1000))
        return moment.strftime(found[2])

    pairs = {name: _MOMENT.sub(filled, value) for name, value in paging.query.items()}
    if paging.size_name:
        pairs[paging.size_name] = str(paging.size)
    if paging.at_name:
        places = {"rows": run.rows, "rows from 1": run.rows + 1, "pages": run.page + 1, "pages from 0": run.page}
        pairs[paging.at_name] = str(places[paging.by])
    told = "&".join(f"{quote(name, safe='')}={quote(value, safe='{}:')}" for name, value in pairs.items())
    return f"{address}{'&' if '?' in address else '?'}{told}" if told else address


def _at(value: object, path: str) -> object:
    for step in path.split(".") if path else ():
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _json(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Fault("schema_changed", "The answer is no JSON.") from None


def _moment(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def paging_of(source: Source) -> Paging:
    """Checked; SettingsError says what is wrong."""
    told = source.options.get("fetch")
    told = told if isinstance(told, Mapping) else {}
    known = {"plan", "query", "list", "size", "at", "end", "back", "overlap", "may_be_empty"}
    if unknown := sorted(str(name) for name in told if name not in known):
        raise SettingsError(f"`fetch`: {unknown[0][:40]!r} is not known.", hint=f"Use: {', '.join(sorted(known))}.")
    query = told.get("query") or {}
    size_name, size = _pair(told.get("size"), "size")
    at_name, by = _pair(told.get("at"), "at")
    kind, path = _pair(told.get("end"), "end")
    if by not in ("", *_COUNTED) or kind not in ("", *_ENDS) or not isinstance(query, Mapping):
        raise SettingsError(
            "`fetch` is not understood.", hint="`at` counts rows or pages; `end` is total, pages, more."
        )
    if not str(size or "1").isdigit():
        raise SettingsError("`fetch: size` must be a number.", hint="For example {limit: 1000}.")
    return Paging(
        {str(name): str(value) for name, value in query.items()}, str(told.get("list", "")), size_name,
        int(size or 1), at_name, by, (kind, path), duration_of(told.get("back", "30d")),
        duration_of(told.get("overlap", "0d")), told.get("may_be_empty") is True,
    )  # fmt: skip


def _pair(told: object, what: str) -> tuple[str, str]:
    """A mapping of one name to one value; two empty texts where nothing is told."""
    if told is None:
        return "", ""
    if not isinstance(told, Mapping) or len(told) != 1:
        raise SettingsError(f"`fetch: {what}` must be one name with one value.", hint="See docs/signals.md.")
    name, value = next(iter(told.items()))
    return str(name), str(value)
