"""The first screen in Chromium: largest contentful paint, requests and bytes until the network is quiet."""

import shutil
from typing import Any

NOTHING: dict[str, Any] = {"first_paint_ms": None, "page_requests": None, "page_kb": None, "script_kb": None}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--no-default-browser-check",
]  # fmt: skip
_PAINT = """() => new Promise(done => {
    let last = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) last = one.startTime; })
        .observe({type: 'largest-contentful-paint', buffered: true});
    setTimeout(() => done(last), 300);
})"""


def first_paint(address: str, cookies: dict[str, str], rounds: int = 5) -> dict[str, Any]:
    """The median of some visits with an empty cache; NOTHING where there is no page or no browser."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        return NOTHING
    from playwright.sync_api import Error, sync_playwright

    visits = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, headless=True, args=ARGUMENTS)
            for _ in range(rounds):
                visits.append(_visit(browser, address, cookies))
            browser.close()
    except Error:
        return NOTHING
    visits = sorted((one for one in visits if one is not None), key=lambda one: float(one["first_paint_ms"]))
    return visits[len(visits) // 2] if visits else NOTHING


def _visit(browser: Any, address: str, cookies: dict[str, str]) -> dict[str, Any] | None:
    local = address.replace("127.0.0.1", "localhost")
    context = browser.new_context()
    context.add_cookies([{"name": name, "value": value, "url": local} for name, value in cookies.items()])
    page, sizes = context.new_page(), list[tuple[str, int]]()

    def finished(request: Any) -> None:
        told = request.sizes()
        sizes.append((request.resource_type, told["responseBodySize"] + told["responseHeadersSize"]))

    page.on("requestfinished", finished)
    answer = page.goto(local, wait_until="load")
    if answer is None or answer.status != 200:
        context.close()
        return None
    page.wait_for_timeout(1_500)
    paint = float(page.evaluate(_PAINT))
    context.close()
    return {
        "first_paint_ms": round(paint),
        "page_requests": len(sizes),
        "page_kb": round(sum(size for _, size in sizes) / 1000),
        "script_kb": round(sum(size for kind, size in sizes if kind == "script") / 1000),
    }
