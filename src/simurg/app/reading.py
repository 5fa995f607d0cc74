"""Reading one document: a connector's rows and rejects, cut into parts that fit into memory.

This is the edge where a parser may fail: whatever it raises, the document goes to quarantine whole with the cause,
which names the kind of error and never its message (that might quote the document). A refused document leaves no
bytes, and neither does a human-source document that made its parser fail, since it may name an origin. Mistakes of
the source's settings are no matter of a document and pass through.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from simurg.collection.connector import Parse, Raw, Refused, Reject, Rows, SettingsError
from simurg.ontology.errors import SourceError
from simurg.ontology.markings import Marking

MOST_ROWS = 250_000
MOST_REJECTED_BYTES = 32 << 20
MOST_REJECTS = 1_000
"""Stretches of one document that are kept one by one; where there are more, the document is kept whole."""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """What could not be read. `content` is None where the whole document is meant."""

    cause: str
    where: str
    content: bytes | None = None
    keep: bool = True
    marking: Marking | None = None


@dataclass(slots=True)
class Part:
    """Rows and rejects of one document, or of the next stretch of a large one; `last` ends the document."""

    tables: dict[str, list[pa.Table]] = field(default_factory=dict)
    rows: int = 0
    spoiled: list[Spoiled] = field(default_factory=list)
    spoiled_bytes: int = 0
    last: bool = False

    def take(self, rows: Rows) -> None:
        for table, columns in rows.tables.items():
            if columns.num_rows:
                self.tables.setdefault(table, []).append(columns)
                self.rows += columns.num_rows

    def spoil(self, item: Spoiled) -> None:
        self.spoiled.append(item)
        self.spoiled_bytes += len(item.content or b"")

    @property
    def full(self) -> bool:
        return self.rows >= MOST_ROWS or self.spoiled_bytes >= MOST_REJECTED_BYTES


class Misfit(SettingsError):
    """The document lacks what the settings name; whether they or it are at fault, the other documents tell."""


def parts_of(parse: Parse, raw: Raw, *, misfits: bool = False) -> Iterator[Part]:
    """The parts of a document in order; the last one has `last`. SettingsError for settings that cannot be used, and
    Misfit for a document that does not fit them, unless `misfits` are to be taken like all that cannot be read."""
    part, rejects = Part(), 0
    try:
        for item in parse(raw):
            if isinstance(item, Rows):
                part.take(item)
            elif item.misfit and not misfits:
                raise Misfit(item.cause)
            else:
                rejects += 1
                if rejects <= MOST_REJECTS:
                    part.spoil(_spoiled(item))
            if part.full:
                yield part
                part = Part()
    except SettingsError:
        raise
    except Refused as error:
        part = Part(spoiled=[Spoiled(error.what, "the whole document", keep=False)])
    except SourceError as error:
        part = Part(spoiled=[_whole(raw, error.what)])
    except Exception as error:  # noqa: BLE001  the edge of a parser: the document is quarantined with the cause
        part = Part(spoiled=[_whole(raw, f"the connector failed ({type(error).__name__})")])
    if rejects > MOST_REJECTS:
        part.spoil(_whole(raw, f"{rejects - MOST_REJECTS:,} more places could not be read"))
    part.last = True
    yield part


def joined(tables: list[pa.Table]) -> pa.Table:
    """Rows of several documents as one table; columns that only some have are null in the others."""
    if all(one.schema.equals(tables[0].schema) for one in tables):
        return pa.concat_tables(tables)
    return pa.concat_tables([_plain(one) for one in tables], promote_options="default")


def own_marking(part: Part, source_marking: Marking) -> Marking | None:
    """The join of all rows' markings where every row has one of its own;
    None where a row bears the source's, or there is no row."""
    texts: set[str | None] = set()
    for columns in (one for tables in part.tables.values() for one in tables):
        texts |= set(columns["marking"].unique().to_pylist()) if "marking" in columns.column_names else {None}
    if not texts or None in texts:
        return None
    marking = source_marking
    for text in sorted(filter(None, texts)):
        level, tlp, compartments, releasable = json.loads(text)
        own = None if releasable is None else frozenset(releasable)
        marking |= Marking(level, tlp, frozenset(compartments), own)
    return marking


def _spoiled(item: Reject) -> Spoiled:
    return Spoiled(item.cause, item.where or "the whole document", item.content, marking=item.marking)


def _whole(raw: Raw, cause: str) -> Spoiled:
    return Spoiled(cause, "the whole document", keep=raw.source.discipline != "HUMINT")


def _plain(table: pa.Table) -> pa.Table:
    """Without dictionaries, so that schemas of several documents can be joined."""
    for place, told in enumerate(table.schema):
        if pa.types.is_dictionary(told.type):
            table = table.set_column(place, told.name, table[told.name].cast(told.type.value_type))
    return table
