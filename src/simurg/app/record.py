"""The record that stands beside a forecast: of issued forecasts if any has had its truth, else of the last backtest.

The two are never mixed: a record is of the one or of the other, and says which.
"""

from typing import Any

from simurg.app.score import Ask as ScoreAsk
from simurg.app.score import score_view
from simurg.ledger import Ledger, View

_COLUMNS = ("known_at", "measure", "horizon", "value", "baseline", "cases", "truth", "origins_from", "origins_to")
_TOLD = ("crps", "brier_25", "coverage_80")


def record_of(ledger: Ledger, view: View, model: str, series: str) -> dict[str, Any]:
    """`record` (by months ahead: crps, its baseline, brier_25, coverage_80, cases), `record_is`: issued, replayed or
    none; `known_before`: issued forecasts that do not count, since their outcome could be known by then."""
    own = score_view(ledger, view, ScoreAsk(model=model, series=series))
    early = {"known_before": own["known_before"]}
    if own["groups"]:
        lines = [
            {"horizon": one["horizon"], **_line({name: one["latest"]["measures"][name] for name in _TOLD})}
            for one in own["groups"]
            if one["latest"]
        ]
        return {"record_is": "issued", "record": lines, **early}
    where = {"issued": False, "picture": view.picture, "model": model, "series": series, "truth": "latest"}
    rows = view.read("scores", _COLUMNS, where).to_pylist()
    if not rows:
        return {"record_is": "none", "record": [], **early}
    newest = max((row["known_at"], row["origins_from"]) for row in rows)
    rows = [row for row in rows if (row["known_at"], row["origins_from"]) == newest]
    horizons = sorted({row["horizon"] for row in rows})
    lines = [
        {"horizon": one, **_line({row["measure"]: row for row in rows if row["horizon"] == one})} for one in horizons
    ]
    return {"record_is": "replayed", "record": lines, **early}


def _line(measures: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: measures[name]["value"] for name in _TOLD if name in measures}
    crps = measures.get("crps")
    if crps is not None:
        told |= {"crps_baseline": crps["baseline"], "cases": crps["cases"]}
        told |= {"baseline_cases": crps["baseline_cases"]} if crps.get("baseline_cases") else {}
    return told
