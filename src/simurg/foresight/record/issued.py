"""Issued forecasts against what came: each at its first truth, and again at every revision of it.

Only rows that were issued belong here; what is replayed has a record of its own (record.replay). The baseline is the
one that was issued on the same day for the same months, else one replayed on the view that the forecast was made on.
Samples are reduced to scores some forecasts at a time (`marked`), and what is left of them is joined: under a tenth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simurg.foresight.record.pit import BINS, LEAST_CASES, departure, pit_shares
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
    """Means by measure over some forecasts, and how far their PIT is from even (of all, and of the likely ones): None
    where there are under LEAST_CASES."""

    means: Mapping[str, Mean]
    pit: float | None
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


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The scores of forecasts, without their samples. `ours` and `theirs` (the baseline's): first and latest truth by
    forecasts by MEASURES, NaN where nothing was told or said; `pit` the same by BINS; `likely`: see LIKELY."""

    cases: tuple[Case, ...]
    ours: Floats
    theirs: Floats
    pit: Floats
    likely: npt.NDArray[np.bool_]
    replayed: npt.NDArray[np.bool_]
    stale: npt.NDArray[np.bool_]
    revisions: tuple[Revision, ...]  # by forecast and time


def marked(some: Issued, truths: Mapping[Case, Sequence[Told]]) -> Marks:
    """Each forecast on the first truth and on the one that stands, and each change of a truth."""
    first, latest = (_told(some.cases, truths, step) for step in (0, -1))
    sides = [_scores(some, first)]
    sides.append(sides[0] if np.array_equal(first, latest, equal_nan=True) else _scores(some, latest))
    ours, theirs, pit = (np.stack([side[part] for side in sides]) for part in range(3))
    likely = (some.samples >= 1).mean(axis=1) >= LIKELY
    return Marks(some.cases, ours, theirs, pit, likely, some.replayed, some.stale, tuple(_revisions(some, truths)))


def joined(parts: Sequence[Marks]) -> Marks:
    """The same as if all had been marked at once; at least one part."""
    begins = np.cumsum([0, *(len(one.cases) for one in parts)]).tolist()
    return Marks(
        tuple(case for one in parts for case in one.cases),
        np.concatenate([one.ours for one in parts], axis=1),
        np.concatenate([one.theirs for one in parts], axis=1),
        np.concatenate([one.pit for one in parts], axis=1),
        np.concatenate([one.likely for one in parts]),
        np.concatenate([one.replayed for one in parts]),
        np.concatenate([one.stale for one in parts]),
        tuple(
            replace(each, number=each.number + begin)
            for begin, one in zip(begins[:-1], parts, strict=True)
            for each in one.revisions
        ),
    )


def verdict(some: Marks, step: int, only: str = "") -> Verdict | None:
    """On the first truth (`step` 0) or the one that stands (-1); `only="standing"` leaves stale ones out. None where
    nothing was told."""
    taken = np.isfinite(some.ours[step, :, 0])
    if only == "standing":
        taken &= ~some.stale
    if not taken.any():
        return None
    places = [case[0] for case, one in zip(some.cases, taken, strict=True) if one]
    group = np.unique(places, return_inverse=True)[1].astype(np.int64)
    ours, theirs, shares = some.ours[step, taken], some.theirs[step, taken], some.pit[step, taken]
    likely = some.likely[taken]
    return Verdict(
        {name: mean_by_group(ours[:, at], group, theirs[:, at]) for at, name in enumerate(MEASURES)},
        _off(shares),
        _off(shares[likely]),
        int(likely.sum()),
    )


def _off(shares: Floats) -> float | None:
    return departure(shares) if len(shares) >= LEAST_CASES else None


def _scores(some: Issued, came: Floats) -> tuple[Floats, Floats, Floats]:
    """Forecasts by MEASURES of the model and of the baseline, and by BINS; NaN where nothing was told or said."""
    ours, theirs = (_measures(samples, came) for samples in (some.samples, some.baseline))
    pit = np.full((len(came), BINS), np.nan)
    told = np.isfinite(ours[:, 0])
    pit[told] = pit_shares(some.samples[told], came[told])
    return ours, theirs, pit


def _measures(samples: npt.NDArray[np.float32], came: Floats) -> Floats:
    scores = np.full((len(came), len(MEASURES)), np.nan)
    told = np.isfinite(came) & ~np.isnan(samples[:, 0])
    if told.any():
        scores[told] = np.stack(list(measured(samples[told], came[told]).values()), axis=1)
    return scores


def _revisions(some: Issued, truths: Mapping[Case, Sequence[Told]]) -> Iterator[Revision]:
    """Each change of a truth, with the score before and after, by forecast and time."""
    for number, case in enumerate(some.cases):
        steps = truths.get(case, ())
        if len(steps) < 2:
            continue
        scores = [_crps(some.samples[number], one.value) for one in steps]
        for place in range(1, len(steps)):
            before = next(back for back in range(place - 1, -1, -1) if scores[back] is not None)
            was = scores[before]
            if was is not None:
                yield Revision(number, steps[before], steps[place], was, scores[place])


def _crps(samples: npt.NDArray[np.float32], value: float | None) -> float | None:
    return None if value is None else float(MEASURES["crps"](samples[None], np.array([value]))[0])


def _told(cases: Sequence[Case], truths: Mapping[Case, Sequence[Told]], step: int) -> Floats:
    values = [steps[step].value if (steps := truths.get(case)) else None for case in cases]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
