"""Charts: well-formed, the same each time, inside their frame, and no text of outside is ever markup."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.assessment.charts.fan import Ahead, Fan, Said, fan_svg
from simurg.assessment.charts.fan import in_words as fan_in_words
from simurg.assessment.charts.svg import clean, number
from simurg.assessment.charts.tiles import CLASSES, Chances, class_of, grid, in_words, tiles_svg
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert("x")</script>&amp;\u202e\x00'
MONTH = datetime(2031, 3, 1, tzinfo=UTC)


def fan(**changes: object) -> Fan:
    samples = np.sort(np.random.default_rng(2).negative_binomial(1, 0.02, 1000)).astype(float)
    given_: dict[str, object] = {
        "title": "Bost", "since": datetime(2029, 3, 1, tzinfo=UTC),
        "past": [1.0, 3.0, float("nan"), 4.0, float("nan"), 7.0, 9.0], "threshold": 25.0,
        "ahead": [Ahead(MONTH, samples), Ahead(datetime(2031, 4, 1, tzinfo=UTC), samples * 2)],
    }  # fmt: skip
    return Fan(**{**given_, **changes})  # type: ignore[arg-type]


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def test_a_fan_has_a_line_for_each_run_of_known_months_and_three_bands_a_month() -> None:
    root = tree(fan_svg(fan()))
    paths = list(root.iter(SVG + "path"))
    assert len(paths) == 2, "two runs of two months and more"
    assert len(list(root.iter(SVG + "circle"))) == 1, "a month alone is a dot"
    assert len(list(root.iter(SVG + "rect"))) == 6
    marked = tree(fan_svg(fan(said=[Said(datetime(2029, 5, 1, tzinfo=UTC), 0, 2, 30)])))
    assert len(list(marked.iter(SVG + "circle"))) == 2


def test_wider_bands_hold_narrower_ones() -> None:
    bands = [
        (float(one.get("y", 0)), float(one.get("y", 0)) + float(one.get("height", 0)))
        for one in tree(fan_svg(fan())).iter(SVG + "rect")
    ]
    for start in (0, 3):
        for outer, inner in ((start, start + 1), (start + 1, start + 2)):
            assert bands[outer][0] <= bands[inner][0] + 0.01
            assert bands[outer][1] >= bands[inner][1] - 0.01


@given(
    st.lists(st.one_of(st.just(float("nan")), st.floats(0, 2e5)), max_size=40),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=30),
)
def test_a_fan_stays_in_its_frame(past: list[float], samples: list[float]) -> None:
    root = tree(fan_svg(fan(past=past, ahead=[Ahead(MONTH, np.sort(np.array(samples)))], since=MONTH)))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for one in root.iter():
        for key, most in (("x", width), ("x1", width), ("x2", width), ("y", height), ("y1", height), ("cy", height)):
            assert -0.5 <= float(one.get(key, 0)) <= most + 0.5


def test_the_words_of_a_fan_say_what_it_shows() -> None:
    told = fan_in_words(fan())
    assert told.startswith("Last known value 9. Mar 2031: median ")
    chance = float((fan().ahead[0].samples >= 25).mean())
    assert f"chance of 25 or more {chance:.0%}".replace("%", " %") in told


@pytest.mark.parametrize("wrong", [{"ahead": []}, {"ahead": [Ahead(MONTH, np.array([np.nan]))]}])
def test_a_fan_of_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(CallerError, match="fan chart"):
        fan_svg(fan(**wrong))


def test_the_grid_has_each_country_once_and_every_member_of_a_continent() -> None:
    places = list(grid().values())
    assert len(places) == len(set(places))
    assert set(grid()) <= set(COUNTRIES)
    small = {"ABW", "AIA", "BMU", "COK", "CUW", "CYM", "FLK", "FRO", "GGY", "GIB", "GLP", "GUF", "GUM", "IMN", "JEY",
             "MSR", "MTQ", "MYT", "NIU", "PRI", "PYF", "REU", "SHN", "VGB", "VIR"}  # fmt: skip
    assert set(COUNTRIES) - set(grid()) == small, "dependencies stand below the map"
    for west, east in (("PRT", "ESP"), ("DEU", "POL"), ("MLI", "SDN"), ("IRN", "IND"), ("USA", "FRA")):
        assert grid()[west][1] < grid()[east][1]
    for north, south in (("SWE", "ITA"), ("USA", "BRA"), ("EGY", "ZAF"), ("RUS", "CHN"), ("JPN", "AUS")):
        assert grid()[north][0] < grid()[south][0]


@pytest.mark.parametrize(("chance", "name"), [(0.0, 0), (0.01, 1), (0.049, 1), (0.05, 2), (0.2, 3), (0.5, 4), (1, 4)])
def test_classes_have_their_lower_edge(chance: float, name: int) -> None:
    assert class_of(chance) == name
    assert CLASSES[name]


def test_a_map_marks_what_is_known_and_leaves_the_rest_hollow() -> None:
    svg = tiles_svg(
        Chances("World", "Chance of 25 or more", {"Mali": 0.6, "NGA": 0.3, "Turkey": 0.02, "Orrelia": 0.17})
    )
    titles = [one.text for one in tree(svg).iter(SVG + "title")]
    assert "Mali: 60 %" in titles
    assert "Nigeria: 30 %" in titles
    assert "Ghana: no forecast" in titles
    assert "Orrelia: 17 %" in titles
    hollow = [one for one in tree(svg).iter(SVG + "rect") if one.get("fill") == "none"]
    assert "Türkiye: 2 %" in titles, "whatever it is called"
    assert len(hollow) == len(grid()) - 3 + 1  # and one in the legend


def test_places_of_no_map_are_named_without_one() -> None:
    many = {f"Place {number}": number / 100 for number in range(70)}
    svg = tiles_svg(Chances("World", "Chance", many))
    assert "Ghana" not in svg
    assert "and 10 more" in svg
    assert in_words(Chances("World", "Chance", many)).startswith("Chance, 70 places: 1 under 1 %, ")
    assert in_words(Chances("World", "Chance", {})) == "Chance: no forecast."


def test_a_map_wants_probabilities() -> None:
    with pytest.raises(CallerError, match="probability"):
        Chances("World", "Chance", {"MLI": 1.2})


def test_text_from_outside_is_never_markup() -> None:
    drawn = [
        fan_svg(fan(title=HOSTILE)),
        tiles_svg(Chances(HOSTILE, HOSTILE, {HOSTILE: 0.3})),
    ]
    for svg in drawn:
        root = tree(svg)  # well-formed
        assert not list(root.iter(SVG + "script"))
        assert "<script" not in svg
        assert "\u202e" not in svg
        assert "\x00" not in svg


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    tree(f"<a>{clean(text)}</a>")


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_near(value: float) -> None:
    assert abs(float(number(value)) - value) <= 0.00501
    assert number(-0.001) == "0"


def test_the_same_numbers_are_the_same_bytes() -> None:
    assert fan_svg(fan()) == fan_svg(fan())
    one, other = ({"MLI": 0.1, "Bost": 0.2}, {"Bost": 0.2, "MLI": 0.1})
    assert tiles_svg(Chances("a", "b", one)) == tiles_svg(Chances("a", "b", other))
