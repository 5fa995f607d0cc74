"""The bulk steps give the same rows on Spark as on DuckDB, over a small exercise world."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.cluster.conftest import WORLD
from tests.cluster.rows import assert_same_rows

from simurg.detection.weekly import weekly_cells
from simurg.fusion.bulk.sharing import NEAR_COPIES, Digests, sharing
from simurg.fusion.bulk.votes import votes
from simurg.ledger import Ledger, View
from simurg.ledger.engines.spark import Spark
from simurg.ontology.markings import EVERYTHING, Scope

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]


@pytest.fixture(params=["everything, now", "open, then"])
def both(request: pytest.FixtureRequest, exercise: tuple[Path, Ledger], cluster: Spark) -> tuple[View, View]:
    folder, ledger = exercise
    now = request.param == "everything, now"
    view = ledger.as_of(scope=EVERYTHING) if now else ledger.as_of(WORLD.end - timedelta(weeks=8), scope=Scope())
    return view, view.on(cluster.at(folder))


def test_visible_rows(both: tuple[View, View]) -> None:
    here, there = both
    for table in ("reports", "claims", "events", "sketches", "story_links"):
        rows = here.collect(here.table(table))
        assert rows.num_rows or table == "story_links"
        assert_same_rows(rows, there.collect(there.table(table)))


def test_weekly_counts_of_events_by_pair(both: tuple[View, View]) -> None:
    found = [view.collect(weekly_cells(view.table("events"), WORLD.end)) for view in both]
    assert found[0]["count"].to_pylist()
    assert_same_rows(*found)


def test_candidates_for_near_copies(both: tuple[View, View]) -> None:
    for most in (NEAR_COPIES.most, 2):
        by = Digests("text", "bands", most)
        found = [view.collect(sharing(view.table("sketches"), by)) for view in both]
        assert found[0].num_rows
        assert_same_rows(*found)


def test_votes(both: tuple[View, View]) -> None:
    found = [view.collect(votes(view.table("claims"))) for view in both]
    assert found[0].num_rows
    assert_same_rows(*found)


def test_rows_of_ours_beside_the_ledgers(both: tuple[View, View]) -> None:
    rows = pa.table({"subject": ["a", "b", "c", None], "keys": pa.array([[1, 2], [2], [1], [2]], pa.list_(pa.int64()))})
    found = [view.collect(sharing(view.offered(rows), Digests("subject", "keys", 5))) for view in both]
    assert sorted(zip(*(found[0][c].to_pylist() for c in ("left", "right")), strict=True)) == [("a", "b"), ("a", "c")]
    assert_same_rows(*found)
