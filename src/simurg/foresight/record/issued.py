"""Issued forecasts against what came: each at its first truth, and again at every revision of it.

Only rows that were issued belong here; what is replayed has a record of its own (record.replay). The baseline is the
one that was issued on the same day for the same months, else one replayed on the view that the forecast was made on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simurg.foresight.record.pit import departure, pit_shares
from simurg.foresight.record.scoring import MEASURES, Floats, Mean, mean_by_group, measured
from simurg.foresight.record.truths import Case, Told
from simurg.ontology.errors import InternalError

LIKELY = 0.5
"""Of cases whose chance of any death is at least this the PIT is told apart: elsewhere nearly all is zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Issued:
    """Forecasts of one model, series and horizon. One entry a forecast: `cases`, `samples` (forecasts, n), and the
    baseline's samples, NaN throughout where it says nothing; `replayed` where that one was not issued; `stale` where
    a report that it rests on was recalled."""

    issued: npt.NDArray[np.bool_]
    cases: tuple[Case, ...]
    samples: npt.NDArray[np.float32]
    baseline: npt.NDArray[np.float32]
    replayed: npt.NDArray[np.bool_]
    stale: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        if not self.issued.all():
            raise InternalError("A replayed forecast was about to be scored as issued.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Means by measure over some forecasts, and how far their PIT is from even (of all, and of the likely ones)."""

    means: Mapping[str, Mean]
    pit: float
    pit_likely: float | None
    likely: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A truth that changed after a forecast was first scored on it. `number`: of the forecast."""

    number: int
    old: Told
    new: Told
    old_crps: float
    new_crps: float | None  # None: nothing stands any more


def verdict(some: Issued, truths: Mapping[Case, Sequence[Told]], step: int, only: str = "") -> Verdict | None:
    """On the first truth (`step` 0) or the one that stands (-1); `only="standing"` leaves stale ones out. None where
    nothing was told."""
    observed = _told(some.cases, truths, step)
    taken = np.isfinite(observed) & ~np.isnan(some.samples[:, 0])
    if only == "standing":
        taken &= ~some.stale
    if not taken.any():
        return None
    samples, came = some.samples[taken], observed[taken]
    places = [case[0] for case, one in zip(some.cases, taken, strict=True) if one]
    group = np.unique(places, return_inverse=True)[1].astype(np.int64)
    ours, theirs = measured(samples, came), measured(some.baseline[taken], came)
    shares = pit_shares(samples, came)
    likely = (samples >= 1).mean(axis=1) >= LIKELY
    return Verdict(
        {name: mean_by_group(ours[name], group, theirs[name]) for name in MEASURES},
        departure(shares),
        departure(shares[likely]) if likely.any() else None,
        int(likely.sum()),
    )


def revisions(some: Issued, truths: Mapping[Case, Sequence[Told]]) -> list[Revision]:
    """Each change of a truth, with the score before and after, by forecast and time."""
    found = []
    for number, case in enumerate(some.cases):
        steps = truths.get(case, ())
        scores = [_crps(some.samples[number], one.value) for one in steps]
        for place in range(1, len(steps)):
            before = next(back for back in range(place - 1, -1, -1) if scores[back] is not None)
            was = scores[before]
            if was is not None:
                found.append(Revision(number, steps[before], steps[place], was, scores[place]))
    return found


def scored(some: Issued, truths: Mapping[Case, Sequence[Told]]) -> int:
    """How many have ever had a truth."""
    return sum(bool(truths.get(case)) for case in some.cases)


def _crps(samples: npt.NDArray[np.float32], value: float | None) -> float | None:
    return None if value is None else float(MEASURES["crps"](samples[None], np.array([value]))[0])


def _told(cases: Sequence[Case], truths: Mapping[Case, Sequence[Told]], step: int) -> Floats:
    values = [steps[step].value if (steps := truths.get(case)) else None for case in cases]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
