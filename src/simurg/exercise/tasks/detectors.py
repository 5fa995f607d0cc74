"""A detector of `detection` as a ranker of crisis warning, so that our own methods stand in the same table.

The task's rows are shown to it as a view's `events` would be: distinct happenings as they were told, under the
names that the sources use. A detector gets no parameter of the generator.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.detection.detector import Finding, Readable
from simurg.detection.detectors import surge
from simurg.exercise.scene import Scene
from simurg.exercise.tasks.crisis_warning import Ranker
from simurg.ontology.errors import CallerError


@dataclass(frozen=True, slots=True)
class Known:
    """The part of a view that a detector reads: `events` up to `known_at`."""

    known_at: datetime
    events: pa.Table

    def read(self, table: str, *, columns: Sequence[str], where: Mapping[str, Any]) -> pa.Table:
        """`where` may bound `occurred_from`; CallerError for another table or bound."""
        if table != "events" or set(where) - {"occurred_from"}:
            raise CallerError("The exercise shows a detector events only, bounded by occurred_from.")
        rows = self.events
        if "occurred_from" in where:
            low, high = where["occurred_from"]
            rows = rows if low is None else rows.filter(pc.greater_equal(rows["occurred_from"], low))
            rows = rows if high is None else rows.filter(pc.less(rows["occurred_from"], high))
        return rows.select(list(columns))


def ranker_of(detect: Callable[[Readable], Iterator[Finding]]) -> Ranker:
    """Ranks pairs in the order of the detector's findings of kind `pair`."""

    def rank(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
        found = detect(Known(now, as_events(events)))
        named = [finding.detail["parties"] for finding in found if finding.kind == "pair"]
        return list(dict.fromkeys((parties[0], parties[1]) for parties in named))

    return rank


def as_events(events: pa.Table) -> pa.Table:
    """The task's rows with the columns that a ledger's `events` have beside them; ids are row numbers."""
    number = np.zeros((events.num_rows, 2), dtype=">u8")
    number[:, 1] = np.arange(events.num_rows)
    buffer = pa.py_buffer(number.tobytes())
    ids = pa.ExtensionArray.from_storage(
        pa.uuid(), pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), events.num_rows, [None, buffer])
    )
    nothing = pa.nulls(events.num_rows, pa.string())
    return events.append_column("id", ids).append_column("report_id", ids).append_column("country", nothing)


def _all_together(_: Scene) -> Ranker:
    settings = surge.Settings(kinds=("pair",), level=1.0)
    return ranker_of(lambda view: surge.detect(view, settings))


def _by_type(_: Scene) -> Ranker:
    settings = surge.Settings(kinds=("pair",), by_type=(True,), level=1.0)
    return ranker_of(lambda view: surge.detect(view, settings))


DETECTORS: dict[str, Callable[[Scene], Ranker]] = {"surge": _all_together, "surge_by_type": _by_type}
