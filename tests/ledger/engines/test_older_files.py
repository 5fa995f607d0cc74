"""Files written before a table grew: the columns that they lack are null, beside newer files and alone."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.ledger.conftest import Ticking

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.schema import ADDED, MOMENT, WORD, schema_of
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING

KNOWN = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("table", sorted(ADDED))
def test_columns_that_older_files_lack_are_null(table: str, tmp_path: Path) -> None:
    added = ADDED[table]
    value = {WORD: "9", MOMENT: KNOWN}.get(schema_of(table).field(added[0]).type, 1.5)
    with Ledger.open(tmp_path, Ticking()) as ledger:

        def tell(name: str, **more: object) -> None:
            row = {"id": digest_of(name), "key": digest_of(name), "known_at": KNOWN, **more}
            ledger.append(Offer(name, {table: table_of(table, [row])}))

        tell("old")
        (path,) = (tmp_path / table).glob("*.parquet")
        pq.write_table(pq.read_table(path).drop_columns(list(added)), path)
        assert ledger.as_of(scope=EVERYTHING).read(table, added).to_pylist() == [dict.fromkeys(added)]
        tell("new", **{added[0]: value})
        view = ledger.as_of(scope=EVERYTHING)
        found = view.read(table, (added[0],))[added[0]].to_pylist()
        assert sorted(found, key=lambda one: one is None) == [value, None]
        assert view.count(table, {added[0]: None}) == 1
        assert view.versions(table, added).num_rows == 2
        assert view.table(table).count().execute() == 2
