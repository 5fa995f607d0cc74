"""From the ledger's rows to documents of an index: what of a row is searched, filtered by, and shown.

Only rows that a scope permits, every version of them, recalled or not: what stands is decided when a search is
answered. A report that is told of again (events of a place that come in a later batch) gets a second document; hits
are one for each id. Documents come in the order of `known_at` and id, whatever the engine does.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from simurg.ledger.ledger import Ledger
from simurg.ledger.search.question import place_term
from simurg.ledger.store import readable
from simurg.ontology.markings import Scope

MOST_PLACES = 200
"""Events of one report whose places are searched by."""
ROWS_AT_ONCE = 20_000
Wording = Callable[[Mapping[str, Any]], str]
"""The words of a product, which stand outside the ledger; given its `html` (SHA-256) and `title`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document. `facts`: field to its values; `shown`: what is told of a hit, as JSON can say it."""

    kind: str
    title: str
    text: str
    known_us: int
    recorded_us: int
    published_us: int | None
    shown: Mapping[str, Any]
    facts: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows: permitted to a scope, and of these batches; None means all."""

    scope: Scope
    batches: tuple[str, ...] | None = None


def entries(ledger: Ledger, stretch: Stretch, wording: Wording) -> Iterator[Entry]:
    """All documents of a stretch."""
    reading = _Reading(ledger, stretch)
    for row in reading.reports():
        yield _report(row)
    for row in reading.told("claims", "c.subject, c.predicate, c.object"):
        yield _claim(row)
    for row in reading.told("name_keys", "c.subject, c.name, c.kind"):
        yield _entity(row)
    for row in reading.products():
        yield _product(row, wording(row))


class _Reading:
    """The queries over one ledger and stretch."""

    def __init__(self, ledger: Ledger, stretch: Stretch) -> None:
        self._ledger = ledger
        self._permitted = ledger.labels.condition(stretch.scope)
        self._new = "true"
        if stretch.batches is not None:
            wanted = frozenset(stretch.batches)
            since = min(at for name, at, _, _ in ledger.catalogue.batches() if name in wanted)
            names = ", ".join("'" + name.replace("'", "''") + "'" for name in stretch.batches)
            self._new = f"recorded_at >= TIMESTAMPTZ '{since.isoformat()}' AND batch IN ({names})"

    def reports(self) -> Iterator[dict[str, Any]]:
        """New reports with the places of their new events, then older ones that new events tell of."""
        reports, events = self._relation("reports"), self._relation("events")
        columns = f"r.id::VARCHAR AS id, {_FACTS}, r.title, r.body, r.url, {_times('r')}"
        new = f"(SELECT * FROM {reports} WHERE {self._permitted} AND {self._new}) AS r" if reports else None
        if not events:
            if new:
                yield from self._rows(f"SELECT {columns} FROM {new} ORDER BY known, id")
            return
        places = f"""(SELECT report_id, list({{'id': id::VARCHAR, 'country': country, 'place': place}} ORDER BY id)
            [1:{MOST_PLACES}] AS places FROM {events} WHERE {self._permitted} AND {self._new} AND report_id IS NOT NULL
            AND (country IS NOT NULL OR place IS NOT NULL) GROUP BY report_id) AS e"""
        if new:
            yield from self._rows(
                f"SELECT {columns}, e.places FROM {new} LEFT JOIN {places} ON r.id = e.report_id ORDER BY known, id"
            )
        if reports and self._new != "true":
            old = f"(SELECT * FROM {reports} WHERE {self._permitted} AND NOT ({self._new})) AS r"
            yield from self._rows(
                f"SELECT {columns}, e.places FROM {old} JOIN {places} ON r.id = e.report_id ORDER BY known, id"
            )

    def told(self, table: str, content: str) -> Iterator[dict[str, Any]]:
        """Rows of a table with the facts of the report that told them, as far as it is permitted."""
        rows, reports = self._relation(table), self._relation("reports")
        if not rows:
            return
        facts = "NULL AS reliability, NULL AS credibility, NULL AS language, NULL::BIGINT AS published"
        told_by = ""
        if reports:
            facts = f"{_FACTS.replace('r.source_id', 'c.source_id')}, r.title"
            told_by = f"""LEFT JOIN (SELECT DISTINCT ON (id) * FROM {reports} WHERE {self._permitted}
                AND id IN (SELECT report_id FROM {rows} WHERE {self._new})) AS r ON c.report_id = r.id"""
        yield from self._rows(
            f"""SELECT c.id::VARCHAR AS id, c.report_id::VARCHAR AS report_id, {content}, {facts}, {_times("c")}
            FROM (SELECT * FROM {rows} WHERE {self._permitted} AND {self._new}) AS c {told_by} ORDER BY known, id"""
        )

    def products(self) -> Iterator[dict[str, Any]]:
        rows = self._relation("products")
        if rows:
            yield from self._rows(
                f"""SELECT c.id::VARCHAR AS id, c.title, c.kind, c.html, {_times("c")},
                epoch_us(c.known_at) AS published FROM {rows} AS c
                WHERE {self._permitted} AND {self._new} ORDER BY known, id"""
            )

    def _relation(self, table: str) -> str:
        files = self._ledger.catalogue.live_files(table)
        return self._ledger.store.relation(self._ledger.connection, files) if files else ""

    def _rows(self, query: str) -> Iterator[dict[str, Any]]:
        with readable():
            reader: pa.RecordBatchReader = self._ledger.connection.sql(query).to_arrow_reader(ROWS_AT_ONCE)
            for batch in reader:
                yield from batch.to_pylist()


_FACTS = """r.source_id AS source_id, r.reliability AS reliability, r.credibility AS credibility,
    r.language AS language, epoch_us(r.published_at) AS published"""


def _times(alias: str) -> str:
    return f"epoch_us({alias}.known_at) AS known, epoch_us({alias}.recorded_at) AS recorded"


def _report(row: Mapping[str, Any]) -> Entry:
    title, body = row["title"] or row["url"] or "", row["body"] or ""
    places = [[one["id"].replace("-", ""), one["country"], one["place"]] for one in row.get("places") or ()]
    named = {place_term(name) for _, *names in places for name in names if name}
    shown = {**_common(row), "body": body, "url": row["url"], "places": places}
    return _entry("report", row, title, body, shown, {"place": sorted(named)})


def _claim(row: Mapping[str, Any]) -> Entry:
    words = [row["subject"] or "", row["predicate"] or "", row["object"] or ""]
    shown = {**_common(row), "subject": words[0], "title": words[0], "body": " · ".join(filter(None, words[1:]))}
    return _entry("claim", row, words[0], " ".join(words[1:]), shown)


def _entity(row: Mapping[str, Any]) -> Entry:
    name, subject = row["name"] or row["subject"] or "", row["subject"] or ""
    body = " · ".join(filter(None, (row["kind"], subject if subject != name else "")))
    return _entry("entity", row, name, subject, {**_common(row), "subject": subject, "title": name, "body": body})


def _product(row: Mapping[str, Any], words: str) -> Entry:
    shown = {**_common(row), "body": words}
    return _entry("product", row, row["title"] or "", words, shown)


def _common(row: Mapping[str, Any]) -> dict[str, Any]:
    told_by = row.get("report_id") or row["id"]
    return {
        "id": row["id"].replace("-", ""),
        "report": told_by.replace("-", ""),
        "title": row.get("title") or row.get("url") or "",
        **{
            name: row.get(name)
            for name in ("source_id", "language", "reliability", "credibility", "published", "known")
        },
    }


def _entry(
    kind: str,
    row: Mapping[str, Any],
    title: str,
    text: str,
    shown: Mapping[str, Any],
    more: Mapping[str, list[str]] | None = None,
) -> Entry:
    named = {
        "source": row.get("source_id"),
        "reliability": row.get("reliability"),
        "credibility": row.get("credibility"),
    }
    facts = {name: [str(value)] for name, value in named.items() if value is not None}
    if row.get("language"):
        facts["language"] = [str(row["language"]).lower()]
    return Entry(
        kind, title, text, row["known"], row["recorded"], row.get("published"), shown, {**facts, **(more or {})}
    )
