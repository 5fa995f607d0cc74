"""The foresight part as files: what each source tells, the register of deaths, the chart, and the truth apart.

    collected/events/SOURCE-YEAR.csv     one row an event: day, who, whom, type, mentions
    collected/register/deaths.csv        one row a figure: state, month, deaths, from when it is known, vintage
    collected/register/hostile.csv       hostile reports by state and month
    collected/chart/borders.csv          who borders whom
    TRUTH/*.parquet                      shifts, volume, wars, months; never to be collected

The same part gives the same bytes. Every row that is collected carries the label of fiction.
"""

import io
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.foresight.chart import neighbours
from simurg.exercise.parts.foresight.press import SOURCES
from simurg.exercise.parts.foresight.relations import Relations, relations, shift_table, volume_table
from simurg.exercise.parts.foresight.settings import ForesightPart
from simurg.exercise.parts.foresight.wars import figures, hostile_table, months_table, war_table, wars

COLLECTED, TRUTH = "collected", "TRUTH"


def in_memory(part: ForesightPart) -> Mapping[str, bytes]:
    """Every file of the part by its name, in order of name."""
    told, fought = relations(part), wars(part)
    open_tables = {
        **_events(told),
        "register/deaths": figures(fought),
        "register/hostile": hostile_table(fought),
        "chart/borders": neighbours(),
    }
    truth = {
        "shifts": shift_table(told),
        "volume": volume_table(told),
        "wars": war_table(fought),
        "months": months_table(fought),
    }
    files = {f"{COLLECTED}/{name}.csv": _csv(table) for name, table in open_tables.items()}
    files |= {f"{TRUTH}/{name}.parquet": _parquet(table) for name, table in truth.items()}
    return dict(sorted(files.items()))


def _events(told: Relations) -> dict[str, pa.Table]:
    """One table for each source and year in which it reports; `number` tells alike rows apart."""
    day = told.events["occurred_from"].cast(pa.date32())
    rows = pa.table(
        {
            "number": pa.array(np.arange(told.events.num_rows)),
            "day": day,
            **{name: told.events[name] for name in ("actor", "actor_code", "recipient", "recipient_code")},
            "type": told.events["event_type"],
            "mentions": told.events["mentions"],
        }
    )
    source, year = pc.index_in(told.events["source_id"], _names()).to_numpy(), pc.year(day).to_numpy()
    made = {}
    for number, (name, *_) in enumerate(SOURCES):
        for one in np.unique(year[source == number]).tolist():
            made[f"events/{name}-{one}"] = rows.filter(pa.array((source == number) & (year == one)))
    return made


def _names() -> pa.Array:
    return pa.array([name for name, *_ in SOURCES])


def _csv(table: pa.Table) -> bytes:
    plain = table
    for number, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            plain = plain.set_column(number, field.name, table[field.name].cast(pa.date32()))
    sink = io.BytesIO()
    pa.csv.write_csv(plain.append_column("label", pa.array([LABEL] * table.num_rows, pa.string())), sink)
    return sink.getvalue()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"title": LABEL}), sink)
    return sink.getvalue()
