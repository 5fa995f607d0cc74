"""Which rows of a bulk table are one: files in, a table of clusters out. Reads and writes no workspace."""

from pathlib import Path
from typing import Annotated

import typer

from simurg.cli.run import app


@app.command()
def link(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="CSV or Parquet files with the same columns.")],
    identity: Annotated[str, typer.Option("--id", help="The column that tells rows apart.")],
    column: Annotated[list[str], typer.Option("--column", "-c", help="NAME=ROLE; roles: see docs/linkage.md.")],
    out: Annotated[Path, typer.Option("--out", help="Where the clusters go: .csv or .parquet.")],
    kind: Annotated[str, typer.Option(help="person or organisation.")] = "person",
    across: Annotated[bool, typer.Option("--across", help="Each file holds an entity at most once.")] = False,
) -> None:
    """Link the rows of bulk tables, by Splink: cluster, file, id and probability of each row's best pair."""
    from simurg.app.link import Asked, link_files
    from simurg.cli.terminal import answer, counted, say

    result = link_files(Asked(tuple(files), identity, tuple(column), out, kind, across))

    def human() -> None:
        say(f"{counted(result['rows'], 'row')}, {counted(result['clusters'], 'cluster')}.")
        say(f"{result['joined']:,} rows stand with another.")
        say(result["out"])

    answer(context.obj, result, human)
