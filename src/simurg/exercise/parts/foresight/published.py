"""What of a foresight part had been published by a moment: the files as a collector would have found them then.

Events are out the day after they happened, figures of the register when it says so, counts of hostile reports when
their month is over. Whoever collects these files again and again as time goes by takes in the same rows as whoever
collects all of them at the end, but could not have known any of them too early.
"""

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from simurg.exercise.parts.foresight.files import COLLECTED
from simurg.exercise.parts.foresight.settings import ForesightPart
from simurg.exercise.parts.foresight.sources import sources_text
from simurg.exercise.parts.foresight.write import reporting, workspace_files


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _that_day(day: date) -> date:
    return day


_KNOWN: Mapping[str, tuple[str, Callable[[date], date]]] = {
    "events/": ("day", _day_after),
    "register/deaths": ("known", _that_day),
    "register/hostile": ("month", _month_after),
}
"""By the beginning of a file's name: the column that tells from when on a row is out, and how."""


def published(part: ForesightPart, moment: datetime) -> Mapping[str, bytes]:
    """Every file of the workspace as it stood then: rows that were not out yet are missing, and so are files and
    sources without any row. The truth is whole: nobody collects it."""
    files, _ = workspace_files(part)
    cut = {name: _cut(name, content, moment.date()) for name, content in files.items()}
    kept = {name: content for name, content in cut.items() if content is not None}
    return {**kept, "sources.yaml": sources_text(reporting(kept))}


def _cut(name: str, content: bytes, day: date) -> bytes | None:
    """The file with the rows that were out by the end of the day before, or in the first minute of the day; None if
    there were none."""
    inside = name.removeprefix(f"{COLLECTED}/")
    rule = next((rule for start, rule in _KNOWN.items() if inside.startswith(start)), None)
    if inside == name or rule is None:
        return content
    column, out = rule
    lines = content.decode("utf-8").splitlines(keepends=True)
    rows = csv.reader(lines)
    at = next(rows).index(column)
    memory: dict[str, bool] = {}
    kept = [lines[0]]
    for line, row in zip(lines[1:], rows, strict=True):
        known = memory.get(row[at])
        if known is None:
            known = memory[row[at]] = out(date.fromisoformat(row[at])) <= day
        if known:
            kept.append(line)
    return "".join(kept).encode("utf-8") if len(kept) > 1 else None
