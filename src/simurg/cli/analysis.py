"""Analyses by themselves, without a brief around them. They read and write nothing."""

from typing import Annotated

import typer

from simurg.cli.commands import Reader
from simurg.cli.run import app


@app.command()
def surges(
    context: typer.Context,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")] = None,
    kind: Annotated[str, typer.Option(help="pair or place.")] = "pair",
    by_type: Annotated[bool, typer.Option("--by-type", help="Each PLOVER type by itself.")] = False,
    top: Annotated[int, typer.Option(help="How many, strongest first, alarms or not.")] = 10,
    reader: Reader = None,
) -> None:
    """The strongest surges of the last 7 days against all earlier days, and which of them are alarms."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.surges import Watch
    from simurg.app.surges import surges as strongest
    from simurg.app.workspace import open_workspace
    from simurg.cli.listings import show_surges
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = strongest(ledger, workspace.picture(reader), Watch(as_of, kind, by_type, top))
    answer(context.obj, result, lambda: show_surges(result))
