"""Worlds: the same settings give the same bytes, other settings others, impossible ones are refused."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.exercise import World, in_memory, known_events, play, write
from simurg.exercise.events import weekly
from simurg.exercise.world import START, VERSION
from simurg.ontology.errors import CallerError, OperatorError


@given(st.integers(0, 10_000), st.sampled_from(["easy", "normal", "hard"]))
@settings(max_examples=8, deadline=None)
def test_the_same_world_gives_the_same_bytes(seed: int, difficulty: str) -> None:
    world = World.small(seed, difficulty)
    assert dict(in_memory(world)) == dict(in_memory(World.small(seed, difficulty)))


def test_another_seed_or_difficulty_gives_another_world() -> None:
    first = in_memory(World.small(1))
    for other in (World.small(2), World.small(1, "hard")):
        files = in_memory(other)
        shared = set(first) & set(files) - {"sources.yaml", "requirements.yaml"}
        assert shared
        assert not [name for name in shared if first[name] == files[name]]


def test_writing_twice_leaves_the_files_alone_and_names_them_all(tmp_path: Path) -> None:
    world = World.small(3)
    written = write(world, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert write(world, tmp_path) == written
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
    assert sorted(path.relative_to(tmp_path).as_posix() for path in before) == sorted(written.files)
    assert {name: (tmp_path / name).read_bytes() for name in written.files} == dict(in_memory(world))
    assert written.sources.is_file()
    assert written.requirements.is_file()
    assert written.truth.is_dir()
    assert START < written.morning <= world.end + timedelta(days=1)


def test_two_worlds_do_not_mix_in_one_folder(tmp_path: Path) -> None:
    write(World.small(3), tmp_path)
    (tmp_path / "collected" / "feeds" / "stranger.xml").write_bytes(b"<rss/>")
    with pytest.raises(OperatorError, match="not of this world"):
        write(World.small(3), tmp_path)


def test_a_folder_that_cannot_be_written_is_an_operators_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OperatorError, match="cannot be written"):
        write(World.small(3), tmp_path / "file")


def test_version_1_is_frozen() -> None:
    """Scores are compared between commits: a change of what is drawn needs a new VERSION and a new digest here."""
    digest = hashlib.sha256(VERSION.encode())
    for difficulty in ("easy", "normal", "hard"):
        for row in known_events(play(World.small(7, difficulty))).to_pylist():
            digest.update(repr(sorted((key, str(value)) for key, value in row.items())).encode())
    assert digest.hexdigest()[:16] == "b340f32ad593480e"


@pytest.mark.parametrize(
    "settings_given",
    [{"difficulty": "brutal"}, {"weeks": 5}, {"volume": 0.0}, {"seed": -1}, {"version": "0"}, {"weeks": 9_999}],
)
def test_settings_that_make_no_world_are_refused(settings_given: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        World(**settings_given)  # type: ignore[arg-type]


def test_events_grow_in_number_and_rest_at_the_weekend() -> None:
    scene = play(World(4, "easy"))
    counts = weekly(scene.events, 156, len(scene.parameters.pairs)).sum(axis=0)
    assert counts[-52:].sum() > 1.2 * counts[:52].sum()
    days = (scene.events.second // 86400) % 7
    assert (days == 6).sum() < 0.8 * (days == 1).sum()


def test_the_crisis_turns_from_words_to_deaths_after_its_outbreak() -> None:
    scene = play(World(5, "normal"))
    plot, events = scene.plot, scene.events
    week = events.second // (7 * 86400)
    ours = (events.pair == plot.crisis) & ~events.invented
    before = events.deaths[ours & (week < plot.outbreak)].sum() / plot.outbreak
    clashes = events.deaths[ours & (week >= plot.outbreak) & (week < plot.outbreak + 6)].sum() / 6
    assert clashes > 10 * max(before, 0.05)


def test_invented_events_belong_to_the_rumour_alone_and_no_register_has_them() -> None:
    scene = play(World(6, "hard"))
    assert scene.events.invented.any()
    assert set(scene.events.pair[scene.events.invented]) == {scene.plot.rumour}
    assert scene.plot.rumour != scene.plot.crisis
    assert not scene.events.invented[scene.registered].any()


def test_the_default_world_has_tens_of_thousands_of_rows_and_thousands_of_documents() -> None:
    scene = play(World())
    assert 15_000 < len(scene.stream) < 90_000
    assert scene.moments[0] >= START
    assert all(scene.moments[index] < scene.world.end for index in (0, -1))
