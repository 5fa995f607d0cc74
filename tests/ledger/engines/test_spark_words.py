"""What needs no cluster: the SQL that Spark is given, and the columns it is told of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simurg.ledger.engines.spark import columns_of_spark, connect, in_spark
from simurg.ledger.schema import CONTENT
from simurg.ontology.errors import OperatorError


def test_an_id_that_is_written_out_becomes_its_bytes() -> None:
    query = "SELECT id FROM x WHERE id IN ('00000000-0000-0000-0000-0000000000ff'::UUID)"
    assert in_spark(query) == f"SELECT id FROM x WHERE id IN (X'{'0' * 30}ff')"


def test_moments_windows_and_hiding_joins_are_translated() -> None:
    query = """FROM (SELECT told.* FROM x AS told ANTI JOIN y AS gone ON gone.source = told.source_id
               WHERE known_at <= TIMESTAMPTZ '2024-01-01T00:00:00+00:00') ANTI JOIN z USING (id, known_at)
               QUALIFY row_number() OVER (PARTITION BY id ORDER BY known_at DESC) = 1"""
    spark = in_spark(query)
    assert "CAST('2024-01-01T00:00:00+00:00' AS TIMESTAMP)" in spark
    assert "ANTI JOIN" in spark
    assert "QUALIFY" not in spark


@pytest.mark.parametrize("table", sorted(CONTENT))
def test_every_column_of_every_table_has_a_word(table: str) -> None:
    told = columns_of_spark(table)
    assert told.startswith("`id` BINARY, `key` BINARY")
    assert told.endswith("`contested` BIGINT")
    assert all(f"`{field.name}` " in told for field in CONTENT[table])


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "pyspark"] + ["pyspark", "pyspark.errors"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(OperatorError, match="not installed"):
        connect("spark://127.0.0.1:1", tmp_path)


def test_without_java_it_says_so(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra `cluster` is not installed")
    code = f"""
from simurg.ledger.engines.spark import connect
from simurg.ontology.errors import OperatorError
try:
    connect("local[1]", {str(tmp_path)!r})
except OperatorError as error:
    assert "Java" in error.hint, error
else:
    raise SystemExit("a session without Java?")
"""
    environment = {**os.environ, "JAVA_HOME": str(tmp_path / "no-such-java")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]


def test_nothing_of_spark_is_loaded_unless_asked_for() -> None:
    code = "import sys, simurg.ledger, simurg.cli, simurg.fusion.bulk.votes; sys.exit('pyspark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
