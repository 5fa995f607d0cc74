"""Who met whom in which month, and how often: the events of a view counted once, so that a page about one party adds up
a few numbers and reads no event."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simurg.app.workbench.look import Look

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cube:
    """One place for each actor, recipient (-1: none) and month (year * 12 + month - 1; -1: undated). `told` counts the
    events of which any death figure is told."""

    actor: Ints
    recipient: Ints
    month: Ints
    count: Ints
    deaths: Ints
    told: Ints


def cube_of(look: Look) -> Cube:
    """Of the events that are shown."""
    found = look.columns(
        """SELECT coalesce(actor, -1) AS actor, coalesce(recipient, -1) AS recipient,
        coalesce(year(occurred_from) * 12 + month(occurred_from) - 1, -1)::BIGINT AS month, count(*) AS count,
        coalesce(sum(deaths_best), 0)::BIGINT AS deaths, count(deaths_best) AS told
        FROM events GROUP BY 1, 2, 3"""
    )
    return Cube(*(_ints(found[name]) for name in ("actor", "recipient", "month", "count", "deaths", "told")))


def _ints(column: Any) -> Ints:
    return np.asarray(column, np.int64)
