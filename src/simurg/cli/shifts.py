"""`simurg shifts` and `simurg spillover`: relations that turned, and what wars do to the neighbours."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.run import app
from simurg.cli.terminal import counted, say, table

Result = Mapping[str, Any]
AsOf = Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")]
CITED = 5


@app.command()
def shifts(
    context: typer.Context,
    pair: Annotated[str | None, typer.Option("--pair", help='One pair, as "A – B"; default: the strongest.')] = None,
    as_of: AsOf = None,
    top: Annotated[int, typer.Option(help="How many pairs, strongest evidence first, alarms or not.")] = 10,
    reader: Reader = None,
) -> None:
    """Since when, and how surely, two deal otherwise with each other, or are only told of more."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.shifts import Watch
    from simurg.app.shifts import shifts as strongest
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = strongest(ledger, workspace.picture(reader), Watch(as_of, pair, top))
    answer(context.obj, result, lambda: show_shifts(result))


@app.command()
def spillover(
    context: typer.Context,
    country: Annotated[str | None, typer.Option("--country", help="What it means for this country now.")] = None,
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """By how much a war next door makes another one likelier, and whether knowing it makes forecasts better."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.spillover import Ask
    from simurg.app.spillover import spillover as found
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = found(ledger, workspace.picture(reader), Ask(as_of, country))
    answer(context.obj, result, lambda: show_spillover(result))


def show_shifts(result: Result) -> None:
    if not result["known_events"]:
        say("Nothing was known then: no event at all. That is no calm.")
        return
    if result["old_data"]:
        say(result["old_data"]["words"])
        say(f"What follows speaks of the days to {result['last_told']} alone.")
    if result["days"] < result["least_days"] and "earlier" not in result:
        say(f"{counted(result['days'], 'day')} known; nothing is said under {result['least_days']}.")
        return
    if "earlier" in result:
        _pair(result)
        return
    rows = [
        ("ALARM" if one["alarm"] else "", one["pair"], one["verdict"], f"{one['chance']:.0%}", one["since"],
         f"{one['share_before'][1]:.0%} → {one['share_since'][1]:.0%}", f"×{one['volume_ratio'][1]:.2g}",
         f"{one['regime']} {one['regimes'][one['regime']]:.0%}", one["events"][0][:12] if one["events"] else "")
        for one in result["shifts"]
    ]  # fmt: skip
    headings = ("", "between", "shift", "chance", "since", "conflict", "volume", "regime now", "event")
    table(headings, rows)
    say(
        f"{counted(result['alarms'], 'alarm')} (chance ≥ {result['level']:.0%}) among "
        f"{counted(result['pairs'], 'pair')} with {result['least_events']} events or more, in the "
        f"{result['window_days']} days to {result['last_told']}, the last day told of."
    )
    say("Conflict: share among conflict and cooperation, before and since. Volume: against all other reporting.")


def _pair(result: Result) -> None:
    [one] = result["shifts"]
    say(f"{one['pair']}, as of {result['as_of'][:10]}, told of to {result['last_told']}")
    chances = sorted(one["regimes"].items(), key=lambda item: -item[1])
    say("Regime: " + ", ".join(f"{name} {chance:.0%}" for name, chance in chances if chance >= 0.005))
    say(
        f"Another relation in the last {result['window_days']} days told of: {one['chance_relation']:.0%}; only more "
        f"or less reported: {one['chance_volume_alone']:.0%}."
    )
    low, middle, high = (f"{part:.0%}" for part in one["share_before"])
    now = [f"{part:.0%}" for part in one["share_since"]]
    say(f"If so: {one['verdict']}, since {one['since']} (80 %: {one['since_low']} to {one['since_high']}).")
    say(f"Conflict {middle} ({low}–{high}) before, {now[1]} ({now[0]}–{now[2]}) since;")
    ratios = {name: [f"{part:.2g}" for part in one[f"{name}_ratio"]] for name in ("conflict", "cooperation", "volume")}
    told = ", ".join(f"{name} ×{ratio[1]} ({ratio[0]}–{ratio[2]})" for name, ratio in ratios.items())
    say(f"against all other reporting: {told}.")
    say(f"Events: {', '.join(event[:12] for event in one['events'][:CITED])}")
    for past in result["earlier"]:
        kind = "relation" if past["relation"] >= past["volume_alone"] else "volume alone"
        chance = max(past["relation"], past["volume_alone"])
        say(f"  seen {past['seen']}: {kind} new since {past['since']} ({chance:.0%} then)")


def show_spillover(result: Result) -> None:
    say(f"Deaths by month of {counted(result['places'], 'place')}, {result['data_from']} to {result['data_to']}.")
    say(f"{counted(result['places_with_borders'], 'place')} with a known land border to another.")
    for name, words in (("start", "A war starts"), ("deaths", "Deaths")):
        one = result[name]
        placebo = f"shuffled maps {one['placebo_low']:.2f}–{one['placebo_high']:.2f}, p {one['p_value']:.2g}"
        verdict = "SMALL: not told apart from nothing" if one["small"] else "told apart from nothing"
        say(f"{words} beside a war: ×{one['factor']:.2f} ({one['low']:.2f}–{one['high']:.2f}; {placebo}). {verdict}.")
    seen = result["out_of_sample"]
    helped = "helped" if seen["log_low"] > 0 else "hurt" if seen["log_high"] < 0 else "is not shown to help"
    say(
        f"Out of sample, knowing it {helped}: {seen['log_gain']:+.3f} nats a start "
        f"({seen['log_low']:+.3f} to {seen['log_high']:+.3f}; {seen['starts']} starts), {seen['share']:+.1%} of it."
    )
    if "country" in result:
        _country(result["country"])


def _country(one: Result) -> None:
    say(f"\n{one['place']}: {counted(len(one['neighbours']), 'neighbour')}.")
    for each in one["fighting"]:
        row = f" (show {each['measurement'][:12]})" if each["measurement"] else ""
        say(f"  fighting in {each['place']}: {each['deaths']:g} deaths in the last month{row}")
    if not one["at_risk"]:
        say("No start is foretold: it is fighting itself, did of late, or is not known well enough.")
        return
    say(f"A start within twelve months: {one['chance']:.1%} ({one['low']:.1%}–{one['high']:.1%} by the factor alone);")
    say(f"{one['without']:.1%} if there were no war next door.")
