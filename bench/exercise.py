"""Exercise world: naive baselines against the oracle, means over seeds kept for this report.

Crisis warning: development used seeds 0 to 9, and 100 to 111 once for a draft of the world; seeds 200 to 211 are for
reporting. The four tasks of the fusion part (`--fusion`): development 0 to 9, reporting 300 to 311; those of the
foresight part (`--foresight`): development 0 to 9, thresholds from 0 to 3, reporting 400 to 411; reading the language
part (`--language`): development 0 to 9 and 900, reporting 500 to 503. No real data are needed.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from bench._exercise_language import LANGUAGE_REPORTED, print_language
from simurg.exercise.parts.foresight import VERSION as FORESIGHT_VERSION
from simurg.exercise.parts.fusion import VERSION as FUSION_VERSION
from simurg.exercise.tasks import foresight, fusion
from simurg.exercise.tasks.baselines import BASELINES
from simurg.exercise.tasks.crisis_warning import Mean, mean_scores
from simurg.exercise.tasks.detectors import DETECTORS
from simurg.exercise.tasks.oracle import ORACLE
from simurg.exercise.world import DIALS, VERSION

REPORTED, FUSION_REPORTED, FORESIGHT_REPORTED = range(200, 212), range(300, 312), range(400, 412)
LIMIT = 0.7
"""On `hard` no baseline may reach this share of the oracle."""


def main(arguments: Sequence[str]) -> None:
    """Print a table for each difficulty and one JSON object last."""
    parser = argparse.ArgumentParser(prog="python -m bench exercise", description=__doc__)
    parser.add_argument("--difficulty", choices=DIALS, action="append", help="all of them, if not given")
    parser.add_argument(
        "--seeds", type=int, nargs=2, metavar=("FIRST", "LAST"), help="those for reporting, if not given"
    )
    parser.add_argument("--detectors", action="store_true", help="our own detectors too, which takes minutes")
    parser.add_argument("--fusion", action="store_true", help="the fusion part's tasks instead")
    parser.add_argument("--foresight", action="store_true", help="the foresight part's tasks instead")
    parser.add_argument("--language", action="store_true", help="reading the language part's feeds instead")
    parser.add_argument("--data", help="not used: worlds are generated")
    chosen = parser.parse_args(arguments)
    reported = FUSION_REPORTED if chosen.fusion else FORESIGHT_REPORTED if chosen.foresight else REPORTED
    seeds = range(chosen.seeds[0], chosen.seeds[1] + 1) if chosen.seeds else reported
    if chosen.fusion:
        print_fusion(seeds, chosen.difficulty or list(DIALS))
        return
    if chosen.language:
        print_language(seeds if chosen.seeds else LANGUAGE_REPORTED, chosen.difficulty or list(DIALS))
        return
    if chosen.foresight:
        print_foresight(seeds, chosen.difficulty or list(DIALS))
        return
    figures = {}
    for difficulty in chosen.difficulty or DIALS:
        own = DETECTORS if chosen.detectors else {}
        scores = mean_scores(seeds, difficulty, {**BASELINES, **own, **ORACLE})
        figures[difficulty] = told(scores)
        print(table(difficulty, scores))
    print(json.dumps({"world": VERSION, "task": "crisis_warning", "seeds": [seeds[0], seeds[-1]], **figures}))


def print_fusion(seeds: range, difficulties: Sequence[str]) -> None:
    """A table for each difficulty and one JSON object last."""
    figures: dict[str, dict[str, object]] = {}
    for difficulty in difficulties:
        tasks = fusion.mean_scores(seeds, difficulty)
        figures[difficulty] = {}
        for task, methods in tasks.items():
            print(fusion_table(f"{difficulty}: {task} ({fusion.TASKS[task]})", methods))
            share = fusion.best_share(methods)
            figures[difficulty][task] = {
                "scores": {name: round(mean.score, 4) for name, mean in methods.items()},
                "errors": {name: round(mean.error, 4) for name, mean in methods.items()},
                "best_baseline_share": round(share, 4),
                "below_limit": share < fusion.LIMIT,
            }
    print(json.dumps({"fusion_part": FUSION_VERSION, "seeds": [seeds[0], seeds[-1]], **figures}))


def print_foresight(seeds: range, difficulties: Sequence[str]) -> None:
    """A table for each difficulty and task, what was found of spillover, and one JSON object last."""
    figures: dict[str, dict[str, object]] = {}
    for difficulty in difficulties:
        figures[difficulty] = {}
        for task, methods in foresight.means(seeds, difficulty).items():
            print(fusion_table(f"{difficulty}: {task}", methods), f"\n  ({foresight.TASKS[task]})")
            share = foresight.best_share(methods)
            figures[difficulty][task] = {
                "scores": {name: round(mean.score, 4) for name, mean in methods.items()},
                "errors": {name: round(mean.error, 4) for name, mean in methods.items()},
                "best_baseline_share": round(share, 4),
                "below_limit": share < foresight.LIMIT,
            }
        told = foresight.spillovers(seeds, difficulty)
        for name, found in told.items():
            print(
                f"  spillover, {name:<33} planted {found.planted:g}  log error {found.bias:+.2f}, "
                f"its size {found.error:.2f}, covered {found.coverage:.2f}"
            )
        figures[difficulty]["spillover"] = {name: asdict(found) for name, found in told.items()}
    print(json.dumps({"foresight_part": FORESIGHT_VERSION, "seeds": [seeds[0], seeds[-1]], **figures}))


def fusion_table(title: str, methods: dict[str, fusion.Mean]) -> str:
    """One task of one difficulty for a reader."""
    lines = [f"{title:<46} {'score':>6} {'± s.e.':>7} {'of oracle':>10}"]
    for name, mean in methods.items():
        share = mean.score / methods["oracle"].score if methods["oracle"].score else float("nan")
        lines.append(f"  {name:<44} {mean.score:6.3f} {mean.error:7.3f} {share:10.2f}")
    return "\n".join(lines)


def told(scores: dict[str, Mean]) -> dict[str, object]:
    """Totals, the best baseline's share of the oracle, and whether that keeps the rule."""
    oracle = scores["oracle"].total
    share = max(score.total for name, score in scores.items() if name in BASELINES) / oracle if oracle else float("inf")
    totals = {name: round(score.total, 4) for name, score in scores.items()}
    errors = {name: round(score.error, 4) for name, score in scores.items()}
    return {"scores": totals, "errors": errors, "best_baseline_share": round(share, 4), "below_limit": share < LIMIT}


def table(difficulty: str, scores: dict[str, Mean]) -> str:
    """One difficulty for a reader."""
    oracle = scores["oracle"].total
    lines = [f"{difficulty:<16} {'rank':>6} {'early':>6} {'score':>6} {'± s.e.':>7} {'of oracle':>10}"]
    for name, score in scores.items():
        share = score.total / oracle if oracle else float("nan")
        lines.append(
            f"  {name:<14} {score.rank:6.3f} {score.early:6.3f} {score.total:6.3f} {score.error:7.3f} {share:10.2f}"
        )
    return "\n".join(lines)
