"""A view: the ledger as one scope could know it at one moment. It never changes, whatever is appended later.

`read` is the fast way (Arrow out), `table` gives an Ibis expression for bulk steps. Columns that would tell of
rows outside the scope (label bits, batches) do not exist here; a row's marking is text. Which engine answers is the
view's matter alone: `on(engine)` gives the same view, answered by another one.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from simurg.ledger.columns import uuid_column
from simurg.ledger.engines import Engine, Held, tied
from simurg.ledger.engines.embedded import Embedded
from simurg.ledger.entries import File, microseconds
from simurg.ledger.graded import graded
from simurg.ledger.labels import Labels, Limits, Mask
from simurg.ledger.past import past
from simurg.ledger.resident import Resident
from simurg.ledger.schema import CONTENT, MOMENT, TOLD, schema_of
from simurg.ledger.spines import Spines, standing_query
from simurg.ledger.store import readable
from simurg.ledger.visible import ORDER, Sight, has_versions, limits, outdated, visible
from simurg.ontology.errors import CallerError, InternalError
from simurg.ontology.markings import Marking, Scope
from simurg.ontology.vocabulary import ISO, Countries

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MASK = ("level", "tlp", "compartments", "releasable")
HIDDEN = frozenset({*_MASK, "batch"})
SHOWN = ("shown_from", "shown_until")
"""What `View.versions` tells of each row besides its columns."""

Where = Mapping[str, object]
"""Column to value (equals), None (is null), (low, high) half open with either None, or a frozenset (one of)."""


class Memory(Protocol):
    """What was read, by question; it may forget anything at any time."""

    def get(self, key: Hashable) -> Any: ...
    def put(self, key: Hashable, value: Any, size: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose view it is, the markings that any row of the ledger has, and the countries that its readers know."""

    scope: Scope
    picture: str
    labels: Labels
    masks: tuple[Mask, ...]
    countries: Countries = ISO

    def marking_texts(self) -> dict[Mask, str]:
        """Only for markings within the scope."""
        reading = self.scope.reading()
        markings = {mask: self.labels.marking_of(mask) for mask in self.masks}
        return {mask: str(marking) for mask, marking in markings.items() if reading.permits(marking)}


class View:
    """Made by `Ledger.as_of` only. `recalled` has the columns of `recalled_columns`, `gradings` those of
    `graded.standing_gradings`: every report that is read here bears the grade that stands in this view."""

    def __init__(
        self,
        engine: Engine,
        sight: Sight,
        seen: Seen,
        recalled: pa.Table | None = None,
        gradings: pa.Table | None = None,
    ) -> None:
        self._engine = engine
        self._gradings = gradings
        self._graded = None if gradings is None else engine.hold(gradings)
        self._recalled = recalled
        self._held = None if recalled is None else engine.hold(recalled)  # lives as long as the view
        self._sight = sight if self._held is None else replace(sight, recalled=self._held.name)
        self.scope = seen.scope
        self.picture = seen.picture
        self.countries = seen.countries
        self.known_at = sight.known_at
        self.recorded_until = sight.recorded_until
        self._seen = seen
        self._marking_texts = seen.marking_texts()
        self._relations = {t: engine.relation(t, files) for t, files in sight.files.items() if files}
        if self._graded is not None and "reports" in self._relations:
            self._relations["reports"] = graded(self._relations["reports"], self._graded.name)
        self._tables: dict[str, Any] = {}
        self._outdated: Held | None = None
        self._memory: Memory | None = None

    def remember(self, memory: "Memory") -> "View":
        """This view, which from now on reads the same rows once: it never changes, so they stay right."""
        self._memory = memory
        return self

    def on(self, engine: Engine) -> "View":
        """The same view, answered by another engine that reads the same files."""
        return View(engine, self._sight, self._seen, self._recalled, self._gradings)

    def as_graded_by_sources(self) -> "View":
        """The same view with the grades that reports came with, whoever graded them since."""
        return self if self._gradings is None else View(self._engine, self._sight, self._seen, self._recalled)

    def read(self, table: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pa.Table:
        """Rows of a table as Arrow, in no particular order; all columns of `columns_of(table)` by default."""
        return self._read(table, columns, where, None)

    def count(self, table: str, where: Where | None = None) -> int:
        """How many visible rows meet a condition."""
        if table not in self._relations:
            return 0
        condition, values = _condition(where or {})
        query = f"SELECT count(*) AS n FROM ({self._visible(table)}) WHERE {condition}"
        return int(self._found(query, values)["n"][0].as_py())

    def stored(self, table: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pa.Table:
        """Like `read`, but recalled and outdated rows too: for telling what became of them."""
        return self._read(table, columns, where, limits(self._sight))

    def versions(self, table: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pa.Table:
        """Like `read`, but superseded rows too, each with `shown_from` and `shown_until` (null: it is shown now): what
        earlier views showed, as far as the same recalls stood then. Recalled rows are not told. See ledger.past."""
        wanted = self._known_columns(table, columns, where)
        condition, values = _condition(where or {})
        return self._past(table, wanted, condition, values)

    def versions_of(self, table: str, columns: Sequence[str], condition: str) -> pa.Table:
        """Like `versions`, of the keys that an SQL condition on `key` names: for tables held in memory."""
        return self._past(table, self._known_columns(table, columns, None), condition, [])

    def relation(self, table: str) -> str | None:
        """Every stored row of a table as SQL, whoever may see it: for tables held in memory. None: there is none."""
        return self._relations.get(table)

    def _past(self, table: str, wanted: Sequence[str], condition: str, values: list[object]) -> pa.Table:
        schema = _schema(table, wanted)
        for name in SHOWN:
            schema = schema.append(pa.field(name, MOMENT))
        if table not in self._relations:
            return _without_rows(schema)
        rows = past(self._sight, table, self._relations[table], self._relations.get("reports"), condition)
        query = f"SELECT {self._selected((*wanted, *SHOWN))} FROM ({rows}) WHERE {condition}"
        return self._run(query, values * 2).cast(schema)

    def any_stored(self, table: str, *conditions: Where | tuple[str, tuple[object, ...]]) -> bool:
        """Whether a permitted row, standing or not, meets all conditions at once."""
        if table not in self._relations:
            return False
        parts = [one if isinstance(one, tuple) else _condition(one) for one in conditions]
        text = " AND ".join(f"({part})" for part, _ in parts)
        values = [value for _, some in parts for value in some]
        query = f"SELECT 1 AS one FROM {self._relations[table]} WHERE {limits(self._sight)} AND {text} LIMIT 1"
        return bool(self._run(query, values).num_rows)

    def markings(self, table: str, where: Where | None = None) -> list[Marking]:
        """The distinct markings of the visible rows that meet a condition, weakest first."""
        if table not in self._relations:
            return []
        condition, values = _condition(where or {})
        query = f"SELECT DISTINCT {', '.join(_MASK)} FROM ({self._visible(table)}) WHERE {condition}"
        rows = self._found(query, values)
        masks = [Mask(*row) for row in zip(*(rows[name].to_pylist() for name in _MASK), strict=True)]
        found = [self._seen.labels.marking_of(mask) for mask in masks]
        return sorted(found, key=lambda m: (m.level, m.tlp, str(m)))

    @property
    def files(self) -> Mapping[str, Sequence[File]]:
        """The files that the view was made on."""
        return self._sight.files

    @property
    def limits(self) -> Limits:
        """The view's limits in numbers, for resident indexes."""
        known, recorded = microseconds(self.known_at), microseconds(self.recorded_until)
        return Limits(known, recorded, frozenset(self._marking_texts))

    def table(self, table: str) -> "ir.Table":
        """The visible rows as an Ibis expression over the view's engine. Bulk steps compare and group ids, no more: an
        engine may have no type for them but 16 bytes."""
        if table not in self._tables:
            rows, empty = self._rows_of(table)
            held = (self._held, self._graded, self._outdated, empty)
            self._tables[table] = tied(self._engine.expression(rows), *held)
        return self._tables[table]

    def offered(self, rows: pa.Table) -> "ir.Table":
        """Rows of the caller's as an expression beside this view's tables."""
        held = self._engine.hold(rows)
        return tied(self._engine.expression(f"SELECT * FROM {held.name}"), held)

    def collect(self, expression: "ir.Table") -> pa.Table:
        """The rows of an expression over this view's tables: ids as 16 bytes, moments in UTC, in no order."""
        return self._engine.collect(expression)

    def _rows_of(self, table: str) -> tuple[str, "Held | None"]:
        """SELECT of all public columns; of a table that has no row yet, from an empty one held for it."""
        if table in self._relations:
            return f"SELECT {self._selected(columns_of(table))} FROM ({self._visible(table)})", None
        empty = self._engine.hold(_empty(table, columns_of(table)))
        return f"SELECT * FROM {empty.name}", empty

    def about(self, subject: str, resident: Resident) -> pa.Table:
        """All visible claims about one subject, from the resident copy of the claims: milliseconds, warm. Another
        engine than this process's reads the files."""
        if not isinstance(self._engine, Embedded):
            return self.read("claims", where={"subject": subject})
        files = self._sight.files.get("claims", ())
        if not files:
            return _empty("claims", columns_of("claims"))
        with readable():
            relation, only = resident.about("claims", files, subject)
        told_by = self._outdated_reports("claims")
        rows = visible(self._sight, "claims", relation, outdated_reports=told_by, only=only)
        found = self._run(f"SELECT {self._selected(columns_of('claims'))} FROM ({rows})")
        return found.cast(_schema("claims", columns_of("claims")))

    def standing(self, table: str, ids: Collection[UUID], spines: Spines | None = None) -> frozenset[UUID]:
        """Which of these rows the view shows. With spines in memory a matter of milliseconds, whatever the table's
        size; without them one pass over a few columns of its files."""
        if table not in self._relations or not ids:
            return frozenset()
        if spines is not None and isinstance(self._engine, Embedded):
            with readable():
                found = spines.standing(self._sight, self.limits, table, ids)
            if not isinstance(found, str):
                return found
            query = found
        else:
            query = standing_query(self._sight, table, ids, self._relations)
        return frozenset(self._run(query)["id"].to_pylist())

    def _read(self, table: str, columns: Sequence[str] | None, where: Where | None, limit: str | None) -> pa.Table:
        wanted = self._known_columns(table, columns, where)
        if table not in self._relations:
            return _empty(table, wanted)
        condition, values = _condition(where or {})
        rows = self._visible(table) if limit is None else f"SELECT * FROM {self._relations[table]} WHERE {limit}"
        query = f"SELECT {self._selected(wanted)} FROM ({rows}) WHERE {condition}"
        if limit is not None and has_versions(self._sight, table):  # a row known at two moments stands twice
            query += f" QUALIFY row_number() OVER (PARTITION BY id ORDER BY {ORDER}) = 1"
        return self._found(query, values).cast(_schema(table, wanted))

    def _known_columns(self, table: str, columns: Sequence[str] | None, where: Where | None) -> tuple[str, ...]:
        """The columns asked for, or all; InternalError for one that the table does not have."""
        wanted = tuple(columns) if columns is not None else columns_of(table)
        unknown = (set(wanted) | set(where or ())) - set(columns_of(table))
        if unknown:
            raise InternalError(f"Table {table} has no column {sorted(unknown)[0]!r}.")
        return wanted

    def _visible(self, table: str) -> str:
        return visible(self._sight, table, self._relations[table], outdated_reports=self._outdated_reports(table))

    def _outdated_reports(self, table: str) -> str | None:
        """Ids of outdated reports under a registered name, found once for a view."""
        if table not in TOLD or table == "reports" or not has_versions(self._sight, "reports"):
            return None
        if self._outdated is None:
            self._outdated = self._engine.keep(outdated(self._sight, self._relations["reports"]))
        return self._outdated.name

    def _selected(self, columns: Sequence[str]) -> str:
        return ", ".join(self._marking_column() if name == "marking" else f'"{name}"' for name in columns)

    def _marking_column(self) -> str:
        """Text for each marking that the scope permits; others cannot occur."""
        cases = " ".join(
            f"WHEN level = {m.level} AND tlp = {m.tlp} AND compartments = {m.compartments} "
            f"AND releasable = {m.releasable} THEN '{text.replace(chr(39), '')}'"
            for m, text in self._marking_texts.items()
        )
        return f"CASE {cases} END AS marking" if cases else "NULL::VARCHAR AS marking"

    def _found(self, query: str, values: Sequence[object]) -> pa.Table:
        """The rows of a query over the view's own files, from memory if they were read before."""
        if self._memory is None:
            return self._run(query, values)
        key = (query, tuple(values))
        found: pa.Table | None = self._memory.get(key)
        if found is None:
            found = self._run(query, values)
            self._memory.put(key, found, found.nbytes)
        return found

    def _run(self, query: str, values: Sequence[object] = ()) -> pa.Table:
        return self._engine.run(query, values)


def recalled_columns(recalls: pa.Table, erased: pa.Array | None = None) -> pa.Table:
    """What the standing recalls of `target_kind` and `target` hide: a source by its name or a report by its id; and
    the reports whose words were erased."""
    is_source = pc.equal(recalls["target_kind"], "source")
    reports = recalls.filter(pc.equal(recalls["target_kind"], "report"))["target"].to_pylist()
    sources = recalls.filter(is_source)["target"].to_pylist()
    told = pa.table(
        {
            "source": pa.array([*sources, *(None for _ in reports)], pa.string()),
            "report": uuid_column([*(None for _ in sources), *(UUID(report) for report in reports)]),
            "erased": uuid_column([None for _ in (*sources, *reports)]),
        }
    )
    if erased is None or not len(erased):
        return told
    nothing = pa.ExtensionArray.from_storage(pa.uuid(), pa.nulls(len(erased), pa.binary(16)))
    gone = {"source": pa.nulls(len(erased), pa.string()), "report": nothing, "erased": erased}
    return pa.concat_tables([told, pa.table(gone)])


def columns_of(table: str) -> tuple[str, ...]:
    """What a view shows of a table: the spine with `marking` as text, and its content."""
    spine = [field.name for field in schema_of(table) if field.name not in HIDDEN]
    cut = len(spine) - len(CONTENT[table])
    return (*spine[:cut], "marking", *spine[cut:])


def _schema(table: str, columns: Sequence[str]) -> pa.Schema:
    schema = schema_of(table)
    return pa.schema(
        [pa.field("marking", pa.string()) if n == "marking" else schema.field(n).with_nullable(True) for n in columns]
    )


def _empty(table: str, columns: Sequence[str]) -> pa.Table:
    return _without_rows(_schema(table, columns))


def _without_rows(schema: pa.Schema) -> pa.Table:
    return pa.table([pa.chunked_array([], field.type) for field in schema], schema=schema)


def _condition(where: Where) -> tuple[str, list[object]]:
    """A condition with parameters; column names are checked by the caller, values never enter the text."""
    parts: list[str] = []
    values: list[object] = []
    for column, value in where.items():
        if value is None:
            parts.append(f'"{column}" IS NULL')
        elif isinstance(value, frozenset):
            places = ", ".join("?" for _ in value)
            parts.append(f'"{column}" IN ({places})' if value else "false")
            values += sorted(value, key=repr)
        elif isinstance(value, tuple):
            low, high = value
            for sign, bound in ((">=", low), ("<", high)):
                if bound is not None:
                    parts.append(f'"{column}" {sign} ?')
                    values.append(bound)
        else:
            parts.append(f'"{column}" = ?')
            values.append(value)
    return " AND ".join(parts) or "true", [_parameter(value) for value in values]


def _can_be_written(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _parameter(value: object) -> object:
    if isinstance(value, str) and not _can_be_written(value):
        raise CallerError("What is asked for is no text: it holds half a character.", hint="Write it in UTF-8.")
    if isinstance(value, str | int | float | bool | UUID | datetime | date):
        return value
    raise InternalError(f"A condition cannot compare with {type(value).__name__}.")
