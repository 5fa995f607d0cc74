"""`python -m bench questions [--data DIR]`

Pooling: ten professional forecasters on 49 yes-or-no questions. The file has no moment of a forecast, only an order
(newest first: of those who revised, the first row is nearer to what happened 166 times, the last 95 times), so three
stages are shown that the order alone gives: each one's first forecast, what stood when the last of them had spoken,
each one's latest. The figures are of the first stage: it is the one that nobody's later knowledge touches. `pooled` is
what `foresight.opinions.fit` chooses, its weights and exponent too, on the other 48 questions (leave one out). Gains
are differences of Brier scores with a 90 % interval by resampling questions.

Made panels: what the same choice gains over the plain mean on new questions, where the forecasters' ways are known.

Own history: ForecastBench's questions on ACLED counts, each predicted from the average frozen before it was due, or
from the last one of that country and kind known before; where there is none, from the base rate of its kind. Nothing is
fitted. Base rates are of the questions of the same wording (above the average, above tenfold) that were resolved before
the due date; beside it that of all ACLED questions, and the wording's own base rate in hindsight, which nobody has.
Intervals resample questions (one question is asked for several dates).
Deaths: the model `own-history` on whether a country's state-based deaths of a month reach 1, 25 and 100, from the
twelve months before, January 2015 to December 2021 (its settings were chosen on 1996–2014), beside base rates.
With `--data DIR` the files are looked for there. The last line is one JSON object.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench._deaths_questions import deaths
from bench._forecastbench import Case, acled_cases
from bench._made_panels import KINDS, gains
from simurg.foresight.opinions.fitting import Recipe, held_out, pooled
from simurg.foresight.opinions.weights import Panel
from simurg.foresight.questions.exceedance import chance_above

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data")) / "forecast"
PROS = "metaculus_pro_binary_q1_2025.parquet"
DRAWS, SEED = 2_000, 1
SEEDS = range(2_000, 2_024)
STAGES = ("first forecasts", "when all had spoken", "latest forecasts")
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench questions", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with files of the same names")
    folder = parser.parse_args(arguments).data
    figures: dict[str, object] = {}
    figures |= pooling(_file(folder, PROS))
    figures |= made_panels()
    files = [_file(folder, f"forecastbench_{name}.parquet") for name in ("resolved", "questions")]
    figures |= own_history(acled_cases(*files))
    figures |= deaths(_file(folder, "country_month_deaths.parquet"))
    for name, value in figures.items():
        print(name, value)
    print(json.dumps(figures))


def _file(folder: Path, name: str) -> Path:
    return next((path / name for path in (folder, folder / "forecast") if (path / name).is_file()), DATA / name)


# --- pooling ---------------------------------------------------------------------------------------------------------


def pooling(file: Path) -> dict[str, object]:
    every = pq.read_table(file).to_pylist()
    rows = [row for row in every if row["resolution"] in ("yes", "no") and row["probability_yes"] is not None]
    if len(rows) < len(every):
        print(f"{len(every) - len(rows)} forecasts of questions that were not resolved to yes or no: left out")
    told: dict[int, list[tuple[int, float]]] = {}
    for row in reversed(rows):
        told.setdefault(row["question_id"], []).append((row["author_id"], row["probability_yes"]))
    happened = {row["question_id"]: float(row["resolution"] == "yes") for row in rows}
    print(
        f"pooling: {len(told)} questions, {len({row['author_id'] for row in rows})} forecasters, {len(rows)} forecasts"
    )
    shown: dict[str, object] = {}
    for stage in STAGES:
        figures = _stage(stage, told, happened)
        shown = shown or figures
    return shown


def _stage(stage: str, told: dict[int, list[tuple[int, float]]], happened: dict[int, float]) -> dict[str, object]:
    questions = sorted(told)
    who = {one: place for place, one in enumerate(sorted({one for given in told.values() for one, _ in given}))}
    chances = np.full((len(questions), len(who)), np.nan)
    for row, question in enumerate(questions):
        for one, chance in _standing(stage, told[question]).items():
            chances[row, who[one]] = chance
    panel = Panel(chances, np.array([happened[one] for one in questions]))
    fitted, recipes = held_out(panel)
    losses = {
        "single": np.nanmean((chances - panel.outcomes[:, None]) ** 2, axis=1),
        **{
            name: (pooled(recipe, chances) - panel.outcomes) ** 2
            for name, recipe in {
                "mean": Recipe(),
                "median": Recipe("median"),
                "trimmed": Recipe("trimmed"),
                "geometric_odds": Recipe("geometric_odds"),
                "extremised_1_16": Recipe("geometric_odds", exponent=1.16),
                "extremised_2_5": Recipe("geometric_odds", exponent=2.5),
            }.items()
        },
        "pooled": (fitted - panel.outcomes) ** 2,
    }
    print(f"  {stage}: Brier; gain of the pool over it, 90 % interval")
    gains = {name: _gain(loss - losses["pooled"]) for name, loss in losses.items()}
    for name, loss in losses.items():
        print(f"    {name:16} {loss.mean():.4f}   {gains[name][0]:+.4f} [{gains[name][1]:+.4f}, {gains[name][2]:+.4f}]")
    chosen = ", ".join(f"{name} ({count})" for name, count in Counter(one.in_words() for one in recipes).most_common())
    print(f"    chosen on the other questions: {chosen}")
    half = 1.645 * float((losses["median"] - losses["mean"]).std(ddof=1)) / len(questions) ** 0.5
    print(f"    n = {len(questions)} cannot show a difference between two ways to pool under about {half:.3f}")
    return {
        "questions": len(questions),
        **{f"{name}_brier": round(float(loss.mean()), 4) for name, loss in losses.items()},
        "gain_over_single": [round(one, 4) for one in gains["single"]],
        "gain_over_mean": [round(one, 4) for one in gains["mean"]],
        "gain_over_median": [round(one, 4) for one in gains["median"]],
    }


def _standing(stage: str, given: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Of forecasts in the order of time."""
    everyone = {one for one, _ in given}
    found: dict[int, float] = {}
    for one, chance in given:
        if stage == STAGES[0]:
            found.setdefault(one, chance)
            continue
        found[one] = chance
        if stage == STAGES[1] and len(found) == len(everyone):
            break
    return found


def _gain(gains: Floats) -> tuple[float, float, float]:
    """Mean and 90 % interval."""
    draws = np.random.default_rng(SEED).integers(0, len(gains), (DRAWS, len(gains)))
    low, high = np.quantile(gains[draws].mean(axis=1), (0.05, 0.95)).tolist()
    return float(gains.mean()), low, high


def made_panels() -> dict[str, object]:
    print("\nmade panels: Brier of the plain mean on new questions, and the gain of what was chosen on 20, 49, 150")
    found: dict[str, list[float]] = {}
    for kind in KINDS:
        told = [gains(kind, count, SEEDS) for count in (20, 49, 150)]
        found[kind] = [gain for _, gain in told]
        print(f"    {kind:16} {told[-1][0]:.4f}   " + "  ".join(f"{gain:+.4f}" for _, gain in told))
    worst, best = (pick(gain for row in found.values() for gain in row) for pick in (min, max))
    return {"made_worst_gain": round(worst, 4), "made_best_gain": round(best, 4)}


# --- from a question's own history -----------------------------------------------------------------------------------


def predictions(cases: Sequence[Case]) -> list[tuple[Case, float, float, float]]:
    """Each case with its chance and two base rates, from what was known before it was due; by due date."""
    scored: list[tuple[Case, float, float, float]] = []
    for due in sorted({one.due for one in cases}):
        known = [one for one in cases if one.due < due and one.resolved < due]
        if known:
            seen = _last_averages(cases, due)
            scored += [(one, *_predicted(one, known, seen)) for one in cases if one.due == due]
    return scored


def own_history(cases: Sequence[Case]) -> dict[str, object]:
    scored = predictions(cases)
    if not scored:
        print("own history: no question was resolved before another was due")
        return {"acled_brier_skill": None}
    happened = np.array([one[0].happened for one in scored])
    tenfold = np.array([one[0].tenfold for one in scored])
    losses = [(np.array([one[place] for one in scored]) - happened) ** 2 for place in (1, 2, 3)]
    rates = {one: happened[tenfold == one].mean() for one in set(tenfold.tolist())}
    hindsight = np.array([rates[one] for one in tenfold.tolist()])
    losses.append((hindsight - happened) ** 2)
    ids = np.unique([one[0].id for one in scored], return_inverse=True)[1]
    dues = [one[0].due for one in scored]
    print(f"\nown history: {len(scored)} cases of {ids.max() + 1} questions, due {min(dues)} to {max(dues)}")
    print(f"  the average is unknown for {sum(one[0].average is None for one in scored)} (written as nought)")
    names = ("base rate of the wording, earlier", "base rate of all, earlier", "base rate of the wording, hindsight")
    skills = [_skill(losses[0], base, ids) for base in losses[1:]]
    print(f"  Brier {losses[0].mean():.4f}; skill against each base rate, 90 % interval")
    for name, base, skill in zip(names, losses[1:], skills, strict=True):
        print(f"    {name:36} {base.mean():.4f}   {skill[0]:+.4f} [{skill[1]:+.4f}, {skill[2]:+.4f}]")
    later = np.array([one >= sorted(dues)[len(dues) // 2] for one in dues])
    parts = {"above the average": ~tenfold, "above tenfold": tenfold, "earlier half": ~later, "later half": later}
    for name, part in parts.items():
        if part.any():
            skill = _skill(losses[0][part], losses[1][part], ids[part])[0]
            print(f"    {name:36} {losses[1][part].mean():.4f}   {skill:+.4f}   n = {part.sum()}")
    return {
        "acled_cases": len(scored),
        "acled_brier": round(float(losses[0].mean()), 4),
        "acled_base_brier": round(float(losses[1].mean()), 4),
        "acled_brier_skill": round(skills[0][0], 4),
        "acled_brier_skill_interval": [round(one, 4) for one in skills[0][1:]],
        "acled_brier_skill_over_all": round(skills[1][0], 4),
        "acled_brier_skill_over_hindsight": round(skills[2][0], 4),
    }


def _last_averages(cases: Sequence[Case], due: object) -> dict[tuple[str, str], float]:
    """The last average of each country and kind that was frozen for an earlier due date."""
    earlier = sorted((one for one in cases if one.due < due and one.average is not None), key=lambda one: one.due)  # type: ignore[operator]
    return {(one.country, one.kind): one.average for one in earlier if one.average is not None}


def _predicted(one: Case, known: Sequence[Case], seen: dict[tuple[str, str], float]) -> tuple[float, float, float]:
    """The chance, the base rate of its wording, the base rate of all: from what is known before it is due."""
    alike = [other.happened for other in known if other.tenfold == one.tenfold]
    base, every = ((sum(told) + 0.5) / (len(told) + 1) for told in (alike, [other.happened for other in known]))
    average = one.average if one.average is not None else seen.get((one.country, one.kind))
    if average is None:
        return base, base, every
    return chance_above(12 * average, 12, 10 * (1 + average) if one.tenfold else average), base, every


def _skill(losses: Floats, base: Floats, groups: Floats) -> tuple[float, float, float]:
    """1 − Brier / Brier of the base, and its 90 % interval over whole questions."""
    count = int(groups.max()) + 1
    sums = [np.bincount(groups, one, count) for one in (losses, base)]
    draws = np.random.default_rng(SEED).integers(0, count, (DRAWS, count))
    drawn = [one[draws].sum(axis=1) for one in sums]
    low, high = np.quantile(1 - drawn[0] / drawn[1], (0.05, 0.95)).tolist()
    return float(1 - losses.mean() / base.mean()), low, high
