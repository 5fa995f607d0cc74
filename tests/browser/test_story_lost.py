"""The server is killed while an edit is on its way, and returns: the edit arrives exactly once. Two people edit one
thing: both texts are seen, and none is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.acting import LONG_MS
from tests.browser.conftest import SignIn
from tests.browser.workbench import ADMIN, LAYLA, Served

WORDS = "Watch the bridge at Kasr Elune tonight."
QUESTION = "Where is help needed, and who could bring it?"


def _hand_over(page: Page) -> None:
    page.get_by_label("What the next analyst needs to know").fill(WORDS)
    page.get_by_role("button", name="Hand over").click()


def _note(page: Page) -> None:
    page.get_by_label("A note for whoever has the same picture").fill(WORDS)
    page.get_by_role("button", name="Add note").click()


def _require(page: Page) -> None:
    page.get_by_role("button", name="Edit relief").click(timeout=LONG_MS)
    page.get_by_label("Question").fill(WORDS)
    page.get_by_role("button", name="Save").click()


EDITS = {
    "hand-over": ("/desk", "**/api/handovers", _hand_over, "ol .said"),
    "note": ("/entities?open=requirements:{relief}", "**/api/notes", _note, ".notes article .said"),
    "requirement": ("/requirements", "**/api/requirements/relief", _require, "main h2"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_whose_answer_is_lost_with_the_server_arrives_once(
    workbench: Served, sign_in: SignIn, edit: str
) -> None:
    at, where, do, shown = EDITS[edit]
    page = sign_in(workbench, LAYLA, "/requirements")
    if "{relief}" in at:
        at = at.format(relief=_relief(page))
    page.goto(workbench.address + at)
    page.route(where, _killing(workbench))
    do(page)
    expect(page.get_by_text("The server does not answer.").first).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("1 change waits to be sent").first).to_be_visible(timeout=LONG_MS)
    page.unroute(where)
    workbench.start()
    expect(page.get_by_text("1 change waits to be sent")).to_have_count(0, timeout=LONG_MS)
    expect(page.get_by_text("The server does not answer.")).to_have_count(0, timeout=LONG_MS)
    page.goto(workbench.address + at)
    expect(page.locator(shown).filter(has_text=WORDS)).to_have_count(1, timeout=LONG_MS)
    page.goto(f"{workbench.address}/desk")
    expect(page.get_by_role("heading", name="Hand-over")).to_be_visible()
    expect(page.get_by_role("heading", name="Waits to be sent")).to_have_count(0)


def _relief(page: Page) -> str:
    told = page.evaluate("() => fetch('/api/requirements').then((answer) => answer.json())")
    return str(next(one["etag"] for one in told["items"] if one["name"] == "relief"))


def _killing(served: Served) -> Callable[[Route], None]:
    """Lets a writing reach the server and kills it (-9) before the answer goes out to the page."""

    def handle(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
            return
        answer = route.fetch()
        assert answer.ok, answer.text()
        served.kill()
        route.abort()

    return handle


def test_two_people_edit_one_requirement_and_nothing_is_lost(workbench: Served, sign_in: SignIn) -> None:
    first, second = sign_in(workbench, LAYLA, "/requirements"), sign_in(workbench, ADMIN, "/requirements")
    for page in (first, second):
        page.get_by_role("button", name="Edit relief").click(timeout=LONG_MS)
    first.get_by_label("Question").fill(QUESTION)
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("link", name=QUESTION)).to_be_visible(timeout=LONG_MS)
    second.get_by_label("Question").fill(WORDS)
    second.get_by_role("button", name="Save").click()
    conflict = second.get_by_role("alert").filter(has_text="Somebody changed this meanwhile")
    expect(conflict).to_contain_text(QUESTION, timeout=LONG_MS)
    expect(conflict).to_contain_text(WORDS)
    conflict.get_by_role("button", name="Save mine over it").click()
    for page in (first, second):
        expect(page.get_by_role("link", name=WORDS)).to_be_visible(timeout=LONG_MS)
        expect(page.get_by_role("link", name=QUESTION)).to_have_count(0)
