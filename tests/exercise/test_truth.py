"""The truth stands apart: nothing that is collected names it, and the tables of truth agree with what is told."""

import io
import re
from collections.abc import Mapping

import orjson
import pyarrow.parquet as pq
import pytest
import yaml

from simurg.exercise import World, in_memory
from simurg.exercise.atlas import atlas


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return in_memory(World(11, "normal", weeks=60, volume=0.3))


def _collected(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if not name.startswith("TRUTH/")}


def _table(files: Mapping[str, bytes], name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(io.BytesIO(files[f"TRUTH/{name}.parquet"])).to_pylist()
    return rows


def test_no_collected_file_holds_a_name_from_the_truth(files: Mapping[str, bytes]) -> None:
    events = {str(row["event"]).encode() for row in _table(files, "events")}
    held = {found for content in _collected(files).values() for found in re.findall(rb"[0-9a-f]{32}", content)}
    assert events
    assert not events & held


def test_no_collected_file_says_what_is_false_copied_or_planned(files: Mapping[str, bytes]) -> None:
    words = re.compile(rb"copy_of|in_feed|storyline|rumour|truth|oracle|\bcrisis\b|\bfalse source|build-up|decoy", re.I)
    for name, content in _collected(files).items():
        assert not words.search(name.encode()), name
        assert not words.search(content), (name, words.search(content))


def test_settings_do_not_tell_the_crisis(files: Mapping[str, bytes]) -> None:
    plot = orjson.loads(files["TRUTH/plot.json"])
    assert set(plot["crisis"]["pair"]) < {state.name for state in atlas().states}
    for requirement in yaml.safe_load(files["requirements.yaml"]):
        assert len(requirement["regions"]) == len(atlas().states)
        assert not any(name in requirement["question"] for name in plot["crisis"]["pair"])
    grades = {source["name"]: source["grade"] for source in yaml.safe_load(files["sources.yaml"])}
    assert grades["sentinel"] == grades["courier"]


def test_each_copy_is_told_after_its_original_in_other_hands_about_the_same_event(files: Mapping[str, bytes]) -> None:
    told = _table(files, "tellings")
    by_name = {row["report"]: row for row in told}
    copies = [row for row in told if row["copy_of"]]
    assert len(copies) > 100
    for row in copies:
        original = by_name[row["copy_of"]]
        assert original["copy_of"] is None
        assert original["event"] == row["event"]
        assert original["source"] != row["source"]
        assert original["told_at"] < row["told_at"]  # type: ignore[operator]


def test_every_row_of_the_stream_has_a_telling_in_the_truth(files: Mapping[str, bytes]) -> None:
    known = {row["report"] for row in _table(files, "tellings")}
    addresses = [
        line.split("\t")[60]
        for name, content in files.items()
        if name.startswith("collected/gdelt/")
        for line in content.decode().splitlines()
    ]
    assert addresses
    assert set(addresses) <= known
    assert len(addresses) > len(set(addresses))  # the stream codes some articles twice


def test_what_is_invented_is_first_told_by_the_false_sources_only(files: Mapping[str, bytes]) -> None:
    plot = orjson.loads(files["TRUTH/plot.json"])
    events = {row["event"]: row for row in _table(files, "events")}
    first = [row for row in _table(files, "tellings") if row["invented"] and not row["copy_of"]]
    assert first
    assert {row["source"] for row in first} <= set(plot["false_sources"])
    assert {frozenset((events[row["event"]]["actor"], events[row["event"]]["recipient"])) for row in first} == {
        frozenset(plot["rumour"]["pair"])
    }
