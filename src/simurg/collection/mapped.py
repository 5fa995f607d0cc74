"""A mapping applied to batches of a table: columns in, `Rows` and `Reject`s out. Pure.

A row is rejected, alone, if a needed column is empty, a date or number cannot be read or is out of range,
its period is empty, it lies more than a day after the fetch, or a word is outside the ledger's list. One
report stands for each value of `report_by` (else for the document); it is known as early as the earliest of
its rows in the batch that brings it, so a table should be sorted by date, or have a report for each date.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.collection.connector import Raw, Reject, Rows
from simurg.collection.delimited import Flags, numbers
from simurg.collection.editions import editions
from simurg.collection.faults import RANGES, Faults, empty, unreadable
from simurg.collection.mapping import NEEDED, WORDS, Part, Rule, TableMapping
from simurg.collection.names import digests_of, mapped, uuids
from simurg.collection.rows import RowBuilder
from simurg.collection.spelling import joined, spelled
from simurg.collection.tabular import DOCUMENT, Batch
from simurg.collection.transforms import TRANSFORMS, applied
from simurg.ledger.schema import CONTENT, MOMENT
from simurg.ontology.errors import SourceError

_PERIODS = (("occurred_from", "occurred_to"), ("period_from", "period_to"), ("valid_from", "valid_to"))
_PRESENT = ("occurred_from", "period_from", "at")
_NAMING = ("series", "predicate")  # one row may tell of several: they are versions of different things
_TEXT = pa.string()


class LacksColumn(SourceError):
    """The table has no column of a name that the mapping uses."""


@dataclass(slots=True)
class Given:
    """Reports that a document has given so far, by their part and group."""

    reports: dict[tuple[str, str], bytes] = field(default_factory=dict)


def rows_of(raw: Raw, mapping: TableMapping, batch: Batch, given: Given) -> Iterator[Rows | Reject]:
    """What a batch says, part by part. LacksColumn if the table lacks a column that the mapping names."""
    parts = [part for part in mapping.parts if _takes(part, batch.sheet)]
    for part in parts:
        _check_columns(part, batch)
    for part in parts:
        columns, known, faults = _columns(raw, part, batch)
        kept = _kept(part, batch)
        for row in np.flatnonzero(kept & faults.wrong).tolist():
            yield Reject(faults.cause(row), batch.content(row), batch.where(row))
        good = kept & ~faults.wrong
        if good.any():
            yield _rows(raw, mapping, part, _Good(batch, columns, known, pa.array(good)), given)


@dataclass(frozen=True, slots=True)
class _Good:
    batch: Batch
    columns: dict[str, pa.Array]
    known: pa.Array  # the moment of `known`, before the source's delay; null where the mapping has none
    rows: pa.BooleanArray

    def text(self, name: str) -> pa.Array:
        return _source(self.batch, name).filter(self.rows)


def _takes(part: Part, sheet: str) -> bool:
    return not part.sheets or not sheet or any(fnmatchcase(sheet, name) for name in part.sheets)


def _check_columns(part: Part, batch: Batch) -> None:
    rules = [*part.columns.values(), *(rule for rule in (part.known, part.over) if rule)]
    named = {source for rule in rules if not rule.optional for source in rule.sources}
    optional = {source for rule in rules if rule.optional for source in rule.sources}
    named |= {*part.where, *part.report_by, *part.key, *part.present} - optional
    if missing := sorted(named - set(batch.columns)):
        raise LacksColumn(f"The table lacks the column {missing[0][:60]!r} that the mapping names.")


def _kept(part: Part, batch: Batch) -> Flags:
    kept = np.ones(batch.length, np.bool_)
    for name, words in part.where.items():
        kept &= pc.is_in(batch.columns[name], pa.array(sorted(words), _TEXT)).to_numpy(zero_copy_only=False)
    for name in part.present:
        kept &= _flags(_source(batch, name).is_valid())
    return kept


def _source(batch: Batch, name: str) -> pa.Array:
    return batch.columns[name] if name in batch.columns else pa.nulls(batch.length, _TEXT)


def _columns(raw: Raw, part: Part, batch: Batch) -> tuple[dict[str, pa.Array], pa.Array, Faults]:
    """The ledger's columns, the moments of `known`, and which rows are wrong and why."""
    faults = Faults(batch.length)
    columns: dict[str, pa.Array] = {}
    for content in CONTENT[part.target]:
        if content.name in part.columns:
            rule = part.columns[content.name]
            columns[content.name], flags = _column(rule, content, batch)
            faults.add(flags, unreadable(content, rule))
    for name in NEEDED[part.target]:
        faults.add(_flags(columns[name].is_null()), empty(name, part.columns[name]))
    for start, end in _PERIODS:
        if start in columns and end in columns:
            late = pc.fill_null(pc.greater_equal(columns[start], columns[end]), False)
            faults.add(_flags(late), f"{end}: not after {start}")
    latest = pa.scalar(raw.fetched_at + timedelta(days=1), MOMENT)
    for name in _PRESENT:
        if name in columns and not part.foreseen:
            future = pc.fill_null(pc.greater(columns[name], latest), False)
            faults.add(_flags(future), f"{name}: more than a day after the fetch")
    known = pa.nulls(batch.length, MOMENT)
    if by := known_by(raw, part):
        content = pa.field("known", MOMENT)
        known, flags = _column(by, content, batch)
        faults.add(flags, unreadable(content, by))
        faults.add(_flags(known.is_null()), empty("known", by))
    return columns, known, faults


def known_by(raw: Raw, part: Part) -> Rule | None:
    """What says when a row could be known; None: from the fetch on. `over` counts only with a delay that is stated."""
    return part.known or (part.over if raw.source.known_delay else None)


def _column(rule: Rule, content: pa.Field, batch: Batch) -> tuple[pa.Array, Flags]:
    """One column by its rule, and which cells hold what cannot be read."""
    if not rule.sources:
        column = pa.repeat(str(rule.constant), batch.length)
    else:
        parts = [_source(batch, name) for name in rule.sources]
        column = parts[0] if len(parts) == 1 else joined(parts, rule.joined)
    if rule.lookup is not None:
        column = mapped(column, rule.lookup.get, _TEXT)
    if pa.types.is_timestamp(content.type):
        made = mapped(column, lambda text: applied(text, rule.steps, rule.pattern), content.type)
        return made, _flags(pc.and_(column.is_valid(), made.is_null()))
    if rule.steps:
        strict = any(TRANSFORMS[step].strict for step in rule.steps)
        changed = mapped(column, lambda text: _as_text(applied(text, rule.steps, rule.pattern)), _TEXT)
        if strict and bool(_flags(pc.and_(column.is_valid(), changed.is_null())).any()):
            return changed, _flags(pc.and_(column.is_valid(), changed.is_null()))
        column = changed
    if rule.prefix or rule.suffix:
        column = pc.binary_join_element_wise(rule.prefix, column, rule.suffix, "")
    if pa.types.is_integer(content.type):
        column = pc.replace_substring_regex(column, r"^(-?\d+)\.0+$", r"\1")  # as some write whole numbers
        return numbers(column, content.type, 0, 2**31 - 1)
    if pa.types.is_floating(content.type):
        least, most = RANGES.get(content.name, (-1e300, 1e300))
        return numbers(column, content.type, *bounds(rule, least, most))
    if content.name in WORDS:
        known = pc.is_in(column, pa.array(WORDS[content.name], _TEXT))
        return column, _flags(pc.and_(column.is_valid(), pc.invert(known)))
    return column, np.zeros(batch.length, np.bool_)


def bounds(rule: Rule, least: float, most: float) -> tuple[float, float]:
    """The mapping's own bounds where it has them."""
    return rule.least if rule.least is not None else least, rule.most if rule.most is not None else most


def _as_text(value: str | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _flags(column: pa.Array) -> Flags:
    flags: Flags = column.to_numpy(zero_copy_only=False).astype(np.bool_)
    return flags


def _rows(raw: Raw, mapping: TableMapping, part: Part, good: _Good, given: Given) -> Rows:
    source = raw.source
    columns = {name: column.filter(good.rows) for name, column in good.columns.items()}
    known = good.known.filter(good.rows)
    if known_by(raw, part):
        known_at = mapped(known, lambda moment: source.knowable(moment, raw.fetched_at), MOMENT)
    else:
        known_at = pa.repeat(pa.scalar(source.knowable(None, raw.fetched_at), MOMENT), len(known))
    reports, report_ids = _reports(raw, mapping, part, good, given)
    named = [good.text(name) for name in part.key] + [columns[name] for name in _NAMING if name in columns]
    keys = uuids(digests_of(spelled([source.name, part.target], named)))
    said = [column.cast(pa.int64()) if column.type == MOMENT else column for column in columns.values()]
    texts = [column.cast(_TEXT) for column in said]
    ids = digests_of(spelled([source.name, part.target, str(source.marking), *columns], [*named, *texts]))
    table = pa.table({"id": uuids(ids), "key": keys, "report_id": report_ids, "known_at": known_at, **columns})
    return Rows({**reports, part.target: table})


def _reports(
    raw: Raw, mapping: TableMapping, part: Part, good: _Good, given: Given
) -> tuple[dict[str, pa.Table], pa.Array]:
    """The reports that are new with this batch, and each row's report."""
    groups = [good.text(name) for name in part.report_by]
    moments = good.known.filter(good.rows)
    named = spelled([mapping.title], groups) if groups else pa.repeat(f"{mapping.title}\x1f{raw.name}", len(moments))
    encoded = named.dictionary_encode()
    which = encoded.indices.to_numpy()
    _, first = np.unique(which, return_index=True)
    ranges = _ranges(moments, which, len(encoded.dictionary)) if known_by(raw, part) else None
    builder = RowBuilder(raw)
    told = _editions(mapping, part, good.batch) if mapping.revises else {}
    ids: list[bytes] = []
    for number, name in enumerate(encoded.dictionary.to_pylist()):
        if (part.target, name) not in given.reports:
            values = {
                column: text[int(first[number])].as_py() for column, text in zip(part.report_by, groups, strict=True)
            }
            first_known, last_known = ranges[number] if ranges else (None, None)
            known_at = raw.source.knowable(first_known, raw.fetched_at)
            published_at = first_known if first_known == last_known else None  # only then it is the report's own
            title = _title(mapping.title or raw.name, {**values, "document": raw.name})
            report = builder.report(
                key=f"table:{name}", published_at=published_at, known_at=known_at, title=title,
                edition=told.get(name, ""),
            )  # fmt: skip
            given.reports[part.target, name] = report.bytes
        ids.append(given.reports[part.target, name])
    table = dict(builder.take().tables) if len(builder) else {}
    names = np.frombuffer(b"".join(ids), np.uint64).reshape(-1, 2)
    return table, uuids(names[which])


def _editions(mapping: TableMapping, part: Part, batch: Batch) -> Mapping[str, str]:
    """The edition of each group of the batch, by all columns that the mapping names, whichever part takes the rows."""
    named = [name for name in mapping.sources if name != DOCUMENT and name in batch.columns]
    groups = [_source(batch, name) for name in part.report_by]
    return editions([batch.columns[name] for name in named], spelled([mapping.title], groups))


def _ranges(moments: pa.Array, which: npt.NDArray[np.int32], groups: int) -> list[tuple[datetime, datetime]]:
    """The first and the last moment of each group."""
    values = moments.cast(pa.int64()).to_numpy()
    first, last = np.full(groups, np.iinfo(np.int64).max), np.full(groups, np.iinfo(np.int64).min)
    np.minimum.at(first, which, values)
    np.maximum.at(last, which, values)
    both = [pa.array(found).cast(MOMENT).to_pylist() for found in (first, last)]
    return list(zip(*both, strict=True))


def _title(title: str, values: dict[str, str | None]) -> str:
    for name, value in values.items():
        title = title.replace("{" + name + "}", value or "unknown")
    return title
