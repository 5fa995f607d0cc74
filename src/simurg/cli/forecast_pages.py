"""Forecasts, scores and backtests as a person reads them in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.cli.terminal import counted, say, table
from simurg.foresight.record.pit import LEAST_CASES

Result = Mapping[str, Any]
MOST_PLACES = 30
MOST_REVISIONS = 20
_RECORD = "CRPS, coverage"
_MEASURES = (
    ("crps", "CRPS"), ("ignorance", "ignorance"), ("mis_90", "MIS"), ("coverage_80", "80 % holds"),
    ("coverage_90", "90 % holds"), ("brier_25", "Brier, 25"),
)  # fmt: skip


def show_forecast(result: Result, *, by_month: bool) -> None:
    if result["old_data"]:
        say(result["old_data"]["words"])
    kind = f"issued {result['issued_at']}" if result["issued"] else "REPLAYED (nothing is stored)"
    say(f"{result['series'].replace('_', ' ')}, {result['model']} version {result['model_version']}, {kind}.")
    if not result["places"]:
        say(f"No forecast: no place has the {result['least_months']} months of history that the model needs.")
        return
    late = f", {counted(result['months_late'], 'month')} behind" if result["months_late"] else ""
    say(f"As known at {result['known_at']}; data reach {result['last_month']}{late}; months ahead count from there.")
    say(_months(result))
    shown = result["places"] if by_month else result["places"][:MOST_PLACES]
    table(_headings(result, "place", "first month"), [_place(one, result) for one in shown])
    if len(shown) < len(result["places"]):
        say(f"and {counted(len(result['places']) - len(shown), 'place')} less at risk; --json has them.")
    say(f"In any of {counted(result['ahead'], 'month')}: least to greatest chance, as months go together or not.")
    for place in shown if by_month else ():
        say(f"\n{place['place']}")
        table(_headings(result, "month", "median"), [_month(one, result) for one in place["months"]])
    _notes(result)


def _months(result: Result) -> str:
    """Which months are spoken of, and which of them have ended."""
    told, over = f"It speaks of {_spell(result['months'])}", result["months_over"]
    are = "is" if len(over) == 1 else "are"
    return f"{told}; {_spell(over)} {are} OVER, though nobody told of it yet." if over else f"{told}."


def _spell(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"


def _headings(result: Result, first: str, middle: str) -> tuple[str, ...]:
    levels = [f"≥ {level:,}" for level in result["levels"]]
    return (first, *levels, *(["median, " + middle] if middle != "median" else [middle]), "80 % range", _RECORD, "show")


def _place(place: Result, result: Result) -> tuple[object, ...]:
    chances = [_range(place["within"][str(level)]) for level in result["levels"]]
    near = place["months"][0]
    return (
        place["place"],
        *chances,
        _number(near["median"]),
        _span(near),
        _record(result, near["horizon"]),
        _short(near["id"]),
    )


def _month(month: Result, result: Result) -> tuple[object, ...]:
    chances = [_percent(month["at_least"][str(level)]) for level in result["levels"]]
    return (
        f"{month['month']} OVER" if month["month"] in result["months_over"] else month["month"],
        *chances,
        _number(month["median"]),
        _span(month),
        _record(result, month["horizon"]),
        _short(month["id"]),
    )


def _short(number: str | None) -> str | None:
    return None if number is None else number[:12]


def _record(result: Result, horizon: int) -> str:
    """The model's record so far ahead, or at the nearest number of months that has one."""
    if not result["record"]:
        return "none yet"
    line = min(result["record"], key=lambda one: (abs(one["horizon"] - horizon), one["horizon"]))
    beside = "" if line.get("crps_baseline") is None else f" / {line['crps_baseline']:.3g}"
    if beside and line.get("baseline_cases", line["cases"]) != line["cases"]:
        beside += f" of {line['baseline_cases']:,}"
    at = "" if line["horizon"] == horizon else f" at {line['horizon']}"
    return f"{line['crps']:.3g}{beside}, {line['coverage_80']:.0%}{at} ({line['cases']:,} cases)"


def _notes(result: Result) -> None:
    told = {
        "issued": "Record: issued forecasts on the truth as it stands, beside the baseline; `simurg score` has more.",
        "replayed": "Record: REPLAYED by a backtest, beside the baseline; no issued forecast has had its truth yet.",
        "none": "Record: none yet. `simurg backtest` replays one; issue forecasts and `simurg score` them.",
    }
    say(told[result["record_is"]])
    _known_before(result)
    if result["silent"]:
        some = ", ".join(result["silent"][:8]) + (", …" if len(result["silent"]) > 8 else "")
        say(f"Too little is known lately of {counted(len(result['silent']), 'place')} to say anything: {some}.")
    if result["unusable_values"]:
        values = counted(result["unusable_values"], "value")
        say(f"{values} that no count can have (below 0, or absurd) were taken as unknown.")
    if result["issued"]:
        if result["months_late"]:
            say(f"{counted(result['months_late'], 'month')} that nobody told of yet: over, so not issued.")
        say(
            f"{counted(result['new'], 'forecast')} frozen."
            if result["new"]
            else "The same was issued today already; nothing is new."
        )


def show_score(result: Result) -> None:
    say(f"{counted(result['issued'], 'issued forecast')}, {result['scored']:,} with a truth by {result['known_at']}.")
    _known_before(result)
    if result["stale"]:
        say(f"STALE: {result['stale']:,} of them rest on what was recalled since.")
    if not result["groups"]:
        if result["stale"]:
            say("What they would be scored on was recalled, or is not told yet.")
            return
        say(
            "None can be scored yet: forecasts are scored when their month is told. `simurg backtest` replays the past."
        )
        return
    for one in result["groups"]:
        _group(one)
    if not result.get("revisions"):
        if result["revisions_count"]:
            say(f"\n{counted(result['revisions_count'], 'truth')} changed after scoring; --revisions names them.")
        return
    say("\nTruths that changed:")
    rows = [
        (one["model"], one["horizon"], one["place"], one["month"], one["issued_at"][:10], _number(one["old"]["value"]),
         _number(one["new"]["value"]), one["new"]["known_at"][:10], f"{one['old_crps']:.3g}", _number(one["new_crps"]))
        for one in result["revisions"][:MOST_REVISIONS]
    ]  # fmt: skip
    heads = ("model", "ahead", "place", "month", "issued", "old", "new", "known", "CRPS on old", "on new")
    table(heads, rows)
    if result["revisions_count"] > len(rows):
        say(f"and {result['revisions_count'] - len(rows):,} more; --json has the first 200.")


def _known_before(result: Result) -> None:
    if result["known_before"]:
        early = counted(result["known_before"], "forecast")
        say(f"Not scored: {early} issued when the outcome could already be known (it was told by then, if not here).")


def _group(one: Result) -> None:
    ahead = counted(one["horizon"], "month")
    say(f"\n{one['model']}, {one['series']}, {ahead} ahead: {counted(one['forecasts'], 'forecast')} of "
        f"{counted(one['places'], 'place')}")  # fmt: skip
    _sides(one)
    replayed = one["baseline_replayed"]
    how = "issued with it" if not replayed else "replayed on the view of each forecast"
    if 0 < replayed < one["forecasts"]:
        how = f"issued with it, or ({replayed:,}) replayed on the view of the forecast"
    say(f"Baseline {one['baseline']}: {how}.")
    _shared(one["latest"])
    if one["stale"]:
        without = one["latest_without_stale"]
        rest = "nothing" if without is None else f"CRPS {without['measures']['crps']['value']:.3g}"
        say(f"STALE: {counted(one['stale'], 'forecast')} rest on reports that were recalled; without them {rest}.")


def _shared(side: Result | None) -> None:
    """On how many forecasts the baseline stands, where that is not all."""
    crps = None if side is None else side["measures"]["crps"]
    if crps is None or crps["baseline"] is None or crps["baseline_cases"] == crps["cases"]:
        return
    ratio = "" if crps["ratio"] is None else f"; CRPS by the baseline's on these: {crps['ratio'][0]:.3g}"
    say(f"The baseline is of the {crps['baseline_cases']:,} of {crps['cases']:,} that it speaks of{ratio}.")


def show_backtest(result: Result) -> None:
    say(f"REPLAYED: {result['model']} version {result['model_version']}, {result['series']}.")
    months = f"{counted(result['origins'], 'month')} from {result['from']} to {result['to']}"
    say(f"A forecast at the start of each of {months}, from what was known then.")
    late = result["months_late"]
    if late["most"]:
        say(f"Data were {late['least']} to {late['most']} months behind; months ahead count from the last one known.")
    if result["origins_without_data"]:
        say(f"At {counted(result['origins_without_data'], 'month')} nothing was known yet.")
    for one in result["horizons"]:
        say(f"\n{counted(one['horizon'], 'month')} ahead")
        if one["first"] is None and one["latest"] is None:
            say("  No truth has been told for any of these.")
            continue
        _sides(one)
    say(f"\nBaseline: {result['baseline']}. 90 % intervals draw blocks of 12 months.")


def _sides(one: Result) -> None:
    """What was told first beside what is told now."""
    rows = []
    for name, words in _MEASURES:
        rows.append((words, *_side(one["first"], name), *_side(one["latest"], name)))
    off = [_off(side) for side in (one["first"], one["latest"])]
    rows.append(("PIT off even", off[0], None, None, off[1], None, None))
    if one["first"] == one["latest"]:
        table(("", "value", "90 %", "baseline"), [row[:4] for row in rows])
        say("No truth among these was revised.")
        return
    table(("", "first told", "90 %", "baseline", "as told now", "90 %", "baseline"), rows)


def _off(side: Result | None) -> str | None:
    if side is None:
        return None
    few = side["measures"]["crps"]["cases"] < LEAST_CASES or side["pit_departure"] is None
    return f"under {LEAST_CASES} cases" if few else f"{side['pit_departure']:.3f}"


def _side(side: Result | None, name: str) -> Sequence[object]:
    if side is None:
        return (None, None, None)
    mean = side["measures"][name]
    beside = None if mean["baseline"] is None else f"{mean['baseline']:.3g}"
    return (f"{mean['value']:.3g}", f"{mean['low']:.3g}–{mean['high']:.3g}", beside)


def _range(ends: Sequence[float]) -> str:
    low, high = (_percent(one) for one in ends)
    dash = " to " if low[0] in "<>" or high[0] in "<>" else "–"
    return low if low == high else f"{low.removesuffix(' %')}{dash}{high}"


def _percent(chance: float) -> str:
    if 0 < chance < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < chance < 1 else f"{chance * 100:.0f} %"


def _span(month: Result) -> str:
    return f"{_number(month['low'])}–{_number(month['high'])}"


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"
