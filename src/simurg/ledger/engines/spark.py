"""The engine of a cluster: Apache Spark reads the same files and gives the same rows. Needs the extra `cluster`.

    with connect("spark://host:7077", root=workspace.ledger) as cluster:
        view = ledger.as_of(scope=scope).on(cluster)
        view.table("claims")                        # an Ibis expression over Spark

`root` is the ledger's folder as every worker sees it (a shared file system, or an address such as `s3a://…` to which
the folder is copied). Which files count stands in the catalogue, as on one machine; nothing is written there.
Spark has no type for ids: they are 16 bytes, which compare and group as ids do. Moments are UTC.
Does not: write to the ledger, or hold claims in memory by subject.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyarrow as pa

from simurg.ledger.columns import with_ids, with_plain_ids
from simurg.ledger.engines import Held, free_name, in_own_types
from simurg.ledger.entries import File
from simurg.ledger.schema import CONTESTED, schema_of
from simurg.ontology.errors import LedgerDamaged, OperatorError

if TYPE_CHECKING:
    import ibis.expr.types as ir

_WORDS = {
    pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INT",
    pa.int64(): "BIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.string(): "STRING",
    pa.uuid(): "BINARY",
}
_NOT_THERE = ("PATH_NOT_FOUND", "FileNotFoundException", "FAILED_READ_FILE")
_QUIET = "-XX:-UsePerfData"  # no files of the virtual machine's own in the temporary folder
ALWAYS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.driver.extraJavaOptions": _QUIET,
    "spark.executor.extraJavaOptions": _QUIET,
}
"""What every session of ours is set to; the caller's settings come on top."""


def connect(master: str, root: Path | str, settings: Mapping[str, str] | None = None) -> "Spark":
    """One Spark application on a master (`spark://host:port`, or `local[2]` to try). OperatorError without the extra,
    without Java, or where the master does not answer (Spark tries for a minute or two)."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise OperatorError(
            "Spark is not installed.", hint="Install the extra: `uv sync --extra cluster` or `simurg[cluster]`."
        ) from error
    builder = SparkSession.builder.appName("simurg").master(master)
    for name, value in {**ALWAYS, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise OperatorError(
            f"No Spark session on {master}.", hint="Is Java 17 or later installed, and does the master answer?"
        ) from error
    return Spark(session, str(root))


class Spark:
    """Use `connect`; close it, or use it in a `with`. Views made on it end with it."""

    def __init__(self, session: Any, root: str) -> None:
        import ibis

        self.session = session
        self._open = True
        self._root = root.rstrip("/")
        self._backend = ibis.pyspark.connect(session)
        self._relations: dict[tuple[str, ...], str] = {}

    def __enter__(self) -> "Spark":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def at(self, root: Path | str) -> "Spark":
        """The same application over another ledger's files. It ends with the first."""
        return Spark(self.session, str(root))

    def close(self) -> None:
        self._open = False
        self.session.stop()

    def relation(self, table: str, files: Sequence[File]) -> str:
        paths = tuple(file.path for file in files)
        if paths not in self._relations:
            name = free_name()
            with _readable():
                rows = self.session.read.schema(columns_of_spark(table))
                rows.parquet(*(f"{self._root}/{path}" for path in paths)).createOrReplaceTempView(name)
            self._relations[paths] = name
        return self._relations[paths]

    def run(self, query: str, values: Sequence[object] = ()) -> pa.Table:
        given = [value.bytes if isinstance(value, UUID) else value for value in values]
        return with_ids(self._arrow(in_spark(query), given))

    def hold(self, rows: pa.Table) -> Held:
        plain = with_plain_ids(rows)
        if not plain.num_rows:  # in one chunk of nothing: pyspark 4.0 cannot take lists in no chunk at all
            plain = plain.schema.empty_table()
        return self._named(self.session.createDataFrame(plain))

    def keep(self, query: str) -> Held:
        return self._named(self.session.sql(in_spark(query)).persist())

    def expression(self, query: str) -> "ir.Table":
        return self._backend.sql(in_spark(query))

    def collect(self, expression: "ir.Table") -> pa.Table:
        return in_own_types(with_plain_ids(self._arrow(self._backend.compile(expression), [])), expression)

    def _arrow(self, query: str, values: Sequence[object]) -> pa.Table:
        with _readable():
            return self.session.sql(query, args=list(values) or None).toArrow()

    def _named(self, frame: Any) -> Held:
        name = free_name()
        frame.createOrReplaceTempView(name)
        return Held(name, lambda: self._drop(frame, name))

    def _drop(self, frame: Any, name: str) -> None:
        if self._open and self.session.sparkContext._jsc is not None:
            frame.unpersist()
            self.session.catalog.dropTempView(name)


@contextmanager
def _readable() -> Iterator[None]:
    """What Spark says of a file that is not there becomes LedgerDamaged."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if not any(sign in str(error) for sign in _NOT_THERE):
            raise
        raise LedgerDamaged(
            "A file of the ledger is missing on the cluster, or cannot be read there.",
            hint="Do all workers see the ledger's folder? If so run `simurg verify`.",
        ) from error


def in_spark(query: str) -> str:
    """DuckDB's SQL, as the view writes it, in Spark's; an id that is written out becomes its bytes."""
    import sqlglot
    from sqlglot import expressions

    def plain(node: Any) -> Any:
        if isinstance(node, expressions.CTE):
            node.set("materialized", None)  # a hint that Spark has no word for
        is_id = isinstance(node, expressions.Cast) and node.is_type("uuid")
        return expressions.HexString(this=UUID(node.this.this).hex) if is_id else node

    return str(sqlglot.parse_one(query, read="duckdb").transform(plain).sql(dialect="spark"))


def columns_of_spark(table: str) -> str:
    """The stored columns of a table for Spark, which refuses to find out itself: it knows no ids."""
    return ", ".join(f"`{field.name}` {_word(field.type)}" for field in [*schema_of(table), CONTESTED])


def _word(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"ARRAY<{_word(kind.value_type)}>"
    return "TIMESTAMP" if pa.types.is_timestamp(kind) else _WORDS[kind]
