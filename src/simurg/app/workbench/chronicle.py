"""Events of one picture with their history, in memory: what maps, timelines and networks are drawn from, of any moment.

Rows are those of `ledger.history`, their countries under one code each; parties and spots (a place with its
coordinates) are numbers, which never leave this file's tables: answers are ordered by what they say. Any number of
threads may read; one brings it up to date.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from simurg.access.pictures import Picture
from simurg.ledger import Ledger, View
from simurg.ledger.entries import File
from simurg.ledger.history import Past, changed_keys, past_of, rows_of
from simurg.ontology.vocabulary import ISO, Countries

COLUMNS = (
    "id", "key", "report_id", "source_id", "marking", "known_at", "actor", "recipient", "event_type", "mode", "domain",
    "place", "country", "latitude", "longitude", "place_precision", "occurred_from", "occurred_to", "deaths_low",
    "deaths_best", "deaths_high", "description",
)  # fmt: skip
READ_FROM = ("events", "reports", "recalls")
"""Tables on which the history of events depends."""
_TABLES = """
CREATE SEQUENCE party_numbers; CREATE SEQUENCE spot_numbers;
CREATE TABLE parties (name VARCHAR NOT NULL, party BIGINT DEFAULT nextval('party_numbers'));
CREATE TABLE spots (place VARCHAR, country VARCHAR, latitude DOUBLE, longitude DOUBLE, place_precision VARCHAR,
                    spot BIGINT DEFAULT nextval('spot_numbers'));
CREATE TABLE tellers (id UUID, grade VARCHAR);
CREATE TABLE held (id UUID, key UUID, report_id UUID, source_id VARCHAR, marking VARCHAR, known_at TIMESTAMPTZ,
                   actor BIGINT, recipient BIGINT, event_type VARCHAR, mode VARCHAR, domain VARCHAR, spot BIGINT,
                   country VARCHAR, occurred_from TIMESTAMPTZ, occurred_to TIMESTAMPTZ, deaths_low INTEGER,
                   deaths_best INTEGER, deaths_high INTEGER, description VARCHAR, grade VARCHAR,
                   shown_from TIMESTAMPTZ, shown_until TIMESTAMPTZ);
"""
MOST_WORDS = 240
"""Letters of a description that are held; the evidence drawer has the rest."""
_SAME_SPOT = " AND ".join(
    f"s.{name} IS NOT DISTINCT FROM f.{name}"
    for name in ("place", "country", "latitude", "longitude", "place_precision")
)
_SPOT = "place, country, latitude, longitude, place_precision"
_INSERT = f"""
INSERT INTO held SELECT f.id, f.key, f.report_id, f.source_id, f.marking, f.known_at, a.party, r.party, f.event_type,
    f.mode, f.domain, s.spot, f.country, f.occurred_from, f.occurred_to, f.deaths_low, f.deaths_best, f.deaths_high,
    left(f.description, {MOST_WORDS}), t.grade, f.shown_from, f.shown_until
FROM fresh AS f LEFT JOIN parties AS a ON a.name = f.actor LEFT JOIN parties AS r ON r.name = f.recipient
    LEFT JOIN spots AS s ON {_SAME_SPOT} LEFT JOIN tellers AS t ON t.id = f.report_id
ORDER BY f.occurred_from, f.id
"""


class Chronicle:
    """Made empty; `bring_up` before it is read. `since`: earlier moments are not told (None: all are)."""

    def __init__(self, picture: Picture, countries: Countries = ISO) -> None:
        self._picture, self._countries = picture, countries
        self._connection = duckdb.connect(config={"arrow_lossless_conversion": "true", "threads": "2"})
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute(_TABLES)
        self._turn = threading.Lock()
        self._paths: frozenset[str] | None = None
        self._recalls: frozenset[Any] = frozenset()
        self._digests: Mapping[str, Any] = {}
        self.since: datetime | None = None

    def close(self) -> None:
        with self._turn:
            self._connection.close()

    def fits(self, digests: Mapping[str, Any]) -> bool:
        """Whether it holds all that these digests of the visible rows of its tables stand for."""
        return self._paths is not None and self._digests == digests

    def bring_up(self, ledger: Ledger, digests: Mapping[str, Any]) -> None:
        """Up to date with the ledger: the whole, or the keys that new files changed. Readers see it in one step."""
        with self._turn:
            if self.fits(digests):
                return
            files = [file for name in READ_FROM for file in ledger.catalogue.live_files(name)]
            past = past_of(ledger, self._picture.scope, self._picture.name, "events")
            recalls = past.view.stored("recalls", ("id", "known_at", "target_kind", "target"))
            paths = frozenset(file.path for file in files)
            self._grade(ledger, [file for file in files if file.table == "reports"])
            erased = digests.get("erased") != self._digests.get("erased")
            if self._paths is None or not self._paths <= paths or past.since != self.since or erased:
                self._write(rows_of(past, COLUMNS), None)
            else:
                self._add(ledger, past, [file for file in files if file.path not in self._paths], recalls)
            self._recalls = frozenset(recalls["id"].to_pylist())
            self._paths, self._digests, self.since = paths, digests, past.since

    def fill(self, view: View) -> None:
        """With what one view shows, for its moment only."""
        rows = view.read("events", COLUMNS)
        reports = view.stored("reports", ("id", "reliability", "credibility"))
        self._connection.register("graded", reports)
        grade = "coalesce(reliability, 'F') || coalesce(credibility, 6)"
        self._connection.execute(f"INSERT INTO tellers SELECT id, {grade} FROM graded")
        empty = pa.nulls(rows.num_rows, pa.timestamp("us", "UTC"))
        rows = rows.append_column("shown_from", rows["known_at"]).append_column("shown_until", empty)
        self._write([rows], None)
        self._paths = frozenset()

    @contextmanager
    def reader(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One state of it, for as long as the block lasts."""
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield cursor
        finally:
            cursor.close()

    def _add(self, ledger: Ledger, past: Past, files: Sequence[File], recalls: pa.Table) -> None:
        known = pa.array([one not in self._recalls for one in recalls["id"].to_pylist()], pa.bool_())
        keys = changed_keys(ledger, past, files, recalls.filter(known))
        if keys is not None:
            changed = ledger.engine.run(f"SELECT key FROM {keys.name}")
            self._write(rows_of(past, COLUMNS, keys.name), changed)

    def _grade(self, ledger: Ledger, reports: Sequence[File]) -> None:
        """The grades that reports came with, of those in new files; what analysts gave stands in the view."""
        fresh = [file for file in reports if self._paths is None or file.path not in self._paths]
        if not fresh:
            return
        seen = f"{ledger.engine.relation('reports', fresh)} WHERE {ledger.labels.condition(self._picture.scope)}"
        grade = "coalesce(reliability, 'F') || coalesce(credibility, 6)"
        cursor = self._connection.cursor()
        try:
            cursor.register("graded", ledger.engine.run(f"SELECT DISTINCT id, {grade} AS grade FROM {seen}"))
            cursor.execute("INSERT INTO tellers FROM graded ANTI JOIN tellers USING (id)")
        finally:
            cursor.close()

    def _write(self, tables: Iterable[pa.Table], changed: pa.Table | None) -> None:
        """In one transaction; of all keys, or of those that changed."""
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN")
            if changed is None:
                cursor.execute("DELETE FROM held")
            else:
                cursor.from_arrow(changed).create("changed")
                cursor.execute("DELETE FROM held WHERE key IN (SELECT key FROM changed)")
                cursor.execute("DROP TABLE changed")
            for rows in tables:
                _insert(cursor, _folded(rows, self._countries))
            cursor.execute("COMMIT")
        finally:
            cursor.close()


def _folded(rows: pa.Table, countries: Countries) -> pa.Table:
    """Codes and names of one country become one code."""
    told = pc.dictionary_encode(rows["country"]).combine_chunks()
    if isinstance(told, pa.ChunkedArray):
        told = pa.concat_arrays(told.chunks) if told.num_chunks else pa.array([], told.type)
    words = pa.array([None if one is None else countries.fold(one) for one in told.dictionary.to_pylist()], pa.string())
    column = words.take(told.indices)
    return rows.set_column(rows.schema.get_field_index("country"), "country", column)


def _insert(cursor: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    if not rows.num_rows:
        return
    cursor.register("fresh", rows)
    named = "SELECT actor AS name FROM fresh UNION SELECT recipient FROM fresh"
    cursor.execute(
        f"INSERT INTO parties (name) SELECT name FROM ({named}) WHERE name IS NOT NULL "
        "AND name NOT IN (SELECT name FROM parties)"
    )
    distinct = f"(SELECT DISTINCT {_SPOT} FROM fresh)"
    cursor.execute(
        f"INSERT INTO spots ({_SPOT}) SELECT {_SPOT} FROM {distinct} AS f ANTI JOIN spots AS s ON {_SAME_SPOT}"
    )
    cursor.execute(_INSERT)
    cursor.unregister("fresh")
