"""A made ledger of any size, the same for the same size: claims, events, sketches and name keys, some of them revised,
one source recalled. Drawn by hashes inside DuckDB, in batches, so that ten million rows need little memory.

Of `rows` n there are n claims (of n / 10 subjects, 40 sources, four to a report), n events (between 12 actors, over
three years), n / 20 sketches (every third a near copy of the one before, every hundredth of one template) and n / 20
subjects with name keys (a rare key that two or three share, a common one that a hundredth share).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERYTHING

BATCH = 1_000_000
UNTIL = datetime(2024, 1, 1, tzinfo=UTC)
_SPINE = """md5('{kind}' || n)::UUID AS id, md5('{kind}' || n)::UUID AS key, 'source-' || (n % 40) AS source_id,
            md5('report' || n // 4)::UUID AS report_id, {known} AS known_at"""
_KNOWN = "make_timestamp(1609459200000000 + (hash(n) % 94608000)::BIGINT * 1000000)"  # in 2021, 2022 or 2023
_MADE = {
    "claims": """'entity-' || hash(n, 1) % greatest({rows} // 10, 1) AS subject,
        ['name', 'located_in', 'member_of', 'led_by'][1 + (hash(n, 2) % 4)::INT] AS predicate,
        'value-' || hash(n, 3) % 5 AS object, (hash(n, 4) % 1000)::DOUBLE / 1000 AS confidence""",
    "events": """'Actor ' || hash(n, 1) % 12 AS actor, 'Actor ' || hash(n, 2) % 12 AS recipient,
        'FIGHT' AS event_type, {known} AS occurred_from""",
    "sketches": """md5('text' || n)::UUID AS text, 120::INT AS length,
        list_transform(range(16), b -> CASE
            WHEN n % 100 = 7 AND b = 0 THEN 7
            WHEN n % 3 = 1 AND b < 6 THEN (hash(n - 1, b, 5) >> 1)::BIGINT
            ELSE (hash(n, b, 5) >> 1)::BIGINT END) AS bands, []::VARCHAR[] AS origins""",
    "name_keys": """'entity-' || n AS subject, 'Name ' || n AS name, 'person' AS kind,
        [(hash(n // 3, 6) >> 1)::BIGINT, (hash(n, 7) % 100)::BIGINT, (hash(n // 2, 8) >> 1)::BIGINT] AS keys""",
}
SHARE = {"claims": 1, "events": 1, "sketches": 20, "name_keys": 20}
"""One row in so many."""


def fill(ledger: Ledger, rows: int) -> None:
    """Append the made rows; then revise a hundredth of the claims and events, and recall `source-7`."""
    for table in _MADE:
        for number, made in enumerate(_batches(table, rows)):
            ledger.append(Offer(f"{table}-{number}", {table: made}, method="made", version="1"))
    ledger.append(Offer("revised", {t: _revised(t, rows) for t in ("claims", "events")}, method="made", version="1"))
    report = {"id": id_of("r"), "key": id_of("r"), "known_at": datetime(2021, 1, 1, tzinfo=UTC)}
    ledger.append(Offer("report", {"reports": table_of("reports", [report])}, "source-7", version="1"))
    ledger.append(recall_offer(ledger.as_of(scope=EVERYTHING), Recall("source-7", "made", "made"), ledger.now()))


def _batches(table: str, rows: int) -> Iterator[pa.Table]:
    count = max(rows // SHARE[table], 1)
    for start in range(0, count, BATCH):
        yield _rows(f"SELECT range AS n FROM range({start}, {min(start + BATCH, count)})", table, rows)


def _revised(table: str, rows: int) -> pa.Table:
    """Every hundredth row known a year later, with another confidence or type: a later version of its key."""
    engine = _engine()
    engine.register("made", _rows(f"SELECT range AS n FROM range(0, {rows}, 100)", table, rows))
    changed = {"claims": "replace(object, 'value', 'other') AS object", "events": "'PROTEST' AS event_type"}[table]
    again = "md5('again' || id)::UUID AS id, known_at + INTERVAL 365 DAYS AS known_at"
    return engine.sql(f"SELECT * REPLACE ({again}, {changed}) FROM made").to_arrow_table()


def _rows(numbers: str, table: str, rows: int) -> pa.Table:
    columns = f"{_SPINE.format(kind=table, known=_KNOWN)}, {_MADE[table].format(rows=rows, known=_KNOWN)}"
    return _engine().sql(f"SELECT {columns} FROM ({numbers})").to_arrow_table()


def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"arrow_lossless_conversion": "true"})
