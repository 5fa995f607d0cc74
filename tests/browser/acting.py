"""What people do in the stories, and what of the outside world comes to them: sign in through the form, files that a
source delivers, the open drawer of evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.browser.workbench import PASSWORD, Person, Served

LONG_MS = 90_000
"""For what a worker has to do first."""


@dataclass(frozen=True)
class Item:
    """An entry of a feed; its words are put in as they are, as text."""

    title: str
    text: str
    link: str = "https://wire.meridane.example/exercise"
    at: str = "Fri, 08 Nov 2024 05:30:00 +0000"


def enter(page: Page, who: Person) -> None:
    """Sign in through the form of the page that is open."""
    page.get_by_label("Name", exact=True).fill(who.name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=LONG_MS)


def publish(folder: Path, items: Sequence[Item], name: str = "wire-2024-11-08") -> None:
    """A file of the wire service (the source `wire`), laid where its next collection finds it."""
    told = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.link)}</link>"
        f"<guid>{escape(name)}-{number}</guid><pubDate>{one.at}</pubDate>"
        f"<description>{escape(escape(one.text))}</description></item>"
        for number, one in enumerate(items)
    )
    head = "<title>Meridane Wire Service (fictional)</title><link>https://wire.meridane.example/</link>"
    feed = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{told}</channel></rss>'
    (folder / "collected" / "feeds" / f"{name}.xml").write_text(feed, encoding="utf-8")


def collect(page: Page, served: Served, source: str, connector: str = "rss") -> None:
    """Collect from one source, from Admin."""
    page.goto(f"{served.address}/admin/sources")
    row = page.get_by_role("row").filter(has_text=f"{source} · {connector}")
    row.get_by_role("button", name="Collect").click(timeout=LONG_MS)
    expect(page.get_by_text("Done: Collection")).to_be_visible(timeout=LONG_MS)


def drawer(page: Page) -> Locator:
    """The evidence, once it has come."""
    found = page.get_by_role("complementary", name="Evidence")
    expect(found.get_by_role("heading", level=2)).not_to_have_text("Loading …", timeout=LONG_MS)
    return found
