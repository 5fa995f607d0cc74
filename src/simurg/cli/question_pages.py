"""Questions, answers and leaderboards as a person reads them in a terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simurg.cli.terminal import counted, say, table
from simurg.ontology.errors import OperatorError

Result = Mapping[str, Any]
MOST = 60
"""Rows of one list; `--json` has all."""


def show_published(result: Result) -> None:
    for one in result["questions"]:
        say(f"{'Published' if one['new'] else 'Stands as published'}: {one['name']} ({one['asks_for']})")
        say(f"  {one['rule_in_words']}")
        say(f"  answers until {one['deadline'][:16]}; prior {_chance(one['prior'])} ({one['prior_from'] or 'none'})")


def show_answered(result: Result) -> None:
    if result["answers"] > 1:
        say(f"{counted(result['answers'], 'price')} of {result['by']} to {result['question']}.")
    else:
        before = "" if result["before"] is None else f" (before: {_chance(result['before'])})"
        said = "quantiles" if result["probability"] is None else _chance(result["probability"])
        say(f"{result['by']} answers {result['question']}: {said}{before}.")
    _pool(result["pool"])


def show_resolved(result: Result) -> None:
    for one in result["changed"]:
        old = "" if one["old"] is None else f" (before: {_outcome(one['old'])})"
        say(f"{one['question']}, picture {one['picture']}: {_outcome(one['new'])}{old}; {one['new']['reason']}")
    say(f"{counted(result['looked_at'], 'question')} looked at, {len(result['changed'])} changed.")


def show_models(result: Result) -> None:
    for one in result["answers"]:
        chance = _chance(one["probability"])
        say(f"{one['by']} answers {one['question']}, picture {one['picture']}: {chance} ({one['why']})")
    if not result["answers"]:
        say("No model has anything new to say of the open questions.")


def show_questions(result: Result) -> None:
    if not result["questions"]:
        say("No question is published. Publish one with `simurg question publish`.")
        return
    rows = [
        (
            one["name"], one["state"] + (" STALE" if one["stale"] else ""), one["deadline"][:10],
            _chance(one["prior"]), _short_pool(one["pool"]), one["answers"], one["title"][:70],
        )
        for one in result["questions"][:MOST]
    ]  # fmt: skip
    table(("question", "state", "deadline", "prior", "pool", "answers", "title"), rows)
    if len(result["questions"]) > MOST:
        say(f"{counted(len(result['questions']) - MOST, 'more question')}; --json has them.")


def show_question(result: Result) -> None:
    say(f"{result['title']}\n{result['name']}, as of {result['as_of'][:16]}, picture {result['picture']}")
    say(f"State: {result['state']}" + (f" ({result['voided']})" if result["voided"] else ""))
    say(f"Rule: {result['rule_in_words']}")
    say(f"Answers from {result['opens'][:16]} to {result['deadline'][:16]}")
    say(f"Prior: {_chance(result['prior'])} ({result['prior_from'] or 'none'})")
    if result["requirement"]:
        say(f"Serves requirement {result['requirement']}")
    _pool(result["pool"])
    _answers(result["answers"], open_still=result["state"] == "open")
    now = result["now"]
    rests = ", ".join(one[:12] for one in now["rests_on"][:6])
    count = counted(now["rows"], "row") + (f": {rests}" if rests else "")
    say(f"The ledger says now: {_outcome(now)}; {now['reason']}. {count}")
    for one in result["resolutions"]:
        say(f"Resolved {one['known_at'][:16]}: {_outcome(one)}; {one['reason']} ({one['id'][:12]})")
        for reason in one["stale"]:
            say(f"  STALE: {reason}. Run `simurg question resolve`.")
        for each in one["scores"]:
            base = "" if each["baseline"] is None else f" (prior alone {each['baseline']:.3f})"
            say(f"  {each['by']}: {each['measure']} {each['score']:.3f}{base}")


def _answers(answers: Sequence[Result], *, open_still: bool) -> None:
    if not answers:
        say("Nobody has answered.")
        return
    rows = [
        (
            "→" if one["stands"] else "", one["known_at"][:16], one["by"], _author(one),
            "TAKEN BACK" if one["withdrawn"] else _said(one) + (" STALE" if one["stale"] else ""), one["why"][:80],
        )
        for one in answers[-MOST:]
    ]  # fmt: skip
    table(("", "at", "by", "", "answer", "why"), rows)
    for one in answers[-MOST:]:
        for reason in one["stale"] if one["stands"] else ():
            advice = " Run `simurg question models`." if open_still else ""
            say(f"  STALE: {one['by']} of {one['known_at'][:16]}: {reason}.{advice}")


def show_board(result: Result) -> None:
    rate = "–" if result["void_rate"] is None else f"{result['void_rate']:.0%}"
    base = "–" if result["base_rate"] is None else f"{result['base_rate']:.0%}"
    say(f"As of {result['as_of'][:16]}, picture {result['picture']}")
    told = f"{result['resolved']} resolved, {result['void']} void ({rate}); base rate {base}"
    say(f"{counted(result['questions'], 'question')}: {told}")
    if result["stale"]:
        rest = "rests" if result["stale"] == 1 else "rest"
        outcomes = counted(result["stale"], "outcome")
        say(f"STALE: {outcomes} {rest} on reports that were recalled. Run `simurg question resolve`.")
    close = result["at_close"]
    if close:
        say(f"At the close (n = {close['questions']}): mean of answers {close['mean_brier']:.3f},")
        gain = f"gain {close['gain']:+.3f}{_interval(close['gain_interval_90'])}"
        say(f"  prior {close['prior_brier']:.3f}, {gain}")
    say(f"Pooled by: {result['pooling']} (fitted on {counted(result['pooling_fitted_on'], 'question')})")
    if not result["places"]:
        say("Nobody has an answer that could be scored yet.")
        return
    rows = [
        (
            one["by"], _author(one), one["questions"], f"{one['brier']:.3f}",
            f"{one['prior_brier']:.3f}", f"{one['gain']:+.3f}{_interval(one['interval_90'])}",
            f"{one['shrunken_gain']:+.3f}", f"{one['log_score']:.2f}", f"{one['share']:.0%}",
        )
        for one in result["places"][:MOST]
    ]  # fmt: skip
    table(("by", "", "n", "Brier", "prior's", "gain (90 %)", "shrunken", "log", "time"), rows)
    for one in result["places"][:MOST]:
        if one["horizons"]:
            told = "; ".join(
                f"{days} d: {score:.3f} (prior {prior:.3f}, n = {n})" for days, n, score, prior in one["horizons"]
            )
            say(f"  {one['by']} before the close: {told}")
    say("Gain: how much lower than the prior's Brier score, over time. Ordered by the shrunken gain.")


def write_diagram(result: Result, file: Path) -> None:
    """The reliability diagram as SVG; nothing is written where no answer could be scored."""
    from simurg.assessment.charts.reliability import reliability_svg
    from simurg.foresight.questions.calibration import Bin

    found = result["calibration"]
    bins = tuple(Bin(**one) for one in found["bins"]) if found else ()
    try:
        file.write_text(reliability_svg(bins, "Answers at the close"), encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{file} cannot be written ({error.strerror}).", hint="Name another file.") from error


def _pool(pool: Result | None) -> None:
    if pool is None:
        say("Pool: nobody has answered.")
    elif "quantiles" in pool:
        told = ", ".join(
            f"{level:.0%}: {value:.6g}" for level, value in zip(pool["levels"], pool["quantiles"], strict=True)
        )
        say(f"Pool of {counted(pool['opinions'], 'opinion')}: {told}")
    else:
        fitted = f"fitted on {counted(pool['fitted_on'], 'question')}"
        chance = _chance(pool["probability"])
        say(f"Pool of {counted(pool['opinions'], 'opinion')}: {chance} ({pool['recipe']}, {fitted})")


def _short_pool(pool: Result | None) -> str | None:
    if pool is None:
        return None
    return (
        _chance(pool["probability"])
        if "probability" in pool
        else f"{pool['quantiles'][len(pool['quantiles']) // 2]:.6g}"
    )


def _said(one: Result) -> str:
    if one["probability"] is not None:
        return _chance(one["probability"])
    return ", ".join(f"{level:g}: {value:.6g}" for level, value in zip(one["levels"], one["quantiles"], strict=True))


def _author(one: Result) -> str:
    return str(one["author"]) + ("" if one["live"] else " (file)")


def _outcome(found: Result) -> str:
    value = "" if found["value"] is None else f" ({found['value']:.12g})"
    return f"{found['outcome']}{value}"


def _chance(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _interval(told: Sequence[float] | None) -> str:
    return "" if told is None else f" [{told[0]:+.3f}, {told[1]:+.3f}]"
