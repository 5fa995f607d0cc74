"""A view shows the same rows whoever answers it: versions, recalls, scopes, times, on Spark as on DuckDB."""

import random
from pathlib import Path

import pytest
from tests.cluster.rows import assert_same_rows
from tests.ledger.conftest import Desk, Ticking, day
from tests.ledger.trial import SCOPES, TABLES, Step, Taking, Telling, Trial, Vintage, Wait

from simurg.ledger import Ledger, View
from simurg.ledger.engines.spark import Spark
from simurg.ontology.errors import LedgerDamaged
from simurg.ontology.markings import EVERYTHING, Marking

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]


def a_step(dice: random.Random) -> Step:
    kind = dice.random()
    if kind < 0.6:
        source = dice.choice(["wire", "wire", "post"])
        return tuple(
            Telling(
                dice.choice("ab"), dice.choice(["open", "open still", "shut"]), dice.randrange(5),
                dice.choice([0, 0, 1, 2]), source, dice.random() < 0.5,
            )
            for _ in range(dice.randrange(1, 4))
        )  # fmt: skip
    if kind < 0.75:
        return Vintage(dice.choice(["v1", "v2", "w"]), dice.randrange(5), (dice.randrange(2), dice.randrange(2)))
    if kind < 0.9:
        return Taking(dice.randrange(10), dice.random() < 0.3, dice.choice([0, 1, 3]), dice.random() < 0.3)
    return Wait(dice.choice([1, 60, 0]))


def assert_same_view(view: View, cluster: Spark) -> None:
    there = view.on(cluster)
    for table in TABLES:
        assert_same_rows(view.read(table), there.read(table))


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_told_revised_and_recalled(seed: int, tmp_path: Path, cluster: Spark) -> None:
    dice = random.Random(seed)
    trial = Trial(tmp_path / "ledger")
    for _ in range(25):
        trial.do(a_step(dice))
    trial.do(Taking(dice.randrange(10), by_source=False, level=3, withdrawn=False))
    trial.do(Taking(dice.randrange(10), by_source=True, level=1, withdrawn=False))
    trial.do(a_step(dice))
    trial.check()
    there = cluster.at(tmp_path / "ledger")
    contested = {table for table, files in trial.ledger.as_of(scope=EVERYTHING).files.items() if any(
        file.contested for file in files)}  # fmt: skip
    assert {"reports", "events", "claims"} <= contested
    assert trial.ledger.as_of(scope=EVERYTHING).count("recalls")
    for level, known in ((0, None), (1, day(2)), (3, None)):
        assert_same_view(trial.ledger.as_of(known, scope=SCOPES[level]), there)
    view = trial.ledger.as_of(scope=EVERYTHING)
    assert_same_rows(view.stored("reports"), view.on(there).stored("reports"))
    trial.ledger.close()


def test_conditions_counts_markings_and_single_rows(tmp_path: Path, cluster: Spark) -> None:
    with Ledger.open(tmp_path / "ledger", Ticking()) as ledger:
        desk = Desk(ledger)
        first = desk.tell("O'Hara's \\ 'quote' – عنوان", known=day(1), marking=Marking(1, 2, frozenset({"ALPHA"})))
        desk.tell("two", known=day(2), source="post")
        view = ledger.as_of(scope=EVERYTHING)
        there = view.on(cluster.at(tmp_path / "ledger"))
        for where in (
            {"source_id": "post"}, {"id": first}, {"known_at": (day(1), day(2))}, {"body": None},
            {"title": frozenset({"O'Hara's \\ 'quote' – عنوان", "x"})}, {"title": frozenset()},
        ):  # fmt: skip
            assert_same_rows(view.read("reports", ("id", "title", "marking"), where),
                             there.read("reports", ("id", "title", "marking"), where))  # fmt: skip
        assert there.count("events") == view.count("events") == 2
        assert there.markings("claims") == view.markings("claims")
        assert there.any_stored("reports", {"id": first})
        assert there.standing("reports", [first]) == view.standing("reports", [first]) == {first}
        assert_same_rows(view.about("Arkania", ledger.resident), there.about("Arkania", ledger.resident))
        assert there.read("findings").equals(view.read("findings")), "a table without rows"
        assert there.collect(there.table("findings")).num_rows == 0


def test_a_file_that_the_cluster_cannot_see_is_told(tmp_path: Path, cluster: Spark) -> None:
    with Ledger.open(tmp_path / "ledger", Ticking()) as ledger:
        Desk(ledger).tell("one", known=day(1))
        view = ledger.as_of(scope=EVERYTHING)
        with pytest.raises(LedgerDamaged, match="missing on the cluster"):
            view.on(cluster.at(tmp_path / "elsewhere")).read("reports")
