"""The morning's ten minutes, a forecast traced to words, and a brief on paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from tests.browser.acting import LONG_MS, drawer, enter
from tests.browser.conftest import SignIn
from tests.browser.workbench import LAYLA, OMAR, Person, Served


def _cards(page: Page) -> Locator:
    return page.get_by_role("region", name="What changed").get_by_role("article")


def test_the_ten_minutes_of_the_morning(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, None, "/")
    enter(page, LAYLA)
    cards = _cards(page)
    expect(cards.first).to_be_visible(timeout=LONG_MS)
    assert 1 <= cards.count() <= 7
    for card in cards.all():
        _says_all(card)
    opened = _open_evidence(page, cards)
    assert opened
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Evidence")).to_be_hidden()
    first = cards.first.get_attribute("data-card")
    card = page.locator(f"[data-card='{first}']")
    card.get_by_role("button", name="Useful", exact=True).click()
    expect(card.get_by_role("button", name="Useful", exact=True)).to_have_attribute(
        "aria-pressed", "true", timeout=LONG_MS
    )
    page.get_by_role("button", name="I have looked").click()
    expect(page.get_by_text("The next morning begins from now.")).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile("Since you last looked"))).to_be_visible(timeout=LONG_MS)
    expect(page.locator(f"[data-card='{first}']")).to_be_hidden()
    folded = page.get_by_text(re.compile(r"Nothing changed on \d+ subject"))
    expect(folded).to_be_visible()
    folded.click()
    expect(page.locator("details.same li").first).to_be_visible()
    page.get_by_role("button", name="Make the printed page").click()
    page.wait_for_url("**/products*", timeout=LONG_MS)
    expect(page.get_by_role("navigation", name="Products").get_by_role("link")).to_have_count(2, timeout=LONG_MS)


def _says_all(card: Locator) -> None:
    """The sentence, old → new, how sure, why, what it rests on by grade."""
    expect(card.get_by_role("heading", level=2)).not_to_be_empty()
    expect(card.get_by_text("confidence", exact=True)).to_be_visible()
    expect(card.get_by_text(re.compile("^(low|moderate|high)$"))).to_be_visible()
    expect(card.locator("footer")).to_contain_text(re.compile(r"\d+ reports?"))


def _open_evidence(page: Page, cards: Locator) -> str:
    cards.first.locator("a[data-ref]").first.click()
    page.wait_for_function("() => location.search.includes('open=')")
    return drawer(page).inner_text()


def test_the_cards_say_why_and_what_they_rest_on_by_grade(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/morning")
    cards = _cards(page)
    expect(cards.first).to_be_visible(timeout=LONG_MS)
    expect(cards.get_by_role("img", name="becomes").first).to_be_visible()
    expect(cards.get_by_role("heading", name="Why").first).to_be_visible()
    expect(cards.get_by_role("heading", name="What would change our mind").first).to_be_visible()
    expect(cards.locator("footer .graded").first).to_contain_text(re.compile(r"×\d"))


@pytest.mark.parametrize("who", [LAYLA, OMAR], ids=["staff", "open"])
def test_a_forecast_leads_to_the_record_of_a_report_in_two_steps(
    reading_room: Served, sign_in: SignIn, who: Person
) -> None:
    page = sign_in(reading_room, who, "/forecasts")
    page.get_by_role("table").first.locator("tbody tr").first.get_by_role("link").first.click(timeout=LONG_MS)
    page.locator("main a[data-ref^='measurements:'], main a[data-ref^='forecasts:']").first.click(timeout=LONG_MS)
    evidence = drawer(page)
    if "open=forecasts" in page.url:
        evidence.locator("a[data-ref^='measurements:']").first.click()
        page.wait_for_url("**open=measurements**")
    expect(drawer(page).locator("blockquote mark")).to_have_text(re.compile(r"^\d"), timeout=LONG_MS)
    expect(drawer(page).get_by_role("definition").filter(has_text="A2")).to_be_visible()


def test_a_number_of_the_morning_leads_to_the_words_of_a_report(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/morning")
    _cards(page).locator("section a[data-ref^='events:']").first.click(timeout=LONG_MS)
    evidence = drawer(page)
    marked = evidence.locator("blockquote mark").inner_text()
    whole = evidence.locator("blockquote").inner_text()
    assert 0 < len(marked) < len(whole)
    assert marked in whole
    evidence.get_by_role("heading", name=re.compile("^Rests on")).locator("..").get_by_role("link").first.click()
    page.wait_for_url("**open=reports**")
    page.go_back()
    expect(drawer(page).locator("blockquote mark")).to_have_text(marked)


def test_a_brief_is_made_and_taken_away_as_pdf(workbench: Served, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(workbench, LAYLA, "/products")
    page.get_by_role("button", name="Make a brief").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Herons over the weir")
    dialog.get_by_role("button", name="Make a brief").click()
    page.get_by_role("link", name=re.compile("Herons over the weir")).click(timeout=LONG_MS)
    article = page.get_by_role("article", name=re.compile("Herons over the weir"))
    expect(article.frame_locator("iframe").get_by_text("Herons over the weir").first).to_be_visible(timeout=LONG_MS)
    with page.expect_download(timeout=LONG_MS) as waiting:
        article.get_by_role("link", name="PDF").click()
    waiting.value.save_as(tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF-")
    words = " ".join(one.extract_text() for one in PdfReader(tmp_path / "brief.pdf").pages)
    assert "Herons over the weir" in words
    assert "EXERCISE – FICTIONAL" in words
