"""What a source's fetches say of it, one after the other: stretches of one state, told from its log alone. Pure.

A fault is a state until a fetch goes well. Of fetches that went well, what they brought is held against what the source
states (`least_rows`, `most_rows`, of a day) and against its own past:

- `schema_changed`: of what came, half or more could not be read, where it could before (`wrong_encoding` if so);
- `silent`: its answers are empty, for longer than they ever were before;
- `too_many`, `too_few`: the rows of the last 24 hours, against the four weeks before: more than three times the most of
  any day, or fewer than a third of what all but the leanest tenth of days brought. After a gap in fetching as many days
  count as the gap was long, and a day that was not followed throughout says nothing of too few.

An answer that nothing changed (304) says nothing of the content: the state before stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simurg.app.following.log import Logged, Taken
from simurg.collection.source import Source

DAY_S = 86_400.0
PAST_DAYS = 28
LEAST_PAST_DAYS = 7
MANY_TIMES, MANY_MORE = 3.0, 50
FEW_PART, FEW_OF = 1 / 3, 15
SPOILED = 0.5
EMPTY_TIMES = 1.5
EMPTY_DOCUMENTS, EMPTY_ANSWERS = 1, 4
"""Empty answers in a row that are remarkable at least: of a document without rows, of no document at all."""
LEAST_FULL = 3
_ENCODING = ("utf-8", "encoding", "decoded", "codec")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state from `since` on; `until` is when it healed, None if it lasts. `what`: the last word on it."""

    state: str
    since: datetime
    until: datetime | None
    fetches: int
    what: str = ""


def stretches_of(source: Source, fetches: Sequence[Logged]) -> tuple[Stretch, ...]:
    """All stretches that are not well, oldest first; at most the last has no end. `fetches` in their order."""
    found: list[Stretch] = []
    open_: Stretch | None = None
    for one, (state, what) in zip(fetches, _states(source, fetches), strict=True):
        if open_ is not None and open_.state != state:
            found.append(Stretch(open_.state, open_.since, one.ended_at, open_.fetches, open_.what))
            open_ = None
        if state != "ok":
            before = open_ or Stretch(state, one.started_at, None, 0)
            open_ = Stretch(state, before.since, None, before.fetches + 1, what or before.what)
    return (*found, open_) if open_ is not None else tuple(found)


def content_moments(fetches: Sequence[Logged]) -> list[datetime]:
    """When something new came."""
    return [one.ended_at for one in fetches if one.taken is not None and one.taken.new_rows > 0]


def late_spans(source: Source, fetches: Sequence[Logged]) -> list[Stretch]:
    """Healed ones: from when the freshness of what had come was over until something new came."""
    moments = content_moments(fetches)
    return [
        Stretch("late", before + source.fresh_for, after, 0)
        for before, after in pairwise(moments)
        if after - before > source.fresh_for
    ]


def _states(source: Source, fetches: Sequence[Logged]) -> Iterator[tuple[str, str]]:
    """The state and a word on it after each fetch."""
    volumes = _Volumes(source, fetches)
    past = _Past()
    content = ("ok", "")
    for number, one in enumerate(fetches):
        if not one.good:
            yield one.outcome, one.what
            continue
        if one.outcome == "unchanged":
            if content[0] in ("ok", "too_few", "too_many"):
                content = volumes.look(number) or ("ok", "")
        elif one.taken is not None or not one.documents:  # else nobody knows yet what it brought
            content = past.look(one) or volumes.look(number) or ("ok", "")
        yield content


@dataclass(slots=True)
class _Past:
    """What earlier fetches brought."""

    full: int = 0
    read: int = 0
    spoiled: int = 0
    empties: int = 0
    longest: int = 0

    def look(self, one: Logged) -> tuple[str, str] | None:
        """Whether a fetch is empty or cannot be read, where those before were not; then it is past itself."""
        taken = one.taken or Taken(one.ended_at)
        said = self._spoilt(taken) or self._silent(one, taken)
        self.read += taken.rows
        self.spoiled += taken.rejects
        if taken.rows:
            self.full += 1
            self.longest, self.empties = max(self.longest, self.empties), 0
        return said

    def _spoilt(self, taken: Taken) -> tuple[str, str] | None:
        total = taken.rows + taken.rejects
        before = self.spoiled / (self.read + self.spoiled) if self.read + self.spoiled else 0.0
        if not taken.rejects or taken.rejects / total < SPOILED or before >= SPOILED / 2:
            return None
        self.spoiled -= taken.rejects  # a change is no past to be measured by
        encoding = any(word in taken.cause.lower() for word in _ENCODING)
        words = f"{taken.rejects:,} of {total:,} places could not be read"
        words += f", mostly: {taken.cause}" if taken.cause else ""
        return "wrong_encoding" if encoding else "schema_changed", words

    def _silent(self, one: Logged, taken: Taken) -> tuple[str, str] | None:
        if taken.rows or taken.rejects:
            return None
        self.empties += 1
        least = EMPTY_DOCUMENTS if one.documents or one.said else EMPTY_ANSWERS
        words = one.said[-1] if one.said else f"{self.empties:,} empty answers in a row"
        if not self.full:
            return ("silent", f"it has never brought anything; {words}") if self.empties >= LEAST_FULL else None
        known = self.full >= LEAST_FULL and self.empties >= least and self.empties > EMPTY_TIMES * self.longest
        return ("silent", f"{words}; never more than {self.longest:,} before") if known else None


class _Volumes:
    """New rows of the 24 hours before each fetch, and of each of the 28 days before those."""

    def __init__(self, source: Source, fetches: Sequence[Logged]) -> None:
        self._source = source
        origin = fetches[0].started_at if fetches else datetime.min
        good = [one.good for one in fetches]
        taken = [one.taken or Taken(one.ended_at) for one in fetches]
        ends = np.array([(one.ended_at - origin) / timedelta(seconds=1) for one in fetches], dtype=np.float64)
        ends = np.maximum.accumulate(ends) if len(ends) else ends
        self._new = _days(ends, np.array([one.new_rows for one in taken], dtype=np.float64))
        self._all = _days(ends, np.array([one.rows for one in taken], dtype=np.float64))[:, 0]
        self._documents = _days(ends, np.array([one.documents for one in fetches], dtype=np.float64))[:, 0]
        past = np.floor((ends - ends[:1]) / DAY_S) if len(ends) else ends
        self._whole = np.clip(past.astype(np.int64) - 1, 0, PAST_DAYS)  # days before, behind the very first fetch
        self._followed = past >= 1
        self._gap_days = _gaps(ends, np.array(good, dtype=np.bool_)) / DAY_S

    def look(self, number: int) -> tuple[str, str] | None:
        """Whether the day that ends with a fetch had too many or too few rows."""
        source, day, gap = self._source, float(self._new[number, 0]), float(self._gap_days[number])
        if day > source.most_rows:
            return "too_many", f"{day:,.0f} new rows in 24 hours; it states {source.most_rows:,} as its most"
        if self._followed[number] and gap < 0.5 and self._documents[number] and self._all[number] < source.least_rows:
            return "too_few", f"{self._all[number]:,.0f} rows in 24 hours; it states {source.least_rows:,} as its least"
        past = self._new[number, 1 : 1 + self._whole[number]]
        if len(past) < LEAST_PAST_DAYS:
            return None
        most = float(past.max()) * max(1.0, gap)
        if day > MANY_TIMES * most and day > most + MANY_MORE:
            return "too_many", f"{day:,.0f} new rows in 24 hours; never more than {past.max():,.0f} in the weeks before"
        if gap >= 0.5 or day >= past.max() * FEW_PART:
            return None
        low = float(np.quantile(past, 0.1))
        if low >= FEW_OF and day < low * FEW_PART:
            return "too_few", f"{day:,.0f} new rows in 24 hours; {low:,.0f} and more on nine days of ten before"
        return None


def _days(ends: Floats, counts: Floats) -> Floats:
    """For each moment the sums of the day that ends with it and of the 28 days before: (n, 29)."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    edges = ends[:, None] - DAY_S * np.arange(PAST_DAYS + 2)[None, :]
    at = sums[np.searchsorted(ends, edges.ravel(), side="right")].reshape(edges.shape)
    # several fetches may end in one moment: each sees itself and those before it
    at[:, 0] = sums[1:] if len(ends) else at[:, 0]
    days: Floats = at[:, :-1] - at[:, 1:]
    return days


def _gaps(ends: Floats, good: npt.NDArray[np.bool_]) -> Floats:
    """The longest time between two good fetches of which the later lies in the day that ends with each fetch."""
    gaps = np.zeros(len(ends))
    steps: list[tuple[float, float]] = []  # end, length; lengths fall
    last = ends[0] if len(ends) else 0.0
    for number, (end, well) in enumerate(zip(ends, good, strict=True)):
        if well:
            while steps and steps[-1][1] <= end - last:
                steps.pop()
            steps.append((end, end - last))
            last = end
        while steps and steps[0][0] <= end - DAY_S:
            steps.pop(0)
        gaps[number] = max(steps[0][1] if steps else 0.0, 0.0 if well else end - last)
    return gaps
