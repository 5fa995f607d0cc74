"""Stories: components of the links that count; order does not matter, and taking away never joins."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.story.made import identity

from simurg.fusion.story import LINKS, NEAR_COPY, SAME_STORY, stories
from simurg.fusion.story.grouping import EQUAL_DAYS, STRONG, SUPPORTED

DAY = 86_400_000_000
WEAK = (STRONG + SUPPORTED) / 2


def _reports(
    places: list[int], texts: dict[int, int] | None = None, days: dict[int, int | None] | None = None
) -> pa.Table:
    texts, days = texts or {}, days or {}
    when = [days.get(place, place) for place in places]
    return pa.table(
        {
            "report_id": pa.array([identity(place) for place in places], pa.binary(16)).cast(pa.uuid()),
            "text": pa.array([identity(-1 - texts.get(p, p)) for p in places], pa.binary(16)).cast(pa.uuid()),
            "published_at": pa.array([None if at is None else at * DAY for at in when], pa.int64()).cast(
                pa.timestamp("us", tz="UTC")
            ),
        }
    )


def _links(rows: list[tuple[int, int, float]], relation: str = SAME_STORY) -> pa.Table:
    listed = [
        {"left": identity(a), "right": identity(b), "left_text": identity(a), "right_text": identity(b),
         "relation": relation, "similarity": likely, "detail": None}
        for a, b, likely in rows
    ]  # fmt: skip
    plain = pa.schema([pa.field(one.name, pa.binary(16) if one.type == pa.uuid() else one.type) for one in LINKS])
    return pa.Table.from_pylist(listed, schema=plain).cast(LINKS)


def _together(found, places: list[int]) -> set[frozenset[int]]:
    heads: dict[bytes, set[int]] = {}
    for place in places:
        heads.setdefault(found.story_of(identity(place)), set()).add(place)
    return {frozenset(group) for group in heads.values()}


def test_strong_links_and_copies_join() -> None:
    assert _together(stories(_reports([0, 1, 2]), _links([(0, 1, STRONG)])), [0, 1, 2]) == {
        frozenset({0, 1}),
        frozenset({2}),
    }
    copies = _links([(0, 1, 0.6), (1, 2, 0.7)], NEAR_COPY)
    assert _together(stories(_reports([0, 1, 2]), copies), [0, 1, 2]) == {frozenset({0, 1, 2})}


def test_a_weaker_link_needs_a_third_report() -> None:
    alone = stories(_reports([0, 1, 2]), _links([(0, 1, WEAK)]))
    assert len(alone) == 3
    backed = stories(_reports([0, 1, 2]), _links([(0, 1, WEAK), (0, 2, WEAK), (1, 2, WEAK)]))
    assert len(backed) == 1


def test_a_weak_chain_does_not_run_on() -> None:
    chain = [(place, place + 1, WEAK) for place in range(9)]
    assert len(stories(_reports(list(range(10))), _links(chain))) == 10


def test_a_story_is_called_by_its_earliest_report() -> None:
    found = stories(_reports([0, 1, 2], days={0: 5, 1: 3, 2: 4}), _links([(0, 1, 1.0), (1, 2, 1.0)]))
    assert found.story_of(identity(0)) == identity(1)
    assert set(found.reports_of(identity(2))) == {identity(0), identity(1), identity(2)}


def test_equal_texts_are_one_story_within_some_days() -> None:
    near = stories(_reports([0, 1], {0: 5, 1: 5}, {0: 0, 1: EQUAL_DAYS}), _links([]))
    far = stories(_reports([0, 1], {0: 5, 1: 5}, {0: 0, 1: EQUAL_DAYS + 1}), _links([]))
    assert (len(near), len(far)) == (1, 2)


def test_links_to_reports_that_are_not_there_do_nothing() -> None:
    found = stories(_reports([0, 1]), _links([(0, 7, 1.0), (7, 1, 1.0)]))
    assert len(found) == 2
    assert found.story_of(identity(7)) is None
    assert found.reports_of(identity(7)) == ()


def test_no_reports_no_stories() -> None:
    found = stories(_reports([]), _links([(0, 1, 1.0)]))
    assert len(found) == 0
    assert found.table().num_rows == 0


LINKED = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([SUPPORTED - 0.01, SUPPORTED, WEAK, STRONG, 1.0])),
    max_size=16,
)
TEXTS = st.dictionaries(st.integers(0, 9), st.integers(0, 2), max_size=10)
DAYS = st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 30), max_size=10)


@settings(max_examples=120)
@given(LINKED, TEXTS, DAYS, st.permutations(range(10)), st.randoms(use_true_random=False))
def test_order_does_not_matter(links, texts, days, order, dice) -> None:
    shuffled = list(links)
    dice.shuffle(shuffled)
    one = stories(_reports(list(range(10)), texts, days), _links(links)).table()
    other = stories(_reports(list(order), texts, days), _links([(b, a, p) for a, b, p in shuffled])).table()
    assert one.equals(other)


@settings(max_examples=200)
@given(LINKED, TEXTS, DAYS, st.integers(0, 9))
def test_taking_a_report_away_never_joins_others(links, texts, days, gone) -> None:
    left = [place for place in range(10) if place != gone]
    before = _together(stories(_reports(list(range(10)), texts, days), _links(links)), list(range(10)))
    after = _together(stories(_reports(left, texts, days), _links(links)), left)
    assert all(any(group <= whole for whole in before) for group in after)
