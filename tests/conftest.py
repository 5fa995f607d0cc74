"""What all tests share: the folder of real data, a clock that stands still, and quick settings for laws."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("simurg", settings.get_profile("search"), derandomize=True)
settings.load_profile("search" if os.environ.get("SIMURG_SEARCH") else "simurg")
"""Laws meet the same examples in every run, so that a run judges the code and not its luck; `make test-search` draws
new ones, and what it finds becomes an example of its own."""

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("SIMURG_DATA", ROOT / ".." / "shared" / "data")).resolve()


LONG = (
    "tests/web/test_description.py",
    "tests/laws/test_workbench_tells_nothing.py",
    "tests/system/test_walkthrough.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest single tests begin first, so that no process is left alone with one of them in the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One visible line where the real data were not found; other skips are listed by pytest (-rs)."""
    if not DATA.is_dir():
        terminalreporter.write_line(
            f"REAL DATA NOT FOUND at {DATA}: the tests that need it were skipped; set SIMURG_DATA to its folder."
        )


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data; the test is skipped, visibly, where there is none."""
    if not DATA.is_dir():
        pytest.skip(f"needs the real data (SIMURG_DATA); nothing at {DATA}")
    return DATA


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 1, 6, tzinfo=UTC)
