"""Files written before a table grew: the columns that they lack are null, beside newer files and alone."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
from tests.ledger.conftest import Ticking

from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.schema import ADDED
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING


def test_columns_that_older_files_lack_are_null(tmp_path: Path) -> None:
    known = datetime(2025, 1, 1, tzinfo=UTC)
    for table, added in ADDED.items():
        folder = tmp_path / table
        with Ledger.open(folder, Ticking()) as ledger:
            spine = {"known_at": known, "model": "m"}
            for name, more in (("old", {}), ("new", {"code": "9"})):
                row = {"id": digest_of(name), "key": digest_of(name), **spine, **more}
                ledger.append(Offer(name, {table: table_of(table, [row])}))
                if name == "old":
                    (path,) = (folder / table).glob("*.parquet")
                    pq.write_table(pq.read_table(path).drop_columns(list(added)), path)
                    assert ledger.as_of(scope=EVERYTHING).read(table, added).to_pylist() == [dict.fromkeys(added)]
            view = ledger.as_of(scope=EVERYTHING)
            assert sorted(map(str, view.read(table, ("code",))["code"].to_pylist())) == ["9", "None"]
            assert view.count(table, {"code": None}) == 1
            assert view.versions(table, ("code",)).num_rows == 2
            assert view.table(table).count().execute() == 2
