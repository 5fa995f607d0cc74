"""The forecasts that stand as issued when a brief is drawn, and the record of forecasts as they were issued.

A brief shows what was issued, as it was issued, if that is not older than two months; only where nothing stands does
it make forecasts of its own. Of several models the default one is shown if it was issued, else the model issued last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from simurg.app.record import record_of
from simurg.assessment.brief.outlooks import FORECAST_COLUMNS, SCORE_COLUMNS
from simurg.foresight.record.choice import default_model
from simurg.ledger import Ledger, View

OLDEST = timedelta(days=62)
LEAST_CASES = 50
"""Issued forecasts with a truth, below which their record says too little to stand in place of a replayed one."""


@dataclass(frozen=True, slots=True)
class Record:
    """How the issued forecasts of a model did, at one number of months ahead."""

    model: str
    series: str
    horizon: int
    cases: int
    crps: float
    crps_baseline: float | None
    brier_25: float | None
    coverage_80: float | None
    baseline_cases: int | None = None  # None: all
    known_before: int = 0  # issued when their outcome could be known, at any number of months ahead; not scored


def standing(view: View, series: Sequence[str]) -> pa.Table | None:
    """Issued forecasts of months still open, with FORECAST_COLUMNS, of one model; None where there are none."""
    where = {
        "picture": view.picture,
        "issued": True,
        "method": "forecast",
        "series": frozenset(series),
        "known_at": (view.known_at - OLDEST, None),
        "target_to": (view.known_at + timedelta(microseconds=1), None),
    }
    heads = view.read("forecasts", ("model", "known_at", "id"), where)
    if not heads.num_rows:
        return None
    rows = zip(*(heads[name].to_pylist() for name in ("model", "known_at", "id")), strict=True)
    usual = default_model()
    _, _, _, model = max((one == usual, known, number.bytes, one) for one, known, number in rows)
    return view.read("forecasts", FORECAST_COLUMNS, {**where, "model": model})


def stored_scores(view: View) -> pa.Table:
    """Replayed scores that stand in the ledger, against what is told now, with SCORE_COLUMNS."""
    rows = view.read("scores", (*SCORE_COLUMNS, "truth"), {"issued": False})
    return rows.filter(pc.not_equal(pc.fill_null(rows["truth"], "latest"), "first")).select(list(SCORE_COLUMNS))


def issued_records(ledger: Ledger, view: View, series: Sequence[str]) -> tuple[Record, ...]:
    """Of the model that stands, at the shortest time ahead with enough cases; empty where there are too few."""
    shown = standing(view, series)
    if shown is None:
        return ()
    model = str(shown["model"][0].as_py())
    made = []
    for name in series:
        told: Mapping[str, Any] = record_of(ledger, view, model, name)
        lines = [one for one in told["record"] if told["record_is"] == "issued" and one.get("cases", 0) >= LEAST_CASES]
        if lines:
            one = min(lines, key=lambda line: line["horizon"])
            made.append(
                Record(
                    model,
                    name,
                    one["horizon"],
                    one["cases"],
                    one["crps"],
                    one.get("crps_baseline"),
                    one.get("brier_25"),
                    one.get("coverage_80"),
                    one.get("baseline_cases"),
                    told["known_before"],
                )
            )
    return tuple(made)


def records_in_words(records: Iterable[Record]) -> dict[tuple[str, str], str]:
    """By model and series."""
    return {(one.model, one.series): _in_words(one) for one in records}


def _in_words(one: Record) -> str:
    beside = "" if one.crps_baseline is None else f" against {one.crps_baseline:.3g} for the baseline"
    if beside and one.baseline_cases not in (None, one.cases):
        beside += f" on the {one.baseline_cases:,} that it speaks of"
    parts = [f"CRPS {one.crps:.3g}{beside} (less is better)"]
    parts += [] if one.coverage_80 is None else [f"80 % ranges held {one.coverage_80 * 100:.0f} %"]
    parts += [] if one.brier_25 is None else [f"Brier score {one.brier_25:.3f}"]
    ahead = f"{one.horizon} period{'s' if one.horizon > 1 else ''} ahead"
    early = f" Not counted: {one.known_before:,} issued after their outcome could be known." if one.known_before else ""
    return f"Track record on forecasts as issued, {ahead} ({one.cases:,} cases): {'; '.join(parts)}.{early}"
