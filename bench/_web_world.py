"""An exercise workspace of a million events: the demo's world, its events and their reports told again many times.

Each copy is moved so that it ends now, or a multiple of three years earlier, a few days and kilometres off, under ids
of its own; who, what and where are the world's. A year of the map holds some 80,000 events, the history twelve years,
and reports come in until today. Claims, findings, forecasts, requirements and products are the demo's; stories are read
of its own reports only.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from simurg.app.bootstrap import demo_in, now
from simurg.ledger import Ledger, Offer
from simurg.ledger.ledger import operator_view
from simurg.ledger.schema import CONTENT

OPEN = "OPEN//TLP:CLEAR"
_AGAIN = "md5({column}::VARCHAR || '{copy}')::UUID AS {column}"
_EARLIER = "({column} + INTERVAL {days} DAY - INTERVAL {years} YEAR - INTERVAL (hash(id, {copy}) % 20) DAY) AS {column}"
_NEAR = "{column} + ((hash(place, {copy} % 8, '{column}') % 1000)::DOUBLE / 1000 - 0.5) * 0.2 AS {column}"
_MOMENTS = {"events": ("known_at", "occurred_from", "occurred_to"), "reports": ("known_at", "published_at")}


def made(folder: Path, events: int, seed: int) -> Path:
    """The workspace, made if it is not there yet."""
    done = folder / "made.txt"
    if done.is_file() and done.read_text(encoding="utf-8") == f"{events} {seed}":
        return folder / "workspace"
    shutil.rmtree(folder / "workspace", ignore_errors=True)
    demo_in(folder / "workspace", seed, lambda _: None)
    with Ledger.open(folder / "workspace" / "ledger", now) as ledger:
        for number, tables in enumerate(_copies(ledger, events)):
            ledger.append(Offer(f"again-{number}", tables, method="made", version="1"))
    done.write_text(f"{events} {seed}", encoding="utf-8")
    return folder / "workspace"


def _copies(ledger: Ledger, events: int) -> Iterator[dict[str, pa.Table]]:
    view = operator_view(ledger)
    engine = duckdb.connect(config={"arrow_lossless_conversion": "true"})
    engine.execute("SET TimeZone = 'UTC'")
    held = {table: view.read(table) for table in ("events", "reports")}
    for table, rows in held.items():
        engine.register(f"all_{table}", rows)
        engine.execute(f"CREATE TABLE {table} AS SELECT * FROM all_{table} WHERE marking = '{OPEN}'")
    (count,) = engine.execute("SELECT count(*) FROM events").fetchone() or (0,)
    for copy in range(1, max(0, (events - count) // max(count, 1)) + 2):
        left = events - count * copy
        if left <= 0:
            return
        yield {table: _copy(engine, table, copy, left) for table in ("reports", "events")}


def _copy(engine: duckdb.DuckDBPyConnection, table: str, copy: int, most: int) -> pa.Table:
    (last,) = engine.execute("SELECT max(known_at) FROM events").fetchone() or (now(),)
    years, days = 3 * (copy % 4), (now() - last).days - 1
    columns = []
    for name in ("id", "key", "source_id", "report_id", "known_at", *(field.name for field in CONTENT[table])):
        if name in ("id", "key", "report_id"):
            columns.append(_AGAIN.format(column=name, copy=copy))
        elif name in _MOMENTS[table]:
            columns.append(_EARLIER.format(column=name, copy=copy, years=years, days=days))
        elif name in ("latitude", "longitude"):
            columns.append(_NEAR.format(column=name, copy=copy))
        else:
            columns.append(name)
    limit = f"WHERE id IN (SELECT id FROM events ORDER BY id LIMIT {most})" if table == "events" else ""
    return engine.sql(f"SELECT {', '.join(columns)} FROM {table} {limit}").to_arrow_table()
