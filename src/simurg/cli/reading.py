"""Reading reports: by the readers that sources name, what models cost, and how well readers read."""

from pathlib import Path
from typing import Annotated

import typer

from simurg.cli.queued import queued
from simurg.cli.run import app

measuring = typer.Typer(no_args_is_help=True, help="How well the machine does, against what you know to be right.")
app.add_typer(measuring, name="evaluate")


@app.command()
def read(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")] = None,
) -> None:
    """Let the readers that sources name read what they have not read yet; a collection does so by itself."""
    from simurg.cli.reading_pages import show_read
    from simurg.cli.terminal import answer, warn

    result = queued(context.obj, "read", {"sources": source or []})
    answer(context.obj, result, lambda: show_read(result))
    for text in result["warnings"]:
        warn(f"WARNING  {text}.")


@app.command()
def model(
    context: typer.Context,
    since: Annotated[str, typer.Option("--since", help="From this day on, for example 2026-11-01.")] = "",
) -> None:
    """The configured language model: what it may be sent, what it was asked, what became of that, what it cost."""
    from simurg.app.bootstrap import folder_of
    from simurg.app.model.account import account
    from simurg.app.workspace import open_workspace
    from simurg.cli.reading_pages import show_model
    from simurg.cli.terminal import answer

    result = account(open_workspace(folder_of(context.obj.workspace)), since)
    answer(context.obj, result, lambda: show_model(result))


@measuring.command()
def extraction(
    context: typer.Context,
    gold: Annotated[Path, typer.Option("--gold", help="TSV or JSON lines: text, type, actor, recipient, language.")],
    reader: Annotated[list[str] | None, typer.Option("--reader", help="coder (default) or model; repeatable.")] = None,
    worst: Annotated[int, typer.Option(min=0, max=1_000, help="Cases to read.")] = 20,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the figures.")] = None,
) -> None:
    """Precision, recall and F1 by type with intervals, what was taken for what, and the worst cases to read."""
    from simurg.app.bootstrap import folder_of, now
    from simurg.app.evaluate import as_csv, as_html, evaluate
    from simurg.app.readers import plain_readers
    from simurg.cli.reading_pages import show_scores
    from simurg.cli.terminal import answer
    from simurg.ontology.errors import OperatorError

    with plain_readers(folder_of(context.obj.workspace), now) as make:
        result = evaluate(gold, reader or ["coder"], make, worst)
    for path, text in ((html, as_html), (csv, as_csv)):
        if path is not None:
            try:
                path.write_text(text(result), encoding="utf-8")
            except OSError as error:
                raise OperatorError(f"{path} cannot be written ({error.strerror}).", hint="Name another.") from error
    answer(context.obj, result, lambda: show_scores(result))
