"""The shifts task's rows as a view, so that a detector of `detection` can be scored on them like any other.

`view_of` shows what is known after some days under the ledger's columns; `detector_of` turns a `detect(view)` into what
`shifts.scored` asks for. A detector gets no parameter of the generator.
"""

from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from simurg.detection.detector import Finding, Readable
from simurg.exercise.parts.foresight.relations import Relations
from simurg.exercise.parts.foresight.settings import midnight
from simurg.exercise.tasks.detectors import Known, as_events
from simurg.exercise.tasks.shifts import Detector, Pair
from simurg.ledger.schema import CONTENT


def view_of(told: Relations, days: int) -> Known:
    """The part of a view that a detector reads, at the midnight after so many days; ids are row numbers."""
    return _view(told.known(days), days)


def detector_of(detect: Callable[[Readable], Iterator[Finding]]) -> Detector:
    """An alarm for each finding of kind `pair` at the moment of the view."""

    def alarms(events: pa.Table, days: int) -> Iterable[Pair]:
        found = [finding for finding in detect(_view(events, days)) if finding.kind == "pair"]
        return [(finding.detail["parties"][0], finding.detail["parties"][1]) for finding in found]

    return alarms


def _view(events: pa.Table, days: int) -> Known:
    shown = as_events(events)
    for field in CONTENT["events"]:
        if field.name not in shown.column_names:
            shown = shown.append_column(field.name, pa.nulls(events.num_rows, field.type))
    return Known(midnight(days), shown)
