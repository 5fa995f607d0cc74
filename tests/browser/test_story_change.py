"""The picture changes while people look: a recalled source, a collection, a grade given by keys alone."""

import re

from playwright.sync_api import Page, expect
from tests.browser.acting import LONG_MS, Item, collect, drawer, publish
from tests.browser.conftest import SignIn
from tests.browser.workbench import ADMIN, LAYLA, PASSWORD, Served

STREAM = "Event stream of the Meridane press (fictional)"
EVENTS = re.compile(r"^[\d,]+ events?, [\d,]+ before\.")


def test_a_source_is_recalled_and_stands_again(workbench: Served, sign_in: SignIn) -> None:
    watching = sign_in(workbench, LAYLA, "/map")
    numbers = watching.get_by_text(EVENTS)
    expect(numbers).to_be_visible(timeout=LONG_MS)
    before = numbers.inner_text()
    morning = sign_in(workbench, LAYLA, "/morning")
    fallen = morning.get_by_role("article").filter(has_text="No longer stands.")
    expect(morning.get_by_role("article").first).to_be_visible(timeout=LONG_MS)
    fell = fallen.count()
    desk = sign_in(workbench, ADMIN, "/admin/sources")
    _recall(desk, f"Recall {STREAM}", "Its publisher admits that a week of rows was made up.")
    expect(desk.get_by_role("button", name=f"Undo the recall {STREAM}")).to_be_visible(timeout=LONG_MS)
    expect(numbers).not_to_have_text(before, timeout=LONG_MS)
    expect(fallen).not_to_have_count(fell, timeout=LONG_MS)
    _recall(desk, f"Undo the recall {STREAM}", "The publisher was mistaken: the rows are real.")
    expect(desk.get_by_role("button", name=f"Recall {STREAM}")).to_be_visible(timeout=LONG_MS)
    expect(numbers).to_have_text(before, timeout=LONG_MS)
    expect(fallen).to_have_count(fell, timeout=LONG_MS)
    desk.goto(f"{workbench.address}/inbox?view=recalls")
    expect(desk.locator("main li").filter(has_text="gdelt")).to_contain_text("Taken back", timeout=LONG_MS)


def _recall(page: Page, button: str, why: str) -> None:
    page.get_by_role("button", name=button).click(timeout=LONG_MS)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("ecall")).last.click()
    expect(dialog.get_by_label("Why")).to_have_attribute("aria-invalid", "true")  # not without a reason
    dialog.get_by_label("Why").fill(why)
    dialog.get_by_role("button", name=re.compile("ecall")).last.click()
    expect(dialog).to_be_hidden(timeout=LONG_MS)


def test_reports_of_a_collection_appear_without_a_reload(workbench: Served, sign_in: SignIn) -> None:
    reading = sign_in(workbench, LAYLA, "/inbox")
    expect(reading.get_by_role("article").first).to_be_visible(timeout=LONG_MS)
    reading.evaluate("() => { window.untouched = true }")
    publish(workbench.folder, [Item("Ferries stay in Hessle Quay", "No ferry left Hessle Quay this morning.")])
    collect(sign_in(workbench, ADMIN, "/morning"), workbench, "wire")
    expect(reading.get_by_role("article", name="Ferries stay in Hessle Quay")).to_be_visible(timeout=LONG_MS)
    assert reading.evaluate("() => window.untouched"), "the page was loaded anew"


def test_a_grade_is_given_from_the_door_on_by_keys_alone(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, None, "/")
    page.evaluate("""() => { window.pointed = 0; for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
        addEventListener(kind, () => (window.pointed += 1), true); }""")
    _tab_to(page, "Name")
    page.keyboard.type(LAYLA.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Morning", level=1)).to_be_visible(timeout=LONG_MS)
    for key in ("g", "i"):
        page.keyboard.press(key)
    expect(page.get_by_role("article").nth(2)).to_be_visible(timeout=LONG_MS)
    for key in ("j", "j", "k", "r"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Regrade")).to_be_visible()
    for key in ("d", "4"):
        page.keyboard.press(key)
    page.keyboard.type("Hearsay of a single caller.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=LONG_MS)
    graded = page.get_by_role("article").filter(has_text="regraded by layla")
    expect(graded).to_contain_text("D4", timeout=LONG_MS)
    page.keyboard.press("o")
    expect(drawer(page).get_by_role("definition").first).to_contain_text("D4", timeout=LONG_MS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Evidence")).to_be_hidden()
    assert page.evaluate("() => window.pointed") == 0


def _tab_to(page: Page, label: str) -> None:
    expect(page.get_by_label(label, exact=True)).to_be_visible()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.get_by_label(label, exact=True).evaluate("(box) => box === document.activeElement"):
            return
    raise AssertionError(f"no way by Tab to {label}")
