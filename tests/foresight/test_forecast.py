"""From a ledger's measurements to forecasts and scores, and back into the ledger."""

import tracemalloc
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from simurg.foresight import registry
from simurg.foresight.forecast import forecasts, in_parts
from simurg.foresight.history import History, history_of, month_number, month_start
from simurg.foresight.models import all_history, last_18_months
from simurg.foresight.record.vintages import vintages_of
from simurg.foresight.rows import Made, forecasts_table, scores_table
from simurg.foresight.track_record import Plan, track_record
from simurg.ledger import Ledger, Offer, View
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import EVERYTHING, Marking

SERIES = "state_based_deaths"
NOW = datetime(2034, 1, 10, tzinfo=UTC)
MADE = Made("staff", True, NOW)


def measured(values: Mapping[str, Sequence[float]], start: int = 2031 * 12) -> list[dict[str, object]]:
    """A row a month and country, each known ten days after its month is over."""
    return [
        {
            "id": digest_of(country, month, value),
            "key": digest_of(country, month),
            "country": country,
            "series": SERIES,
            "period_from": month_start(start + month),
            "period_to": month_start(start + month + 1),
            "value": float(value),
            "known_at": month_start(start + month + 1).replace(day=10),
        }
        for country, row in values.items()
        for month, value in enumerate(row)
    ]


def table(rows: list[dict[str, object]]) -> pa.Table:
    moment = pa.timestamp("us", tz="UTC")
    kinds = {"id": pa.binary(16), "key": pa.binary(16), "value": pa.float64()}
    kinds |= {"period_from": moment, "period_to": moment, "known_at": moment}
    made = pa.table({name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in rows[0]})
    for number, name in enumerate(("id", "key")):
        ids = pa.ExtensionArray.from_storage(pa.uuid(), made[name].combine_chunks())
        made = made.set_column(number, name, ids)
    return made


def view_of(*batches: list[dict[str, object]], known_at: datetime = NOW) -> View:
    ledger = Ledger.in_memory(lambda: NOW)
    for number, rows in enumerate(batches):
        ledger.append(Offer(str(number), {"measurements": table(rows)}, "register", Marking(), "test", "1"))
    return ledger.as_of(known_at=known_at, recorded_until=NOW, scope=EVERYTHING, picture="staff")


def test_a_history_is_what_the_view_knew(now: datetime) -> None:
    rows = measured({"ARM": range(36), "GEO": range(100, 130)})
    history = history_of(view_of(rows, known_at=datetime(2032, 3, 10, tzinfo=UTC)), SERIES)
    assert history.places == ("Armenia", "Georgia")
    assert history.last_month == month_number(datetime(2032, 2, 1, tzinfo=UTC))
    assert history.values[0].tolist() == list(range(14))


def test_months_that_nobody_told_of_are_unknown_and_parts_of_months_do_not_count() -> None:
    rows = measured({"ARM": range(36)})
    part = {**rows[20], "id": digest_of("part"), "key": digest_of("part"), "period_to": NOW, "country": "GEO"}
    history = history_of(view_of([*rows[:5], *rows[7:], part]), SERIES)
    assert history.places == ("Armenia",)
    assert np.flatnonzero(np.isnan(history.values[0])).tolist() == [5, 6]


def test_a_row_dated_to_another_age_is_passed_over() -> None:
    """One such row made twelve thousand empty months, and every model slow and other."""
    rows = measured({"ARM": range(36)})
    absurd = measured({"ARM": [7]}, start=1031 * 12)
    view = view_of([*rows, *absurd])
    kept, plain = history_of(view, SERIES), history_of(view_of(rows), SERIES)
    assert (kept.first_month, kept.values.tolist()) == (plain.first_month, plain.values.tolist())
    past = vintages_of(view, SERIES).at(view.known_at)
    assert (past.first_month, past.values.tolist()) == (plain.first_month, plain.values.tolist())


def test_the_value_known_last_counts() -> None:
    rows = measured({"ARM": range(36)})
    other = {**rows[3], "id": digest_of("other"), "key": digest_of("other"), "value": 99.0, "known_at": NOW}
    assert history_of(view_of([*rows, other]), SERIES).values[0, 3] == 99


def test_parts_of_a_country_are_told_apart_and_another_spelling_is_not_a_part() -> None:
    north, south = (
        [
            {**row, "place": place, "id": digest_of(place, number), "key": digest_of(place, number)}
            for number, row in enumerate(measured({"ARM": range(36)}))
        ]
        for place in ("North", "South")
    )
    whole = [{**row, "place": "Republic of Georgia"} for row in measured({"GEO": range(36)})]
    history = history_of(view_of([*north, *south, *whole]), SERIES)
    assert history.places == ("Georgia", "North", "South")


def test_nothing_measured_gives_no_forecast() -> None:
    history = history_of(view_of(), SERIES)
    assert history.values.shape == (0, 0)
    assert not list(forecasts(last_18_months, history, NOW))


def test_forecasts_name_what_they_rest_on() -> None:
    rows = measured({"ARM": range(36), "GEO": range(8)})
    made = list(forecasts(last_18_months, history_of(view_of(rows), SERIES), NOW))
    assert {one.place for one in made} == {"Armenia"}
    assert [one.horizon for one in made] == list(range(1, 15))
    assert made[0].target_from == datetime(2034, 1, 1, tzinfo=UTC)
    assert {one.bytes for one in made[0].basis} == {row["id"] for row in rows[12:36]}
    assert made[0].samples.min() == 18


def test_other_series_are_laid_over_the_same_places_and_months() -> None:
    rows = measured({"ARM": range(36), "GEO": range(36)})
    other = [
        {**row, "series": "other", "id": digest_of("other", number), "key": digest_of("other", number)}
        for number, row in enumerate(measured({"GEO": range(100, 140), "AZE": range(40)}, start=2030 * 12 + 6))
    ]
    history = history_of(view_of([*rows, *other]), SERIES, ("other", "nobody told"))
    assert history.places == ("Armenia", "Georgia")
    assert np.isnan(history.covariates["other"][0]).all()
    assert history.covariates["other"][1, :34].tolist() == list(range(106, 140))
    assert np.isnan(history.covariates["other"][1, 34:]).all()
    assert np.isnan(history.covariates["nobody told"]).all()
    assert history.until(5).covariates["other"].shape == (2, 5)
    with pytest.raises(CallerError, match="covariate"):
        History(SERIES, ("a",), 0, np.zeros((1, 30)), covariates={"b": np.zeros((1, 29))})


def test_what_is_known_later_changes_no_forecast_of_an_earlier_view() -> None:
    """A later month, a later vintage, a later-known correction and a score of the target, for every model."""
    rows = measured({name: [(5 * n + m) % 7 for m in range(36)] for n, name in enumerate(("ARM", "GEO", "AZE"))})
    early = datetime(2033, 7, 15, tzinfo=UTC)
    known = [row for row in rows if row["known_at"] <= early]
    corrected = [
        {**row, "id": digest_of("corrected", number), "value": 9_999.0, "known_at": NOW}
        for number, row in enumerate(known[-40:])
    ]
    truth = history_of(view_of(rows), SERIES)
    scores = track_record(last_18_months, all_history, truth, Plan(horizons=(1, 3)))
    ledger = Ledger.in_memory(lambda: NOW)
    told = {"measurements": table([*rows, *corrected])}
    ledger.append(Offer("all", told, "register", Marking(), "test", "1"))
    ledger.append(
        Offer(
            "scores", {"scores": scores_table(scores, MADE, "2034-01-10T00:00:00Z")}, None, Marking(), "foresight", "1"
        )
    )
    later = ledger.as_of(known_at=early, recorded_until=NOW, scope=EVERYTHING, picture="staff")
    plain = view_of(known, known_at=early)
    for name in registry.names():
        module = registry.find(name)
        one, other = (list(forecasts(module, history_of(view, SERIES), early, (1, 6))) for view in (plain, later))
        assert len(one) == 6
        assert [each.samples.tobytes() for each in one] == [each.samples.tobytes() for each in other]
        assert [each.vintage for each in one] == [each.vintage for each in other]


def test_many_series_are_forecast_in_parts_of_bounded_memory() -> None:
    places = 20_000
    values = np.random.default_rng(3).poisson(0.05, (places, 24)).astype(float)
    many = History(SERIES, tuple(map(str, range(places))), 2031 * 12, values)
    parameters = last_18_months.fit(many)
    greatest, seen = 0, 0
    tracemalloc.start()
    for samples in in_parts(last_18_months, parameters, (1, 2), 500):
        seen += len(samples)
        greatest = max(greatest, tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert seen == places
    assert greatest < 60e6  # all at once: 80 MB for one horizon's samples alone, and their levels beside them
    some = next(parameters.parts(700))
    again = np.concatenate(list(in_parts(last_18_months, some, (1,), 300)))
    assert last_18_months.predict(some, (1,)).tobytes() == again.tobytes()


def test_countries_that_appear_or_end_are_answered_by_what_is_known_of_them() -> None:
    values = np.full((3, 60), 4.0)
    values[1, :50] = np.nan  # ten months old
    values[2, 40:] = np.nan  # gone for twenty months
    history = History(SERIES, ("old", "new", "gone"), 2028 * 12, values)
    for name in registry.names():
        said = {one.place for one in forecasts(registry.find(name), history, NOW, (1,))}
        assert said == ({"old", "gone"} if name == "all_history" else {"old"})


def test_the_vintage_changes_with_the_data_and_only_then() -> None:
    def vintage(rows: list[dict[str, object]]) -> str:
        return next(forecasts(last_18_months, history_of(view_of(rows), SERIES), NOW)).vintage

    rows = measured({"ARM": range(36)})
    revised = [*rows[:-1], *measured({"ARM": [*range(35), 77]})[-1:]]
    older = [*measured({"ARM": [5, *range(1, 36)]})]
    assert vintage(rows) == vintage(rows[::-1])
    assert vintage(rows) != vintage(revised)
    assert vintage(rows) == vintage(older)  # the model does not look back that far


def test_forecasts_and_scores_go_into_a_ledger_and_come_back() -> None:
    history = history_of(view_of(measured({"ARM": range(36)})), SERIES)
    made = list(forecasts(last_18_months, history, NOW, (1, 2)))
    scores = track_record(last_18_months, all_history, history, Plan(horizons=(1, 3)))
    ledger = Ledger.in_memory(lambda: NOW)
    tables = {"forecasts": forecasts_table(made, MADE), "scores": scores_table(scores, MADE, "2034-01-10T00:00:00Z")}
    ledger.append(Offer("derived", tables, None, Marking(), "foresight", "1"))
    view = ledger.as_of(known_at=NOW, recorded_until=NOW, scope=EVERYTHING, picture="staff")
    back = sorted(view.read("forecasts").to_pylist(), key=lambda row: row["horizon"])
    assert [row["horizon"] for row in back] == [1, 2]
    assert back[0]["samples"] == made[0].samples.tolist()
    assert back[0]["basis"] == list(made[0].basis)
    read = view.read("scores").to_pylist()
    assert {(row["measure"], row["horizon"], row["value"]) for row in read} == {
        (one.measure, one.horizon, one.value) for one in scores
    }


def test_a_track_record_sees_only_the_past() -> None:
    random = np.random.default_rng(5)
    values = random.poisson(4, (3, 60)).astype(float)
    past = History(SERIES, ("a", "b", "c"), 0, values[:, :50])
    plan = Plan(horizons=(1, 6), most_origins=500)
    whole = track_record(last_18_months, all_history, History(SERIES, ("a", "b", "c"), 0, values), plan)
    short = track_record(last_18_months, all_history, past, plan)
    slow = []
    for known in range(18, 50):
        samples = last_18_months.predict(last_18_months.fit(past.until(known)), (1,))[:, 0].astype(float)
        for place in range(3):
            own, y = samples[place], values[place, known]
            slow.append(np.abs(own - y).mean() - np.abs(own[:, None] - own[None, :]).mean() / 2)
    assert short[0].measure == "crps"
    assert short[0].value == pytest.approx(np.mean(slow), rel=1e-5)
    assert short[0].cases == len(slow) == 96
    assert whole[0].cases == 126
    rate = next(one for one in short if one.measure == "base_rate_25" and one.horizon == 1)
    assert rate.value == (values[:, 18:50] >= 25).mean()


def test_a_short_history_has_no_track_record() -> None:
    assert track_record(last_18_months, all_history, History(SERIES, ("a",), 0, np.zeros((1, 18))), Plan()) == ()


def test_impossible_wishes_are_refused() -> None:
    history = History(SERIES, ("a",), 0, np.zeros((1, 30)))
    with pytest.raises(CallerError):
        list(forecasts(last_18_months, history, NOW, (0,)))
    with pytest.raises(CallerError):
        Plan(horizons=())
    with pytest.raises(CallerError):
        History(SERIES, ("a", "b"), 0, np.zeros((1, 30)))
