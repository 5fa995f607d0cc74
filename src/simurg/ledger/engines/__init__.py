"""What answers a view's questions: DuckDB in this process, or a cluster that reads the same files.

A view writes its questions once, in DuckDB's SQL; an engine answers them in Arrow, or as an Ibis expression that
bulk steps build on. Both give the same rows. What is kept under a name on an engine lives as long as its `Held`.
"""

import weakref
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from simurg.ledger.entries import File

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NUMBERS = count()


class Held:
    """Rows under a name of their own on an engine, dropped when nobody holds this any more."""

    def __init__(self, name: str, drop: Callable[[], None]) -> None:
        self.name = name
        weakref.finalize(self, drop)


class Engine(Protocol):
    """Queries are in DuckDB's SQL, with `?` for values; ids come back as `pa.uuid()`."""

    def relation(self, table: str, files: Sequence[File]) -> str:
        """A name, or SQL in brackets, for all rows of these files of a table."""

    def run(self, query: str, values: Sequence[object] = ()) -> pa.Table:
        """The rows of a query."""

    def hold(self, rows: pa.Table) -> Held:
        """Rows of ours, under a name."""

    def keep(self, query: str) -> Held:
        """The rows of a query, found once, under a name."""

    def expression(self, query: str) -> "ir.Table":
        """A query as an Ibis expression."""

    def collect(self, expression: "ir.Table") -> pa.Table:
        """The rows of an expression over this engine: ids as 16 bytes, moments in UTC."""


def free_name() -> str:
    """A name that nothing else on any engine of this process has."""
    return f"held_{next(_NUMBERS)}"


def in_own_types(rows: pa.Table, expression: "ir.Table") -> pa.Table:
    """Numbers in the types that the expression says they have: engines take liberties with widths and nulls."""
    for place, (name, kind) in enumerate(expression.schema().items()):
        if kind.is_numeric() and rows[name].type != kind.to_pyarrow():
            rows = rows.set_column(place, name, rows[name].cast(kind.to_pyarrow()))
    return rows


def tied(expression: "ir.Table", *held: Held | None) -> "ir.Table":
    """The expression; what it names lives as long as it does."""
    weakref.finalize(expression.op(), _let_go, *held)
    return expression


def _let_go(*_: Held | None) -> None:
    """Nothing to do: to hold them until now was the point."""
