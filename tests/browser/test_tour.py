"""The README's tour: its pictures are taken here, of the exercise world and of UCDP's data.

`SIMURG_PICTURES=docs/images` keeps them; otherwise they are taken and looked at all the same."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import WIDE, SignIn
from tests.browser.workbench import LAYLA, Served, settle

from simurg.app.bootstrap import office_of
from simurg.app.workspace import create

SCREENS = {
    "morning": "/",
    "map": "/map",
    "inbox": "/inbox",
    "forecast": "/forecasts/state_based_deaths/Orrelia",
    "network": "/network?seed=ORRELIA",
    "stories": "/stories?days=30",
}
PICTURE = "svg[data-picture]"
SHOWS = {"morning": "article", "inbox": "article, li", "stories": "tbody tr"}
"""What stands on a screen once it has been loaded; on the others a picture."""
LONG_MS = 90_000
_UCDP = """\
sources:
- {name: ucdp-months, connector: ucdp_country_month, title: "UCDP, deaths by country and month",
   address: "DATA/forecast/country_month_deaths.parquet", known: {delay: 21d}, grade: A2}
- {name: ucdp, connector: ucdp_ged, title: UCDP events 19.1, grade: A2, known: {at: 2019-06-01},
   address: "DATA/osint/ucdp_hdx/tests/fixtures/download.zip"}
"""


def keep(page: Page, name: str, tmp_path: Path) -> None:
    """Take the picture once all is loaded and what the screen is for stands there."""
    expect(page.locator("main").locator(SHOWS.get(name, PICTURE)).first).to_be_visible(timeout=LONG_MS)
    for _ in range(2):  # what has been loaded may ask for more
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=LONG_MS)
        page.wait_for_timeout(300)
    expect(page.locator("main .trouble:visible")).to_have_count(0)
    page.evaluate("() => document.fonts.ready")
    file = Path(os.environ.get("SIMURG_PICTURES", tmp_path)) / f"workbench-{name}.jpg"
    page.screenshot(path=file, type="jpeg", quality=82)
    assert file.stat().st_size > 40_000, "the picture shows next to nothing"


@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_of_the_exercise_world(name: str, reading_room: Served, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(reading_room, LAYLA, SCREENS[name], viewport=WIDE)
    expect(page.get_by_text("FICTIONAL").first).to_be_visible()
    keep(page, name, tmp_path)


@pytest.mark.data
def test_pictures_of_real_data(data: Path, sign_in: SignIn, tmp_path: Path) -> None:
    folder = tmp_path / "world"
    create(folder, title="UCDP: the dead by place and month")
    (folder / "sources.yaml").write_text(_UCDP.replace("DATA", str(data)))
    office_of(folder).run("collect", {})
    settle(folder, [LAYLA])
    served = Served(folder, worker=False).start()
    try:
        page = sign_in(served, LAYLA, "/map?from=2018-01-01&to=2019-01-01&as_of=2019-07-01", viewport=WIDE)
        keep(page, "ucdp-map", tmp_path)
        expect(page.get_by_text("FICTIONAL")).to_have_count(0)
    finally:
        served.stop()
