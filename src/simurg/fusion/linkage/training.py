"""Fitting and scoring with Splink, on whatever database its caller brings.

`fit` gives a `LinkModel`, a plain value: for each comparison m and u of every level, and the prior. u comes from all
pairs of a sample of rows picked by a hash of their ids (no random draws), m by expectation maximisation within rows
that agree in the name, then in the best other column (Fellegi & Sunter 1969; Enamorado et al. 2019). `score` gives the
pairs that share a key, with their weight in log2 odds, rounded to 10^-6 so that the order of sums plays no part. The
model of one database serves on another.
"""

import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.exceptions import EMTrainingException

from simurg.fusion.linkage.comparisons import Odds, deterministic_columns, rule, settings_for, training_columns
from simurg.fusion.linkage.records import Records
from simurg.fusion.linkage.settings import LinkSettings
from simurg.ontology.errors import CallerError

PLACES = 9
"""Digits of a fitted probability that are kept."""
LEAST = 1e-9
"""No fitted probability is below this: a level never seen among strangers is not proof."""
MOST_TRAINING = 1e7
"""About how many pairs a training session looks at; of more, Splink takes the rows whose ids' hashes are low."""
PAIRS = pa.schema([("left", pa.int64()), ("right", pa.int64()), ("weight", pa.float64())])
LEAST_WEIGHT = -10.0
"""Pairs below this weight (log2 odds) are counted as not compared."""


@dataclass(frozen=True, slots=True)
class LinkModel:
    """`prior`: P(two random rows are one); `odds`: comparison to (m, u) of its levels, null level left out."""

    prior: float
    odds: Mapping[str, Odds]


def in_process() -> DuckDBAPI:
    """Splink's backend on a DuckDB of its own, in memory."""
    return DuckDBAPI(duckdb.connect())


def fit(records: Records, settings: LinkSettings, backend: Any | None = None) -> LinkModel:
    """The model of these rows, learned without labels. CallerError where too few rows agree to learn from."""
    if records.table.num_rows < 2:
        raise CallerError("linkage needs two rows or more", hint="pass a fitted model, or more rows")
    backend = in_process() if backend is None else backend
    strangers = _linker(_sample(records, settings), settings_for(settings, (), LEAST), backend)
    strangers.training.estimate_u_using_random_sampling(max_pairs=1e12, min_count_per_level=None, num_chunks=1)
    unmatched = _model(strangers)
    linker = _linker(records.table, settings_for(settings, (), LEAST, unmatched.odds), backend)
    try:
        linker.training.estimate_probability_two_random_records_match(
            [rule(settings, columns) for columns in deterministic_columns(settings)], recall=settings.rules_recall
        )
        for columns in training_columns(settings):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule(settings, columns),
                estimate_without_term_frequencies=True,
                max_pairs=MOST_TRAINING,
                record_sample_proportion=0.1,
            )
    except (EMTrainingException, ValueError) as cause:
        raise CallerError(
            "too few rows agree in the columns that linkage learns from",
            hint="pass a model fitted on a larger table, or declare more columns",
        ) from cause
    return _settled(_model(linker))


def score(records: Records, settings: LinkSettings, model: LinkModel, backend: Any | None = None) -> pa.Table:
    """Pairs of rows that share a key: `left` < `right` (rows of `records`), `weight` in log2 odds; sorted."""
    if not records.keys:
        return pa.table(
            {"left": pa.array([], pa.int64()), "right": pa.array([], pa.int64()), "weight": pa.array([], pa.float64())}
        )
    backend = in_process() if backend is None else backend
    linker = _linker(records.table, settings_for(settings, records.keys, model.prior, model.odds), backend)
    predicted: Any = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT, warning_mode="never")
    found: pa.Table = predicted.as_pyarrow_table()
    pairs = pa.table(
        {
            "left": pc.min_element_wise(found["row_l"], found["row_r"]),
            "right": pc.max_element_wise(found["row_l"], found["row_r"]),
            "weight": pc.round(found["match_weight"], 6),
        }
    )
    return pairs.sort_by([("left", "ascending"), ("right", "ascending")])


def _linker(table: pa.Table, splink_settings: SettingsCreator, backend: Any) -> Linker:
    return Linker(backend.register(table), splink_settings, log_level=logging.ERROR)


def _sample(records: Records, settings: LinkSettings) -> pa.Table:
    """`sample` rows by a hash of source and id: always the same ones."""
    order = sorted(
        range(len(records.ids)),
        key=lambda row: (zlib.crc32(f"{records.sources[row]} {records.ids[row]}".encode()), row),
    )
    return records.table.take(sorted(order[: settings.sample]))


def _model(linker: Linker) -> LinkModel:
    told = linker.misc.save_model_to_json()
    odds = {
        comparison["output_column_name"]: tuple(
            (_kept(level.get("m_probability")), _kept(level.get("u_probability")))
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        )
        for comparison in told["comparisons"]
    }
    return LinkModel(told["probability_two_random_records_match"], odds)


def _settled(model: LinkModel) -> LinkModel:
    """Levels of which nothing was learned say nothing: m and u are the same."""
    odds = {
        name: tuple((m, u) if m and u else (LEAST, LEAST) for m, u in levels) for name, levels in model.odds.items()
    }
    return LinkModel(model.prior, odds)


def _kept(probability: object) -> float | None:
    """Rounded; None where nothing was learned. (Splink writes a text where a level was never seen.)"""
    return max(LEAST, round(probability, PLACES)) if isinstance(probability, float) else None
