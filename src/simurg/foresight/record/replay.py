"""One origin of a backtest, and what many of them come to.

At an origin the model and the baseline see the history that was known then, and nothing else; months ahead count from
the last month of that history, which may lie well before the origin where a source is late. Their samples are scored
twice: on what was told first, and on what is told now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simurg.foresight.history import Floats, History
from simurg.foresight.model import ModelModule
from simurg.foresight.record.pit import BINS, pit_shares
from simurg.foresight.record.scoring import MEASURES, Mean, mean_of, measured, weights
from simurg.foresight.record.truths import Case, Told

TRUTHS = ("first", "latest")
NAMES = tuple(MEASURES)
PIT = "pit_departure"
BLOCK = 12


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums at one origin. `sums` horizons by truths by measures by (model, baseline), `cases` horizons by truths,
    `pit` horizons by truths by BINS: the model's."""

    sums: Floats
    cases: Floats
    pit: Floats


@dataclass(frozen=True, slots=True)
class ReplayedScore:
    """A mean over all origins; `horizon` in months after the last one known, `truth` one of TRUTHS."""

    model: str
    version: str
    series: str
    measure: str
    horizon: int
    truth: str
    mean: Mean


def tally(
    models: tuple[ModelModule, ModelModule],
    history: History,
    truths: Mapping[Case, Sequence[Told]],
    horizons: Sequence[int],
) -> Tally:
    """Of the model and the baseline; cases of which either says nothing, or of which nothing was told, do not count."""
    shape = len(horizons), len(TRUTHS)
    empty = Tally(np.zeros((*shape, len(NAMES), 2)), np.zeros(shape), np.zeros((*shape, BINS)))
    if not history.months:
        return empty
    drawn = [model.predict(model.fit(history), horizons) for model in models]
    speaks = ~np.isnan(drawn[0][:, 0, 0]) & ~np.isnan(drawn[1][:, 0, 0])
    for ahead, horizon in enumerate(horizons):
        for which, came in enumerate(came_of(history, truths, horizon)):
            told = speaks & np.isfinite(came)
            if not told.any():
                continue
            observed = came[told]
            empty.cases[ahead, which] = told.sum()
            empty.pit[ahead, which] = pit_shares(drawn[0][told, ahead], observed).sum(axis=0)
            for side, samples in enumerate(drawn):
                found = measured(samples[told, ahead], observed)
                empty.sums[ahead, which, :, side] = [found[name].sum() for name in NAMES]
    return empty


def came_of(history: History, truths: Mapping[Case, Sequence[Told]], horizon: int) -> tuple[Floats, Floats]:
    """By place, `horizon` months after the history's last: the first value told and the one that stands, or NaN."""
    month = history.last_month + horizon
    steps = [truths.get((place, month), ()) for place in history.places]
    first = [np.nan if not some or some[0].value is None else some[0].value for some in steps]
    latest = [np.nan if not some or some[-1].value is None else some[-1].value for some in steps]
    return np.array(first, dtype=np.float64), np.array(latest, dtype=np.float64)


def means(tallies: Sequence[Tally], horizons: Sequence[int]) -> Iterable[tuple[str, int, str, Mean]]:
    """(measure, horizon, truth, mean) over origins in their order; horizons without a case are left out. Intervals
    take blocks of 12 neighbouring origins (H. R. Künsch, Annals of Statistics 17, 1989)."""
    if not tallies:
        return
    taken = weights(len(tallies), BLOCK)
    sums, cases = np.stack([one.sums for one in tallies]), np.stack([one.cases for one in tallies])
    pit = np.stack([one.pit for one in tallies]).sum(axis=0)
    for ahead, horizon in enumerate(horizons):
        for which, truth in enumerate(TRUTHS):
            count = cases[:, ahead, which]
            if not count.sum():
                continue
            for number, name in enumerate(NAMES):
                ours, theirs = sums[:, ahead, which, number, 0], sums[:, ahead, which, number, 1]
                yield name, horizon, truth, mean_of(ours, count, taken, theirs)
            off = float(np.abs(pit[ahead, which] / count.sum() - 1 / BINS).sum() / 2)
            yield PIT, horizon, truth, Mean(off, off, off, int(count.sum()), int((count > 0).sum()))
