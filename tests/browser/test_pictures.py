"""Stories of the pictures: map and timeline, forecasts and questions, networks, the palette. By pointer and by keys."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.conftest import SignIn
from tests.browser.workbench import LAYLA, Served

COLD_MS = 45_000
"""The first question about a moment that nobody looked at, on a machine that does other things."""


def _query(page: Page) -> str:
    return str(page.evaluate("() => location.search"))


def test_sliding_the_moment_of_knowledge_redraws_the_whole_page(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/map")
    total = page.locator("text=/events?, .* before\\./")
    total.wait_for(timeout=COLD_MS)
    before = total.inner_text()
    slider = page.get_by_role("slider", name=re.compile("Known as of"))
    slider.focus()
    for _ in range(3):
        slider.press("PageDown")
    expect(page.get_by_text(re.compile("You see what was known on"))).to_be_visible()
    assert "as_of=2024-" in _query(page)
    expect(total).not_to_have_text(before, timeout=COLD_MS)
    page.get_by_role("link", name="Return to now").click()
    expect(total).to_have_text(before, timeout=COLD_MS)


def test_a_period_is_chosen_by_drawing_and_by_keys(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/map")
    ground = page.locator("rect.ground")
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_function("() => /from=2024-\\d\\d-\\d\\d&to=2024-/.test(location.search)")
    drawn = _query(page)
    handle = page.get_by_role("slider", name="Beginning of the period")
    handle.focus()
    handle.press("ArrowRight")
    page.wait_for_function("(before) => location.search !== before", arg=drawn)
    handle.press("Escape")
    page.wait_for_function("() => !location.search.includes('from=')")


def test_from_a_number_of_the_map_to_its_words_in_two_steps(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/map")
    page.get_by_role("button", name="Table Change").click()
    page.get_by_role("table", name=re.compile("Places")).locator("tbody button").first.click()
    expect(page.get_by_role("heading", name=re.compile("Events at"))).to_be_visible()
    page.locator("a[data-ref^='events:']").first.click()
    page.wait_for_function("() => location.search.includes('open=events')")
    expect(page.get_by_role("complementary")).to_be_visible()


def test_a_picture_is_kept_as_a_file_that_stands_alone(reading_room: Served, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(reading_room, LAYLA, "/map")
    page.locator("circle.mark").first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG Change").click()
    waiting.value.save_as(tmp_path / "map.svg")
    text = (tmp_path / "map.svg").read_text()
    assert text.startswith("<svg")
    assert "circle" in text
    assert "var(" not in text, "the colours of the page are written into it"


def test_what_is_broken_in_the_address_is_said_or_left_out(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/map?from=soon&to=2024-99-99&span=aeon&types=,,&measure=x&layer=all")
    expect(page.locator("circle.mark").first).to_be_visible()
    page.goto(f"{reading_room.address}/map?as_of=2024-13-45")
    expect(page.get_by_role("alert").first).to_be_visible()
    page.goto(f"{reading_room.address}/stories?days=-7&altered=%3Cscript%3E")
    expect(page.get_by_role("heading", name="Stories")).to_be_visible()


def test_a_network_is_walked_and_grown_by_keys(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/network?seed=ORRELIA")
    page.locator("[data-node][tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('node=')")
    page.get_by_role("button", name="Grow from here").click()
    page.wait_for_function("() => location.search.includes('grown=')")
    expect(page.get_by_text(re.compile(r"\d+ of [\d,]+ ties"))).to_be_visible()
    page.get_by_role("button", name="Table Ties").click()
    expect(page.get_by_role("table", name=re.compile("Ties")).locator("tbody tr").first).to_be_visible()


def test_the_palette_leads_to_things_days_and_words(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/stories")
    expect(page.get_by_role("heading", name="Stories")).to_be_visible()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Screens, names, dates, words")
    box.fill("orrelia")
    page.get_by_role("option", name=re.compile("ORRELIA")).first.wait_for()
    box.press("Enter")
    page.wait_for_function("() => location.pathname.startsWith('/entities/')")
    page.keyboard.press("Control+k")
    box.fill("2024-10-01")
    box.press("Enter")
    page.wait_for_function("() => location.search.includes('as_of=2024-10-01')")
    page.keyboard.press("Control+k")
    box.fill("border")
    page.get_by_role("option", name=re.compile("Search all words")).click()
    page.wait_for_function("() => location.pathname === '/search'")
    expect(page.locator("main mark").first).to_have_text(re.compile("border", re.IGNORECASE), timeout=COLD_MS)


def test_a_forecast_shows_its_past_and_leads_to_its_rows(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/forecasts")
    page.set_default_timeout(COLD_MS)
    page.get_by_role("link", name="Orrelia").click()
    expect(page.get_by_role("img", name=re.compile("Forecast for Orrelia"))).to_be_visible(timeout=COLD_MS)
    expect(page.get_by_text("Base rate", exact=True).first).to_be_visible()
    page.get_by_role("button", name=re.compile("Table What was")).click()
    expect(page.locator("a[data-ref^='measurements:']").first).to_be_visible()
    page.get_by_label("At least").select_option("100")
    page.wait_for_function("() => location.search.includes('level=100')")


def test_a_first_answer_wants_its_reason_and_then_stands(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, LAYLA, "/questions/orrelia-december")
    page.set_default_timeout(COLD_MS)
    page.get_by_role("spinbutton", name="My chance, in percent").fill("35")
    page.locator("form").get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text(re.compile("Give the reason"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("spinbutton", name="My chance, in percent")).to_have_value("35")
    page.get_by_role("textbox", name=re.compile("Why")).fill("Both armies have sent their reserves home.")
    page.locator("form").get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text(re.compile("Your last answer: 35"))).to_be_visible(timeout=COLD_MS)
    expect(page.get_by_text("Both armies have sent their reserves home.")).to_be_visible()
