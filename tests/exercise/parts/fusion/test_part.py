"""The fusion part as a whole: same settings, same bytes; fiction says so; truth stays apart; version 1 is frozen."""

import hashlib
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.collection.connector import Rows, raw_of
from simurg.collection.registry import find
from simurg.collection.source import Source
from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.fusion import VERSION, FusionPart, claims, in_memory, names, reports
from simurg.ontology.errors import CallerError

SMALL = 0.1


@given(st.integers(0, 10_000), st.sampled_from(["easy", "normal", "hard"]))
@settings(max_examples=4, deadline=None)
def test_the_same_part_gives_the_same_bytes(seed: int, difficulty: str) -> None:
    part = FusionPart(seed, difficulty, SMALL)
    assert dict(in_memory(part)) == dict(in_memory(FusionPart(seed, difficulty, SMALL)))


def test_another_seed_or_difficulty_gives_another_part() -> None:
    first = in_memory(FusionPart(1, size=SMALL))
    for other in (FusionPart(2, size=SMALL), FusionPart(1, "hard", SMALL)):
        files = in_memory(other)
        told = [name for name in set(first) & set(files) if not name.endswith(("places.csv", "outlets.csv"))]
        assert len(told) > 10
        assert [name for name in told if first[name] == files[name]] == []


def test_one_table_does_not_move_another() -> None:
    part = FusionPart(3, size=SMALL)
    alone = names(part).mentions
    reports(part), claims(part)
    assert names(part).mentions.equals(alone)


@pytest.mark.parametrize(
    "settings_given", [{"difficulty": "brutal"}, {"size": 0.0}, {"size": 1e9}, {"seed": -1}, {"version": "0"}]
)
def test_settings_that_make_no_part_are_refused(settings_given: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        FusionPart(**settings_given)  # type: ignore[arg-type]


def test_everything_that_is_collected_says_that_it_is_fictional() -> None:
    files = in_memory(FusionPart(4, size=SMALL))
    collected = {name: content for name, content in files.items() if name.startswith("collected/")}
    assert len(collected) > 10
    assert [name for name, content in collected.items() if LABEL.encode() not in content] == []
    for name in ("claims", "names"):
        lines = collected[f"collected/{name}.csv"].decode().splitlines()
        assert all(LABEL in line for line in lines[1:])
    assert all(LABEL in body for body in reports(FusionPart(4, size=SMALL)).documents["body"].to_pylist())


def test_no_word_of_the_truth_stands_in_what_is_collected() -> None:
    part = FusionPart(5, "hard", SMALL)
    told, said, named = reports(part), claims(part), names(part)
    collected = b"\n".join(
        content for name, content in in_memory(part).items() if name.startswith("collected/")
    ).decode()
    secret = set(told.truth["story"].to_pylist()) | set(named.entities["entity"].to_pylist())
    secret |= {"rewrite", "controlled", "careless", "copier", "steered", "stranger"}
    assert len(secret) > 20
    assert [word for word in sorted(secret) if word in collected] == []
    open_columns = {*told.documents.column_names, *said.claims.column_names, *named.mentions.column_names}
    assert not open_columns & {"story", "origin", "parent", "altered", "right", "entity", "same", "role"}


def test_ids_and_names_of_sources_do_not_tell_roles() -> None:
    """Sorted by id, reports, sources and mentions stand in no order of the truth."""
    said = claims(FusionPart(6)).source_truth.sort_by("source")["role"].to_pylist()
    assert said != sorted(said)
    assert sum(one == other for one, other in pairwise(said)) < len(said) // 2
    told = reports(FusionPart(6)).truth.sort_by("id")
    neighbours = pairwise(told["story"].to_pylist())
    assert sum(one == other for one, other in neighbours) < told.num_rows * 0.06
    named = names(FusionPart(6)).mention_truth.sort_by("id")["entity"].to_pylist()
    assert sum(one == other for one, other in pairwise(named)) < len(named) * 0.03


def test_a_feed_is_one_that_the_rss_connector_reads() -> None:
    part = FusionPart(7, size=SMALL)
    feeds = {name: content for name, content in in_memory(part).items() if "/feeds/" in name}
    rows = 0
    for name, content in feeds.items():
        source = Source("outlet", "rss", title=name)
        for batch in find("rss").parse(raw_of(content, source, name, datetime(2024, 12, 1, tzinfo=UTC))):
            assert isinstance(batch, Rows)
            rows += batch.tables["reports"].num_rows
    assert rows == reports(part).documents.num_rows


def test_version_1_is_frozen() -> None:
    """Scores are compared between commits: a change of what is drawn needs a new VERSION and a new digest here."""
    digest = hashlib.sha256(VERSION.encode())
    for difficulty in ("easy", "normal", "hard"):
        part = FusionPart(7, difficulty, SMALL)
        told, said, named = reports(part), claims(part), names(part)
        tables = (told.documents, told.truth, told.outlet_truth, said.claims, said.truth, said.claim_truth)
        for table in (*tables, said.sources, said.hierarchy, named.mentions, named.pairs, named.pair_truth):
            for row in table.to_pylist():
                digest.update(repr(sorted((key, str(value)) for key, value in row.items())).encode())
    assert digest.hexdigest()[:16] == "fb68a2eb197eb2d5"
