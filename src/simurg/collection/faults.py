"""Why a row of a mapped table is rejected: the first fault of each row, in words. Pure.

A cause names the ledger's column and the table's columns that it comes from, which are words of the mapping, and
never quotes a cell, since causes are listed for readers who may not see the document.
"""

import numpy as np
import pyarrow as pa

from simurg.collection.delimited import Flags
from simurg.collection.mapping import Rule

_MOST_NAME = 60
RANGES = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "confidence": (0.0, 1.0)}


class Faults:
    """The first fault of each of `rows` rows; rows without one are good."""

    def __init__(self, rows: int) -> None:
        self._which = np.zeros(rows, np.int32)
        self._causes = [""]

    def add(self, flags: Flags, cause: str) -> None:
        """Rows that are flagged and had no fault so far have this one."""
        fresh = flags & (self._which == 0)
        if fresh.any():
            self._which[fresh] = len(self._causes)
            self._causes.append(cause)

    @property
    def wrong(self) -> Flags:
        flags: Flags = self._which != 0
        return flags

    def cause(self, row: int) -> str:
        return self._causes[int(self._which[row])]


def named(column: str, rule: Rule) -> str:
    """The ledger's column, and the table's columns that it comes from."""
    sources = ", ".join(rule.sources)
    if len(sources) > _MOST_NAME:
        sources = f"{sources[:_MOST_NAME]}…"
    return f"{column} (from {sources})" if sources and sources != column else column


def empty(column: str, rule: Rule) -> str:
    """A needed cell that says nothing."""
    why = "empty, or not in its lookup" if rule.lookup is not None else "empty"
    return f"{named(column, rule)}: {why}"


def unreadable(content: pa.Field, rule: Rule) -> str:
    """A cell that is not what its column takes."""
    return f"{named(content.name, rule)}: {_expected(content, rule)}"


def _expected(content: pa.Field, rule: Rule) -> str:
    if "month-number" in rule.steps:
        return "no month number (1 is January 1980)"
    if "date" in rule.steps:
        form = rule.pattern[:_MOST_NAME] if rule.pattern else "YYYY-MM-DD (ISO 8601)"
        return f"no date of the form {form}, or one out of range"
    if pa.types.is_timestamp(content.type):
        return "no date"
    if pa.types.is_integer(content.type):
        return "no whole number, 0 or more"
    if pa.types.is_floating(content.type):
        low, high = RANGES.get(content.name, (rule.least, rule.most))
        if (low is None) != (high is None):
            return f"no number, {low:g} or more" if low is not None else f"no number, {high:g} or less"
        return "no number" if low is None else f"no number from {low:g} to {high:g}"
    return "none of the words that this column takes"
