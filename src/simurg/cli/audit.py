"""`simurg audit`: check the audit log, list it, and make checkpoints to keep elsewhere."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from simurg.cli.run import app

audit = typer.Typer(no_args_is_help=True, help="The audit log: who read and changed what.")
app.add_typer(audit, name="audit")


@audit.command()
def verify(
    context: typer.Context,
    against: Annotated[
        list[Path] | None, typer.Option(help="A checkpoint that was kept elsewhere. May be given several times.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The log's public key, as you keep it. Default: the log's own.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="The folder of another log, such as a backup's. Default: this workspace's.")
    ] = None,
) -> None:
    """Check every entry, checkpoint and signature of the audit log."""
    from simurg.access.audit.keys import Keys
    from simurg.app.bootstrap import folder_of
    from simurg.app.workbench.audit import keys_of, verified
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer, counted, say, warn

    keys = keys_of(open_workspace(folder_of(context.obj.workspace))) if log is None else Keys(log, log)
    found = verified(keys, tuple(against or ()), key)
    made = f"{counted(found.entries, 'entry', 'entries')} of the audit log: all as they were written."
    answer(context.obj, found.told(), lambda: None if found.problems else say(made))
    for text in found.notices:
        warn(text)
    for text in found.problems:
        warn(f"DAMAGED  {text}")
    if found.problems:
        warn("Keep the folder `audit` as evidence; see docs/audit.md.")
        raise typer.Exit(3)


@audit.command(name="list")
def entries(
    context: typer.Context,
    who: Annotated[str | None, typer.Option(help="Only what this person or token's owner did.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only kinds that begin with this, such as `read`, `job`.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """The newest entries."""
    from simurg.app.bootstrap import folder_of
    from simurg.app.workbench.audit import told_pages
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer, say

    pages = told_pages(open_workspace(folder_of(context.obj.workspace)))
    page = pages.page(limit=limit, who=who, kind=kind)

    def show() -> None:
        for one in page.entries:
            token = f" ({one.token})" if one.token else ""
            say(
                f"{one.n:>8}  {one.at:<27}  {one.who}{token}  {one.what}  {one.outcome}  {' '.join(one.about)}".rstrip()
            )

    answer(context.obj, {"total": page.total, "items": [asdict(one) for one in page.entries]}, show)


@audit.command()
def checkpoint(context: typer.Context) -> None:
    """The signed head of the log: keep it where nobody who runs this workspace can change it."""
    from simurg.app.bootstrap import folder_of, office_of
    from simurg.app.workbench.audit import checkpoint_of
    from simurg.cli.terminal import answer

    note, verifier = checkpoint_of(office_of(folder_of(context.obj.workspace)))
    answer(context.obj, {"note": note, "verifier": verifier}, lambda: print(note, end=""))
