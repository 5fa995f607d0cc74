"""What waited came too late, or the sign-in is too old: both are mended on the page, and nothing is lost."""

import sqlite3
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from tests.browser.conftest import SignIn
from tests.browser.workbench import ADMIN, LAYLA, PASSWORD, Served

from simurg.access.state import stamp

LONG_MS = 60_000


def test_an_edit_that_waited_and_came_too_late_is_met_side_by_side(workbench: Served, sign_in: SignIn) -> None:
    late, quick = sign_in(workbench, LAYLA, "/requirements"), sign_in(workbench, ADMIN, "/requirements")
    for page in (late, quick):
        page.get_by_role("button", name="Edit relief").click(timeout=LONG_MS)
    late.get_by_label("Owner").fill("night desk")
    workbench.kill()
    late.get_by_role("button", name="Save").click()
    expect(late.get_by_text("The server does not answer.").first).to_be_visible(timeout=LONG_MS)
    late.context.set_offline(True)  # the other one is first
    workbench.start()
    quick.get_by_label("Owner").fill("day desk")
    quick.get_by_role("button", name="Save").click()
    expect(quick.get_by_text("day desk").first).to_be_visible(timeout=LONG_MS)
    late.context.set_offline(False)
    dialog = late.get_by_role("dialog", name="Somebody changed this meanwhile")
    expect(dialog).to_contain_text("day desk", timeout=LONG_MS)
    expect(dialog.get_by_role("textbox")).to_have_value("owner: night desk")
    dialog.get_by_role("button", name="Save mine over it").click()
    expect(dialog).to_be_hidden(timeout=LONG_MS)
    expect(late.get_by_text("night desk").first).to_be_visible(timeout=LONG_MS)


def test_what_needs_a_fresh_sign_in_asks_for_it_and_goes_on(workbench: Served, sign_in: SignIn) -> None:
    page = sign_in(workbench, LAYLA, "/settings")
    expect(page.get_by_role("button", name="New token")).to_be_visible()
    with sqlite3.connect(workbench.folder / "state.db") as state:
        state.execute("UPDATE sessions SET began_at = ?", (stamp(datetime.now(UTC) - timedelta(hours=1)),))
    page.get_by_role("button", name="New token").click()
    page.get_by_role("dialog").get_by_role("textbox").first.fill("exports")
    page.get_by_role("dialog").get_by_role("checkbox", name="Analyst").check()
    page.get_by_role("dialog").get_by_label("TLP").select_option(label="GREEN")
    page.get_by_role("dialog").get_by_role("button", name="Make").click()
    again = page.get_by_role("dialog", name="Sign in once more")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again).to_be_hidden(timeout=LONG_MS)
    expect(page.get_by_text("exports").first).to_be_visible(timeout=LONG_MS)


def test_a_link_of_a_mail_leads_to_its_warning(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/desk")
    last = page.context.request.get(f"{reading_room.address}/api/warnings").json()["items"][-1]
    page.goto(f"{reading_room.address}/warnings/{last['id']}")
    expect(page.locator("li[aria-current]")).to_contain_text(last["title"], timeout=LONG_MS)
    page.goto(f"{reading_room.address}/warnings/{'0' * 32}")
    expect(page.get_by_role("alert")).to_contain_text("There is no such warning", timeout=LONG_MS)
