"""What of a world had been published by a moment: nothing of later, and in the end all of it."""

import re
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from simurg.exercise.published import published
from simurg.exercise.world import START, World
from simurg.exercise.write import in_memory

FILES = in_memory(World.small())
END = World.small().end + timedelta(days=400)


def test_after_the_end_everything_is_out() -> None:
    whole = published(FILES, END)
    assert set(whole) == set(FILES)
    for name, content in FILES.items():
        if not name.endswith((".parquet", ".json")):
            assert whole[name] == content, name
        elif name.endswith(".json") and not name.startswith("TRUTH"):
            assert orjson.loads(whole[name]) == orjson.loads(content), name


@pytest.mark.parametrize("weeks", [1, 7, 13, 20])
def test_nothing_of_later_is_out(weeks: int) -> None:
    moment = START + timedelta(weeks=weeks, hours=6)
    cut = published(FILES, moment)
    for name, content in cut.items():
        if "/feeds/" in name:
            days = re.findall(rb"<pubDate>\w+, (\d+ \w+ \d+)", content)
            assert all(datetime.strptime(day.decode(), "%d %b %Y").replace(tzinfo=UTC) <= moment for day in days)
        if "/gdelt/" in name:
            assert all(line.split(b"\t")[59] <= f"{moment:%Y%m%d%H%M%S}".encode() for line in content.splitlines())
        if "/human/" in name:
            assert (
                re.search(rb"^date: '(.*)'$", content, re.MULTILINE).group(1) <= f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
            )  # type: ignore[union-attr]


def test_as_time_goes_by_more_is_out() -> None:
    sizes = [sum(map(len, published(FILES, START + timedelta(weeks=weeks)).values())) for weeks in (1, 5, 13, 30, 60)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_before_the_beginning_only_settings_and_truth_stand() -> None:
    early = {name for name in published(FILES, START - timedelta(days=1)) if "/feeds/" not in name}
    assert {name.split("/")[0] for name in early} == {"TRUTH", "requirements.yaml", "sources.yaml"}
