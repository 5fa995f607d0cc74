"""Bulk linkage: which rows of large tables of persons or organisations are one.

Splink finds and weighs the pairs (`training.py`), our own clustering decides (`clusters.py`). The same rows give the
same clusters whatever their order. Nothing is read or written but the arguments; a cluster is named after its first
row's id. What it does not do: it stores nothing, and its probabilities are of pairs under a model that takes columns
as independent, hence too sure of themselves.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simurg.fusion.linkage.clusters import Pairs, average_linkage
from simurg.fusion.linkage.records import Records, prepare
from simurg.fusion.linkage.settings import LinkSettings
from simurg.fusion.linkage.training import LinkModel, fit, score


def link(
    tables: Sequence[pa.Table], settings: LinkSettings, model: LinkModel | None = None, backend: Any | None = None
) -> pa.Table:
    """The rows of all tables in clusters.

    Gives `cluster` (text), `source` (place of the table), `id` (text), `probability` (of the row's strongest link
    within its cluster, null where it stands alone), one row for each row given, ordered by id and source. A cluster is
    named by its first row's id, with "1:" before it if that is of the second table, and so on. Without
    `model` one is fitted on these rows. `backend`: a Splink database (DuckDBAPI, SparkAPI), by default DuckDB in
    memory. CallerError where columns are missing, ids are not unique, or too few rows agree to learn from.
    """
    records = prepare(tables, settings)
    model = fit(records, settings, backend) if model is None else model
    return clustered(records, score(records, settings, model, backend), settings)


def link_table(table: pa.Table, settings: LinkSettings) -> pa.Table:
    """One table's rows in clusters: `cluster`, `id`, `probability` (see `link`)."""
    return link([table], settings).drop_columns(["source"])


def clustered(records: Records, pairs: pa.Table, settings: LinkSettings) -> pa.Table:
    """Clusters from pairs that `score` gave (see `link` for what comes back)."""
    columns = _columns(pairs)
    lowest = average_linkage(
        columns, records.sources, settings.not_compared, settings.merge_above, apart=settings.across
    )
    return pa.table(
        {
            "cluster": pa.array([_name(records, row) for row in lowest.tolist()], pa.string()),
            "source": pa.array(records.sources, pa.int64()),
            "id": pa.array(records.ids, pa.string()),
            "probability": _strongest(columns, lowest),
        }
    )


def _columns(pairs: pa.Table) -> Pairs:
    return pairs["left"].to_numpy(), pairs["right"].to_numpy(), pairs["weight"].to_numpy()


def _name(records: Records, row: int) -> str:
    """The id; where tables may share ids, with the place of the table."""
    source = records.sources[row]
    return records.ids[row] if source == 0 else f"{source}:{records.ids[row]}"


def _strongest(pairs: Pairs, lowest: npt.NDArray[np.int64]) -> pa.Array:
    left, right, weight = pairs
    inside = lowest[left] == lowest[right]
    best = np.full(len(lowest), -np.inf)
    for end in (left, right):
        np.maximum.at(best, end[inside], weight[inside])
    return pa.array(1 / (1 + np.exp2(-np.clip(best, -300, 300))), mask=np.isinf(best))
