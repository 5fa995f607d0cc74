"""What concerns a requirement."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from simurg.assessment.brief.matching import Matcher, Requirement, region_pattern
from simurg.assessment.brief.material import read_material
from simurg.assessment.brief.parties import pairs, party_name

from .conftest import SINCE


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        ("NER", "Niger closes a road", True),
        ("Niger", "Nigeria closes a road", False),
        ("Niger", "Foreign_Minister_(Niger)", True),
        ("South Sudan", "South_Sudan", True),
        ("UKR", "talks in Ukraine", True),
        ("MAR", "el mar de Alborán", False),
        ("Czech Republic", "Czechia votes", True),
        ("乌克兰", "关于乌克兰的谈判", True),
        ("(x", "open (x here", True),
    ],
)
def test_regions_are_whole_names(region: str, text: str, expected: bool) -> None:
    pattern = region_pattern((region,))
    assert pattern is not None
    assert (pattern.search(text) is not None) is expected


def _matched(world: Any, **asked: Any) -> tuple[int, int]:
    material = read_material(world.view(), SINCE, timedelta(days=30))
    matched = Matcher(material).match(Requirement("r", "?", **asked))
    return int(matched.reports.sum()), int(matched.events.sum())


@pytest.fixture
def mixed(world: Any) -> Any:
    world.event(world.report("Protesters in Arlen", 1), 1, actor="Crowd", country="UKR", event_type="PROTEST")
    world.event(world.report("A note", 1), 1, actor="Arlen", recipient="Bost", event_type="THREATEN", domain="cyber")
    world.report("Arlen sleeps", 1)
    return world


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (3, 2)),
        ({"regions": ("Arlen",)}, (3, 2)),
        ({"regions": ("Ukraine",)}, (1, 1)),
        ({"regions": ("Arlen",), "topics": ("threaten",)}, (2, 1)),  # a report without events: its region decides
        ({"topics": ("cyber",)}, (1, 1)),
        ({"topics": ("protest", "sleep")}, (2, 1)),
        ({"topics": ("sleeping",)}, (0, 0)),
        ({"regions": ("Nowhere",)}, (0, 0)),
    ],
)
def test_some_region_and_some_topic(mixed: Any, asked: dict[str, Any], expected: tuple[int, int]) -> None:
    assert _matched(mixed, **asked) == expected


def test_a_data_file_lends_no_words_to_its_many_events(world: Any) -> None:
    report = world.report("Arlen yearbook", 1)
    for number in range(21):
        world.event(report, 1, actor=f"Town {number}", recipient="Village")
    reports, events = _matched(world, regions=("Arlen",))
    assert (reports, events) == (1, 0)


@pytest.mark.parametrize(
    ("actor", "name"),
    [("Foreign_Minister_(Ukraine)", "Ukraine"), ("RUS", "Russia"), ("Islamic_State", "Islamic State")],
)
def test_names_of_parties(actor: str, name: str) -> None:
    assert party_name(actor) == name


def test_pairs_have_no_direction(world: Any) -> None:
    report = world.report("Note", 1)
    world.event(report, 1, actor="Bost", recipient="Arlen")
    world.event(report, 2, actor="Arlen", recipient="Bost")
    world.event(report, 3, actor="Arlen")
    world.event(report, 4, place="Harbour")
    world.event(report, 5)
    material = read_material(world.view(), SINCE, timedelta(days=30))
    labels = pairs(material.events)
    found = sorted(labels.names[code] for code in np.asarray(labels.codes))
    assert found == ["Arlen", "Arlen – Bost", "Arlen – Bost", "Harbour", "parties and place not named"]


def test_names_that_differ_by_case_only_are_one(world: Any) -> None:
    report = world.report("Note", 1)
    world.event(report, 1, actor="BRENNOCH", recipient="UNITED PORTS OF ULM")
    world.event(report, 2, actor="Brennoch", recipient="United Ports of Ulm")
    world.event(report, 3, actor="OSCE", recipient="THE BANK OF MERIDANE")
    material = read_material(world.view(), SINCE, timedelta(days=30))
    labels = pairs(material.events)
    found = sorted(labels.names[code] for code in labels.codes)
    assert found == ["Brennoch – United Ports of Ulm", "Brennoch – United Ports of Ulm", "OSCE – The Bank of Meridane"]
