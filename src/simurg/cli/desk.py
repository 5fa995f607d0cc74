"""What an analyst does with single reports, and the watch that looks for all of them."""

from typing import Annotated

import typer

from simurg.cli.queued import queued
from simurg.cli.run import app

Reader = Annotated[str | None, typer.Option("--reader", help="Who asks; default: the workspace's default reader.")]


@app.command()
def grade(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="REPORT", help="An id, or at least its first 6 hex digits.")],
    given: Annotated[str | None, typer.Argument(metavar="GRADE", help="For example B2; none with --undo.")] = None,
    why: Annotated[str, typer.Option("--why", help="The reason. It is kept.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take your own grading back.")] = False,
    reader: Reader = None,
) -> None:
    """Give a report another grade than its source came with; nothing else of it changes."""
    from simurg.cli.terminal import answer, say
    from simurg.ontology.errors import CallerError
    from simurg.ontology.grades import parse_grade

    if (given is None) != undo:
        raise CallerError("A grading needs a grade, and taking it back needs none.", hint="Write B2, or --undo.")
    asked: dict[str, object] = {"report": number, "why": why, "undo": undo, "reader": reader}
    if given is not None:
        made = parse_grade(given)
        asked |= {"reliability": made.reliability, "credibility": made.credibility}
    result = queued(context.obj, "grade", asked)
    answer(context.obj, result, lambda: say(f"{result['report'][:12]}: {result['was']} → {result['grade']}"))


@app.command()
def watch(context: typer.Context, reader: Reader = None) -> None:
    """Let the detectors look at every picture (or that of a reader) and write down what they find."""
    from simurg.cli.terminal import answer, counted, say

    result = queued(context.obj, "watch", {"reader": reader})

    def shown() -> None:
        for one in result["pictures"]:
            say(f"{one['picture']}: {counted(one['found'], 'finding')}, {one['new']} new")
            if not one["shifts_watched"]:
                say("  too many events to look for shifts each time: `simurg shifts` does so when asked")

    answer(context.obj, result, shown)
