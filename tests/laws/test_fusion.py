"""Laws of fusion: the order of arrival, what is taken back, and what stands above a reader leave no trace."""

import random
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.laws.fused import HIGH, LOW, SOURCES, SUBJECTS, Told, World, told

FEW = settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking a world takes minutes and tells little more
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SOME = st.lists(told(), max_size=9, unique=True)
PAIR = st.lists(st.sampled_from(SUBJECTS), min_size=2, max_size=2, unique=True)


def world(some: Sequence[Told], *, at_once: bool = True) -> World:
    made = World()
    for one in some if not at_once else ():
        made.tell([one])
        made.fuse()
    if at_once:
        made.tell(some)
        made.fuse()
    return made


def asked(some: Sequence[Told], reader: str, *, at_once: bool = True) -> str:
    with world(some, at_once=at_once) as made:
        return made.ask(reader)


@FEW
@given(SOME, st.integers(0, 9))
def test_the_order_of_arrival_plays_no_part(some: list[Told], seed: int) -> None:
    mixed = list(some)
    random.Random(seed).shuffle(mixed)
    assert asked(some, "chief") == asked(mixed, "chief", at_once=False)


@FEW
@given(SOME, st.sampled_from(SOURCES))
def test_a_recalled_source_might_as_well_have_said_nothing(some: list[Told], source: str) -> None:
    assume(any(one.source == source for one in some))
    with world(some) as made:
        before = made.ask("chief")
        made.recall(source)
        assert made.ask("chief") == asked([one for one in some if one.source != source], "chief")
        made.recall(source, undo=True)
        assert made.ask("chief") == before


@FEW
@given(SOME, st.sampled_from(SOURCES))
def test_a_recall_and_its_undo_leave_no_trace(some: list[Told], source: str) -> None:
    """With parameters that were fitted once and stay: what the recall names as old and new, its undo names again."""
    assume(any(one.source == source for one in some))
    with world(some) as made:
        made.fit()
        before = made.ask("chief")
        gone = made.recall(source)["changed"]
        back = made.recall(source, undo=True)["changed"]
        assert made.ask("chief") == before
        for what in ("beliefs", "entities"):
            assert [one["old"] for one in gone[what]] == [one["new"] for one in back[what]]
            assert [one["new"] for one in gone[what]] == [one["old"] for one in back[what]]


@FEW
@given(SOME, PAIR, st.sampled_from(["same", "not_same", "unsure"]))
def test_a_judgement_that_is_taken_back_leaves_no_trace(some: list[Told], pair: list[str], verdict: str) -> None:
    with world([*_claims(pair), *some]) as made:
        before = made.ask("public")
        made.judge(pair[0], pair[1], verdict)
        made.judge(pair[0], pair[1], verdict, undo=True)
        assert made.ask("public") == before


@FEW
@given(SOME, PAIR)
def test_a_merge_and_its_split_part_again_what_was_apart(some: list[Told], pair: list[str]) -> None:
    with world([*_claims(pair), *some]) as made:
        assert made.judge(pair[0], pair[1], "same")["same"]
        parted = made.judge(pair[0], pair[1], "not_same")
        assert not parted["same"] or parted["conflicts"]


@FEW
@given(st.lists(told([LOW]), max_size=6, unique=True), st.lists(told([HIGH]), max_size=6, unique=True))
def test_nothing_from_above_a_readers_scope_shows(low: list[Told], high: list[Told]) -> None:
    assert asked([*low, *high], "public") == asked(low, "public")


@FEW
@given(st.lists(told([LOW]), max_size=6, unique=True), st.lists(told([HIGH]), max_size=4, unique=True), PAIR)
def test_judgements_made_above_a_readers_scope_do_not_show(low: list[Told], high: list[Told], pair: list[str]) -> None:
    with world([*_claims(pair), *low, *high]) as made:
        before = made.ask("public")
        made.judge(pair[0], pair[1], "same")
        assert made.ask("public") == before


def _claims(subjects: list[str]) -> list[Told]:
    """So that there is something to judge."""
    return [Told(99 + place, "wire", 0, 7, 0, LOW, one, "Sandby") for place, one in enumerate(subjects)]
