"""Questions: publish, answer, list, show, resolve, leaderboard. What writes goes through the queue."""

import csv
import io
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.fusion import AsOf
from simurg.cli.queued import queued
from simurg.cli.run import app
from simurg.ontology.errors import CallerError

MOST_BYTES = 1 << 20
asking = typer.Typer(no_args_is_help=True, help="Questions that the ledger itself answers: publish, answer, score.")
app.add_typer(asking, name="question")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The question's name.")]
By = Annotated[str | None, typer.Option("--by", help="The name it stands under; default: the reader.")]
Author = Annotated[str, typer.Option("--author", help="analyst, model or crowd.")]


@asking.command()
def publish(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A YAML file with one question or several.")] = None,
    name: Annotated[str, typer.Option(help="Without a file: its name.")] = "",
    title: Annotated[str, typer.Option(help="What is asked.")] = "",
    rule: Annotated[str, typer.Option(help="The rule as JSON; see docs/questions.md.")] = "",
    opens: Annotated[str, typer.Option(help="From when on answers count; default: now.")] = "",
    deadline: Annotated[str, typer.Option(help="Until when; default: the rule's `from`.")] = "",
    prior: Annotated[float | None, typer.Option(help="Default: the base rate of earlier periods.")] = None,
    requirement: Annotated[str, typer.Option(help="The requirement that it serves.")] = "",
    reader: Reader = None,
) -> None:
    """Publish questions. From then on the rule is frozen."""
    from simurg.cli.question_pages import show_published
    from simurg.cli.terminal import answer as reply
    from simurg.cli.terminal import warn
    from simurg.foresight.questions.question import question_of, questions_of

    entries = questions_of(_text(file)) if file else []
    if name or not file:
        told = {"name": name, "title": title, "rule": json.loads(rule) if _is_json(rule) else rule}
        more = {"opens": opens, "deadline": deadline, "prior": prior, "requirement": requirement}
        entry = {**told, **{key: value for key, value in more.items() if value not in ("", None)}}
        question_of(entry, None)
        entries.append(entry)
    result = queued(context.obj, "question", {"do": "publish", "entries": entries, "reader": reader})
    reply(context.obj, result, lambda: show_published(result))
    for text in result["warnings"]:
        warn(f"WARNING  {text}")


@asking.command()
def answer(
    context: typer.Context,
    name: Name,
    probability: Annotated[float | None, typer.Argument(help="From 0 to 1.")] = None,
    why: Annotated[str, typer.Option("--why", help="The reason; it stands beside the answer.")] = "",
    quantiles: Annotated[str, typer.Option(help="Of a number: 0.1:3,0.5:10,0.9:40.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="Prices: CSV with at and probability.")] = None,
    by: By = None,
    author: Author = "analyst",
    reader: Reader = None,
) -> None:
    """Answer, or answer anew: earlier answers are kept. After the deadline it is refused."""
    from simurg.cli.question_pages import show_answered
    from simurg.cli.terminal import answer as reply
    from simurg.foresight.questions.question import quantiles_of

    arguments: dict[str, Any] = {"do": "answer", "question": name, "probability": probability, "why": why}
    if quantiles:
        levels, values = quantiles_of(quantiles)
        arguments |= {"levels": levels, "quantiles": values}
    if file is not None:
        arguments["prices"] = _prices(_text(file))
    result = queued(context.obj, "question", {**arguments, "by": by, "author": author, "reader": reader})
    reply(context.obj, result, lambda: show_answered(result))


@asking.command()
def withdraw(
    context: typer.Context,
    name: Name,
    why: Annotated[str, typer.Option("--why", help="The reason.")] = "",
    by: By = None,
    author: Author = "analyst",
    reader: Reader = None,
) -> None:
    """Take your answer back; it stays to be seen, and counts no longer."""
    from simurg.cli.terminal import answer as reply
    from simurg.cli.terminal import say

    told = {"do": "withdraw", "question": name, "why": why, "by": by, "author": author, "reader": reader}
    result = queued(context.obj, "question", told)
    reply(context.obj, result, lambda: say(f"Taken back: the answer of {result['by']} to {result['question']}."))


@asking.command()
def void(
    context: typer.Context,
    name: Name,
    why: Annotated[str, typer.Option("--why", help="The reason; it stands beside the question.")],
    reader: Reader = None,
) -> None:
    """Declare a question void: it will not be resolved, and counts as void in every headline."""
    from simurg.cli.terminal import answer as reply
    from simurg.cli.terminal import say

    result = queued(context.obj, "question", {"do": "void", "question": name, "why": why, "reader": reader})
    reply(context.obj, result, lambda: say(f"Question {result['question']} is void: {result['voided']}"))


@asking.command()
def resolve(context: typer.Context, reader: Reader = None) -> None:
    """Run the rule of every question on the ledger; what changed is kept, old and new."""
    from simurg.cli.question_pages import show_resolved
    from simurg.cli.terminal import answer as reply
    from simurg.cli.terminal import warn

    result = queued(context.obj, "question", {"do": "resolve", "reader": reader})
    reply(context.obj, result, lambda: show_resolved(result))
    for text in result["errors"]:
        warn(f"ERROR  {text}")
    if result["errors"]:
        raise typer.Exit(1)


@asking.command()
def models(context: typer.Context, reader: Reader = None) -> None:
    """Let models answer what is open: from each question's own past, and from forecasts of the very month."""
    from simurg.cli.question_pages import show_models
    from simurg.cli.terminal import answer as reply

    result = queued(context.obj, "question", {"do": "models", "reader": reader})
    reply(context.obj, result, lambda: show_models(result))


@asking.command("list")
def listing(context: typer.Context, as_of: AsOf = None, reader: Reader = None) -> None:
    """All questions by deadline: state, prior, pool."""
    from simurg.app.question_pages import listed
    from simurg.cli.question_pages import show_questions

    _read(context, reader, lambda ledger, picture: listed(ledger, picture, as_of), show_questions)


@asking.command()
def show(context: typer.Context, name: Name, as_of: AsOf = None, reader: Reader = None) -> None:
    """One question: rule, prior, every answer, the pool, what the ledger says and what that rests on."""
    from simurg.app.question_pages import shown
    from simurg.cli.question_pages import show_question

    _read(context, reader, lambda ledger, picture: shown(ledger, picture, name, as_of), show_question)


@asking.command()
def leaderboard(
    context: typer.Context,
    as_of: AsOf = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the reliability diagram to this file.")] = None,
    reader: Reader = None,
) -> None:
    """Who did well: n, void rate, base rate, intervals; gains shrunken, so that one lucky answer does not lead."""
    from simurg.app.question_pages import board
    from simurg.cli.question_pages import show_board, write_diagram

    result = _read(context, reader, lambda ledger, picture: board(ledger, picture, as_of), show_board)
    if svg is not None:
        write_diagram(result, svg)


def _read(context: typer.Context, reader: str | None, make: Any, page: Any) -> dict[str, Any]:
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer as reply

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result: dict[str, Any] = make(ledger, workspace.picture(reader))
    reply(context.obj, result, lambda: page(result))
    return result


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CallerError(f"{file} is too large.", hint="At most 1 MB is read.")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CallerError(f"{file} cannot be read ({type(error).__name__}).", hint="Name a text file.") from error


def _prices(text: str) -> list[dict[str, Any]]:
    """`at` and `probability` of each line."""
    rows = csv.DictReader(io.StringIO(text))
    try:
        return [{"at": row["at"], "probability": float(row["probability"])} for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise CallerError(
            f"Line {rows.line_num} of the prices is not understood.", hint="Columns: at, probability."
        ) from error


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return False
    return True
