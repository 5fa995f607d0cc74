"""What came, as it was told: first, and again at each revision.

A place and month has a truth from the moment at which a reader could first have known a value; each later change of
that value, or its disappearance, is a step of its own. A value that no count can have (below 0, absurd) is no truth.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from simurg.foresight.history import counts
from simurg.foresight.record.vintages import Ints, Vintages, micros

Case = tuple[str, int]
"""A place, and the number of a month."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value, None where nothing stands any more, and the moment from which it was known."""

    moment: datetime
    value: float | None


def truths(
    vintages: Vintages, moment: datetime, wanted: Collection[Case] | None = None
) -> Mapping[Case, tuple[Told, ...]]:
    """The steps of each case (of all, if none are named) up to a moment, by time; cases never told of are left out.
    The first step has a value. Places are named as a view of that moment names them."""
    labels = vintages.labels(vintages.shown(moment))
    values = counts(vintages.values)
    groups: dict[Case, list[int]] = {}
    for number, (label, month) in enumerate(zip(labels.tolist(), vintages.month.tolist(), strict=True)):
        case = vintages.names[label], month
        if wanted is None or case in wanted:
            groups.setdefault(case, []).append(number)
    found = {case: _steps(vintages, values, np.array(some), micros(moment)) for case, some in groups.items()}
    return {case: steps for case, steps in found.items() if steps}


def _steps(vintages: Vintages, values: np.ndarray, entries: Ints, last: int) -> tuple[Told, ...]:
    begin = np.maximum(vintages.shown_from[entries], vintages.ends[entries])
    end = vintages.shown_until[entries]
    steps: list[Told] = []
    for at in np.unique(np.concatenate([begin, end[end > begin]])).tolist():
        if at > last:
            break
        standing = entries[(begin <= at) & (at < end)]
        value = float(values[standing[-1]]) if len(standing) else np.nan  # the one known last
        said = None if np.isnan(value) else value
        before = steps[-1].value if steps else None
        if said != before:
            steps.append(Told(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at), said))
    return tuple(steps)
