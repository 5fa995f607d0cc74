"""Scores of chances of a rare event: ranking, calibration, and what a budget of alarms would have caught.

    AUC          chance that a case with the event is ranked above one without, ties half (Hanley & McNeil 1982)
    Brier skill  1 - Brier / Brier of the base rate; by default the observed share itself, which nobody knew
                 beforehand: the harder reference (Murphy 1973)
Intervals resample groups (countries) whole, because the years of one go together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from simurg.foresight.history import Floats
from simurg.foresight.onset.panel import Flags
from simurg.foresight.onset.record import Ints

Score = Callable[[npt.NDArray[np.int64]], float]
"""Of some rows (they may repeat)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the chances from `low` to `high`: how many, their mean, and the share that came."""

    low: float
    high: float
    cases: int
    mean_chance: float
    came: int

    @property
    def share(self) -> float:
        return self.came / self.cases


@dataclass(frozen=True, slots=True)
class Caught:
    """Of all onsets, the share within the `budget` greatest chances of each origin; leads in months."""

    budget: int
    recall: float
    precision: float
    leads: tuple[float, ...]


def auc(score: Floats, came: Flags) -> float:
    """NaN if all came or none."""
    with_it, without = int(came.sum()), int((~came).sum())
    if not with_it or not without:
        return float("nan")
    ranks = rankdata(score)
    return float((ranks[came].sum() - with_it * (with_it + 1) / 2) / (with_it * without))


def brier_skill(chance: Floats, came: Flags, reference: Floats | None = None) -> float:
    """Of 1 at best; 0 is no better than the reference. NaN if the reference is never wrong."""
    beside = np.full(len(came), came.mean()) if reference is None else reference
    theirs = float(((beside - came) ** 2).mean())
    return 1 - float(((chance - came) ** 2).mean()) / theirs if theirs > 0 else float("nan")


def interval(score: Score, groups: Ints, draws: int, seed: int) -> tuple[float, float]:
    """The central 90 % of a score over resampled groups; draws in which it is undefined are left out."""
    random = np.random.default_rng(seed)
    names, group = np.unique(groups, return_inverse=True)
    rows = [np.flatnonzero(group == number) for number in range(len(names))]
    scores = [
        score(np.concatenate([rows[one] for one in random.integers(len(names), size=len(names))]))
        for _ in range(draws if rows else 0)
    ]
    told = [one for one in scores if np.isfinite(one)]
    if not told:
        return float("nan"), float("nan")
    low, high = np.quantile(told, (0.05, 0.95)).tolist()
    return low, high


def caught(chance: Floats, came: Flags, origin: Ints, lead: Floats, budget: int) -> Caught:
    """With `budget` alarms at each origin; equal chances in the order of the rows."""
    alarms = np.zeros(len(chance), dtype=np.bool_)
    for one in np.unique(origin):
        rows = np.flatnonzero(origin == one)
        alarms[rows[np.argsort(-chance[rows], kind="stable")[:budget]]] = True
    hits = alarms & came
    recall = float(hits.sum() / came.sum()) if came.any() else float("nan")
    precision = float(hits.sum() / alarms.sum()) if alarms.any() else float("nan")
    return Caught(budget, recall, precision, tuple(sorted(lead[hits].tolist())))


EDGES = (0.0, 0.01, 0.02, 0.05, 0.10, 0.20, 0.40, 1.0)


def reliability(chance: Floats, came: Flags, edges: tuple[float, ...] = EDGES) -> tuple[Bin, ...]:
    """Bins that hold any case; each begins at its edge, the last one takes 1."""
    which = np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, len(edges) - 2)
    return tuple(
        Bin(edges[one], edges[one + 1], int(rows.sum()), float(chance[rows].mean()), int(came[rows].sum()))
        for one in range(len(edges) - 1)
        if (rows := which == one).any()
    )
