"""The foresight part as a whole: same settings, same bytes; fiction says so; truth stays apart; version 1 is frozen."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.exercise import atlas
from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.foresight import (
    VERSION,
    ForesightPart,
    figures,
    hostile_table,
    in_memory,
    months_table,
    neighbours,
    relations,
    shift_table,
    volume_table,
    war_table,
    wars,
)
from simurg.exercise.parts.foresight.chart import chart
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.errors import CallerError

SMALL = 6


@given(st.integers(0, 10_000), st.sampled_from(["easy", "normal", "hard"]))
@settings(max_examples=4, deadline=None)
def test_the_same_part_gives_the_same_bytes(seed: int, difficulty: str) -> None:
    part = ForesightPart(seed, difficulty, SMALL)
    assert dict(in_memory(part)) == dict(in_memory(ForesightPart(seed, difficulty, SMALL)))


def test_another_seed_or_difficulty_gives_another_part() -> None:
    first = in_memory(ForesightPart(1, pairs=SMALL))
    for other in (ForesightPart(2, pairs=SMALL), ForesightPart(1, "hard", SMALL)):
        files = in_memory(other)
        told = [name for name in set(first) & set(files) if "chart" not in name]
        assert len(told) > 10
        assert [name for name in told if first[name] == files[name]] == []


def test_wars_do_not_move_relations() -> None:
    part = ForesightPart(3, pairs=SMALL)
    alone = relations(part).events
    wars(part)
    assert relations(part).events.equals(alone)


@pytest.mark.parametrize(
    "given_settings", [{"difficulty": "brutal"}, {"pairs": 3}, {"pairs": 101}, {"seed": -1}, {"version": "0"}]
)
def test_settings_that_make_no_part_are_refused(given_settings: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        ForesightPart(**given_settings)  # type: ignore[arg-type]


def test_every_row_that_is_collected_says_that_it_is_fictional() -> None:
    collected = {
        name: content
        for name, content in in_memory(ForesightPart(4, pairs=SMALL)).items()
        if name.startswith("collected/")
    }
    assert len(collected) > 20
    for content in collected.values():
        assert all(LABEL in line for line in content.decode().splitlines()[1:])


def test_no_word_of_the_truth_stands_in_what_is_collected() -> None:
    part = ForesightPart(5, "hard", SMALL)
    files = in_memory(part)
    collected = b"\n".join(content for name, content in files.items() if name.startswith("collected/")).decode()
    secret = {"conflict_rises", "turns_hostile", "source_starts", "disaster", "waning", "tense", "spread", "factor"}
    assert [word for word in sorted(secret) if word in collected] == []
    truth = shift_table(relations(part)).column_names + war_table(wars(part)).column_names
    assert not set(relations(part).events.column_names) & set(truth)


def test_no_state_is_real_or_of_the_other_continent() -> None:
    names, codes = chart().names, chart().codes
    assert len(set(names)) == len(set(codes)) == 48
    assert not set(names) & set(COUNTRIES.values())
    assert not set(codes) & set(COUNTRIES)
    assert all("QMA" <= code <= "QZZ" for code in codes)  # ISO 3166 leaves these to users
    assert not set(names) & {state.name for state in atlas.atlas().states}


def test_borders_are_symmetric_and_nobody_borders_himself() -> None:
    borders = chart().borders
    assert np.array_equal(borders, borders.T)
    assert not borders.diagonal().any()
    assert borders.sum(axis=1).min() >= 2
    table = neighbours()
    both = set(zip(table["state"].to_pylist(), table["neighbour"].to_pylist(), strict=True))
    assert both == {(other, one) for one, other in both}
    assert len(both) == borders.sum()


def test_version_1_is_frozen() -> None:
    """Scores are compared between commits: a change of what is drawn needs a new VERSION and a new digest here."""
    digest = hashlib.sha256(VERSION.encode())
    for difficulty in ("easy", "normal", "hard"):
        part = ForesightPart(7, difficulty, SMALL)
        told, fought = relations(part), wars(part)
        for table in (
            *(told.events, shift_table(told), volume_table(told)),
            *(figures(fought), hostile_table(fought), months_table(fought), war_table(fought)),
        ):
            for name in table.column_names:
                digest.update(f"{name}{[str(value) for value in table[name].to_pylist()]}".encode())
    assert digest.hexdigest()[:16] == "00adc7765939eeca"
