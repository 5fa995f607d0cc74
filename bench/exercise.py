"""Exercise world, task crisis warning: naive baselines against the oracle, means over seeds kept for this report.

Development used seeds 0 to 9, and 100 to 111 once for a draft of the world; seeds 200 to 211 are for reporting. No
real data are needed.
"""

import argparse
import json
from collections.abc import Sequence

from simurg.exercise.tasks.baselines import BASELINES
from simurg.exercise.tasks.crisis_warning import Mean, mean_scores
from simurg.exercise.tasks.detectors import DETECTORS
from simurg.exercise.tasks.oracle import ORACLE
from simurg.exercise.world import DIALS, VERSION

REPORTED = range(200, 212)
LIMIT = 0.7
"""On `hard` no baseline may reach this share of the oracle."""


def main(arguments: Sequence[str]) -> None:
    """Print a table for each difficulty and one JSON object last."""
    parser = argparse.ArgumentParser(prog="python -m bench exercise", description=__doc__)
    parser.add_argument("--difficulty", choices=DIALS, action="append", help="all of them, if not given")
    parser.add_argument("--seeds", type=int, nargs=2, metavar=("FIRST", "LAST"), default=(REPORTED[0], REPORTED[-1]))
    parser.add_argument("--detectors", action="store_true", help="our own detectors too, which takes minutes")
    parser.add_argument("--data", help="not used: worlds are generated")
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.seeds[0], chosen.seeds[1] + 1)
    figures = {}
    for difficulty in chosen.difficulty or DIALS:
        own = DETECTORS if chosen.detectors else {}
        scores = mean_scores(seeds, difficulty, {**BASELINES, **own, **ORACLE})
        figures[difficulty] = told(scores)
        print(table(difficulty, scores))
    print(json.dumps({"world": VERSION, "task": "crisis_warning", "seeds": [seeds[0], seeds[-1]], **figures}))


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
