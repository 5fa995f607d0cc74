"""Stories in a real browser (Debian's Chromium) against a real server over the exercise world.

No request may leave the machine, no script may fail, no word may be said on the console: asserted after every test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.browser.workbench import PASSWORD, Person, Served, settle

from simurg.app.bootstrap import workbench_demo_in
from simurg.web.page import STATIC

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-default-browser-check",
    "--hide-scrollbars",
]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SignIn = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All share one world and one browser, so they run in one process."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbench's exercise world with people in it; copied, never changed (SIMURG_EXERCISE: one that stands)."""
    if again := os.environ.get("SIMURG_EXERCISE"):
        return Path(again)
    folder = tmp_path_factory.mktemp("exercise") / "world"
    workbench_demo_in(folder, 0, lambda _: None)
    settle(folder)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium: sudo apt-get install --no-install-recommends chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reading_room(exercise: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that change nothing which others look at."""
    yield from _served(exercise, tmp_path_factory.mktemp("shared") / "world")


@pytest.fixture
def workbench(exercise: Path, tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own."""
    yield from _served(exercise, tmp_path / "world")


def _served(exercise: Path, folder: Path) -> Iterator[Served]:
    assert (STATIC / "index.html").is_file(), "the page is not built: make web"
    shutil.copytree(exercise, folder)
    served = Served(folder)
    try:
        yield served.start()
    finally:
        served.stop()


@pytest.fixture
def sign_in(chromium: Browser) -> Iterator[SignIn]:
    """Opens a browser of a person's own at a server: `sign_in(served, LAYLA)`; `options` go to the context."""
    opened: list[tuple[BrowserContext, _Watch]] = []

    def open_as(served: Served, who: Person | None, path: str = "/", **options: object) -> Page:
        context = chromium.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})  # type: ignore[arg-type]
        watch = _Watch(served.address)
        context.on("request", lambda request: watch.request(request.url))
        context.on("weberror", lambda error: watch.wrong.append(f"script failed: {error.error}"))
        context.on("console", lambda said: watch.said(said.type, said.text))
        opened.append((context, watch))
        if who is not None:
            told = {"name": who.name, "password": PASSWORD}
            answer = context.request.post(f"{served.address}/api/session", data=told)
            assert answer.ok, answer.text()
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(served.address + path)
        return page

    yield open_as
    wrong = [text for _, watch in opened for text in watch.wrong]
    for context, _ in opened:
        context.close()
    assert not wrong, "\n".join(wrong)


class _Watch:
    """What must not happen in any test."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.wrong: list[str] = []

    def request(self, url: str) -> None:
        if not url.startswith((self._address + "/", "data:", "blob:")):
            self.wrong.append(f"a request left the machine: {url}")

    def said(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # a refused request is the test's own matter
            self.wrong.append(f"the console says: {text}")
