"""The ranker: trees that put the best of the combination's candidates in a better order.

LambdaMART (Burges 2010) by LightGBM, started from the combination's score, on the first KEPT candidates of each query;
all others stay below, in the combination's order. One thread, deterministic. The trees are kept as LightGBM's own
text, never as a pickle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import lightgbm as lgb
import numpy as np

from simurg.foresight.links.links import Flags, Ints, Reals

KEPT = 40
TREES = 150
SETTINGS: Mapping[str, Any] = {
    "objective": "lambdarank", "lambdarank_truncation_level": 30, "label_gain": [0, 1], "learning_rate": 0.05,
    "num_leaves": 31, "min_data_in_leaf": 100, "feature_fraction": 0.3, "max_bin": 63, "num_threads": 1,
    "deterministic": True, "force_row_wise": True, "seed": 1, "verbose": -1,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Shortened:
    """The first candidates of queries. Rows of one query stand together."""

    features: Reals  # the features, then the combination's log share and place
    share: Reals  # the combination's log share
    answer: Flags
    query: Ints


def ranker_input(features: Reals, share: Reals, place: Ints) -> Reals:
    return np.column_stack([features, share, place]).astype(np.float32)


def trees(rows: Shortened) -> str:
    """The fitted trees as text; empty where there is no query with an answer."""
    many = int(rows.query.max(initial=0)) + 1
    kept = np.bincount(rows.query, rows.answer, many)[rows.query] > 0
    if np.count_nonzero(kept) < 2 * SETTINGS["min_data_in_leaf"]:
        return ""
    sizes = np.bincount(rows.query[kept], minlength=many)
    given = lgb.Dataset(
        rows.features[kept], rows.answer[kept].astype(np.int8), group=sizes[sizes > 0],
        init_score=rows.share[kept].astype(np.float64), params={"max_bin": SETTINGS["max_bin"], "verbose": -1},
    )  # fmt: skip
    return str(lgb.train(dict(SETTINGS), given, TREES).model_to_string())


def ranked_scores(text: str, features: Reals, share: Reals) -> Reals:
    """Scores of the first candidates: the combination's log share, and what the trees add."""
    if not text or not len(share):
        return share
    added = _booster(text).predict(features, raw_score=True, num_threads=1)
    scores: Reals = (np.asarray(added) + share).astype(np.float32)
    return scores


@lru_cache(maxsize=2)
def _booster(text: str) -> lgb.Booster:
    return lgb.Booster(model_str=text)
