"""Every screen, wide and narrow, light and dark: nothing that axe-core minds, nothing beside the window, every picture
with its table. And what the first screen costs, by the browser's own counters.

`SIMURG_PICTURES=folder` keeps a picture of each screen, to be looked at."""

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect
from tests.browser.conftest import NARROW, WIDE, SignIn
from tests.browser.workbench import ADMIN, HANDLER, LAYLA, Served

LONG_MS = 60_000
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = "async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations"
GO = "(where) => { history.pushState(null, '', where); dispatchEvent(new PopStateEvent('popstate')); }"
KEYS = json.loads((Path(__file__).parents[2] / "web/src/messages/en/shell.json").read_text())
PICTURES = ("map", "forecast", "network", "question", "story")
"""Screens with a picture, which has to have a table twin."""
SCRIPT_B, REQUESTS, FIRST_B = 250_000, 10, 1_000_000


def _first(page: Page, served: Served, path: str, key: str) -> str:
    answer = page.context.request.get(f"{served.address}{path}")
    assert answer.ok, answer.text()
    return str(answer.json()["items"][0][key])


def product_of(page: Page, served: Served) -> str:
    """The brief that stands, or one that is made now."""
    where, request = f"{served.address}/api/products", page.context.request
    if not request.get(where).json()["items"]:
        csrf = request.get(f"{served.address}/api/me").json()["csrf"]
        assert request.post(where, headers={"X-CSRF-Token": csrf}, data={}).status == 202
        until = time.monotonic() + LONG_MS / 1000
        while not request.get(where).json()["items"]:
            assert time.monotonic() < until, "the brief is not made"
            time.sleep(0.3)
    return str(request.get(where).json()["items"][0]["id"])


def screens_of(page: Page, served: Served) -> dict[str, str]:
    """Each screen of the address table, with something in it."""
    requirement = _first(page, served, "/api/requirements", "name")
    story = _first(page, served, "/api/stories?days=60", "report")
    return {
        "morning": "/morning",
        "map": "/map",
        "map-past": "/map?as_of=2024-10-01&layer=all&place=XO",
        "inbox": "/inbox",
        "recalls": "/inbox?view=recalls",
        "forecasts": "/forecasts",
        "forecast": "/forecasts/state_based_deaths/Orrelia",
        "questions": "/questions",
        "question": "/questions/orrelia-december",
        "entities": "/entities",
        "entity": "/entities/ORRELIA",
        "network": "/network?seed=ORRELIA",
        "stories": "/stories?days=60",
        "story": f"/stories/{story}",
        "search": "/search?q=border",
        "products": "/products",
        "product": f"/products/{product_of(page, served)}",
        "requirements": "/requirements",
        "requirement": f"/requirements/{requirement}",
        "desk": "/desk",
        "settings": "/settings",
        "nowhere": "/no/such/screen",
    }


ADMINISTRATION = ("sources", "people", "audit", "policy", "retention", "deliveries")


def settled(page: Page) -> None:
    """Nothing is being loaded, and the letters are there."""
    page.wait_for_function("() => document.querySelector('h1')", timeout=LONG_MS)
    page.wait_for_timeout(60)
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=LONG_MS)
    page.evaluate("() => document.fonts.ready")


def go(page: Page, where: str) -> None:
    page.evaluate(GO, where)
    settled(page)


def wrong_with(page: Page, name: str) -> Iterator[str]:
    """What axe-core minds, and what stands beside the window."""
    if page.evaluate("() => typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    for one in page.evaluate(CHECK, RULES):
        node = one["nodes"][0]
        yield f"{name}: {one['id']} ×{len(one['nodes'])}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{name}: {wide} pixels beside the window"
    if alerts := page.locator("main .trouble:visible").all_inner_texts():
        yield f"{name}: it says {alerts}"


def without_table(page: Page, name: str) -> Iterator[str]:
    """Every picture can be turned over."""
    expect(page.locator("svg[data-picture]").first).to_be_visible(timeout=LONG_MS)
    settled(page)
    pictures, twins = page.locator("svg[data-picture]"), page.get_by_role("button", name=re.compile("^Table"))
    if pictures.count() > twins.count():
        yield f"{name}: {pictures.count()} pictures, {twins.count()} tables"


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("SIMURG_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with the page's own packages: make web")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1440", "390"])
class TestEveryScreen:
    def test_of_an_analyst(self, reading_room: Served, sign_in: SignIn, width: dict[str, int], scheme: str) -> None:
        page = sign_in(reading_room, LAYLA, "/settings", viewport=width, color_scheme=scheme)
        wrong = []
        for name, where in screens_of(page, reading_room).items():
            go(page, where)
            if name in PICTURES:
                wrong += without_table(page, name)
            keep(page, f"{name}-{scheme}-{width['width']}")
            wrong += wrong_with(page, name)
        assert not wrong, "\n".join(wrong)

    def test_of_those_who_keep_the_house(
        self, reading_room: Served, sign_in: SignIn, width: dict[str, int], scheme: str
    ) -> None:
        wrong = []
        for who, parts in ((ADMIN, ADMINISTRATION), (HANDLER, ("human",))):
            page = sign_in(reading_room, who, "/settings", viewport=width, color_scheme=scheme)
            for part in parts:
                go(page, f"/admin/{part}")
                keep(page, f"admin-{part}-{scheme}-{width['width']}")
                wrong += wrong_with(page, part)
        assert not wrong, "\n".join(wrong)

    def test_of_the_door(self, reading_room: Served, sign_in: SignIn, width: dict[str, int], scheme: str) -> None:
        page = sign_in(reading_room, None, "/sign-in", viewport=width, color_scheme=scheme)
        wrong = []
        for name, where in {"sign-in": "/sign-in", "welcome": "/welcome#invited=x"}.items():
            go(page, where)
            keep(page, f"{name}-{scheme}-{width['width']}")
            wrong += wrong_with(page, name)
        assert not wrong, "\n".join(wrong)

    def test_of_what_opens_over_it(
        self, reading_room: Served, sign_in: SignIn, width: dict[str, int], scheme: str
    ) -> None:
        page = sign_in(reading_room, LAYLA, "/morning", viewport=width, color_scheme=scheme)
        settled(page)
        page.locator("article .why a[data-ref], article a[data-ref]").first.click()
        expect(page.get_by_role("complementary", name="Evidence").locator("dl").first).to_be_visible(timeout=LONG_MS)
        settled(page)
        wrong = [*wrong_with(page, "drawer")]
        keep(page, f"drawer-{scheme}-{width['width']}")
        go(page, "/inbox")
        for key, name in {"r": "grade", "l": "link", "x": "recall", "?": "keys", "Control+k": "palette"}.items():
            page.locator("article[data-item]").first.focus()
            page.keyboard.press(key)
            dialog = page.get_by_role("dialog")
            expect(dialog).to_be_visible()
            keep(page, f"{name}-{scheme}-{width['width']}")
            wrong += wrong_with(page, name)
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
        assert not wrong, "\n".join(wrong)


def test_in_turkish_nothing_is_left_untranslated_or_runs_over(reading_room: Served, sign_in: SignIn) -> None:
    page = sign_in(reading_room, LAYLA, "/settings", locale="tr-TR")
    page.get_by_role("combobox", name="Language").select_option("tr")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    wrong = []
    try:
        for name, where in screens_of(page, reading_room).items():
            go(page, where)
            keep(page, f"{name}-tr-1440")
            said = page.locator("body").inner_text()
            wrong += [
                f"{name}: the key {key} is shown" for key in re.findall(r"\b[a-z]+\.[a-z_]+\b", said) if key in KEYS
            ]
            wrong += [f"{name}: {line}" for line in page.evaluate(OVERFLOWS)]
    finally:
        me = page.context.request.get(f"{reading_room.address}/api/me").json()
        page.context.request.put(
            f"{reading_room.address}/api/me/settings", headers={"X-CSRF-Token": me["csrf"]}, data={"language": "en"}
        )
    assert not wrong, "\n".join(wrong)


OVERFLOWS = """() => [...document.querySelectorAll('button, a.button, h1, h2, h3, label, th, nav a')]
  .filter((one) => one.offsetParent && !one.closest('.unseen') && one.scrollWidth > one.clientWidth + 2
    && getComputedStyle(one).display !== 'inline' && getComputedStyle(one).textOverflow !== 'ellipsis')
  .map((one) => `runs over: ${one.tagName} ${one.innerText.slice(0, 60)}`)"""


def test_the_first_screen_is_light(reading_room: Served, sign_in: SignIn) -> None:
    """By the counters of the browser itself, as they go over the line: packed script, requests, bytes."""
    page = sign_in(reading_room, LAYLA, "/settings")
    settled(page)
    line = page.context.new_cdp_session(page)
    seen = _counted(line)
    page.goto(f"{reading_room.address}/morning")
    expect(page.locator("article[data-card]").first).to_be_visible(timeout=LONG_MS)
    settled(page)
    page.wait_for_timeout(500)
    script = sum(size for kind, size in seen.values() if kind == "Script")
    total = sum(size for _, size in seen.values())
    assert script <= SCRIPT_B, f"{script} bytes of script"
    assert len(seen) <= REQUESTS, f"{len(seen)} requests: {list(seen)}"
    assert total <= FIRST_B, f"{total} bytes"


def _counted(line: CDPSession) -> dict[str, tuple[str, int]]:
    """Every request of the page from now on, by its address: what it is of, and its bytes as they came, packed."""
    asked: dict[str, tuple[str, str]] = {}
    seen: dict[str, tuple[str, int]] = {}

    def sent(event: dict[str, object]) -> None:
        request = event["request"]
        assert isinstance(request, dict)
        asked[str(event["requestId"])] = (str(request["url"]), str(event.get("type", "Other")))
        seen[str(request["url"])] = (str(event.get("type", "Other")), 0)

    def came(event: dict[str, object]) -> None:
        url, kind = asked.get(str(event["requestId"]), ("", ""))
        if url:
            seen[url] = (kind, int(float(str(event["encodedDataLength"]))))

    line.on("Network.requestWillBeSent", sent)
    line.on("Network.loadingFinished", came)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return seen
