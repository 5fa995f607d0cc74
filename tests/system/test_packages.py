"""What is installed from a package has the page: git does not keep the built files, so packages must be told to."""

import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from simurg.web.page import STATIC

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source package and the wheel, made by the build backend itself, with nothing fetched."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def _page() -> set[str]:
    assert (STATIC / "index.html").is_file(), "the page is not built: make web"
    return {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}


def test_the_wheel_holds_the_page_and_the_package_alone(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    assert {f"simurg/web/static/{name}" for name in _page()} <= names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"simurg"}
    assert wheel.stat().st_size < 10_000_000


def test_the_source_package_holds_it_too_and_nothing_that_was_fetched(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {f"src/simurg/web/static/{name}" for name in _page()} <= names
    assert not {name for name in names if "node_modules" in name or name.startswith((".venv", ".tools"))}
