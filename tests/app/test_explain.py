"""Explanations over a ledger, and the brief's outlook: what was issued, why, and what is worth a warning."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from tests.app.test_forecast import MODEL, MONTHS, PLACES, START, Room
from typer.testing import CliRunner

import simurg.cli.explain  # noqa: F401
from simurg.app.explain import Ask, explain
from simurg.app.standing import LEAST_CASES, Record, records_in_words
from simurg.cli.run import app
from simurg.foresight.history import month_start
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError, NotFound


@pytest.fixture(scope="module")
def flaring(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Eight countries over three years; Lebanon flares up at the end. Nothing is issued."""
    room = Room(tmp_path_factory.mktemp("flaring") / "ws")
    room.values["LBN"] = np.array([2] * (MONTHS - 3) + [40, 160, 212] + [5] * 12)
    room.tell(range(MONTHS))
    return room


def asked(room: Room, place: str = "LBN", **ask: Any) -> dict[str, Any]:
    with Ledger.open_to_read(room.workspace.ledger, room.clock) as ledger:
        return explain(ledger, room.picture, Ask(place, **{"model": MODEL, **ask}))


def test_an_explanation_tells_numbers_and_words(flaring: Room) -> None:
    told = asked(flaring)
    assert told["place"] == "Lebanon"
    assert told["last_month"] == f"{month_start(START + MONTHS - 1):%b %Y}"
    assert told["drivers"][0]["part"] == "last_3"
    assert told["drivers"][0]["words"].startswith("the last three months (412 deaths) raise the chance of ≥ 25 from")
    assert told["at_least"]["25"] == pytest.approx(3 / 18, abs=0.01)
    assert told["svg"].startswith("<svg")
    assert [one["value"] for one in told["next_month"]] == [0, 1, 10, 25, 100, 1000]
    assert json.dumps(told)


@pytest.mark.parametrize("place", ["lbn", "Lebanon", "lebanon"])
def test_a_place_may_be_named_as_one_likes(flaring: Room, place: str) -> None:
    assert asked(flaring, place)["place"] == "Lebanon"


def test_cases_lead_to_their_rows(flaring: Room) -> None:
    told = asked(flaring, as_of=None)
    rows = {row["id"].hex for row in flaring.rows("measurements")}
    for case in told["cases"]:
        assert set(case["rows"]) <= rows
        assert case["rows"]


def test_drivers_and_news_lead_to_the_months_they_sum(flaring: Room) -> None:
    told = asked(flaring)
    rows = {row["id"].hex: row for row in flaring.rows("measurements")}
    last = next(one for one in told["drivers"] if one["part"] == "last_3")
    assert [rows[number]["value"] for number in last["rows"]] == [212, 160, 40], "newest first"
    assert (last["rows_count"], sum(rows[number]["value"] for number in last["rows"])) == (3, last["told"])
    (number,) = told["news"]["rows"]
    assert rows[number]["value"] == told["news"]["value"] == 212
    page = run(flaring, "LBN").output
    assert f"({last['rows'][0][:12]} and 2 before)" in page
    assert all(len(one["rows"]) == min(one["rows_count"], 5) for one in told["drivers"])


def test_what_became_known_later_plays_no_part(flaring: Room) -> None:
    moment = f"{flaring.now:%Y-%m-%dT%H:%M:%SZ}"
    before = asked(flaring, as_of=moment)
    flaring.later(1)
    flaring.tell([MONTHS])
    assert asked(flaring, as_of=moment) == before
    assert asked(flaring)["last_month"] != before["last_month"]


@pytest.mark.parametrize(
    ("place", "ask", "error"),
    [
        ("Atlantis", {}, NotFound),
        ("LBN", {"series": "nothing"}, CallerError),
        ("LBN", {"model": "nothing"}, CallerError),
        ("LBN", {"as_of": "2020-05-01"}, NotFound),
        ("LBN", {"ahead": 99}, CallerError),
    ],
)
def test_what_cannot_be_explained_is_said(flaring: Room, place: str, ask: Mapping[str, Any], error: type) -> None:
    with pytest.raises(error) as raised:
        asked(flaring, place, **ask)
    assert raised.value.hint or "--ahead" in str(raised.value)


def run(room: Room, *words: str) -> Result:
    return CliRunner().invoke(app, ["-w", str(room.workspace.folder), "explain", *words, "--model", MODEL])


def test_the_command_says_why_and_writes_the_chart(flaring: Room, tmp_path: Path) -> None:
    chart = tmp_path / "fan.svg"
    page = run(flaring, "LBN", "--svg", str(chart)).output
    assert "Lebanon, state based deaths" in page
    assert "Why:" in page
    assert "What would change it most" in page
    assert "REPLAYED" in page
    assert chart.read_text().startswith("<svg")
    missing = run(flaring, "LBN", "--svg", str(tmp_path / "no" / "fan.svg"))
    assert missing.exit_code == 1
    assert json.loads(run(flaring, "ARM", "--json").stdout)["place"] == "Armenia"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """As above; a requirement asks for all of it and says what mistakes cost."""
    made = Room(tmp_path / "ws")
    made.values["LBN"] = np.array([2] * (MONTHS - 3) + [40, 160, 212] + [5] * 12)
    made.tell(range(MONTHS))
    entry = {"name": "deaths", "question": "Where?", "regions": list(PLACES), "topics": ["deaths"]}
    made.office.run("require", {"entries": [{**entry, "cost_of_miss": 9, "cost_of_false_alarm": 1}]})
    return made


def drawn(room: Room, **asked: Any) -> tuple[Mapping[str, Any], str]:
    told = room.office.run("brief", asked)
    return told, Path(told["html"]).read_text()


def test_the_brief_shows_what_was_issued_and_makes_no_forecast_of_its_own(room: Room) -> None:
    room.issue()
    issued = room.rows("forecasts")
    told, page = drawn(room)
    assert room.rows("forecasts") == issued, "nothing is added"
    assert "Why: the last three months (412 deaths) raise" in page
    assert "Behind the outlook" in page
    assert "Explained on what is known now" not in page
    assert room.office.run("brief", {"again": told["id"]})["identical"]


def test_data_that_came_after_an_issue_are_said(room: Room) -> None:
    room.issue()
    room.later(1)
    room.tell([MONTHS])
    _, page = drawn(room)
    assert "Explained on what is known now" in page


def test_an_old_issue_and_a_briefs_own_forecasts_do_not_stand(room: Room) -> None:
    drawn(room)
    own = len(room.rows("forecasts"))
    assert own, "without an issue a brief makes its own"
    room.later(1)
    drawn(room)
    assert len(room.rows("forecasts")) > own, "and does so again: its own are no issue"
    room.issue(ahead=20)
    room.later(3)
    issued = len(room.rows("forecasts"))
    drawn(room)
    assert len(room.rows("forecasts")) > issued, "an issue of three months ago is too old"


def test_costs_mark_what_is_worth_a_warning(room: Room) -> None:
    room.issue()
    _, page = drawn(room)
    assert "WARNING from a chance of 10.0 % for ≥ 25, as a miss is taken to cost as much as 9 false alarms." in page
    rows = [
        row for row in room.rows("forecasts") if row["horizon"] == min(r["horizon"] for r in room.rows("forecasts"))
    ]
    first = [row for row in room.rows("forecasts") if row["target_to"] > room.now]
    month = min(row["target_from"] for row in first)
    above = sum(np.mean(np.array(row["samples"]) >= 25) >= 0.1 for row in first if row["target_from"] == month)
    assert f"{above} of 8 forecasts reach it" in page
    assert rows
    marks = len(re.findall('<strong class="alarm">WARNING</strong>', page))
    assert marks == min(above, 3), "three outlooks are shown"


def test_a_replayed_record_is_never_called_issued(room: Room) -> None:
    _, page = drawn(room)
    assert "Track record replayed on its own past" in page
    assert "on forecasts as issued" not in page
    assert not any(row["issued"] for row in room.rows("scores"))


def test_the_record_of_issued_forecasts_stands_beside_them_once_there_are_enough(room: Room) -> None:
    for month in range(8):
        room.issue()
        room.later(1)
        room.tell([MONTHS + month])
    room.issue()
    _, page = drawn(room)
    found = re.search(r"Track record on forecasts as issued, 1 period ahead \((\d+) cases\)", page)
    assert found
    assert int(found[1]) >= LEAST_CASES
    assert "replayed on its own past" not in page


def test_records_in_words() -> None:
    told = records_in_words([Record("pooled", "deaths", 3, 1200, 12.345, None, 0.05, None)])
    assert told == {
        ("pooled", "deaths"): "Track record on forecasts as issued, 3 periods ahead (1,200 cases): "
        "CRPS 12.3 (less is better); Brier score 0.050."
    }
