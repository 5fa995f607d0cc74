"""`simurg human`: reports from offline files, and the sealing key. Identities are opened in the page only,
where two people can be told apart."""

from pathlib import Path
from typing import Annotated

import typer

from simurg.cli.commands import Reader
from simurg.cli.queued import queued
from simurg.cli.run import app

human = typer.Typer(no_args_is_help=True, help="Human sources: reports with their origin sealed.")
app.add_typer(human, name="human")


@human.command()
def take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Markdown with front matter that names the origin.")],
    desk: Annotated[str, typer.Option("--desk", help="The human source of sources.yaml that it belongs to.")],
    reader: Reader = None,
) -> None:
    """Take an offline file in: its origin is sealed before anything is stored."""
    from simurg.app.bootstrap import folder_of, office_of
    from simurg.app.human.offline import take_file
    from simurg.cli.terminal import answer, say, warn

    office = office_of(folder_of(context.obj.workspace))
    taken = take_file(office, file, desk, reader)
    result = {"desk": taken, **queued(context.obj, "human", {"desk": taken})}

    def told() -> None:
        say(f"The report is taken in; its origin is sealed. New rows: {result['new_rows']}.")
        say("Destroy the file, for example with `shred -u`; keep keys/sealing.key apart from the backups.")

    answer(context.obj, result, told)
    for text in result["warnings"]:
        warn(f"WARNING  {desk}: {text}.")
    if result["error"]:
        warn(f"ERROR  {result['error']}")
        raise typer.Exit(1)


@human.command()
def rotate(context: typer.Context) -> None:
    """Replace the sealing key: older backups then open with a copy of the old key only."""
    from simurg.app.bootstrap import folder_of, office_of
    from simurg.app.human.offline import rotate_key
    from simurg.cli.terminal import answer, counted, say

    count = rotate_key(office_of(folder_of(context.obj.workspace)))
    made = f"The sealing key is replaced; it holds the keys of {counted(count, 'source')}. Keep a new copy of it."
    answer(context.obj, {"sources": count}, lambda: say(made))


@app.command()
def retain(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what is due.")] = False,
) -> None:
    """Erase what was kept long enough. There is no way back."""
    from simurg.cli.terminal import answer, say, table, warn

    result = queued(context.obj, "retain", {"dry_run": dry_run})

    def told() -> None:
        if result["due"]:
            rows = [(one["source"], one["kind"], f"{one['count']:,}", one["oldest"][:10]) for one in result["due"]]
            table(("source", "kind", "count", "oldest"), rows)
        if dry_run:
            say("This is due." if result["due"] else "Nothing is due.")
        else:
            say(f"Erased: {result['erased']:,}.")

    answer(context.obj, result, told)
    for text in result["warnings"]:
        warn(f"WARNING  {text}.")
