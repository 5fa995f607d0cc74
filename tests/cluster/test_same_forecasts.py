"""Forecasts are the same whoever reads their history: versions, histories and samples, on Spark as on DuckDB."""

import random
from pathlib import Path

import pytest
from tests.app.test_past import SERIES, a_row, day
from tests.cluster.rows import assert_same_rows

from simurg.foresight import registry
from simurg.foresight.forecast import forecasts
from simurg.foresight.history import History, history_of
from simurg.foresight.record.vintages import vintages_of
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ledger.engines.spark import Spark
from simurg.ledger.recall import Recall, recall_offer
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING, Marking, Scope

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]


def told(folder: Path) -> Ledger:
    """Reports on months, told again and again, revised, marked and in part recalled."""
    dice = random.Random(3)
    ledger = Ledger.open(folder, lambda: day(900))
    for turn in range(25):
        known = day(dice.randrange(40, 300))
        name = dice.choice("pqr")
        report = {"id": digest_of(name, turn), "key": digest_of(name), "title": name, "known_at": known}
        rows = [a_row(dice, known, report["id"], divided=True) for _ in range(8)]
        rows = list({row["key"]: row for row in rows}.values())
        tables = {"reports": table_of("reports", [report]), "measurements": table_of("measurements", rows)}
        ledger.append(Offer(str(turn), tables, dice.choice(["one", "two"]), Marking(dice.choice([0, 0, 2]))))
    view = ledger.as_of(scope=EVERYTHING)
    ledger.append(recall_offer(view, Recall("two", "false", "ana"), day(200)))
    return ledger


def same(one: History, other: History) -> None:
    assert (one.places, one.first_month, one.months) == (other.places, other.first_month, other.months)
    assert one.values.tobytes() == other.values.tobytes()
    assert one.rows is not None
    assert other.rows is not None
    assert one.rows.tobytes() == other.rows.tobytes()


def test_versions_and_histories(tmp_path: Path, cluster: Spark) -> None:
    with told(tmp_path / "ledger") as ledger:
        there = cluster.at(tmp_path / "ledger")
        for scope in (EVERYTHING, Scope()):
            for moment in (None, day(150)):
                view = ledger.as_of(moment, scope=scope)
                for table in ("measurements", "reports", "forecasts"):
                    rows = view.versions(table)
                    assert rows.num_rows or table == "forecasts"
                    assert_same_rows(rows, view.on(there).versions(table))
                where = {"series": SERIES, "value": 5.0}
                assert_same_rows(view.versions("measurements", ("value",), where),
                                 view.on(there).versions("measurements", ("value",), where))  # fmt: skip
                same(history_of(view, SERIES), history_of(view.on(there), SERIES))
                same(vintages_of(view, SERIES).at(day(140)), vintages_of(view.on(there), SERIES).at(day(140)))


@pytest.mark.parametrize("name", registry.names())
def test_forecasts_of_every_registered_model(name: str, tmp_path: Path, cluster: Spark) -> None:
    from tests.app.test_forecast import MONTHS, PLACES, Room
    from tests.app.test_forecast import SERIES as DEATHS

    room = Room(tmp_path / "ws")
    room.tell(range(MONTHS))
    with Ledger.open_to_read(room.workspace.ledger, room.clock) as ledger:
        view = ledger.as_of(scope=EVERYTHING, picture="staff")
        seen = [history_of(one, DEATHS) for one in (view, view.on(cluster.at(room.workspace.ledger)))]
        same(*seen)
        module = registry.find(name)
        here, there = ([*forecasts(module, history, view.known_at, (1, 3))] for history in seen)
        assert len(here) == len(there) == 2 * len(PLACES)
        for one, other in zip(here, there, strict=True):
            assert (one.place, one.horizon, one.vintage) == (other.place, other.horizon, other.vintage)
            assert one.samples.tobytes() == other.samples.tobytes()
