"""The outlook with its reasons: what is drawn, what is said, in every script, on page and paper alike."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader
from tests.assessment.conftest import MOMENT, SINCE, World

from simurg.assessment.brief.compile import compile
from simurg.assessment.brief.foreseen import said_in
from simurg.assessment.brief.request import BriefRequest, Limits
from simurg.assessment.brief.values import Brief
from simurg.assessment.render_html import render_html
from simurg.assessment.render_pdf import render_pdf
from simurg.foresight import registry
from simurg.foresight.history import History

FIRST = 2026 * 12
MONTHS = 61  # to January 2031
MODEL = "last_18_months"
PLACES = ("Bost", "Sela", "မြို့ <b>", "Gömör")


def history(seed: int = 1) -> History:
    values = np.random.default_rng(seed).poisson(4.0, size=(len(PLACES), MONTHS)).astype(float)
    values[0, -3:] = (40, 160, 212)
    return History("state_based_deaths", PLACES, FIRST, values)


def forecasts(world: World, place: str, known: datetime = MOMENT, **more: Any) -> None:
    told, module = history(), registry.find(MODEL)
    samples = module.predict(module.fit(told), (2, 3))[PLACES.index(place)]
    rows = [
        {
            "known_at": known, "picture": "staff", "issued": True, "model": MODEL, "place": place,
            "series": told.series,
            "horizon": 2 + step, "target_from": datetime(2031, 3 + step, 1, tzinfo=UTC),
            "target_to": datetime(2031, 4 + step, 1, tzinfo=UTC), "samples": drawn.tolist(), **more,
        }
        for step, drawn in enumerate(samples)
    ]  # fmt: skip
    world.add("forecasts", rows, method="forecast")


def page_of(world: World, **request: Any) -> Brief:
    asked = BriefRequest(
        since=SINCE, histories={"state_based_deaths": history()}, models={MODEL: registry.find(MODEL)}, **request
    )
    return compile(world.view(), asked)


@pytest.fixture
def foretold(world: World) -> World:
    for place in PLACES:
        forecasts(world, place)
    row = {
        "known_at": SINCE, "name": "deaths", "question": "Where?", "regions": [], "topics": [], "priority": 1,
        "active": True, "cost_of_miss": 9.0, "cost_of_false_alarm": 1.0,
    }  # fmt: skip
    world.add("requirements", [row])
    return world


def test_an_outlook_has_reasons_chances_a_fan_and_cases(foretold: World) -> None:
    (section, *_) = page_of(foretold).sections
    first = section.outlooks[0]
    assert first.place == "Bost"
    assert first.why is not None
    assert first.why.drivers[0].startswith("the last three months (412 deaths) raise the chance of ≥ 25")
    assert first.why.note == ""
    assert [level for level, _ in first.chances] == [1, 25, 100, 1000]
    assert first.fan is not None
    assert list(first.fan.past)[-3:] == [40, 160, 212]
    assert len(first.why.cases) == 5
    assert first.alarm
    assert not section.outlooks[1].alarm
    assert section.alarms.startswith("WARNING from a chance of 10.0 %")


def test_every_forecast_that_is_worth_an_alarm_is_named(foretold: World) -> None:
    """With room for one outlook the others were only counted."""
    row = {
        "known_at": SINCE, "name": "deaths", "question": "Where?", "regions": [], "topics": [], "priority": 1,
        "active": True, "cost_of_miss": 1_000_000.0, "cost_of_false_alarm": 1.0,
    }  # fmt: skip
    foretold.add("requirements", [row])
    (section, *_) = page_of(foretold, threshold=1.0, limits=Limits(outlooks=9)).sections
    shown = {one.place for one in section.outlooks}
    (narrow, *_) = page_of(foretold, threshold=1.0, limits=Limits(outlooks=1)).sections
    (kept,) = narrow.outlooks
    assert len(shown) > 1
    for place in shown - {kept.place}:
        assert f"{place} " in narrow.alarms.split("without room for more: ")[1]
    assert "without room" not in section.alarms


def test_a_topic_that_names_the_series_asks_for_it_everywhere(world: World) -> None:
    forecasts(world, "Bost")
    world.require("prices", topics=["grain"], priority=1)
    world.require("wars", topics=["ASSAULT", "deaths"], priority=2)
    found = {section.name: [one.place for one in section.outlooks] for section in page_of(world).sections}
    assert (found["prices"], found["wars"]) == ([], ["Bost"])


def test_an_explanation_of_another_forecast_says_so(foretold: World) -> None:
    changed = history()
    changed.values[0, -1] = 0
    asked = BriefRequest(since=SINCE, histories={"state_based_deaths": changed}, models={MODEL: registry.find(MODEL)})
    (section, *_) = compile(foretold.view(), asked).sections
    whys = {one.place: one.why for one in section.outlooks}
    assert whys["Bost"] is not None
    assert whys["Bost"].note.startswith("Explained on what is known now")


def test_no_reasons_without_a_history_or_the_model(foretold: World) -> None:
    for request in (BriefRequest(since=SINCE), BriefRequest(since=SINCE, histories={"state_based_deaths": history()})):
        (section, *_) = compile(foretold.view(), request).sections
        assert all(one.why is None for one in section.outlooks)
        assert "Behind the outlook" not in render_html(compile(foretold.view(), request))


def test_the_map_shows_every_place_at_its_chance(foretold: World) -> None:
    told = page_of(foretold).map
    assert told is not None
    assert set(told.of) == set(PLACES)
    assert told.of["Bost"] == pytest.approx(3 / 18, abs=0.01)
    assert told.what == "Chance of 25 or more state-based deaths in Mar 2031"


def test_page_and_paper_say_it_in_every_script(foretold: World) -> None:
    brief = page_of(foretold)
    page, paper = render_html(brief), render_pdf(brief)
    assert "&lt;b&gt;" in page
    assert "<b>: " not in page
    assert "မြို့" in page
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(paper)).pages).split())
    for words in ("Why: the last three months", "Behind the outlook", "What would change it most", "WARNING from"):
        assert words in page
        assert words in text
    assert render_pdf(page_of(foretold)) == paper
    assert render_html(page_of(foretold)) == page


def test_earlier_issues_count_for_months_that_had_not_begun(world: World) -> None:
    forecasts(world, "Bost", datetime(2031, 2, 10, tzinfo=UTC))
    forecasts(world, "Bost", datetime(2031, 2, 20, tzinfo=UTC), model="other")
    forecasts(world, "Bost", datetime(2031, 3, 3, tzinfo=UTC))
    columns = ("place", "model", "target_from", "known_at", "id", "samples")
    told = said_in(world.view().read("forecasts", columns), MODEL)["Bost"]
    assert [f"{one.month:%b}" for one in told] == ["Mar", "Apr"]
    module = registry.find(MODEL)
    drawn = module.predict(module.fit(history()), (2,))[0, 0]
    assert told[0].median == pytest.approx(float(np.quantile(drawn, 0.5)))
