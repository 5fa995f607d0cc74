"""What came in of late and whom it concerns, found once for a picture and moment: whoever asks what is new since some
moment gets it by comparing numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow.compute as pc

from simurg.app.workbench.concerns import recent_of
from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.material import Ints, Mask, micros
from simurg.ledger import View


@dataclass(frozen=True, slots=True, eq=False)
class Arrived:
    """Reports known since `since`. `known` in microseconds, `titled`, and `concerned` (by requirement) go by the place
    in `ids`; `linked` says when the latest link of a report became known."""

    since: datetime
    ids: Sequence[UUID]
    known: Ints
    titled: Mask
    concerned: Mapping[str, Mask]
    asked_by: Mapping[UUID, Sequence[Requirement]]
    linked: Mapping[UUID, int]

    def count(self, requirement: str, since: datetime) -> int:
        """Reports that concern it, known since."""
        mask = self.concerned.get(requirement)
        return 0 if mask is None else int((mask & (self.known >= micros(since))).sum())

    def told_again(self, since: datetime, most: int) -> list[UUID]:
        """The newest reports with a title that came in since and were linked to another since."""
        start = micros(since)
        fresh = np.flatnonzero(self.titled & (self.known >= start)).tolist()
        rows = [(int(self.known[row]), self.ids[row].bytes, self.ids[row]) for row in fresh]
        linked = sorted(row for row in rows if self.linked.get(row[2], start - 1) >= start)
        return [number for *_, number in linked[-most:]]


def arrived_in(view: View, since: datetime, wanted: Sequence[Requirement]) -> Arrived:
    """All of it that is known from `since` on."""
    recent = recent_of(view, since)
    named = {one.name: one for one in reversed(wanted)}
    asked_by = {number: [named[name] for name in names] for number, names in recent.asked_by().items()}
    reports = recent.material.reports
    titles = pc.fill_null(reports.table["title"], "")
    return Arrived(
        since,
        reports.table["id"].to_pylist(),
        reports.known,
        pc.not_equal(titles, "").to_numpy(zero_copy_only=False).astype(np.bool_),
        {name: found.reports for name, found in recent.matches.items()},
        asked_by,
        _linked(view, since),
    )


def _linked(view: View, since: datetime) -> dict[UUID, int]:
    rows = view.read("story_links", ("left", "right", "known_at"), {"known_at": (since, None)})
    latest: dict[UUID, int] = {}
    known = rows["known_at"].cast("int64").to_pylist()
    for left, right, at in zip(rows["left"].to_pylist(), rows["right"].to_pylist(), known, strict=True):
        for one in (left, right):
            latest[one] = max(at, latest.get(one, at))
    return latest


class Cited:
    """Rows by id that were read once; the same for as long as the picture and moment stay the same."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, UUID], Mapping[str, Any] | None] = {}

    def of(
        self, view: View, table: str, columns: Sequence[str], ids: Collection[UUID]
    ) -> dict[UUID, Mapping[str, Any]]:
        """Those that the view shows, with `columns`, which are the same for each table."""
        missing = frozenset(one for one in ids if (table, one) not in self._rows)
        if missing:
            found = {row["id"]: row for row in view.read(table, columns, {"id": missing}).to_pylist()}
            self._rows.update({(table, one): found.get(one) for one in missing})
        rows = ((one, self._rows[table, one]) for one in ids)
        return {one: row for one, row in rows if row is not None}
