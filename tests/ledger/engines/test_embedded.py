"""What the engine in this process gives back: the types that an expression says it has."""

import pyarrow as pa
from tests.ledger.conftest import Ticking

from simurg.ledger import Ledger
from simurg.ontology.markings import EVERYTHING


def test_sums_of_whole_numbers_stay_whole_numbers() -> None:
    with Ledger.in_memory(Ticking()) as ledger:
        view = ledger.as_of(scope=EVERYTHING)
        rows = view.offered(
            pa.table({'n "x"': [1, 2, None], "small": pa.array([1, 2, 3], pa.int8()), "w": ["a", "b", None]})
        )
        found = view.collect(
            rows.aggregate(total=rows['n "x"'].sum(), small=rows["small"].max(), words=rows["w"].nunique())
        )
        assert found.to_pylist() == [{"total": 3, "small": 3, "words": 2}]
        assert found.schema.types == [pa.int64(), pa.int8(), pa.int64()]
        assert view.collect(rows).column_names == ['n "x"', "small", "w"]


def test_rows_of_ours_are_let_go_with_the_last_expression_that_names_them() -> None:
    with Ledger.in_memory(Ticking()) as ledger:
        view = ledger.as_of(scope=EVERYTHING)
        rows = view.offered(pa.table({"n": [1, 2]}))
        more = rows.filter(rows.n > 1)
        del rows
        assert view.collect(more).to_pylist() == [{"n": 2}]
        del more
        left = ledger.connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()
        assert left == []
