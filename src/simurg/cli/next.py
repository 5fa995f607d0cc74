"""`simurg next`: what an actor may do next, to whom, and the past events that speak for it."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.run import app
from simurg.cli.terminal import counted, say

Result = Mapping[str, Any]
REASONS = 3
"""Told of each answer; `--json` has all."""


@app.command("next")
def next_command(
    context: typer.Context,
    actor: Annotated[str, typer.Option("--actor", help="Who acts, as the events name them.")],
    kind: Annotated[
        str | None, typer.Option("--type", help="A PLOVER type, or a code of the sources; default: every PLOVER type.")
    ] = None,
    recipient: Annotated[str | None, typer.Option("--recipient", help="To whom; default: anybody.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")] = None,
    days: Annotated[int, typer.Option(help="How far ahead.")] = 7,
    top: Annotated[int, typer.Option(help="How many, the likeliest first.")] = 10,
    reader: Reader = None,
) -> None:
    """What an actor may do next, to whom, how likely, and which past events speak for it."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.next import Next, next_of
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = next_of(ledger, workspace.picture(reader), Next(actor, kind, recipient, as_of, days, top))
    answer(context.obj, result, lambda: show_next(result))


def show_next(result: Result) -> None:
    if result["old_data"]:
        say(result["old_data"]["words"])
    say(f"{result['actor']}: what may come from {result['window_from']} on, within {counted(result['days'], 'day')}.")
    say(f"Known as of {result['as_of'][:16]}, picture {result['picture']}: {counted(result['events'], 'event')} read.")
    if result["window_over"]:
        say(f"These days are OVER: nothing is known after {result['last_told']}, the last day told of.")
    if result["left_out"]:
        say(f"{counted(result['left_out'], 'event')} left out: too old, without a type, or of a rare one.")
    if not result["expected"]:
        say("Nothing in the past of this actor speaks for anything.")
    for one in result["expected"]:
        _answer(result, one)
    _record(result)


def _answer(result: Result, one: Result) -> None:
    chance = f"probability {one['probability']:.2f} within {counted(result['days'], 'day')}"
    say(f"\n{result['actor']} → {one['recipient']}: {one['type']}, {chance}")
    for each in [each for each in one["why"] if each["log_odds"] > 0][:REASONS]:
        say(f"   {each['log_odds']:+.1f}  {each['words']}")
    past = [f"{event[:12]} ({day})" for event, day in zip(one["events"], one["event_days"], strict=True)]
    say(f"   cites {', '.join(past)}" if past else "   no past event speaks for it")


def _record(result: Result) -> None:
    checked, cases = result["checked"], f"{result['fitted_cases']:,}"
    say(f"\nFitted on {cases} earlier cases, of which {result['base_rate']:.1%} came.")
    if not checked["cases"]:
        return
    say(f"Checked on the {counted(result['days'], 'day')} before, not fitted on ({checked['cases']:,} cases):")
    for one in checked["bins"]:
        say(f"   stated {one['stated']:.2f}: came {one['came']:.2f} ({one['cases']:,})")
