"""Whatever a report says is shown as text: script in every field, on every screen that shows it."""

import yaml
from playwright.sync_api import Page, expect
from tests.browser.acting import LONG_MS, Item, collect, drawer, publish
from tests.browser.conftest import SignIn
from tests.browser.workbench import ADMIN, Served

MARKUP = "<img src=x onerror=window.pwned=1></script><script>window.pwned=2</script>"
BENT = f"{MARKUP} \u202egnidaelsim \u2066herons\u2069"
LONG = "x" * 3_000
STREAM = "collected/gdelt/20240930000000.exercise-fictional.export.CSV"
PLACE, ACTOR = '<svg onload="window.pwned=3">, Orrelia', "<IMG SRC=X ONERROR=ALERT(1)>"


def test_script_in_every_field_of_a_report_is_text(workbench: Served, sign_in: SignIn) -> None:
    workbench.stop()
    _plant(workbench)
    workbench.start()
    page = sign_in(workbench, ADMIN, "/admin/sources")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    expect(page.get_by_role("row").filter(has_text=MARKUP)).to_be_visible(timeout=LONG_MS)
    _is_harmless(page)
    collect(page, workbench, "hostile")
    collect(page, workbench, "bent-events", "gdelt")
    page.goto(f"{workbench.address}/inbox?days=1")
    item = page.get_by_role("article").filter(has=page.get_by_role("heading").filter(has_text="onerror")).first
    expect(item.get_by_role("heading")).to_contain_text(MARKUP, timeout=LONG_MS)
    _is_harmless(page)
    number = str(item.get_attribute("data-item"))
    for screen, shown in _screens(number):
        page.goto(f"{workbench.address}{screen}")
        expect(page.locator("main")).to_contain_text(shown, timeout=LONG_MS)
        _is_harmless(page)
    page.goto(f"{workbench.address}/inbox?open=reports:{number}")
    evidence = drawer(page)
    evidence.get_by_role("button", name="Read the whole report").click(timeout=LONG_MS)
    expect(evidence.get_by_role("region", name="The whole report")).to_contain_text(LONG[:200], timeout=LONG_MS)
    _is_harmless(page)
    _a_note(page)
    assert said == []


def _plant(served: Served) -> None:
    """A source with a hostile title, its feed, and events with hostile names."""
    listed = served.folder / "sources.yaml"
    entries = yaml.safe_load(listed.read_text(encoding="utf-8"))
    model = next(one for one in entries if one["name"] == "wire")
    address = {"name": "hostile", "title": MARKUP, "address": "collected/feeds/hostile-*.xml"}
    events = {"name": "bent-events", "connector": "gdelt", "address": "collected/bent/*.CSV"}
    more = [{**model, **address}, {**model, **events}]
    listed.write_text(yaml.safe_dump([*entries, *more], allow_unicode=True), encoding="utf-8")
    items = [
        Item(f"{BENT} {LONG}", f"{BENT} {LONG}", "javascript:window.pwned=4"),
        Item("Two", BENT, "data:text/html,x"),
    ]
    publish(served.folder, items, "hostile-1")
    line = (served.folder / STREAM).read_text(encoding="utf-8").splitlines()[-1].split("\t")
    line[0], line[6], line[60] = "999999991", ACTOR, "javascript:window.pwned=5"
    line[36] = line[44] = line[52] = PLACE
    (served.folder / "collected" / "bent").mkdir()
    (served.folder / "collected" / "bent" / "20241108000000.export.CSV").write_text("\t".join(line) + "\n")


def _screens(number: str) -> list[tuple[str, str]]:
    return [
        (f"/stories/{number}", "<img src=x"),
        ("/stories?days=3", "<img src=x"),
        ("/search?q=onerror", "<img src=x"),
        ("/map?from=2024-11-01&to=2024-11-08", "IMG SRC=X"),
    ]


def _is_harmless(page: Page) -> None:
    """No element came of it, no script ran, nothing leads elsewhere but by http(s) without an opener."""
    assert page.evaluate("() => window.pwned") is None
    made = "img[src=x], [onerror], [onload], script:not([src]), a[href^='javascript:' i], a[href^='data:' i]"
    assert page.locator(made).count() == 0
    leaving = "() => [...document.links].filter((one) => !['http:', 'https:', 'blob:'].includes(one.protocol)).length"
    assert page.evaluate(leaving) == 0
    bare = "() => [...document.links].filter((one) => one.origin !== location.origin && !/noopener/.test(one.rel))"
    assert page.evaluate(f"{bare}.length") == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"


def _a_note(page: Page) -> None:
    """What an analyst writes is text as well."""
    evidence = drawer(page)
    evidence.get_by_label("A note for whoever has the same picture").fill(MARKUP)
    evidence.get_by_role("button", name="Add note").click()
    expect(evidence.locator("article .said").filter(has_text=MARKUP)).to_be_visible(timeout=LONG_MS)
    _is_harmless(page)
