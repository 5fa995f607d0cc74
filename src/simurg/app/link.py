"""Bulk tables from files to clusters in a file: what `fusion.linkage` is asked for from outside."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from simurg.ontology.errors import CallerError, OperatorError


@dataclass(frozen=True, slots=True)
class Asked:
    """`columns` are NAME=ROLE."""

    files: tuple[Path, ...]
    identity: str
    columns: tuple[str, ...]
    out: Path
    kind: str = "person"
    across: bool = False


def link_files(asked: Asked) -> dict[str, Any]:
    """Write cluster, source (number of the file), id, probability. CallerError for what is asked wrongly or cannot be
    read, OperatorError if it cannot be written."""
    from simurg.fusion.linkage.link import link, link_table
    from simurg.fusion.linkage.settings import declared

    if asked.kind not in ("person", "organisation"):
        raise CallerError(f"--kind {asked.kind[:20]!r} is neither person nor organisation.")
    if asked.out.suffix not in (".csv", ".parquet"):
        raise CallerError("--out ends in neither .csv nor .parquet.", hint="Name the file so.")
    roles = dict(_role(one) for one in asked.columns)
    settings = declared(asked.identity, roles, asked.kind, across=asked.across)
    tables = [_table(path, (asked.identity, *roles)) for path in asked.files]
    found = link_table(tables[0], settings) if len(tables) == 1 else link(tables, settings)
    _write(found, asked.out)
    sizes = found.group_by("cluster").aggregate([([], "count_all")])["count_all"]
    return {
        "rows": found.num_rows,
        "clusters": len(sizes),
        "joined": int(pc.sum(pc.if_else(pc.greater(sizes, 1), sizes, 0)).as_py() or 0),
        "out": str(asked.out),
    }


def _role(text: str) -> tuple[str, str]:
    name, found, role = text.partition("=")
    if not found or not name or not role:
        raise CallerError(f"{text[:40]!r} is not NAME=ROLE.", hint="For example --column surname=family.")
    return name, role


def _table(path: Path, columns: tuple[str, ...]) -> pa.Table:
    from pyarrow import csv, parquet

    try:
        if path.suffix == ".parquet":
            table = parquet.read_table(path)
        else:
            as_text = csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()))
            table = csv.read_csv(path, convert_options=as_text)
    except (OSError, pa.ArrowInvalid) as error:
        raise CallerError(
            f"{path} cannot be read ({type(error).__name__}).", hint="Name a CSV or Parquet file."
        ) from error
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        some = ", ".join(table.column_names[:12])
        raise CallerError(f"{path} has no column {missing[0][:40]!r}.", hint=f"Its columns: {some}.")
    return table.select(list(columns))


def _write(found: pa.Table, out: Path) -> None:
    from pyarrow import csv, parquet

    try:
        if out.suffix == ".csv":
            csv.write_csv(found, out)
        else:
            parquet.write_table(found, out)
    except OSError as error:
        raise OperatorError(
            f"{out} cannot be written ({type(error).__name__}).", hint="Choose another place."
        ) from error
