"""Two people of different scope at the same address, a passkey, and whoever has left."""

import re

from playwright.sync_api import Page, expect
from tests.browser.acting import LONG_MS, drawer, enter
from tests.browser.conftest import SignIn
from tests.browser.workbench import LAYLA, OMAR, Served

LARK = "QUIET LARK"
EVENTS = re.compile(r"^[\d,]+ events?, [\d,]+ before\.")
YEAR = "?from=2024-01-01&to=2024-11-08"


def test_two_people_see_different_worlds_at_the_same_address(reading_room: Served, sign_in: SignIn) -> None:
    layla, omar = sign_in(reading_room, LAYLA, f"/map{YEAR}"), sign_in(reading_room, OMAR, f"/map{YEAR}")
    counts = [page.get_by_text(EVENTS) for page in (layla, omar)]
    for count in counts:
        expect(count).to_be_visible(timeout=LONG_MS)
    assert counts[0].inner_text() != counts[1].inner_text()
    _search(layla, reading_room)
    found = layla.get_by_role("link", name=re.compile(LARK)).first
    expect(found).to_be_visible(timeout=LONG_MS)
    ref = str(found.get_attribute("data-ref"))
    _search(omar, reading_room)
    expect(omar.get_by_text(f"Nothing that you may read has these words: {LARK}")).to_be_visible(timeout=LONG_MS)
    for page in (layla, omar):
        page.goto(f"{reading_room.address}/inbox?human=1&days=366")
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(layla.locator("article").filter(has_text=LARK).first).to_be_visible(timeout=LONG_MS)
    expect(omar.get_by_text(re.compile(r"reports? waits?, copies folded"))).to_be_visible(timeout=LONG_MS)
    expect(omar.locator("article").filter(has_text=LARK)).to_have_count(0)
    assert LARK not in omar.content()
    _a_direct_link(layla, omar, reading_room, ref.partition(":")[2])


def _search(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/search?q=QUIET+LARK")


def _a_direct_link(layla: Page, omar: Page, served: Served, number: str) -> None:
    """A row above one's scope answers like one that never was."""
    layla.goto(f"{served.address}/inbox?open=reports:{number}")
    expect(drawer(layla)).to_contain_text(LARK, timeout=LONG_MS)
    said = []
    for one in (number, "0" * 32):
        omar.goto(f"{served.address}/inbox?open=reports:{one}")
        alert = omar.get_by_role("complementary", name="Evidence").get_by_role("alert")
        expect(alert).to_be_visible(timeout=LONG_MS)
        said.append(drawer(omar).inner_text())
    assert said[0] == said[1]


def test_a_passkey_is_made_and_opens_the_door(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, LAYLA, "/settings")
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, "isUserVerified": True}})
    page.get_by_label("Name of the new passkey").fill("Desk key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("listitem").filter(has_text="Desk key")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click(timeout=LONG_MS)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("link", name="Layla")).to_be_visible()


def test_nothing_is_left_for_whoever_comes_after(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, None, "/")
    enter(page, LAYLA)
    page.goto(f"{workbench.address}/inbox")
    expect(page.get_by_role("article").first).to_be_visible(timeout=LONG_MS)
    page.evaluate("() => localStorage.setItem('simurg:draft:x', '\"said in confidence\"')")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert page.evaluate("() => Object.keys(localStorage).filter((one) => one.startsWith('simurg:'))") == []
    for _ in range(2):
        page.go_back()
        expect(page.get_by_label("Password", exact=True)).to_be_visible(timeout=LONG_MS)
        expect(page.get_by_role("article")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Password", exact=True)).to_be_visible(timeout=LONG_MS)
    assert page.evaluate("() => fetch('/api/inbox').then((answer) => answer.status)") == 401
