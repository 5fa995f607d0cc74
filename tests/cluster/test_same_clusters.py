"""Bulk linkage through Splink gives the same clusters on Spark as on DuckDB."""

import pytest
from tests.fusion.linkage.made import SETTINGS, register

from simurg.fusion.linkage.link import link
from simurg.fusion.linkage.records import prepare
from simurg.fusion.linkage.training import fit
from simurg.ledger.engines.spark import Spark

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]


def test_one_model_the_same_clusters(cluster: Spark) -> None:
    from splink.backends.spark import SparkAPI

    model = fit(prepare([register(150, seed=1)], SETTINGS), SETTINGS)
    table = register(60, seed=2)
    here = link([table], SETTINGS, model)
    there = link([table], SETTINGS, model, SparkAPI(spark_session=cluster.session, break_lineage_method="persist"))
    assert len(set(here["cluster"].to_pylist())) < table.num_rows, "something was linked"
    assert there.select(["cluster", "source", "id"]).equals(here.select(["cluster", "source", "id"]))
    assert there["probability"].to_pylist() == pytest.approx(here["probability"].to_pylist(), abs=1e-9, nan_ok=True)
