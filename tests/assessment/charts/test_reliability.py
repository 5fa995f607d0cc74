"""The reliability diagram: well-formed, the same every time, and no text of its own in the markup."""

from xml.etree import ElementTree

from simurg.assessment.charts.reliability import LEFT, SIDE, TOP, reliability_svg
from simurg.foresight.questions.calibration import Bin

BINS = (Bin(0.0, 0.2, 0.1, 40, 0.05, (0.01, 0.15)), Bin(0.6, 0.9, 0.8, 10, 0.9, (0.6, 0.98)))
SVG = "{http://www.w3.org/2000/svg}"


def test_a_point_stands_where_said_meets_happened() -> None:
    root = ElementTree.fromstring(reliability_svg(BINS))
    first, second = root.findall(f"{SVG}circle")
    assert (float(first.get("cx", "")), float(first.get("cy", ""))) == (LEFT + 0.1 * SIDE, TOP + 0.95 * SIDE)
    assert float(first.get("r", "")) == 2 * float(second.get("r", ""))  # four times the cases, four times the area
    assert "said 10%, happened 5% of 40" in (root.findtext(f"{SVG}desc") or "")


def test_titles_are_text_and_the_bytes_are_the_same() -> None:
    drawn = reliability_svg(BINS, "<script>&")
    assert ElementTree.fromstring(drawn).findtext(f"{SVG}title") == "<script>&"
    assert drawn == reliability_svg(BINS, "<script>&")


def test_no_cases_are_said() -> None:
    assert "no cases yet" in reliability_svg(())
