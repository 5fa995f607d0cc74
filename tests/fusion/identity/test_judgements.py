"""Judgements: their algebra, and that taking one back leaves no trace."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.fusion.identity.judgements import Author, Conflict, Judgement, Verdict, effect
from simurg.ontology.errors import CallerError

A, B, C, D = (UUID(int=number) for number in range(1, 5))
DAY = datetime(2026, 3, 1, tzinfo=UTC)
SAME, NOT_SAME, UNSURE = Verdict.SAME, Verdict.NOT_SAME, Verdict.UNSURE


def held(left: UUID, right: UUID, verdict: Verdict = SAME, **more) -> Judgement:
    given = {"by": "ada", "author": Author.ANALYST, "known_at": DAY} | more
    return Judgement(left, right, verdict, **given)


moments = st.integers(0, 5).map(lambda days: DAY + timedelta(days=days))
rows = st.builds(
    held,
    st.sampled_from([A, B]),
    st.sampled_from([C, D]),
    st.sampled_from(list(Verdict)),
    by=st.sampled_from(["ada", "ben", "matcher"]),
    author=st.sampled_from(list(Author)),
    known_at=moments,
    picture=st.sampled_from([None, "open", "staff"]),
    taken_back_at=st.none() | moments,
)


def test_joined_ids_stand_for_one_and_a_contradiction_is_reported() -> None:
    found = effect([held(A, B), held(B, C), held(C, A, NOT_SAME)], DAY)
    assert found.groups == ((A, B, C),)
    assert (found.of(C), found.of(D)) == (A, D)
    assert found.conflicts == (Conflict((A, C), (A, B, C)),)


def test_not_the_same_between_groups_is_no_conflict() -> None:
    found = effect([held(A, B), held(C, D), held(B, C, NOT_SAME)], DAY)
    assert found.conflicts == ()
    assert found.groups == ((A, B), (C, D))


def test_an_analyst_outweighs_a_machine_and_equals_are_disputed() -> None:
    machine = held(A, B, by="matcher", author=Author.MACHINE)
    assert effect([machine, held(A, B, NOT_SAME)], DAY).groups == ()
    found = effect([held(A, B), held(A, B, NOT_SAME, by="ben")], DAY)
    assert (found.groups, found.disputed) == ((), ((A, B),))
    assert effect([held(A, B), held(A, B, UNSURE, by="ben")], DAY).groups == ((A, B),)


def test_a_later_word_of_the_same_author_replaces_the_earlier() -> None:
    later = held(B, A, NOT_SAME, known_at=DAY + timedelta(days=1))
    assert effect([held(A, B), later], DAY).groups == ((A, B),)
    assert effect([held(A, B), later], DAY + timedelta(days=1)).groups == ()
    assert effect([held(A, B), held(A, B, NOT_SAME)], DAY).groups == ()  # at one moment: the more careful


def test_each_picture_sees_its_own() -> None:
    rows = [held(A, B, picture="restricted"), held(C, D)]
    assert effect(rows, DAY, "open").groups == ((C, D),)
    assert effect(rows, DAY, "restricted").groups == ((A, B), (C, D))


@given(st.lists(rows, max_size=12), st.randoms(use_true_random=False), moments)
def test_order_does_not_matter(found: list[Judgement], chance, moment: datetime) -> None:
    turned = list(found)
    chance.shuffle(turned)
    assert effect(turned, moment) == effect(found, moment)
    assert effect(found + found, moment) == effect(found, moment)


@given(st.lists(rows, max_size=10), moments)
def test_a_merge_and_its_split_leave_no_trace(found: list[Judgement], moment: datetime) -> None:
    back = held(A, C, by="eve", taken_back_at=DAY)
    assert effect([*found, back], moment) == effect(found, moment)


@given(st.lists(rows, max_size=10), rows, moments)
def test_what_is_learned_later_is_not_seen_earlier(found: list[Judgement], late: Judgement, moment: datetime) -> None:
    if late.known_at > moment:
        assert effect([*found, late], moment) == effect(found, moment)


@given(st.sampled_from(list(Verdict)), st.sampled_from(list(Verdict)))
def test_verdicts_add_up_in_any_order(one: Verdict, two: Verdict) -> None:
    assert one + two == two + one
    assert one + one == one
    assert one + UNSURE == one


def test_the_sure_contradict_each_other_into_doubt() -> None:
    assert SAME + NOT_SAME == UNSURE
    with pytest.raises(TypeError):
        SAME + 1


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(CallerError, match="itself"):
        held(A, A)
    with pytest.raises(CallerError, match="no author"):
        held(A, B, by="")
