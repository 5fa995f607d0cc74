"""Naive baselines of the shifts task, and its oracle: each gives a strength of alarm for each pair and day.

Baselines see counts of rows and know no parameter. A method raises an alarm where its strength reaches a threshold;
`threshold_of` takes the one with the best score on parts that are not scored. Strengths at [pair, d] rest on the first
d + 1 days.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.exercise.parts.foresight.pairs import CONFLICT, COOPERATION, GROUP_OF, GROUPS, Floats
from simurg.exercise.parts.foresight.relations import Relations
from simurg.exercise.parts.foresight.settings import DAYS, FIRST_DAY
from simurg.exercise.tasks.shifts import Alarm, score_of
from simurg.ontology.plover import PLOVER_TYPES

Watch = Callable[[Relations], Floats]
WINDOW, PAST = 14, 182  # days
_TRIED = 120  # thresholds


def daily_counts(told: Relations) -> Floats:
    """(P, DAYS, G) rows of each pair, by the day on which they became known to have happened."""
    one, other = (pc.index_in(told.events[side], _names(told)).to_numpy() for side in ("actor", "recipient"))
    number = {frozenset(names): pair for pair, names in enumerate(told.pairs.names())}
    places = {name: at for at, name in enumerate(_names(told).to_pylist())}
    pair_of = np.full((len(places), len(places)), -1)
    for names, pair in number.items():
        left, right = (places[name] for name in names)
        pair_of[left, right] = pair_of[right, left] = pair
    group = GROUP_OF[pc.index_in(told.events["event_type"], pa.array(PLOVER_TYPES)).to_numpy()]
    day = told.events["occurred_from"].cast("int64").to_numpy() // 86_400_000_000 - (FIRST_DAY.toordinal() - 719_163)
    counts = np.zeros((len(told.pairs), DAYS, len(GROUPS)))
    np.add.at(counts, (pair_of[one, other], day, group), 1)
    return counts


def hostile_rows(told: Relations) -> Floats:
    """A fixed threshold: conflictual rows of the last 14 days."""
    return _summed(daily_counts(told)[:, :, CONFLICT], WINDOW)


def all_rows(told: Relations) -> Floats:
    """A fixed threshold: all rows of the last 14 days over those of the 14 before, each plus 5."""
    recent = _summed(daily_counts(told).sum(axis=2), WINDOW)
    return (recent + 5) / (_earlier(recent, WINDOW) + 5)


def volume_score(told: Relations) -> Floats:
    """z-score of all rows of the last 14 days, against the half year before."""
    return _score(daily_counts(told).sum(axis=2))


def hostile_score(told: Relations) -> Floats:
    """z-score of the conflictual rows."""
    return _score(daily_counts(told)[:, :, CONFLICT])


def either_score(told: Relations) -> Floats:
    """The greater of the z-scores of cooperative and conflictual rows, up or down."""
    counts = daily_counts(told)
    return np.maximum(_score(counts[:, :, CONFLICT]), _score(counts[:, :, COOPERATION]))


def share_score(told: Relations) -> Floats:
    """Not among the most naive: z-score of the share of conflict among both, as if rows were independent."""
    counts = daily_counts(told)
    hostile, friendly = counts[:, :, CONFLICT], counts[:, :, COOPERATION]
    now, all_now = _summed(hostile, WINDOW), _summed(hostile + friendly, WINDOW)
    past, all_past = (_earlier(_summed(each, PAST), WINDOW) for each in (hostile, hostile + friendly))
    share = (past + 1) / (all_past + 2)
    return np.asarray(np.abs(now - all_now * share) / np.sqrt(np.maximum(all_now, 1) * share * (1 - share)))


BASELINES: dict[str, Watch] = {
    "hostile rows": hostile_rows,
    "rows, to two weeks before": all_rows,
    "z-score of rows": volume_score,
    "z-score of hostile rows": hostile_score,
    "z-score of either": either_score,
    "z-score of the share": share_score,
}


def alarms_of(told: Relations, strength: Floats, threshold: float) -> list[Alarm]:
    """An alarm on each day that reaches the threshold."""
    names = told.pairs.names()
    return [Alarm(names[pair], int(day) + 1) for pair, day in np.argwhere(strength >= threshold)]


def threshold_of(watch: Watch, parts: Sequence[Relations]) -> float:
    """Of thresholds at even quantiles of its strength, the one with the best mean score on these parts."""
    strengths = [watch(told) for told in parts]
    levels = 1 - np.geomspace(2e-5, 0.2, _TRIED)
    tried = np.unique(np.quantile(np.concatenate([each.ravel() for each in strengths]), levels))
    scores = [
        np.mean([score_of(told, alarms_of(told, one, level)).total for told, one in zip(parts, strengths, strict=True)])
        for level in tried
    ]
    return float(tried[int(np.argmax(scores))])


def _names(told: Relations) -> pa.Array:
    return pa.array(sorted({name for names in told.pairs.names() for name in names}))


def _summed(counts: Floats, days: int) -> Floats:
    """(P, DAYS) sums over the last `days` days, over fewer in the beginning."""
    total = np.cumsum(counts, axis=1)
    return np.asarray(total - _earlier(total, days))


def _earlier(values: Floats, days: int) -> Floats:
    """The values of so many days before, 0 before the first."""
    moved = np.zeros_like(values)
    moved[:, days:] = values[:, :-days]
    return moved


def _score(counts: Floats) -> Floats:
    """|z| of the last WINDOW days against the mean and deviation of the windows within PAST days before them."""
    now = _summed(counts, WINDOW)
    mean = _earlier(_summed(now, PAST), WINDOW) / PAST
    square = _earlier(_summed(now**2, PAST), WINDOW) / PAST
    return np.asarray(np.abs(now - mean) / np.sqrt(np.maximum(square - mean**2, 1.0)))
