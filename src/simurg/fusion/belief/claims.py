"""Claims as columns: who says what about which question, and when.

A *question* is one attribute of one object ("where was she born", "how many live there in 2006"). A claim answers it
in a word, or with a number, or with an interval of numbers.

Promises: the order of rows does not matter (everything is sorted by content first); a claim told twice by one source
counts once; when a source gave different answers its latest counts, and where no times tell which that is, its
answers share its voice. Rows that say nothing (no object, no source, no answer) are set aside and counted by reason,
never guessed. Does not: decide whether two spellings are the same value (that is identity's work).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.fusion.belief.tally import Floats, Ints, tally
from simurg.ontology.errors import CallerError
from simurg.ontology.grades import RELIABILITY

UNDATED = np.iinfo(np.int64).min
COLUMNS = ("object", "attribute", "value", "low", "high", "source", "family", "grade", "at", "id")


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """n claims, sorted by question, source, answer and time. Codes index the tuples of names, which are sorted.

    `value` is -1 for numbers; `low` and `high` are NaN for words and equal for single numbers; `weight` is 1, or
    1/m where a source left m undated answers; `at` is in microseconds UTC or UNDATED; `row` is the row of the table.
    """

    question: Ints
    source: Ints
    value: Ints
    low: Floats
    high: Floats
    weight: Floats
    at: Ints
    row: Ints
    questions: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    values: tuple[str, ...]
    families: tuple[str, ...]
    """For each source, the family it shares a prior with ("" for none)."""
    grades: tuple[str, ...]
    """For each source, the officer's letter as given; F where none is."""
    set_aside: tuple[tuple[str, int], ...] = ()

    def __len__(self) -> int:
        return len(self.question)


def gather(table: pa.Table) -> Claims:
    """Claims from a table with `object`, `source` and an answer (`value`, or `low` and `high`, or both).

    `attribute`, `family`, `grade` (A to F), `at` (timestamp) may be missing or null. `value` may be a string or a
    number; a number is the interval from itself to itself. Raises CallerError for missing columns or unknown grades.
    """
    for name in ("object", "source"):
        if name not in table.column_names:
            raise CallerError(f"Claims have no column {name!r}.", hint=f"Known columns: {', '.join(COLUMNS)}.")
    if "value" not in table.column_names and "low" not in table.column_names:
        raise CallerError("Claims have no answers.", hint="Give a column `value`, or `low` and `high`.")
    words, low, high = _answers(table)
    objects, sources = _words(table, "object"), _words(table, "source")
    reasons = {
        "no object": objects == "",
        "no source": sources == "",
        "no answer": (words == "") & np.isnan(low),
        "interval upside down": low > high,
    }
    bad = np.zeros(table.num_rows, dtype=bool)
    aside = []
    for reason, mask in reasons.items():
        if int((mask & ~bad).sum()):
            aside.append((reason, int((mask & ~bad).sum())))
        bad |= mask
    kept = np.flatnonzero(~bad)
    columns = _Columns(
        objects[kept], _words(table, "attribute")[kept], sources[kept], words[kept], low[kept], high[kept],
        _moments(table)[kept], _words(table, "family")[kept], _words(table, "grade")[kept], kept,
    )  # fmt: skip
    return _coded(columns, tuple(aside))


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    objects: npt.NDArray[Any]
    attributes: npt.NDArray[Any]
    sources: npt.NDArray[Any]
    words: npt.NDArray[Any]
    low: Floats
    high: Floats
    at: Ints
    families: npt.NDArray[Any]
    grades: npt.NDArray[Any]
    rows: Ints


def _coded(c: _Columns, aside: tuple[tuple[str, int], ...]) -> Claims:
    source_names, source = np.unique(c.sources, return_inverse=True)
    value_names, value = np.unique(c.words, return_inverse=True)
    shift = int(len(value_names) > 0 and value_names[0] == "")
    value = value - shift
    object_names, thing = np.unique(c.objects, return_inverse=True)
    attribute_names, attribute = np.unique(c.attributes, return_inverse=True)
    pair = thing.astype(np.int64) * max(len(attribute_names), 1) + attribute
    pairs, question = np.unique(pair, return_inverse=True)
    questions = tuple(
        (str(object_names[p // len(attribute_names)]), str(attribute_names[p % len(attribute_names)])) for p in pairs
    )
    order = np.lexsort((c.rows, -np.maximum(c.at, UNDATED + 1), c.high, c.low, value, source, question))
    low, high = c.low[order], c.high[order]
    question, source, value, at = question[order], source[order], value[order], c.at[order]
    keep, weight = _voices(question, source, value, np.stack([low, high]), at)
    return Claims(
        question[keep], source[keep], value[keep], low[keep], high[keep], weight[keep], at[keep], c.rows[order][keep],
        questions, tuple(map(str, source_names)), tuple(map(str, value_names[shift:])),
        _per_source(source_names, c.sources, c.families, ""), _grades(source_names, c), aside,
    )  # fmt: skip


def _voices(question: Ints, source: Ints, value: Ints, span: Floats, at: Ints) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Which sorted rows count (one for each answer of a source; the latest dated ones), and with what share."""
    n = len(question)
    if n == 0:
        return np.zeros(0, dtype=bool), np.zeros(0)
    filled = np.nan_to_num(span, nan=0.0, posinf=np.inf, neginf=-np.inf)
    voice = np.r_[True, (np.diff(question) != 0) | (np.diff(source) != 0)]
    answer = (
        voice
        | np.r_[True, (np.diff(value) != 0) | (filled[0, 1:] != filled[0, :-1]) | (filled[1, 1:] != filled[1, :-1])]
    )
    number = np.cumsum(voice) - 1
    latest = np.full(number[-1] + 1, UNDATED)
    np.maximum.at(latest, number, at)
    keep = answer & (at == latest[number])
    share = tally(number, keep.astype(np.float64), int(number[-1]) + 1)[number]
    return keep, 1.0 / np.maximum(share, 1.0)


def _answers(table: pa.Table) -> tuple[npt.NDArray[Any], Floats, Floats]:
    n = table.num_rows
    words = np.full(n, "", dtype=object)
    low, high = np.full(n, np.nan), np.full(n, np.nan)
    if "value" in table.column_names:
        kind = table.schema.field("value").type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            low = _numbers(table, "value")
            high = low.copy()
        else:
            words = _words(table, "value")
    if "low" in table.column_names:
        given = _numbers(table, "low")
        upper = _numbers(table, "high") if "high" in table.column_names else given
        low = np.where(np.isnan(given), low, given)
        high = np.where(np.isnan(given), high, np.where(np.isnan(upper), given, upper))
    words = np.where(np.isnan(low), words, "")
    return words, low, high


def _numbers(table: pa.Table, name: str) -> Floats:
    numbers = np.asarray(table.column(name).cast(pa.float64()).fill_null(float("nan")).to_numpy(), dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _words(table: pa.Table, name: str) -> npt.NDArray[Any]:
    if name not in table.column_names:
        return np.full(table.num_rows, "", dtype=object)
    column = table.column(name).cast(pa.string()).fill_null("")
    return np.array([word.strip() for word in column.to_pylist()], dtype=object)


def _moments(table: pa.Table) -> Ints:
    if "at" not in table.column_names:
        return np.full(table.num_rows, UNDATED)
    column = table.column("at").cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).fill_null(int(UNDATED))
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _per_source(
    names: npt.NDArray[Any], sources: npt.NDArray[Any], words: npt.NDArray[Any], missing: str
) -> tuple[str, ...]:
    """The word most often given for each source; of equally frequent ones the last in the alphabet."""
    counts: dict[str, dict[str, int]] = {}
    for source, word in zip(sources, words, strict=True):
        if word:
            mine = counts.setdefault(source, {})
            mine[word] = mine.get(word, 0) + 1
    return tuple(
        max(counts[name].items(), key=lambda item: (item[1], item[0]))[0] if name in counts else missing
        for name in names
    )


def _grades(names: npt.NDArray[Any], c: _Columns) -> tuple[str, ...]:
    """F is a missing value: it never outvotes a letter. Of equally frequent letters the worse one stands."""
    letters = np.array([str(grade)[:1].upper() for grade in c.grades], dtype=object)
    for letter in sorted(set(letters.tolist()) - {""}):
        if letter not in RELIABILITY:
            raise CallerError("A grade is not one of A to F.", hint="Write the Admiralty letter, or leave it empty.")
    return _per_source(names, c.sources, np.where(letters == "F", "", letters), "F")
