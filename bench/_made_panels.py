"""Made panels of forecasters whose ways are known: what the choice of a pool costs and gains on questions to come.

Everyone's log odds are the true ones (normal, spread 1.5), times `sharpness`, with noise of their own. The settings of
`foresight.opinions.fitting` (how clear a win must be, how few questions are too few) were chosen on such panels, with
these kinds and other seeds, before the real ones were scored with them.
"""

from collections.abc import Mapping

import numpy as np

from simurg.foresight.opinions.fitting import PLAIN, fit, pooled
from simurg.foresight.opinions.weights import Panel

KINDS: Mapping[str, tuple[tuple[float, ...], float]] = {
    "all alike": ((0.5,) * 8, 1.0),
    "all noisy": ((1.5,) * 8, 1.0),
    "two know": ((0.2, 0.2, 3.0, 3.0, 3.0, 3.0, 3.0), 1.0),
    "mixed": ((0.2, 0.5, 1.0, 1.5, 2.0, 3.0), 1.0),
    "timid": ((0.3,) * 6, 0.5),
    "bold": ((0.3,) * 6, 2.0),
}
"""Noise of each forecaster, and sharpness."""
LATER = 2_000


def made(seed: int, questions: int, kind: str) -> Panel:
    """A panel of one kind."""
    noise, sharpness = KINDS[kind]
    rng = np.random.default_rng(seed)
    odds = rng.normal(0, 1.5, questions)
    outcomes = (rng.random(questions) < 1 / (1 + np.exp(-odds))).astype(np.float64)
    said = sharpness * odds[:, None] + rng.normal(0, 1, (questions, len(noise))) * np.array(noise)
    return Panel(1 / (1 + np.exp(-said)), outcomes)


def gains(kind: str, questions: int, seeds: range) -> tuple[float, float]:
    """Brier score of the plain mean on LATER new questions, and how much lower that of what was chosen is; means."""
    found = []
    for seed in seeds:
        panel = made(seed, questions + LATER, kind)
        seen = np.arange(len(panel.outcomes)) < questions
        fitted, later = fit(panel.only(seen)), panel.only(~seen)
        plain = (pooled(PLAIN, later.probabilities) - later.outcomes) ** 2
        ours = (pooled(fitted.recipe, later.probabilities, fitted.weights) - later.outcomes) ** 2
        found.append((plain.mean(), (plain - ours).mean()))
    mean = np.mean(found, axis=0)
    return float(mean[0]), float(mean[1])
