"""The commands. Each imports what it needs when it is called, so that `--help` is quick."""

from pathlib import Path
from typing import Annotated, Any

import typer

from simurg.cli.queued import queued
from simurg.cli.run import app

MOST_TOLD = 12
"""Causes of quarantine that a collection names; `status` has all."""
Reader = Annotated[str | None, typer.Option("--reader", help="Who reads; default: the workspace's default reader.")]


@app.command()
def init(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Default: --workspace, or here.")] = None,
    title: Annotated[str, typer.Option(help="What the workspace is called.")] = "",
    exercise: Annotated[bool, typer.Option("--exercise", help="Every product says EXERCISE – FICTIONAL.")] = False,
) -> None:
    """Make a folder a workspace, with commented settings."""
    from simurg.app.bootstrap import folder_of
    from simurg.app.workspace import create
    from simurg.cli.terminal import answer, say

    made = create((folder or folder_of(context.obj.workspace)).resolve(), title=title, exercise=exercise)
    result = {"folder": str(made.folder), "pictures": sorted(made.settings.pictures)}

    def human() -> None:
        say(f"Workspace in {made.folder}.")
        say("Next: name your sources in sources.yaml, then run `simurg collect`.")

    answer(context.obj, result, human)


@app.command()
def require(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="The requirement's name; none lists them.")] = None,
    question: Annotated[str | None, typer.Option(help="What you need to know.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="ISO alpha-3 codes or names, by commas or repeated.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="PLOVER types, domains, words: alike.")] = None,
    priority: Annotated[int | None, typer.Option(help="1 (highest) to 9; a new one has 5.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who asks.")] = None,
    cost_of_miss: Annotated[float | None, typer.Option(help="What a missed one costs, for warnings.")] = None,
    cost_of_false_alarm: Annotated[float | None, typer.Option(help="And a false alarm, in the same unit.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A YAML list of requirements.")] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Drop the named requirement.")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Which sources answer each, and where none does.")
    ] = False,
    reader: Reader = None,
) -> None:
    """Say what you need to know: add, change, drop or list requirements.

    Of one that stands, what is not given stays as it is; "" clears. An entry of a file replaces it whole.
    """
    from simurg.cli.listings import show_requirements
    from simurg.cli.requests import entries_of
    from simurg.cli.terminal import answer, warn

    if coverage:
        from simurg.cli.covering import covered

        covered(context.obj, name, reader)
        return
    arguments: dict[str, Any] = {"reader": reader}
    if drop and name:
        arguments["drop"] = [name]
    elif name or file:
        said: dict[str, Any] = {
            "question": question,
            "regions": region,
            "topics": topic,
            "priority": priority,
            "owner": owner,
        }
        said |= {"cost_of_miss": cost_of_miss, "cost_of_false_alarm": cost_of_false_alarm}
        arguments["entries"] = entries_of(file) if file else []
        if name:
            arguments["amend"] = {"name": name, **{key: value for key, value in said.items() if value is not None}}
    result = queued(context.obj, "require", arguments)
    answer(context.obj, result, lambda: show_requirements(result))
    for text in result["warnings"]:
        warn(f"WARNING  {text}")


@app.command()
def collect(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; none means all.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Let the detectors look at what came in.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Go on, each source on its schedule, until Ctrl-C.")] = False,
    settle: Annotated[str, typer.Option("--settle", help="With --follow: how often it is read and fused.")] = "15m",
) -> None:
    """Collect documents: fetch what is named or due, and take it in. A second run goes on where the first was stopped.

    While `simurg serve` runs, a collection ends with the watch; else ask for it by --watch. Following always does.
    """
    from simurg.cli.listings import show_collected
    from simurg.cli.terminal import answer, warn

    if follow:
        from simurg.cli.following import followed

        followed(context.obj, tuple(sources or ()), settle)
        return
    result = queued(context.obj, "collect", {"sources": sources or []} | ({"watch": True} if watch else {}))
    answer(context.obj, result, lambda: show_collected(result))
    for one in result["quarantined"][:MOST_TOLD]:
        warn(
            f"QUARANTINE  {one['source']}, {one['document']}: {one['cause']}"
            + (f" ({one['places']:,} places)" if one["places"] > 1 else "")
        )
    for text in [*(f"WARNING  {one}." for one in result["warnings"]), *(f"ERROR  {one}" for one in result["errors"])]:
        warn(text)
    if result["errors"]:
        raise typer.Exit(1)


@app.command()
def brief(
    context: typer.Context,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Replay: as known at this moment.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="What changed since; default: 7 days before.")] = None,
    reader: Reader = None,
    requirement: Annotated[str | None, typer.Option("--requirement", help="This requirement only.")] = None,
    again: Annotated[str | None, typer.Option("--again", help="Draw a product again and compare the bytes.")] = None,
) -> None:
    """Write the brief as HTML and PDF."""
    from simurg.cli.listings import show_brief
    from simurg.cli.terminal import answer

    named = {"as_of": as_of, "since": since, "reader": reader, "requirement": requirement, "again": again}
    result = queued(context.obj, "brief", named)
    answer(context.obj, result, lambda: show_brief(result))
    if result.get("identical") is False:
        raise typer.Exit(4)


@app.command()
def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help="An id, or at least its first 6 hex digits.")],
    versions: Annotated[
        bool, typer.Option("--versions", help="Of a report: its versions, and what changed in each.")
    ] = False,
    reader: Reader = None,
) -> None:
    """Trace a row: its words, grade, what it rests on, what rests on it, and whether it still stands."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.differences import show_versions as compare
    from simurg.app.show import show as trace
    from simurg.app.workspace import open_workspace
    from simurg.cli.listings import show_trace
    from simurg.cli.terminal import answer
    from simurg.cli.versions import show_versions

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        if versions:
            result = compare(ledger, workspace.scope(reader), number)
        else:
            result = trace(workspace, ledger, workspace.scope(reader), number)
    answer(context.obj, result, lambda: (show_versions if versions else show_trace)(result))


@app.command()
def recall(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="ID", help="A report's id, or a source's name.")],
    why: Annotated[str, typer.Option("--why", help="The reason; it will stand in the brief.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take the recall back.")] = False,
    reader: Reader = None,
) -> None:
    """Take back a report or a source; names everything that rested on it."""
    from simurg.cli.listings import show_recalled
    from simurg.cli.terminal import answer

    result = queued(context.obj, "recall", {"target": target, "why": why, "undo": undo, "reader": reader})
    answer(context.obj, result, lambda: show_recalled(result))


@app.command()
def status(
    context: typer.Context,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Freshness as known at this moment.")] = None,
    reader: Reader = None,
) -> None:
    """How the sources are: freshness, volumes, gaps, quarantine."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.sources import sources_in
    from simurg.app.status import status as state
    from simurg.app.workspace import open_workspace
    from simurg.cli.listings import show_status
    from simurg.cli.terminal import answer
    from simurg.ontology.times import parse_moment

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        moment = parse_moment(as_of) if as_of else None
        result = state(ledger, sources_in(workspace), workspace.scope(reader), moment, workspace.state)
    answer(context.obj, result, lambda: show_status(result))
