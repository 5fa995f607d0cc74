"""Nothing that was not known at an origin changes a forecast of it, for every registered model.

Planted are: rows of months to come, a later vintage of the same rows, a correction by another source, a recall, and the
truth itself in the tables where forecasts and their scores stand. Each law is shown to fail for a model that leaks.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from simurg.access.pictures import Picture
from simurg.app.forecast import Ask, foretold
from simurg.app.past import histories
from simurg.foresight import registry
from simurg.foresight.history import history_of, month_number, month_start
from simurg.foresight.model import ModelModule
from simurg.foresight.models import last_18_months
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING

SERIES = "state_based_deaths"
PLACES = ("ARM", "AZE", "GEO", "IRN", "IRQ", "LBN", "SYR", "TUR")
START = month_number(datetime(2030, 1, 1, tzinfo=UTC))
MONTHS = 42
ORIGIN = month_start(START + MONTHS).replace(day=20)
LATER = ORIGIN + timedelta(days=400)
PICTURE = Picture("staff", EVERYTHING)
VALUES = np.random.default_rng(4).poisson(np.linspace(0, 60, len(PLACES))[:, None], (len(PLACES), MONTHS + 6))


def rows_of(months: Sequence[int], told: str, known: datetime | None = None, **changed: Any) -> list[dict[str, Any]]:
    """Rows of all places; known ten days after their month, or at a moment."""
    return [
        {
            "id": digest_of(place, month, told),
            "key": digest_of(place, month, changed.get("source", "")),
            "country": place,
            "series": SERIES,
            "period_from": month_start(START + month),
            "period_to": month_start(START + month + 1),
            "value": float(VALUES[number, month]) + changed.get("more", 0.0),
            "known_at": known or month_start(START + month + 1).replace(day=10),
        }
        for number, place in enumerate(PLACES)
        for month in months
    ]


def past() -> Ledger:
    """A ledger that knows the months before the origin, told by one report."""
    ledger = Ledger.in_memory(lambda: LATER)
    report = digest_of("the register's report")
    known = month_start(START)
    told = [{"id": report, "key": report, "title": "Deaths", "known_at": known}]
    rows = [{**row, "report_id": report} for row in rows_of(range(MONTHS), "first")]
    tables = {"reports": table_of("reports", told), "measurements": table_of("measurements", rows)}
    ledger.append(Offer("past", tables, "register"))
    return ledger


def append(ledger: Ledger, table: str, rows: list[dict[str, Any]]) -> None:
    ledger.append(
        Offer(f"planted {table} {ledger.catalogue.last_recorded()} {len(rows)}", {table: table_of(table, rows)})
    )


def a_future_row(ledger: Ledger) -> None:
    """Of months to come: told in due time, and one told too early, before its month is over."""
    append(ledger, "measurements", rows_of(range(MONTHS, MONTHS + 5), "future"))
    append(ledger, "measurements", rows_of([MONTHS + 5], "too early", ORIGIN - timedelta(days=5)))


def a_later_vintage(ledger: Ledger) -> None:
    append(ledger, "measurements", rows_of(range(MONTHS), "revised", ORIGIN + timedelta(days=1), more=300.0))


def a_later_correction(ledger: Ledger) -> None:
    known = ORIGIN + timedelta(seconds=1)
    append(ledger, "measurements", rows_of(range(MONTHS - 12, MONTHS), "corrected", known, source="other", more=99.0))


def a_later_recall(ledger: Ledger) -> None:
    view = ledger.as_of(scope=EVERYTHING)
    (report,) = view.read("reports", ("id",))["id"].to_pylist()
    ledger.append(recall_offer(view, Recall(report, "false", "ana"), ORIGIN + timedelta(days=2)))


def the_truth_in_the_tables_of_scores(ledger: Ledger) -> None:
    """Known before the origin: a careless model could read its own labels there."""
    known = ORIGIN - timedelta(days=1)
    said = {"model": "oracle", "series": SERIES, "picture": "staff", "issued": True, "known_at": known}
    forecasts, scores = [], []
    for number, place in enumerate(PLACES):
        for month in range(MONTHS, MONTHS + 3):
            own = digest_of("planted", place, month)
            truth = float(VALUES[number, month])
            target = {"target_from": month_start(START + month), "target_to": month_start(START + month + 1)}
            spine = {"id": own, "key": own, **said, "horizon": month - MONTHS + 1}
            forecasts.append({**spine, "place": place, **target, "samples": [truth] * 1000})
            scores.append({**spine, "measure": "crps", "value": truth, "baseline": truth, "cases": 1})
    resolved = [
        {"id": row["id"], "key": row["key"], "known_at": known, "question": row["key"], "outcome": "number",
         "value": row["value"], "picture": "staff", "issued": True} for row in scores
    ]  # fmt: skip
    append(ledger, "forecasts", forecasts)
    append(ledger, "scores", scores)
    append(ledger, "resolutions", resolved)


Plant = Callable[[Ledger], None]
PLANTS: tuple[Plant, ...] = (
    a_future_row, a_later_vintage, a_later_correction, a_later_recall, the_truth_in_the_tables_of_scores,
)  # fmt: skip


def answers(ledger: Ledger, module: ModelModule) -> Mapping[tuple[str, int], bytes]:
    """What the model says as of the origin, as `simurg forecast` asks it and as `simurg backtest` does."""
    view = ledger.as_of(ORIGIN, scope=EVERYTHING, picture="staff")
    found: dict[tuple[str, int], bytes] = {}
    ((_, again),) = histories(ledger, PICTURE, SERIES, [ORIGIN])
    for history, sign in ((history_of(view, SERIES), 1), (again, -1)):
        for one in foretold(view, module, history, Ask(ahead=3)):
            found[one.place, sign * one.horizon] = one.samples.tobytes() + one.vintage.encode()
    return found


def holds(plant: Plant, make: Callable[[Ledger], ModelModule]) -> bool:
    """Whether what is planted leaves the model's answers as they were."""
    ledger = past()
    before = answers(ledger, make(ledger))
    assert len(before) == len(PLACES) * 3 * 2
    plant(ledger)
    return answers(ledger, make(ledger)) == before


@pytest.mark.parametrize("name", registry.names())
def test_no_registered_model_leaks(name: str) -> None:
    module = registry.find(name)
    ledger = past()
    before = answers(ledger, module)
    assert len(before) == len(PLACES) * 3 * 2
    assert answers(ledger, module) == before, "the same history and seed give the same samples"
    assert all(before[place, horizon] == before[place, -horizon] for place, horizon in before)
    for plant in PLANTS:
        planted = past()
        plant(planted)
        assert answers(planted, module) == before, (name, plant.__name__)


def leaking(ledger: Ledger, reads: Callable[[Ledger], float]) -> ModelModule:
    """A model that adds what it should not know to every sample."""

    def predict(parameters: Any, horizons: Sequence[int]) -> Any:
        return last_18_months.predict(parameters, horizons) + np.float32(reads(ledger))

    return cast(ModelModule, SimpleNamespace(MODEL=last_18_months.MODEL, fit=last_18_months.fit, predict=predict))


def of_today(ledger: Ledger) -> float:
    """From today's table rather than from what was known: a slice of the last vintage."""
    values = ledger.as_of(scope=EVERYTHING).read("measurements", ("value",))["value"].to_pylist()
    return float(sum(values))


def of_the_scores(ledger: Ledger) -> float:
    """From the tables where truth comes to stand, as of the origin."""
    view = ledger.as_of(ORIGIN, scope=EVERYTHING)
    told = [sum(view.read(table, ("value",))["value"].to_pylist()) for table in ("scores", "resolutions")]
    return float(sum(told)) + float(sum(one[0] for one in view.read("forecasts", ("samples",))["samples"].to_pylist()))


@pytest.mark.parametrize("plant", PLANTS)
def test_each_law_finds_a_model_that_leaks(plant: Plant) -> None:
    reads = of_the_scores if plant is the_truth_in_the_tables_of_scores else of_today
    assert not holds(plant, lambda ledger: leaking(ledger, reads))
    assert holds(plant, lambda ledger: leaking(ledger, lambda _: 0.0)), "the model itself does not leak"


@pytest.mark.parametrize("plant", PLANTS[:4])
def test_each_law_finds_a_history_of_today(plant: Plant) -> None:
    """What is planted does change what is known now: the laws have something to find."""
    ledger = past()
    before = history_of(ledger.as_of(scope=EVERYTHING), SERIES).values.tobytes()
    plant(ledger)
    assert history_of(ledger.as_of(scope=EVERYTHING), SERIES).values.tobytes() != before
