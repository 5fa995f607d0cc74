"""Edits in a browser: nothing is lost when the server is, and two people who edit one thing see each other."""

from playwright.sync_api import expect
from tests.browser.conftest import SignIn
from tests.browser.workbench import ADMIN, LAYLA, Served

LONG_MS = 60_000


def test_what_is_written_while_the_server_is_lost_arrives_when_it_returns(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, LAYLA, "/desk")
    box = page.get_by_label("What the next analyst needs to know")
    box.fill("Watch the bridge at Kasr Elune tonight.")
    workbench.kill()
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("The server does not answer.").first).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("heading", name="Waits to be sent")).to_be_visible()
    workbench.start()
    expect(page.get_by_role("heading", name="Waits to be sent")).to_be_hidden(timeout=LONG_MS)
    page.reload()
    expect(page.locator("ol .said", has_text="Watch the bridge at Kasr Elune tonight.")).to_have_count(1)


def test_a_page_that_is_opened_again_still_has_what_waits_to_be_sent(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, LAYLA, "/desk")
    page.get_by_label("What the next analyst needs to know").fill("The ferry did not sail.")
    workbench.kill()
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", name="Waits to be sent")).to_be_visible(timeout=LONG_MS)
    workbench.start()
    page.goto(workbench.address + "/desk")
    expect(page.locator("ol .said", has_text="The ferry did not sail.")).to_have_count(1, timeout=LONG_MS)


def test_two_people_who_edit_one_requirement_see_each_others_words(workbench: Served, sign_in: SignIn) -> None:
    first, second = sign_in(workbench, LAYLA, "/requirements"), sign_in(workbench, ADMIN, "/requirements")
    for page in (first, second):
        page.get_by_role("button", name="Edit relief").click(timeout=LONG_MS)
    first.get_by_label("Question").fill("Where is help needed, and who could bring it?")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("link", name="Where is help needed, and who could bring it?")).to_be_visible(
        timeout=LONG_MS
    )
    second.get_by_label("Owner").fill("night desk")
    second.get_by_role("button", name="Save").click()
    conflict = second.get_by_role("alert").filter(has_text="Somebody changed this meanwhile")
    expect(conflict).to_contain_text("Where is help needed, and who could bring it?")
    expect(conflict).to_contain_text("night desk")


def test_a_report_is_regraded_by_keyboard_alone(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, LAYLA, "/inbox")
    expect(page.locator("article").nth(1)).to_be_visible(timeout=LONG_MS)
    for key in ("j", "r", "d", "4"):
        page.keyboard.press(key)
    page.keyboard.type("Hearsay of a single caller.")
    page.keyboard.press("Enter")
    expect(page.locator("article").nth(1)).to_contain_text("regraded by layla", timeout=LONG_MS)
    expect(page.locator("article").nth(1)).to_contain_text("D4")
