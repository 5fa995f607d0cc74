"""What had been published by a moment: nothing that was not out, everything that was, and in the end all of it."""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from simurg.collection.settings import sources_of
from simurg.exercise.parts.foresight import ForesightPart, published, workspace_files

PART = ForesightPart(8, "hard", 4)
MOMENTS = [
    datetime(2018, 1, 1, 6, tzinfo=UTC),
    datetime(2021, 3, 1, 6, tzinfo=UTC),
    datetime(2023, 7, 1, 6, tzinfo=UTC),
]
LAST = datetime(2024, 7, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole() -> Mapping[str, bytes]:
    return workspace_files(PART)[0]


def rows(files: Mapping[str, bytes], start: str) -> Iterator[dict[str, str]]:
    for name, content in files.items():
        if name.startswith(f"collected/{start}"):
            yield from csv.DictReader(content.decode().splitlines())


def out(row: Mapping[str, str], start: str) -> date:
    """From when on a row can be known, by the words of the sources' mapping."""
    if start == "events":
        return date.fromisoformat(row["day"]) + timedelta(days=1)
    if start == "register/deaths":
        return date.fromisoformat(row["known"])
    month = date.fromisoformat(row["month"])
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("start", ["events", "register/deaths", "register/hostile"])
def test_what_was_out_is_there_and_nothing_else(whole: Mapping[str, bytes], moment: datetime, start: str) -> None:
    then = list(rows(published(PART, moment), start))
    assert then == [row for row in rows(whole, start) if out(row, start) <= moment.date()]


def test_a_later_file_begins_as_the_earlier_one(whole: Mapping[str, bytes]) -> None:
    earlier, later = published(PART, MOMENTS[1]), published(PART, MOMENTS[2])
    grown = [name for name in earlier if name.startswith("collected/")]
    assert any(later[name] != earlier[name] for name in grown)
    assert all(later[name].startswith(earlier[name]) for name in grown)
    assert dict(published(PART, LAST)) == dict(whole)


def test_a_source_without_a_file_is_not_asked_for() -> None:
    files = published(PART, MOMENTS[0])
    assert not any(name.startswith("collected/events/") for name in files)  # the first day is not over
    named = {source.name for source in sources_of(files["sources.yaml"].decode())}
    assert named == {"register", "hostile-reports", "chart"}
