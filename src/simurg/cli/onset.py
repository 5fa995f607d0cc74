"""`simurg onset`: where deaths may begin after quiet years."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.run import app
from simurg.cli.terminal import counted, say, table

Result = Mapping[str, Any]
DRIVERS, CASES = 3, 3
"""Told of each place; `--json` has all."""
BAD = 5


@app.command()
def onset(
    context: typer.Context,
    year: Annotated[
        int | None, typer.Option(help="A calendar year, from data to October before it; default: the next 12 months.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")] = None,
    budget: Annotated[int, typer.Option(help="How many places can be looked at.")] = 10,
    signal: Annotated[
        list[str] | None, typer.Option(help="A series of monthly counts that may rise before; repeatable.")
    ] = None,
    reader: Reader = None,
) -> None:
    """Where deaths may begin after two quiet years: chances, why, past cases alike, and how it would have done."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.onset import Ask
    from simurg.app.onset import onset as ranked
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = ranked(ledger, workspace.picture(reader), Ask(as_of, year, budget, tuple(signal or ())))
    answer(context.obj, result, lambda: show_onset(result))


def show_onset(result: Result) -> None:
    if result["old_data"]:
        say(result["old_data"]["words"])
    say(f"Onset from {result['window_from']} to {result['window_to']}, by data to {result['data_to']}.")
    say(f"Known as of {result['as_of'][:16]}, picture {result['picture']}.")
    if result["known_to"] != result["data_to"]:
        say(f"REPLAYED: later months are known, to {result['known_to']}. Figures are those known at that moment.")
    deaths, months = f"{result['deaths_in_a_month']:g}", result["quiet_months"]
    say(f"Onset: a month with {deaths} state-based deaths or more, after {months} months of fewer each.")
    past, base = result["learned_from"], f"{result['base_rate']:.1%}"
    say(f"Base rate {base}: {counted(past['onsets'], 'onset')} in {past['country_years']:,} quiet country-years.")
    if result["series_missing"]:
        say(f"Not known here, and left out: {', '.join(result['series_missing'])}.")
    for bad in result["below_zero"][:BAD]:
        number = f" (show {bad['measurement'][:12]})" if bad["measurement"] else ""
        say(f"BELOW ZERO, taken for unknown: {bad['series']} of {bad['place']}, {bad['month']}{number}")
    if not result["listed"]:
        say("No country is quiet and known well enough to be ranked.")
    for one in result["listed"]:
        _place(one)
    say(f"\n{counted(len(result['all']), 'country', 'countries')} ranked; not quiet: {len(result['not_quiet'])}; not")
    say(f"known in all of the last {months} months: {len(result['not_known'])}.")
    _record(result["record"], result["budget"])


def _place(one: Result) -> None:
    say(f"\n{one['rank']:3}. {one['place']}: {_range(one)}")
    for driver in one["drivers"][:DRIVERS]:
        say(f"       {driver['log_odds']:+.2f}  {driver['words']}: {_value(driver)}")
    cases = "; ".join(_case(case) for case in one["cases"][:CASES])
    say(f"       like {cases}")
    if one["came"]:
        say(f"       what came: {_outcome(one['came'])}")
    for row in one["measurements"][:1]:
        say(f"       last deaths {row['month']}: {row['deaths']:g} (show {row['measurement'][:12]})")


def _range(one: Result) -> str:
    chance = f"{one['probability']:.1%}"
    return f"{chance} (80 %: {one['low']:.1%} to {one['high']:.1%})" if one["low"] == one["low"] else chance


def _value(driver: Result) -> str:
    if driver["never"]:
        return "none since the data begin"
    if driver["value"] is None:
        return "not known"
    if driver["unit"] == "share":
        return f"{driver['value']:.0%}"
    if driver["unit"] == "months ago":
        return "this month" if round(driver["value"]) == 0 else f"{counted(round(driver['value']), 'month')} ago"
    return f"{driver['value']:,.{1 if driver['unit'] == 'times' else 0}f} {driver['unit']}"


def _case(case: Result) -> str:
    return f"{case['place']} {case['window_from']} ({_outcome(case)})"


def _outcome(case: Result) -> str:
    peak = f"{case['most_deaths_in_a_month']:g}"
    return f"ONSET, {peak} deaths in a month" if case["onset"] else f"none, at most {peak} a month"


def _record(record: Result | None, budget: int) -> None:
    if record is None:
        say("The past known here is too short to say how this method would have done.")
        return
    say(f"\nReplayed on the past, fitted anew each year, data to {record['first_origin']} … {record['last_origin']}:")
    say(f"  {counted(record['onsets'], 'onset')} in {record['country_years']:,} country-years")
    since = f"{record['auc_time_since_last_death']:.3f}"
    say(f"  ranking (AUC) {record['auc']:.3f}; time since the last death alone {since}")
    low, high = f"{record['brier_skill_low']:+.3f}", f"{record['brier_skill_high']:+.3f}"
    say(f"  Brier skill over the base rate {record['brier_skill']:+.3f} (90 %: {low} to {high})")
    right = f"{record['precision_at_budget']:.0%} of the alarms were right"
    say(f"  {budget} a year would have held {record['recall_at_budget']:.0%} of the onsets; {right};")
    if record["median_lead_months"] is not None:
        say(f"  the onset came {record['median_lead_months']:g} months after the data's end (median)")
    rows = [
        (f"{one['from']:.0%} to {one['to']:.0%}", one["cases"], f"{one['mean_chance']:.1%}", _came(one))
        for one in record["reliability"]
    ]
    table(("  chance told", "country-years", "mean", "came"), rows)


def _came(one: Result) -> str:
    return f"{one['came'] / one['cases']:.1%} ({one['came']})"
