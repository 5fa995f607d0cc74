"""What the demo of foresight says of itself: what was found, and under each finding the command that tells more."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.cli.terminal import called, counted, say

Result = Mapping[str, Any]
LEVEL = "25"


def show_foresight_demo(result: Result) -> None:
    taken, played = result["collected"], [moment[:10] for moment in result["played"]]
    say(f"Exercise world (foresight) in {result['folder']}: {taken['documents']:,} documents, {taken['rows']:,} rows.")
    say("All is invented, the clock as well: an office collected, forecast and answered questions on")
    say(f"{', '.join(played[:-1])} and looked back on {played[-1]}. What is called issued was issued on that clock.")
    say(f"The brief of {played[-2]}: {result['brief']}")
    run = f"{called()} -w {result['folder']}"
    for text, command in [
        (_issued(result["issued"], played[-2]), f"forecast --as-of {played[-2]}"),
        (_score(result["score"]), "score"),
        (_questions(result["questions"]), "question list"),
        (_shift(result["shift"], played[0]), f"shifts --as-of {played[0]}"),
        (_next(result, played[0]), f"next --as-of {played[0]} --actor {_actor(result)}"),
        (_onset(result["onset"], played[0]), f"onset --as-of {played[0]} --signal hostile_reports"),
    ]:
        if text:
            say(f"\n{text}")
            say(f"    {run} {command}")


def _issued(places: Sequence[Result], day: str) -> str:
    told = ", ".join(f"{one['place']} {_spread(*one['within'][LEVEL])}" for one in places)
    return f"Issued on {day}, chance of {LEVEL} deaths or more in any of six months: {told}."


def _spread(least: float, greatest: float) -> str:
    """As the months go together or not."""
    return f"{least:.0%} to {'over 99%' if greatest > 0.995 else f'{greatest:.0%}'}"


def _score(groups: Sequence[Result]) -> str:
    if not groups:
        return ""
    one = groups[0]
    crps = one["latest"]["measures"]["crps"]
    error = f"error (CRPS) {crps['value']:.3g}, {crps['baseline']:.3g} by the baseline {one['baseline']}"
    revised = counted(one["revised"], "truth was revised since", "truths were revised since")
    return f"How {one['model']} did three months ahead: {error}; {counted(one['forecasts'], 'forecast')}, {revised}."


def _questions(board: Result) -> str:
    if not board["at_close"]:
        return ""
    close, yes = board["at_close"], round(board["base_rate"] * board["resolved"])
    told = (
        f"{counted(board['questions'], 'question')} asked and answered by models and invented analysts, {yes} came true"
    )
    return (
        f"{told}: Brier score {close['mean_brier']:.3f} for the mean answer, {close['prior_brier']:.3f} for the prior."
    )


def _shift(one: Result | None, day: str) -> str:
    if one is None:
        return ""
    before, since = one["share_before"][1], one["share_since"][1]
    share = f"conflict {before:.0%} → {since:.0%} of conflict and cooperation"
    return f"As of {day}, {one['pair']}: {one['verdict']} since {one['since']}, chance {one['chance']:.0%}; {share}."


def _actor(result: Result) -> str:
    return f'"{result["shift"]["parties"][0]}"' if result["shift"] else ""


def _next(result: Result, day: str) -> str:
    if not result["next"]:
        return ""
    one, actor = result["next"][0], result["shift"]["parties"][0]
    chance = f"{one['probability']:.0%} within 7 days, citing {counted(len(one['events']), 'past event')}"
    return f"As of {day}, what {actor} may do next: {one['type']} {one['recipient']}, {chance}."


def _onset(places: Sequence[Result], day: str) -> str:
    told = ", ".join(f"{one['place']} {one['probability']:.0%}" for one in places)
    return f"As of {day}, where deaths may begin within a year, among the quiet: {told}." if told else ""


def show_workbench_demo(result: Result) -> None:
    """Where it stands, whose clock it has, and how to open it."""
    say(f"Exercise workspace in {result['folder']}. All is invented, the clock as well: it stands at {result['now']},")
    say("and goes on while somebody works there. An office collected, forecast and answered questions on")
    say(f"{', '.join(moment[:10] for moment in result['days'])}.")
    say(f"Next: {called()} -w {result['folder']} serve")
