"""The fusion part's four tasks in one table: each method's mean over seeds, the oracle last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from simurg.exercise.parts.fusion.claims import claims
from simurg.exercise.parts.fusion.names import names
from simurg.exercise.parts.fusion.reports import reports
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.tasks import altered_copies, belief, same_name, story_pairing

TASKS = {
    "story_pairing": "pairwise F1",
    "altered_copies": "F1 of recall and precision",
    "belief": "share of right answers",
    "same_name": "F1 over pairs",
}
"""What each task's score is; all are 0 to 1."""
LIMIT = 0.7
"""On `hard` no baseline may reach this share of the oracle."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A method's mean over seeds, with its standard error."""

    score: float
    error: float


def scores(part: FusionPart) -> dict[str, dict[str, float]]:
    """{task: {method: score}} on one part; every task has an "oracle"."""
    told = reports(part)
    return {
        "story_pairing": story_pairing.scores(told),
        "altered_copies": altered_copies.scores(told),
        "belief": belief.scores(claims(part), part.dial.mistaken, part.dial.agenda),
        "same_name": same_name.scores(part, names(part)),
    }


def mean_scores(
    seeds: Sequence[int], difficulty: str, score: Callable[[FusionPart], dict[str, dict[str, float]]] = scores
) -> dict[str, dict[str, Mean]]:
    """Means over the parts of these seeds."""
    each = [score(FusionPart(seed, difficulty)) for seed in seeds]
    return {
        task: {method: _mean([one[task][method] for one in each]) for method in methods}
        for task, methods in each[0].items()
    }


def best_share(methods: Mapping[str, Mean]) -> float:
    """The best baseline's share of the oracle."""
    best = max(mean.score for name, mean in methods.items() if name != "oracle")
    return best / methods["oracle"].score if methods["oracle"].score else float("inf")


def _mean(values: list[float]) -> Mean:
    return Mean(fmean(values), stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0)
