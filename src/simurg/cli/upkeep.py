"""The operator's commands, and the demo."""

from pathlib import Path
from typing import Annotated

import typer

from simurg.cli.queued import queued
from simurg.cli.run import app


@app.command()
def maintain(context: typer.Context) -> None:
    """Merge the ledger's small files. Changes no answer."""
    from simurg.cli.terminal import answer, say

    result = queued(context.obj, "maintain", {})
    made = f"{result['merged']} files became {result['made']}; {result['deleted']} old ones were deleted."
    answer(context.obj, result, lambda: say(made))


@app.command()
def backup(
    context: typer.Context, folder: Annotated[Path, typer.Argument(help="A new or empty folder elsewhere.")]
) -> None:
    """Copy the workspace to another folder."""
    from simurg.cli.terminal import answer, say

    result = queued(context.obj, "backup", {"folder": str(folder.resolve())})
    answer(context.obj, result, lambda: say(f"{result['files']} files in {result['folder']}; the copy verifies."))


@app.command()
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="A folder that `simurg backup` made.")],
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
) -> None:
    """Make a workspace from a backup."""
    from simurg.app.upkeep import restore as brought_back
    from simurg.cli.terminal import Ticker, answer, say

    with Ticker(context.obj) as ticker:
        result = brought_back(source.resolve(), folder.resolve(), ticker)
    answer(context.obj, result, lambda: say(f"{result['files']} files restored to {result['folder']}."))


@app.command()
def verify(context: typer.Context) -> None:
    """Check every file of the workspace against what was written."""
    from simurg.app.bootstrap import folder_of
    from simurg.app.upkeep import problems
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import Ticker, answer, say, warn

    workspace = open_workspace(folder_of(context.obj.workspace))
    with Ticker(context.obj) as ticker:
        found = problems(workspace, ticker)
    answer(
        context.obj, {"ok": not found, "problems": found}, lambda: None if found else say("All is as it was written.")
    )
    for text in found:
        warn(f"DAMAGED  {text}.")
    if found:
        warn("Restore a backup: `simurg restore BACKUP FOLDER`.")
        raise typer.Exit(3)


@app.command()
def worker(
    context: typer.Context,
    beside: Annotated[bool, typer.Option("--beside", help="End with the process that started it.")] = False,
) -> None:
    """Run what other commands ask for, until stopped."""
    from simurg.app.bootstrap import folder_of, work
    from simurg.cli.terminal import answer, say, warn

    folder = folder_of(context.obj.workspace)
    if not beside:
        warn(f"Working for {folder}; stop with Ctrl-C.")
    count = work(folder, beside=beside)
    answer(context.obj, {"jobs": count}, lambda: say(f"{count} jobs were run."))


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Default: ./simurg-demo")] = None,
    seed: Annotated[int, typer.Option(help="Which exercise world.")] = 0,
    fusion: Annotated[
        bool, typer.Option("--fusion", help="Its part for fusion: copies, altered copies, contradicting claims, names.")
    ] = False,
    foresight: Annotated[
        bool, typer.Option("--foresight", help="Its part for foresight: forecasts and questions, issued and scored.")
    ] = False,
    workbench: Annotated[
        bool, typer.Option("--workbench", help="Some days of an office in it: something to see on every screen.")
    ] = False,
) -> None:
    """Build a fictional world, collect it, warn, forecast and write the brief."""
    from simurg.app.bootstrap import demo_in, foresight_demo_in, fusion_demo_in, workbench_demo_in
    from simurg.cli.demo_pages import show_foresight_demo, show_workbench_demo
    from simurg.cli.fusion_pages import show_fusion_demo
    from simurg.cli.listings import show_demo
    from simurg.cli.terminal import Ticker, answer
    from simurg.ontology.errors import CallerError

    if fusion + foresight + workbench > 1:
        raise CallerError("One part of the world at a time.", hint="Give --fusion, --foresight or --workbench.")
    made, shown = demo_in, show_demo
    if fusion:
        made, shown = fusion_demo_in, show_fusion_demo
    if foresight:
        made, shown = foresight_demo_in, show_foresight_demo
    if workbench:
        made, shown = workbench_demo_in, show_workbench_demo
    with Ticker(context.obj) as ticker:
        result = made((folder or Path("simurg-demo")).resolve(), seed, ticker)
    answer(context.obj, result, lambda: shown(result))
