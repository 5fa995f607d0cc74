"""The ranked list of onsets over a ledger: as of a moment, in a picture, and what is said when too little is known."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.foresight.onset.conftest import FIRST, made

from simurg.access.pictures import Picture
from simurg.app.onset import Ask, onset
from simurg.app.workspace import Workspace, create
from simurg.foresight.history import month_start
from simurg.ledger import Ledger, Offer
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

NOW = datetime(2010, 2, 1, tzinfo=UTC)
CODES = sorted(COUNTRIES)[:60]
MONTHS = 240  # January 1990 to December 2009


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "ws")


@cache
def deaths() -> np.ndarray:
    return made(seed=4, months=MONTHS).deaths


def rows(
    values: np.ndarray, first: int = 0, known: datetime | None = None, why: str = "", series: str = "state_based_deaths"
) -> pa.Table:
    """Each month is known ten days after it is over, unless said otherwise."""
    cells = [(place, month) for place in range(len(values)) for month in range(values.shape[1])]
    months = [FIRST + first + month for _, month in cells]
    keys = [digest_of(series, CODES[place], month) for (place, _), month in zip(cells, months, strict=True)]
    ids = [digest_of(key.hex(), why) for key in keys]
    ends = [month_start(month + 1) for month in months]
    moment = pa.timestamp("us", tz="UTC")
    return pa.table(
        {
            "id": pa.ExtensionArray.from_storage(pa.uuid(), pa.array(ids, pa.binary(16))),
            "key": pa.ExtensionArray.from_storage(pa.uuid(), pa.array(keys, pa.binary(16))),
            "country": [CODES[place] for place, _ in cells],
            "series": [series] * len(cells),
            "period_from": pa.array([month_start(month) for month in months], moment),
            "period_to": pa.array(ends, moment),
            "value": values.ravel().astype(float),
            "known_at": pa.array([known or end + timedelta(days=10) for end in ends], moment),
        }
    )


def ledger_of(*batches: pa.Table, marking: Marking | None = None) -> Ledger:
    ledger = Ledger.in_memory(lambda: NOW)
    for number, batch in enumerate(batches):
        offer = Offer(str(number), {"measurements": batch}, "register", marking or Marking(), "test", "1")
        ledger.append(offer)
    return ledger


def ask(ledger: Ledger, picture: Picture, **asked: Any) -> dict[str, Any]:
    return onset(ledger, picture, Ask(**asked))


def test_an_answer_in_full(workspace: Workspace) -> None:
    told = ask(ledger_of(rows(deaths())), workspace.picture("staff"), budget=4)
    assert json.loads(json.dumps(told)) == told
    assert (told["data_to"], told["window_from"], told["window_to"]) == ("2009-12", "2010-01", "2010-12")
    assert (told["known_to"], told["data_age_months"]) == ("2009-12", 1)
    assert all(one["came"] is None for one in told["listed"])
    assert [one["rank"] for one in told["listed"]] == [1, 2, 3, 4]
    chances = [one["probability"] for one in told["all"]]
    assert chances == sorted(chances, reverse=True)
    assert len(told["all"]) + len(told["not_quiet"]) + len(told["not_known"]) == len(CODES)
    first = told["listed"][0]
    assert first["low"] <= first["probability"] <= first["high"]
    assert len(first["cases"]) == 5
    assert told["series_missing"] == ["one_sided_deaths", "non_state_deaths"]
    record = told["record"]
    assert record["onsets"] == sum(one["came"] for one in record["reliability"]) > 5
    assert record["country_years"] == sum(one["cases"] for one in record["reliability"])
    assert record["brier_skill_low"] <= record["brier_skill"] <= record["brier_skill_high"]


def test_the_latest_deaths_are_named_by_their_rows(workspace: Workspace) -> None:
    ledger = ledger_of(rows(deaths()))
    told = ask(ledger, workspace.picture("staff"), budget=60)
    view = ledger.as_of(scope=workspace.picture("staff").scope)
    at = {
        row["id"].hex: row for row in view.read("measurements", ("id", "country", "value", "period_from")).to_pylist()
    }
    cited = [(one["place"], each) for one in told["listed"] for each in one["measurements"]]
    assert cited
    for place, each in cited:
        row = at[each["measurement"]]
        assert COUNTRIES[row["country"]] == place
        assert row["value"] == each["deaths"] > 0
        assert f"{row['period_from']:%Y-%m}" == each["month"]


def test_a_year_is_foretold_from_october_before(workspace: Workspace) -> None:
    told = ask(ledger_of(rows(deaths())), workspace.picture("staff"), year=2009)
    assert (told["data_to"], told["window_from"], told["window_to"]) == ("2008-10", "2009-01", "2009-12")


def test_what_came_stands_beside_where_it_is_known(workspace: Workspace) -> None:
    told = ask(ledger_of(rows(deaths())), workspace.picture("staff"), year=2009, budget=60)
    assert (told["known_to"], told["data_age_months"]) == ("2009-12", 1)
    names = [COUNTRIES[code] for code in CODES]
    for one in told["listed"]:
        peak = deaths()[names.index(one["place"]), -12:].max()
        assert one["came"] == {"most_deaths_in_a_month": peak, "onset": peak >= 25}
    assert len({one["came"]["onset"] for one in told["listed"]}) == 2


def test_what_was_known_later_changes_no_replay(workspace: Workspace) -> None:
    """Later months, and a correction of earlier ones that was known later, are as if they were not there."""
    staff, cut, then = workspace.picture("staff"), 200, "2006-09-15"
    planted = np.full((60, MONTHS - cut), 400)
    revised = np.full((60, 30), 70)
    whole = ledger_of(
        rows(deaths()[:, :cut]),
        rows(planted, first=cut),
        rows(revised, first=170, known=datetime(2009, 1, 1, tzinfo=UTC), why="revised"),
    )
    alone = ledger_of(rows(deaths()[:, :cut]))
    replayed = ask(whole, staff, as_of=then)
    assert replayed == ask(alone, staff, as_of=then)
    assert replayed["data_to"] == "2006-08"
    assert ask(whole, staff)["listed"] != replayed["listed"]


def test_a_correction_counts_once_it_is_known(workspace: Workspace) -> None:
    staff = workspace.picture("staff")
    quiet = ask(ledger_of(rows(deaths())), staff)["all"][-1]["place"]
    code = next(code for code, name in COUNTRIES.items() if name == quiet)
    place = CODES.index(code)
    revised = np.full((1, 6), 12.0)
    table = rows(np.repeat(revised, place + 1, axis=0), first=MONTHS - 6, known=NOW - timedelta(days=1), why="revised")
    ledger = ledger_of(rows(deaths()), table.slice(place * 6, 6))
    after = {one["place"]: one["probability"] for one in ask(ledger, staff)["all"]}
    before = {one["place"]: one["probability"] for one in ask(ledger, staff, as_of="2010-01-20")["all"]}
    assert after[quiet] > 2 * before[quiet]


def test_a_reader_without_the_rows_learns_nothing_of_them(workspace: Workspace) -> None:
    ledger = ledger_of(rows(deaths()), marking=Marking(1))
    assert ask(ledger, workspace.picture("staff"))["listed"]
    with pytest.raises(CallerError, match="Nothing is known of state_based_deaths"):
        ask(ledger, workspace.picture("public"))


def test_too_little_is_said(workspace: Workspace) -> None:
    staff = workspace.picture("staff")
    with pytest.raises(CallerError, match="Nothing is known"):
        ask(Ledger.in_memory(lambda: NOW), staff)
    with pytest.raises(CallerError, match=r"Too little is known to learn from: \d onsets"):
        ask(ledger_of(rows(deaths()[:12, :60])), staff)


def test_a_signal_is_used_where_it_is_asked_for_and_known(workspace: Workspace) -> None:
    staff = workspace.picture("staff")
    reports = np.random.default_rng(3).poisson(20, size=deaths().shape)
    ledger = ledger_of(rows(deaths()), rows(reports, series="hostile_reports"))
    told = ask(ledger, staff, signals=("hostile_reports",), budget=1)
    assert told["series"] == ["state_based_deaths", "hostile_reports"]
    assert "hostile_reports" in {one["feature"] for one in told["listed"][0]["drivers"]}
    assert ask(ledger, staff, budget=1)["series"] == ["state_based_deaths"]
    with pytest.raises(CallerError, match="Nothing is known of rumours"):
        ask(ledger, staff, signals=("rumours",))
    with pytest.raises(CallerError, match="no signal"):
        ask(ledger, staff, signals=("state_based_deaths",))


def test_counts_that_cannot_be_are_told_and_taken_for_unknown(workspace: Workspace) -> None:
    staff, values = workspace.picture("staff"), deaths().astype(float)
    values[3, -5], values[5, 10], values[7, 20] = -4, 1e15, np.nan
    told = ask(ledger_of(rows(values)), staff, budget=60)
    (bad,) = told["below_zero"]
    assert (bad["place"], bad["month"]) == (COUNTRIES[CODES[3]], "2009-08")
    assert told["not_known"] == [bad["place"]]
    assert all(0 < one["probability"] < 1 for one in told["all"])


def test_what_cannot_be_asked(workspace: Workspace) -> None:
    staff, ledger = workspace.picture("staff"), ledger_of(rows(deaths()))
    with pytest.raises(CallerError, match="future"):
        ask(ledger, staff, as_of="2030-01-01")
    with pytest.raises(CallerError, match="budget"):
        ask(ledger, staff, budget=0)
    for year in (1980, 2011, 2050):
        with pytest.raises(CallerError, match="run from 1990-01 to 2009-12") as error:
            ask(ledger, staff, year=year)
        assert "2010 is the latest --year" in (error.value.hint or "")
    assert ask(ledger, staff, year=2010)["data_to"] == "2009-10"
