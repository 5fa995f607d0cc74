"""What the sources hand out: valid in the publishers' formats, labelled as an exercise, copies copied plainly."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatch
from typing import Any

import feedparser
import numpy as np
import orjson
import pyarrow.parquet as pq
import pytest
import yaml

from simurg.collection.connector import Reject, Rows, raw_of
from simurg.collection.registry import find
from simurg.collection.settings import sources_of
from simurg.collection.source import Source
from simurg.exercise import World, in_memory
from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.prose import Happening, Writer
from simurg.exercise.scene import known_events, play
from simurg.ontology.plover import PLOVER_TYPES, plover_of

WORLD = World(21, "normal", weeks=60, volume=0.3)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return in_memory(WORLD)


def _of(files: Mapping[str, bytes], part: str) -> list[bytes]:
    found = [content for name, content in files.items() if name.startswith(f"collected/{part}")]
    assert found, part
    return found


def test_everything_says_that_it_is_fictional(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if name.startswith("collected/"):
            assert b"fictional" in content.lower(), name
    for feed in map(feedparser.parse, _of(files, "feeds/")):
        assert "fictional" in feed.feed.title
        assert LABEL in feed.feed.get("subtitle", "")
        assert all("FICTIONAL" in entry.get("summary", "") for entry in feed.entries)
    for text in _of(files, "human/"):
        assert LABEL in yaml.safe_load(text.decode().split("---\n")[1])["title"]
    for line in b"".join(_of(files, "gdelt/")).decode().splitlines():
        assert "(fictional)" in line.split("\t")[52]
    for source in yaml.safe_load(files["sources.yaml"]):
        assert "fictional" in source["title"]


def test_the_continent_lies_in_empty_ocean_and_uses_user_assigned_codes() -> None:
    for state in atlas().states:
        assert "XAA" <= state.code <= "XZZ"
        assert state.code != "XKX"
        for city in state.cities:
            assert -53 < city.latitude < -33
            assert -136 < city.longitude < -108


def test_feeds_are_well_formed_dated_and_newest_first(files: Mapping[str, bytes]) -> None:
    entries = 0
    for content in _of(files, "feeds/"):
        feed = feedparser.parse(content)
        assert not feed.bozo
        dates = [entry.published_parsed for entry in feed.entries]
        assert dates == sorted(dates, reverse=True)
        assert all(entry.title and entry.link and entry.id for entry in feed.entries)
        entries += len(feed.entries)
    assert entries > 100


def test_copies_are_plain_copies(files: Mapping[str, bytes]) -> None:
    told = pq.read_table(io.BytesIO(files["TRUTH/tellings.parquet"])).to_pylist()
    entries = [entry for content in _of(files, "feeds/") for entry in feedparser.parse(content).entries]
    shown = {entry.link: entry for entry in entries if not entry.title.startswith("Corrected")}
    copies = [(row["report"], row["copy_of"]) for row in told if row["report"] in shown and row["copy_of"] in shown]
    assert len(copies) > 10
    for copy, original in copies:
        assert shown[copy].title == shown[original].title
        assert shown[copy].summary == shown[original].summary
        assert copy != original
    for content in _of(files, "feeds/"):
        assert len({entry.summary for entry in feedparser.parse(content).entries}) == len(
            feedparser.parse(content).entries
        )


def test_a_group_does_not_speak_through_the_ministers_that_it_fights() -> None:
    state = atlas().states[0]
    what = Happening(state.groups[0], state.name, "THREATEN", state.cities[0], NOW, 0)
    writer = Writer(np.random.default_rng(1))
    for _ in range(40):
        title, words = writer.headline(what)
        text = title + writer.body(what, {**words, "b_speaker": "", "b_speaker_cap": "Nobody"}, "test")
        assert state.defence not in text
        assert state.leader not in text


def test_texts_vary(files: Mapping[str, bytes]) -> None:
    told = pq.read_table(io.BytesIO(files["TRUTH/tellings.parquet"])).to_pylist()
    copies = {row["report"] for row in told if row["copy_of"]}
    entries = [entry for content in _of(files, "feeds/") for entry in feedparser.parse(content).entries]
    bodies = [entry.summary for entry in entries if entry.link not in copies]
    assert len(set(bodies)) > 0.98 * len(bodies)


def test_publishers_revise_under_the_same_name_in_a_later_document(files: Mapping[str, bytes]) -> None:
    full = in_memory(World(21, "normal"))
    told: dict[str, list[str]] = {}
    for content in _of(full, "feeds/"):
        for entry in feedparser.parse(content).entries:
            told.setdefault(entry.id, []).append(entry.title)
    corrected = [titles for titles in told.values() if len(titles) > 1]
    assert corrected
    assert all(sorted(titles) == sorted([titles[0], f"Corrected: {titles[0]}"]) for titles in corrected)
    versions: dict[str, list[str]] = {}
    for content in _of(full, "threats/"):
        for each in orjson.loads(content)["objects"]:
            versions.setdefault(each["id"], []).append(each["modified"])
    twice = [moments for moments in versions.values() if len(moments) > 1]
    assert twice
    assert all(len(set(moments)) == len(moments) for moments in twice)


def test_the_stream_has_61_columns_known_codes_and_dates_in_order(files: Mapping[str, bytes]) -> None:
    rows = [line.split("\t") for line in b"".join(_of(files, "gdelt/")).decode().splitlines()]
    assert {len(row) for row in rows} == {61}
    assert {plover_of(row[26]) for row in rows} <= set(PLOVER_TYPES)
    assert {row[26][:2] for row in rows} == {row[28] for row in rows}
    assert [row[59] for row in rows] == sorted(row[59] for row in rows)
    assert all(row[1] <= row[59][:8] for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_the_register_adds_up_to_the_country_months(files: Mapping[str, bytes]) -> None:
    events = [row for text in _of(files, "register/ged") for row in csv.DictReader(io.StringIO(text.decode()))]
    months = pq.read_table(io.BytesIO(_of(files, "register/country")[0])).to_pylist()
    last = max((row["year"], row["month"]) for row in months)
    counted = [row for row in events if (int(row["year"]), int(row["date_start"][5:7])) <= last]
    assert sum(int(row["best"]) for row in counted) == sum(row["ged_sb"] for row in months) > 0
    assert all(int(row["low"]) <= int(row["best"]) <= int(row["high"]) for row in events)
    assert all(row["month_id"] == (row["year"] - 1980) * 12 + row["month"] for row in months)


def test_bundles_point_only_to_objects_that_were_given(files: Mapping[str, bytes]) -> None:
    objects: dict[str, dict[str, Any]] = {}
    for content in _of(files, "threats/"):
        for each in orjson.loads(content)["objects"]:
            assert each["labels"] == ["exercise", "fictional"]
            objects[each["id"]] = each
    for each in objects.values():
        pointed = [each.get(key) for key in ("source_ref", "target_ref", "created_by_ref")]
        assert {one for one in (*pointed, *each.get("object_refs", ())) if one} <= set(objects)


def test_the_attacked_port_shows_in_the_readings(files: Mapping[str, bytes]) -> None:
    scene = play(WORLD)
    rows = list(csv.DictReader(io.StringIO(_of(files, "signals/")[0].decode())))
    ours = [
        float(row["value"]) for row in rows if row["country"] == scene.plot.victim and row["series"] == "port_cargo"
    ]
    assert ours[scene.plot.incident] < 0.7 * sorted(ours)[len(ours) // 2]


def _sources(files: Mapping[str, bytes]) -> dict[str, Source]:
    return {source.name: source for source in sources_of(files["sources.yaml"].decode())}


def _parsed(files: Mapping[str, bytes], source: Source) -> Iterator[Rows | Reject]:
    for name, content in files.items():
        if fnmatch(name, source.address):
            yield from find(source.connector).parse(raw_of(content, source, name.rsplit("/", 1)[-1], NOW))


def _columns(files: Mapping[str, bytes], source: Source, table: str) -> list[dict[str, Any]]:
    parsed = [item.tables[table] for item in _parsed(files, source) if isinstance(item, Rows) and table in item.tables]
    return [row for part in parsed for row in part.to_pylist()]


NAMES = (
    "gdelt", "ged", "country-months", "wire", "courier", "tribune", "sentinel", "relief", "cert", "readings",
    "human-heron", "human-lark",
)  # fmt: skip


def test_the_settings_name_twelve_sources_of_three_disciplines(files: Mapping[str, bytes]) -> None:
    sources = _sources(files)
    assert tuple(sources) == NAMES
    assert {source.discipline for source in sources.values()} == {"OSINT", "TECHINT", "HUMINT"}
    for name in files:
        if name.startswith("collected/"):
            assert sum(fnmatch(name, source.address) for source in sources.values()) == 1, name


@pytest.mark.parametrize("name", NAMES)
def test_the_connectors_read_all_of_it(files: Mapping[str, bytes], name: str) -> None:
    source = _sources(files)[name]
    items = list(_parsed(files, source))
    assert not [item for item in items if isinstance(item, Reject)]
    tables = [table for item in items if isinstance(item, Rows) for table in item.tables.values()]
    assert source.least_rows <= sum(table.num_rows for table in tables) <= source.most_rows
    for table in tables:
        assert max(table["known_at"].to_pylist()) < NOW  # no date was impossible or missing


def _word(name: str | None) -> str | None:
    return name and name.upper().removeprefix("GOVERNMENT OF ")


def test_known_events_are_what_the_connectors_deliver(files: Mapping[str, bytes]) -> None:
    scene = play(WORLD)
    known = known_events(scene)
    assert known["known_at"].to_pylist() == sorted(known["known_at"].to_pylist())
    for name in ("gdelt", "human-heron", "human-lark", "ged"):
        told = [row for row in _columns(files, _sources(files)[name], "events") if row["known_at"] < scene.world.end]
        held = known.filter([source == name for source in known["source_id"].to_pylist()]).to_pylist()
        assert len(held) > 5
        delivered = Counter(
            _said(row, _word(row["actor"]), _word(row["recipient"])) for row in told if row["recipient"]
        )
        expected = Counter(_said(row, _word(row["actor"]), _word(row["recipient"])) for row in held if row["recipient"])
        assert delivered == expected, name


def _said(row: dict[str, Any], actor: str | None, recipient: str | None) -> tuple[object, ...]:
    ends = sorted((actor or "", recipient or ""))  # the register has sides, not a direction
    return (*ends, row["event_type"], row["occurred_from"], row["known_at"], row.get("deaths_best") or 0)
