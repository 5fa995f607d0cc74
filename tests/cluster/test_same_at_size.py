"""Views and bulk steps at size: as many rows as SIMURG_CLUSTER_ROWS says (`make test-cluster`: a million)."""

import os
from collections.abc import Iterator

import pytest
from bench._made_scale import UNTIL, fill
from tests.cluster.rows import assert_same_rows
from tests.ledger.conftest import Ticking

from simurg.detection.weekly import weekly_cells
from simurg.fusion.bulk.sharing import NAMES, NEAR_COPIES, sharing
from simurg.fusion.bulk.votes import votes
from simurg.ledger import Ledger, View
from simurg.ledger.engines.spark import Spark
from simurg.ontology.markings import EVERYTHING

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]
ROWS = int(os.environ.get("SIMURG_CLUSTER_ROWS", "20000"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, cluster: Spark) -> Iterator[tuple[View, View]]:
    folder = tmp_path_factory.mktemp("made") / "ledger"
    with Ledger.open(folder, Ticking()) as ledger:
        fill(ledger, ROWS)
        view = ledger.as_of(scope=EVERYTHING)
        yield view, view.on(cluster.at(folder))


def test_a_recalled_source_and_old_versions_are_gone(both: tuple[View, View]) -> None:
    for view in both:
        claims, stored = view.count("claims"), ROWS + ROWS // 100
        assert claims == stored - _told_by_the_recalled(ROWS) - _superseded(ROWS)
        assert view.count("claims", {"source_id": "source-7"}) == 0


@pytest.mark.parametrize("table", ["claims", "events", "sketches", "name_keys"])
def test_visible_rows(both: tuple[View, View], table: str) -> None:
    here, there = both
    assert_same_rows(here.collect(here.table(table)), there.collect(there.table(table)))


def test_steps(both: tuple[View, View]) -> None:
    steps = {
        "weekly": lambda view: weekly_cells(view.table("events"), UNTIL),
        "near copies": lambda view: sharing(view.table("sketches"), NEAR_COPIES),
        "names": lambda view: sharing(view.table("name_keys"), NAMES),
        "votes": lambda view: votes(view.table("claims")),
    }
    for name, step in steps.items():
        here, there = (view.collect(step(view)) for view in both)
        assert here.num_rows, name
        assert_same_rows(here, there)


def _told_by_the_recalled(rows: int) -> int:
    """Row n is told by source n mod 40; a revision by the source of what it revises, which is never the seventh."""
    return len(range(7, rows, 40))


def _superseded(rows: int) -> int:
    return len(range(0, rows, 100))
