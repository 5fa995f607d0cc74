"""Who is who, what is one story, how far to believe whom."""

from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.queued import queued
from simurg.cli.run import app

AsOf = Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it stands beside the judgement.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take your own judgement back.")]


@app.command()
def entity(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A subject of claims, or a name in any script.")],
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """An entity: every claim with grade, times and origin side by side, and why its names are held to be one."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.entity import entity as one
    from simurg.app.workspace import open_workspace
    from simurg.cli.fusion_pages import show_entity
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = one(ledger, workspace.picture(reader), name, as_of)
    answer(context.obj, result, lambda: show_entity(result))


@app.command()
def believe(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A subject of claims, or a name.")],
    predicate: Annotated[str | None, typer.Argument(help="One question only, for example located_in.")] = None,
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """What to believe about an entity, on whose word, and what it would be without each source."""
    from simurg.app.believe import Question
    from simurg.app.believe import believe as weighed
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.workspace import open_workspace
    from simurg.cli.fusion_pages import show_beliefs
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = weighed(ledger, workspace.picture(reader), Question(name, predicate, as_of))
    answer(context.obj, result, lambda: show_beliefs(result))


@app.command()
def merge(
    context: typer.Context,
    left: Annotated[str, typer.Argument(metavar="NAME")],
    right: Annotated[str, typer.Argument(metavar="OTHER")],
    why: Why,
    undo: Undo = False,
    reader: Reader = None,
) -> None:
    """Judge that two are the same. Nothing is merged for good: the judgement can be taken back."""
    _judge(context, {"left": left, "right": right, "verdict": "same", "why": why, "undo": undo, "reader": reader})


@app.command()
def split(
    context: typer.Context,
    left: Annotated[str, typer.Argument(metavar="NAME")],
    right: Annotated[str, typer.Argument(metavar="OTHER")],
    why: Why,
    unsure: Annotated[bool, typer.Option("--unsure", help="Say that nobody can tell yet.")] = False,
    undo: Undo = False,
    reader: Reader = None,
) -> None:
    """Judge that two are not the same, whatever the machine holds."""
    verdict = "unsure" if unsure else "not_same"
    _judge(context, {"left": left, "right": right, "verdict": verdict, "why": why, "undo": undo, "reader": reader})


@app.command()
def story(
    context: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A report's id, or its first digits; none lists stories.")
    ] = None,
    as_of: AsOf = None,
    altered: Annotated[bool, typer.Option("--altered", help="Only stories with copies that changed facts.")] = False,
    top: Annotated[int, typer.Option(help="How many stories, most independent origins first.")] = 20,
    days: Annotated[int, typer.Option(help="Stories with a report of so many last days.")] = 7,
    reader: Reader = None,
) -> None:
    """A story: its reports, its independent origins and why they are no more, and copies with changed facts."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.sources import sources_in
    from simurg.app.story import Listing, stories, story_of
    from simurg.app.workspace import open_workspace
    from simurg.cli.fusion_pages import show_stories, show_story
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    picture, sources = workspace.picture(reader), sources_in(workspace)
    with reading(workspace) as ledger:
        if number is not None:
            result = story_of(ledger, picture, sources, number, as_of)
        else:
            result = stories(ledger, picture, sources, Listing(as_of, altered, top, days))
    answer(context.obj, result, lambda: show_story(result) if number is not None else show_stories(result))


@app.command()
def without(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="SOURCE", help="A source's name, or a report's id.")],
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """What would be lost if a source fell: stories, entities and beliefs with it and without it. Recalls nothing."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.sources import sources_in
    from simurg.app.without import without as imagined
    from simurg.app.workspace import open_workspace
    from simurg.cli.changes import show_without
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = imagined(ledger, workspace.picture(reader), sources_in(workspace), target, as_of)
    answer(context.obj, result, lambda: show_without(result))


@app.command()
def fuse(
    context: typer.Context,
    refit: Annotated[bool, typer.Option("--refit", help="Fit the parameters of belief now.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Fit what could be known at this moment.")] = None,
) -> None:
    """Bring stories, names and the parameters of belief up to date; a collection does so by itself."""
    from simurg.cli.fusion_pages import show_fused
    from simurg.cli.terminal import answer

    result = queued(context.obj, "fuse", {"refit": refit, "as_of": as_of})
    answer(context.obj, result, lambda: show_fused(result))


def _judge(context: typer.Context, arguments: dict[str, Any]) -> None:
    from simurg.cli.fusion_pages import show_judged
    from simurg.cli.terminal import answer

    result = queued(context.obj, "judge", arguments)
    answer(context.obj, result, lambda: show_judged(result))
