"""Coverage: who answers a requirement, who could, and what nobody can."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.app.asking import NOW, Asking

from simurg.app.coverage import Covered, coverage_of
from simurg.app.following.health import Health
from simurg.app.require import require
from simurg.collection.source import Source
from simurg.ontology.markings import Marking

DAY = timedelta(days=1)
WIRE = Source("wire", "rss", title="The Wire", fresh_for=3 * DAY)
DEATHS = Source("deaths", "table", title="Counts of deaths", fresh_for=60 * DAY)
SECRET = Source("secret", "rss", marking=Marking(4, 4), fresh_for=3 * DAY)


@pytest.fixture
def world():
    with Asking() as world:
        yield world


def ask(world: Asking, name: str = "north", **said: object) -> None:
    require(world.desk, {"entries": [{"name": name, "question": "?", **said}], "reader": "chief"})


def healthy(*sources: Source, **states: str) -> dict[str, Health]:
    return {one.name: Health(one.name, states.get(one.name, "ok"), None, "", "") for one in sources}


def covered(world: Asking, *sources: Source, at: datetime | None = None, **states: str) -> Covered:
    world.until(at or world.moment)
    [found] = coverage_of(world.view(), sources, healthy(*sources, **states))
    return found


def test_a_fresh_source_answers(world):
    ask(world, regions=["NRV"], topics=["ASSAULT"])
    world.tell_clashes(NOW - DAY)
    found = covered(world, WIRE, at=NOW + DAY)
    assert [(one.source, one.fresh, one.well) for one in found.answers] == [("wire", True, True)]
    assert "told of it" in found.answers[0].why
    assert (found.gap, found.could, found.cards) == ("", (), ())


def test_a_source_that_went_stale_is_a_gap(world):
    ask(world, regions=["NRV"], topics=["ASSAULT"])
    world.tell_clashes(NOW - DAY)
    found = covered(world, WIRE, at=NOW + 10 * DAY)
    assert [(one.source, one.fresh) for one in found.answers] == [("wire", False)]
    assert "no fresh source" in found.gap


def test_a_source_that_cannot_be_fetched_is_a_gap_though_it_is_fresh(world):
    ask(world, regions=["NRV"])
    world.tell_clashes(NOW - DAY)
    found = covered(world, WIRE, at=NOW + DAY, wire="unauthorised")
    assert "cannot be fetched: wire" in found.gap
    assert "now unauthorised" in found.answers[0].why


def test_a_source_that_tells_of_the_region_and_of_the_topic_elsewhere_could_answer(world):
    ask(world, regions=["NRV"], topics=["harbour"])
    world.tell_clashes(NOW - DAY)
    about = replace(WIRE, title="Harbour news")
    found = covered(world, about, at=NOW + DAY)
    assert [one.source for one in found.could] == ["wire"]
    assert "say nothing of it" in found.gap
    assert covered(world, about, at=NOW + DAY, wire="late").could == ()


def test_measured_series_cover_what_they_are_called(world):
    ask(world, regions=["NRV"], topics=["deaths"])
    world.tell_months({(2026, 1): 3.0}, source="deaths")
    found = covered(world, DEATHS, at=NOW + DAY)
    assert [one.source for one in found.answers] == ["deaths"]
    assert found.gap == ""


def test_another_country_s_series_does_not(world):
    ask(world, regions=["KEN"], topics=["deaths"])
    world.tell_months({(2026, 1): 3.0}, source="deaths")
    found = covered(world, DEATHS, at=NOW + DAY)
    assert found.answers == ()


def test_what_nobody_can_answer_is_told_with_cards_that_would(world):
    ask(world, regions=["KEN"], topics=["earthquakes"])
    found = covered(world, WIRE)
    assert (found.answers, found.could) == ((), ())
    assert found.gap == "No source that is set up and fresh could answer it."
    assert "usgs" in found.cards
    assert "usgs" not in covered(world, replace(WIRE, card="usgs")).cards


def test_a_source_that_the_reader_may_not_know_of_covers_nothing(world):
    ask(world, regions=["NRV"])
    world.tell_clashes(NOW - DAY, source="secret")
    assert covered(world, SECRET, at=NOW + DAY).answers == ()


def test_a_source_that_is_switched_off_covers_nothing(world):
    ask(world, regions=["NRV"])
    world.tell_clashes(NOW - DAY)
    assert covered(world, replace(WIRE, enabled=False), at=NOW + DAY).answers == ()


def test_the_past_is_covered_as_it_was_then(world):
    ask(world, regions=["NRV"])
    world.tell_clashes(NOW - DAY)
    then = world.ledger.as_of(NOW - 2 * DAY, scope=world.picture().scope, picture=world.picture().name)
    [found] = coverage_of(then, [WIRE], healthy(WIRE))
    assert found.answers == ()
