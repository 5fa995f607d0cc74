"""Forecasts issued, scored and replayed, over a made ledger of eight places."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simurg.app.forecast import Ask, forecast
from simurg.app.jobs import HANDLERS
from simurg.app.queue import Progress
from simurg.app.score import Ask as ScoreAsk
from simurg.app.score import score
from simurg.app.show import show
from simurg.app.worker import Office
from simurg.app.workspace import create
from simurg.collection.connector import raw_of
from simurg.collection.rows import RowBuilder
from simurg.collection.source import Source
from simurg.foresight import registry
from simurg.foresight.forecast import forecasts
from simurg.foresight.history import history_of, month_number, month_start
from simurg.foresight.rows import Made, forecasts_table
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import table_of
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of

SERIES = "state_based_deaths"
PLACES = ("ARM", "GEO", "AZE", "TUR", "IRN", "IRQ", "SYR", "LBN")
START = month_number(datetime(2020, 1, 1, tzinfo=UTC))
MONTHS = 36
MODEL = "last_18_months"


class Clock:
    """Moved by hand; a second later at each look."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Room:
    """A workspace whose register tells of months, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(month_start(START + MONTHS).replace(day=12))
        self.office = Office(create(folder), HANDLERS, self.clock)
        self.workspace = self.office.workspace
        self.picture = self.workspace.picture(None)
        self.random = np.random.default_rng(3)
        rates = self.random.gamma(1.0, 20.0, len(PLACES))
        self.values = {place: self.random.poisson(rate, MONTHS + 12) for place, rate in zip(PLACES, rates, strict=True)}

    def tell(self, months: Sequence[int], changed: Mapping[tuple[str, int], float] | None = None, late: int = 9) -> Any:
        """The register's values of some months, ten days after each; `changed` are told under the same keys."""
        wanted = changed or {(place, month): float(self.values[place][month]) for place in PLACES for month in months}
        with Ledger.open(self.workspace.ledger, self.clock) as ledger:
            return told(ledger, wanted, late, f"{self.clock.at}")

    @property
    def now(self) -> datetime:
        return self.clock.at

    def later(self, months: int) -> None:
        """To the 12th of a month so many months on."""
        self.clock.at = month_start(month_number(self.now) + months).replace(day=12)

    def issue(self, **asked: Any) -> Mapping[str, Any]:
        return self.office.run("forecast", {"model": MODEL, "ahead": 3, **asked})

    def issue_what_is_over(self) -> None:
        """Three months as rows called issued, as ledgers of earlier versions hold them: `issue` refuses."""
        with Ledger.open(self.workspace.ledger, self.clock) as ledger:
            at = self.clock()
            view = ledger.as_of(at, at, scope=self.picture.scope, picture=self.picture.name)
            stream = forecasts(registry.find(MODEL), history_of(view, SERIES), at, (1, 2, 3))
            rows = forecasts_table(stream, Made(self.picture.name, True, at, at, at))
            ledger.append(Offer("over", {"forecasts": rows}, marking=self.picture.scope.marking(), method="forecast"))

    def replayed(self, **asked: Any) -> dict[str, Any]:
        with Ledger.open_to_read(self.workspace.ledger, self.clock) as ledger:
            return forecast(ledger, self.picture, Ask(**{"model": MODEL, "ahead": 3, **asked}))

    def score(self, **asked: Any) -> dict[str, Any]:
        with Ledger.open_to_read(self.workspace.ledger, self.clock) as ledger:
            return score(ledger, self.picture, ScoreAsk(**asked))

    def rows(self, table: str, where: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        with Ledger.open_to_read(self.workspace.ledger, self.clock) as ledger:
            view = ledger.as_of(scope=self.picture.scope, picture=self.picture.name)
            rows: list[dict[str, Any]] = view.read(table, where=where).to_pylist()
            return rows

    def backtest(self, **asked: Any) -> Mapping[str, Any]:
        return self.office.run("backtest", {"from": "2022-01", "to": "2022-12", "model": MODEL, **asked})


def told(ledger: Ledger, wanted: Mapping[tuple[str, int], float], late: int, batch: str) -> Any:
    """One report on these values, known `late` days after their month. Returns the report's id."""
    known = month_start(START + max(month for _, month in wanted) + 1) + timedelta(days=late)
    raw = raw_of(batch.encode(), Source("register", "table"), "table", known)
    builder = RowBuilder(raw)
    report = builder.report(key=batch, title="Deaths by month", known_at=known)
    rows = [
        {
            "id": digest_of(place, month, value, batch),
            "key": digest_of(place, month),
            "country": place,
            "series": SERIES,
            "period_from": month_start(START + month),
            "period_to": month_start(START + month + 1),
            "value": value,
            "known_at": month_start(START + month + 1) + timedelta(days=late),
            "report_id": report,
        }
        for (place, month), value in wanted.items()
    ]
    tables = {**builder.take().tables, "measurements": table_of("measurements", rows)}
    ledger.append(Offer(batch, tables, "register", method="table", version="1"))
    return report


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path / "ws")
    made.tell(range(MONTHS))
    return made


def test_a_replay_stores_nothing_and_an_issue_says_the_same(room: Room) -> None:
    shown = room.replayed()
    assert json.loads(json.dumps(shown)) == shown
    assert not room.rows("forecasts")
    issued = room.issue()
    for places in (issued["places"], shown["places"]):  # ids differ: of the frozen row, of the measurement
        for month in (month for one in places for month in one["months"]):
            assert month.pop("id")
    assert issued["places"] == shown["places"]
    assert (issued["new"], issued["issued"], shown["issued"]) == (24, True, False)
    risks = [one["within"]["25"][1] for one in shown["places"]]
    assert risks == sorted(risks, reverse=True)
    assert (shown["last_month"], shown["months_late"]) == ("2022-12", 0)


def test_every_line_leads_to_a_row(room: Room) -> None:
    measurements = {row["id"].hex: row for row in room.rows("measurements")}
    for one in room.replayed()["places"]:
        numbers = {month["id"] for month in one["months"]} | {one["measurement"]}
        (row,) = (measurements[number] for number in numbers)
        assert row["period_from"] == month_start(START + MONTHS - 1), "the newest"
    issued = room.issue()
    frozen = {row["id"].hex: (row["place"], f"{row['target_from']:%Y-%m}") for row in room.rows("forecasts")}
    listed = {month["id"]: (one["place"], month["month"]) for one in issued["places"] for month in one["months"]}
    assert listed == frozen
    with Ledger.open_to_read(room.workspace.ledger, room.clock) as ledger:
        assert all(show(room.workspace, ledger, room.picture.scope, number[:12]) for number in [*listed][:2])


def test_issuing_twice_on_a_day_adds_nothing_and_other_data_or_another_day_do(room: Room) -> None:
    room.issue()
    assert room.issue()["new"] == 0
    assert room.issue(countries=["Georgia"])["new"] == 0
    room.tell([], {("GEO", MONTHS - 1): 400.0}, late=10)
    assert room.issue()["new"] == 3, "the first stand beside them"
    assert len(room.rows("forecasts")) == 27
    room.clock.at += timedelta(days=1)
    assert room.issue()["new"] == 24


def test_what_is_frozen_names_all_that_it_was_made_of(room: Room) -> None:
    room.issue()
    row = room.rows("forecasts")[0]
    assert row["issued"]
    assert row["as_known_at"] == row["as_recorded_until"] == row["known_at"]
    assert (row["model"], row["version"], len(row["samples"])) == (MODEL, registry.find(MODEL).MODEL.version, 1000)
    assert row["vintage"]
    assert row["code"]
    assert row["basis"]


def test_a_forecast_is_scored_when_its_month_is_told_and_again_when_that_is_revised(room: Room) -> None:
    room.issue()
    assert room.score()["groups"] == []
    room.later(1)
    room.tell([MONTHS])
    first = room.score(horizon=1)
    (group,) = first["groups"]
    samples = {one["place"]: np.array(one["samples"]) for one in room.rows("forecasts", {"horizon": 1})}
    by_hand = [
        np.abs(samples[name] - y).mean() - np.abs(samples[name][:, None] - samples[name][None]).mean() / 2
        for name, y in zip(("Armenia", "Georgia", "Azerbaijan", "Türkiye", "Iran", "Iraq", "Syria", "Lebanon"),
                           (room.values[place][MONTHS] for place in PLACES), strict=True)
    ]  # fmt: skip
    crps = group["first"]["measures"]["crps"]
    assert crps["value"] == pytest.approx(np.mean(by_hand), rel=1e-5)
    assert crps["low"] < crps["value"] < crps["high"]
    assert (crps["cases"], group["revised"], first["scored"]) == (8, 0, 8)
    assert group["first"] == group["latest"]
    old = float(room.values["GEO"][MONTHS])
    room.later(1)
    room.tell([], {("GEO", MONTHS): old + 500}, late=35)
    again = room.score(horizon=1, revisions=True)
    assert again["groups"][0]["first"] == group["first"]
    assert again["groups"][0]["latest"]["measures"]["crps"]["value"] > crps["value"] + 20
    (change,) = again["revisions"]
    assert (change["old"]["value"], change["new"]["value"], change["place"]) == (old, old + 500, "Georgia")
    assert change["new_crps"] > change["old_crps"]
    assert room.score(as_of=first["known_at"], horizon=1)["groups"][0]["latest"] == group["latest"], "as of then"


def test_the_baseline_is_the_one_issued_with_it_else_replayed_on_the_view_of_the_forecast(room: Room) -> None:
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    replayed = room.score(horizon=1)["groups"][0]
    assert replayed["baseline_replayed"] == 8
    room.tell([], {(place, month): 900.0 for place in PLACES for month in range(10)}, late=999)
    room.clock.at += timedelta(days=400)
    crps = replayed["first"]["measures"]["crps"]
    after = room.score(horizon=1)["groups"][0]["first"]["measures"]["crps"]
    assert after["baseline"] == crps["baseline"], "what became known since plays no part"


def test_a_baseline_that_was_issued_on_the_day_is_the_one_beside(room: Room) -> None:
    room.issue()
    room.issue(model="all_history")
    room.later(1)
    room.tell([MONTHS])
    groups = {one["model"]: one for one in room.score(horizon=1)["groups"]}
    assert groups[MODEL]["baseline_replayed"] == 0
    own = groups["all_history"]["first"]["measures"]["crps"]
    assert groups[MODEL]["first"]["measures"]["crps"]["baseline"] == pytest.approx(own["value"])
    assert own["ratio"] == pytest.approx([1, 1, 1])
    (alone,) = room.score(horizon=1, model=MODEL)["groups"]
    assert alone == groups[MODEL]


def test_a_replayed_forecast_is_never_scored_as_issued(room: Room) -> None:
    with Ledger.open(room.workspace.ledger, room.clock) as ledger:
        view = ledger.as_of(scope=room.picture.scope, picture=room.picture.name)
        stream = forecasts(registry.find(MODEL), history_of(view, SERIES), view.known_at, (1,))
        rows = forecasts_table(stream, Made(room.picture.name, False, view.known_at))
        ledger.append(Offer("replay", {"forecasts": rows}, marking=room.picture.scope.marking()))
    room.later(1)
    room.tell([MONTHS])
    assert len(room.rows("forecasts")) == 8
    assert (room.score()["issued"], room.score()["groups"]) == (0, [])
    room.backtest()
    assert room.score()["groups"] == []
    assert room.replayed()["record_is"] == "replayed"


def test_a_forecast_that_rests_on_a_recalled_report_is_stale_and_the_score_says_so(room: Room) -> None:
    report = room.tell([], {("GEO", MONTHS - 1): 300.0}, late=10)
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    assert room.score(horizon=1)["groups"][0]["stale"] == 0
    result = room.office.run("recall", {"target": report.hex, "why": "a mistake"})
    assert result["stale"]["forecasts"] == 24
    group = room.score(horizon=1)["groups"][0]
    assert group["stale"] == 8
    assert (room.score(horizon=1)["stale"], room.score(model="all_history")["stale"]) == (24, 0)
    with Ledger.open_to_read(room.workspace.ledger, room.clock) as ledger:
        number = room.rows("forecasts")[0]["id"].hex
        shown = show(room.workspace, ledger, room.picture.scope, number)
    assert not shown["stands"]
    assert "a mistake" in shown["reasons"][0]
    assert group["latest"]["measures"]["crps"]["cases"] == 8
    assert group["latest_without_stale"] is None
    room.office.run("recall", {"target": report.hex, "why": "it was right", "undo": True})
    assert room.score(horizon=1)["groups"][0]["stale"] == 0


def test_the_record_beside_a_forecast_is_of_issued_ones_where_there_are_any(room: Room) -> None:
    assert room.replayed()["record_is"] == "none"
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    shown = room.replayed()
    assert shown["record_is"] == "issued"
    assert [one["horizon"] for one in shown["record"]] == [1]


def test_a_forecast_issued_when_its_outcome_could_be_known_is_no_issued_one(room: Room) -> None:
    """The register told of 2023 long since; here nobody had loaded it."""
    room.later(36)
    room.issue_what_is_over()
    room.tell(range(MONTHS, MONTHS + 12))
    found = room.score()
    assert (found["issued"], found["scored"], found["known_before"], found["groups"]) == (24, 0, 24, [])
    shown = room.replayed()
    assert (shown["record_is"], shown["known_before"]) == ("none", 24)


def test_months_that_are_over_are_not_issued(room: Room) -> None:
    """On 12 February the register has told of January, which was not loaded; of February nobody can know."""
    room.later(1)
    room.issue()
    room.later(2)
    room.tell([MONTHS])
    room.tell([MONTHS + 1])
    found = room.score()
    assert (found["issued"], found["scored"], found["known_before"]) == (16, 8, 0)
    assert [(one["horizon"], one["forecasts"]) for one in found["groups"]] == [(2, 8)]


def test_where_all_months_are_over_nothing_is_issued_and_old_data_is_said(room: Room) -> None:
    room.later(24)
    with pytest.raises(CallerError, match="nothing is issued") as wrong:
        room.issue()
    assert "--ahead 25" in wrong.value.hint
    assert not room.rows("forecasts")
    shown = room.replayed()
    assert (shown["months_over"], shown["months"]) == (["2023-01", "2023-02", "2023-03"],) * 2
    assert shown["old_data"]["words"].startswith("OLD DATA: the last month known is 2022-12, 24 months before")
    assert shown["old_data"]["last_told"] == "2022-12-31"
    assert room.issue(ahead=25)["months"] == ["2025-01"], "the one that is not over"


def test_samples_are_held_some_at_a_time_and_the_scores_are_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    (whole,) = room.score()["groups"]
    monkeypatch.setattr("simurg.app.score.AT_ONCE", 3)
    (parts,) = room.score()["groups"]
    for measure, told in whole["first"]["measures"].items():
        found = parts["first"]["measures"][measure]
        assert found["ratio"] == pytest.approx(told["ratio"]), measure
        assert found["value"] == pytest.approx(told["value"]), measure


def test_another_picture_is_not_told_of_what_was_issued_for_this_one(room: Room) -> None:
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    with Ledger.open_to_read(room.workspace.ledger, room.clock) as ledger:
        assert score(ledger, room.workspace.picture("public"), ScoreAsk())["issued"] == 0


def test_a_backtest_sees_at_each_origin_what_was_known_then(room: Room) -> None:
    found = room.backtest()
    assert (found["origins"], found["origins_without_data"]) == (12, 0)
    assert found["months_late"] == {"least": 1, "most": 1}, "a month is told ten days after it is over"
    (one,) = [part for part in found["horizons"] if part["horizon"] == 1]
    assert one["first"] == one["latest"]
    rows = room.rows("scores")
    assert rows
    assert not any(row["issued"] for row in rows)
    assert {row["truth"] for row in rows} == {"first", "latest"}
    room.tell([], {(place, 30): 5000.0 for place in PLACES}, late=90)
    again = room.backtest()
    (part,) = [part for part in again["horizons"] if part["horizon"] == 1]
    assert part["first"]["measures"]["crps"]["value"] != part["latest"]["measures"]["crps"]["value"]
    early = {"from": "2022-01", "to": "2022-08"}  # 2022-08 begins before the revision of July was known
    cells = [next(p for p in room.backtest(**early)["horizons"] if p["horizon"] == 1) for _ in range(2)]
    assert cells[0] == cells[1]
    assert cells[0]["first"] == next(p for p in first_of(room, early)["horizons"] if p["horizon"] == 1)["first"]


def first_of(room: Room, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same backtest in a workspace that never heard of the revision."""
    other = Room(room.workspace.folder.parent / "other")
    other.tell(range(MONTHS))
    return other.backtest(**asked)


def test_a_backtest_that_was_stopped_goes_on_where_it_was(room: Room) -> None:
    whole = room.backtest()
    told: list[str] = []

    def stop(progress: Progress) -> None:
        told.append(progress.doing)
        if "2022-06" in progress.doing:
            raise KeyboardInterrupt

    arguments = {"from": "2022-01", "to": "2022-12", "model": MODEL}
    with pytest.raises(KeyboardInterrupt):
        room.office.run("backtest", arguments, stop)
    kept = list((room.workspace.folder / "backtests").iterdir())
    assert len(kept) == 5
    assert room.office.run("backtest", arguments)["horizons"] == whole["horizons"]
    assert not (room.workspace.folder / "backtests").exists()


def test_what_was_done_before_a_stop_is_not_done_again(room: Room) -> None:
    def stop(progress: Progress) -> None:
        if "2022-02" in progress.doing:
            raise KeyboardInterrupt

    arguments = {"from": "2022-01", "to": "2022-02", "model": MODEL, "horizons": [1]}
    with pytest.raises(KeyboardInterrupt):
        room.office.run("backtest", arguments, stop)
    (kept,) = (room.workspace.folder / "backtests").iterdir()
    sums = json.loads(kept.read_text())
    sums["cases"] = [[100.0, 100.0]]  # a mark that only this file can leave
    kept.write_text(json.dumps(sums))
    (line,) = room.office.run("backtest", arguments)["horizons"]
    assert line["first"]["measures"]["crps"]["cases"] == 108


def test_what_cannot_be_asked(room: Room) -> None:
    with pytest.raises(CallerError, match="no series"):
        room.replayed(series="locusts")
    with pytest.raises(CallerError, match="no forecast model") as wrong:
        room.replayed(model="oracle")
    assert MODEL in wrong.value.hint
    with pytest.raises(NotFound, match="tells of no place"):
        room.replayed(countries=("Atlantis",))
    with pytest.raises(CallerError, match="--ahead"):
        room.replayed(ahead=37)
    with pytest.raises(CallerError, match="issued for now"):
        room.issue(as_of="2022-01-01")
    with pytest.raises(CallerError, match="not come"):
        room.replayed(as_of="2099-01-01")
    with pytest.raises(CallerError, match="after --to"):
        room.backtest(**{"from": "2022-05", "to": "2022-02"})
    with pytest.raises(CallerError, match="not begun"):
        room.backtest(to="2050-01")
    with pytest.raises(CallerError, match="Nothing was known"):
        room.backtest(**{"from": "2010-01", "to": "2010-03"})
    with pytest.raises(CallerError, match="1 to 36"):
        room.backtest(horizons=[0, 3])


def test_bad_input_is_told_and_loses_nothing(tmp_path: Path) -> None:
    room = Room(tmp_path / "ws")
    values = {(place, month): float(room.values[place][month]) for place in PLACES[:4] for month in range(MONTHS)}
    values |= {("SYR", month): float(month) for month in range(10)}  # ten values
    values |= {("IRQ", month): 3.0 for month in range(24)}  # is told no more: it was merged
    values |= {("LBN", month): 3.0 for month in range(20, MONTHS)}  # appears
    values[("GEO", 30)], values[("GEO", 31)] = -7.0, 1e12
    room.tell([], values)
    shown = room.replayed()
    assert shown["unusable_values"] == 2
    assert "Syria" in shown["silent"]
    assert {"Lebanon", "Georgia"} <= {one["place"] for one in shown["places"]}
    for one in shown["places"]:
        assert all(0 <= month["low"] <= month["high"] < 1e7 for month in one["months"]), one["place"]


def test_many_places_go_into_the_ledger_in_batches(tmp_path: Path) -> None:
    room = Room(tmp_path / "ws")
    room.tell(
        [], {(f"district {place}", month): float(place % 7) for place in range(700) for month in range(24, MONTHS)}
    )
    assert room.issue()["new"] == 2100
    with Ledger.open_to_read(room.workspace.ledger, room.clock) as ledger:
        assert sorted(file.rows for file in ledger.catalogue.live_files("forecasts")) == [100, 2000]
    assert room.issue()["new"] == 0


def test_an_empty_ledger_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="Nothing is measured"):
        Room(tmp_path / "ws").issue()
