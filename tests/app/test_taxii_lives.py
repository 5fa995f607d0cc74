"""The lives of a recalled row: what is out is revoked, and what comes back is another object."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.taxii.asked import Asked, asked_of, cursor
from simurg.app.taxii.lives import lives
from simurg.exchange.stix.ids import keys_of, stix_id, uuid8
from simurg.ontology.errors import CallerError

START = datetime(2031, 1, 1, tzinfo=UTC)


def hours(*numbers: int) -> list[datetime]:
    return [START + timedelta(hours=number) for number in numbers]


def test_a_row_that_nobody_recalled_has_one_life() -> None:
    (one,) = lives(START, [])
    assert (one.turn, one.added, one.revoked_at) == (0, START, None)


def test_a_recall_revokes_and_its_withdrawal_gives_another_life() -> None:
    first, second, third = hours(1, 2, 3)
    told = lives(START, [(first, True), (second, False), (third, True)])
    assert [(one.turn, one.added, one.revoked_at) for one in told] == [(0, START, first), (1, second, third)]


def test_what_came_while_its_source_was_recalled_begins_when_that_ends() -> None:
    before, after = hours(-1, 1)
    (one,) = lives(START, [(before, True), (after, False)])
    assert (one.turn, one.added, one.revoked_at) == (0, after, None)
    assert lives(START, [(before, True)]) == []


@given(st.lists(st.tuples(st.integers(-9, 99), st.booleans()), max_size=12))
def test_law_lives_do_not_overlap_and_alternate(steps: list[tuple[int, bool]]) -> None:
    told = lives(START, sorted((START + timedelta(hours=hour), recalled) for hour, recalled in steps))
    assert [one.turn for one in told] == list(range(len(told)))
    moments = [moment for one in told for moment in (one.added, one.revoked_at) if moment is not None]
    assert moments == sorted(moments)
    assert all(one.revoked_at is not None for one in told[:-1])


@given(st.uuids(), st.integers(0, 7))
def test_law_an_id_leads_back_to_its_key(key: UUID, turn: int) -> None:
    text = stix_id("report", key, turn)
    assert key in set(keys_of(text))
    assert (uuid8(key, turn).version, uuid8(key, turn).variant) == (8, "specified in RFC 4122")
    assert len({stix_id("report", key, one) for one in range(8)}) == 8


@pytest.mark.parametrize("text", ["", "report--", "report--7", "report--00000000-0000-4000-8000-000000000000"])
def test_other_ids_lead_to_no_key(text: str) -> None:
    assert list(keys_of(text)) == []


def test_filters_are_read() -> None:
    told = asked_of([
        ("added_after", "2031-01-01T00:00:00Z"), ("limit", "7"), ("match[type]", "report,note"),
        ("match[version]", "first, 2031-01-01T00:00:00.5Z"), ("match[spec_version]", "2.1"), ("other", "x"),
    ])  # fmt: skip
    assert told.added_after == START
    assert (told.limit, told.types) == (7, ("report", "note"))
    assert told.versions == ("first", "2031-01-01T00:00:00.500Z")
    assert asked_of([("next", cursor(5, "ab"))]).after == (5, "ab")
    assert asked_of([("limit", "99999")]).limit == 500
    assert asked_of([]) == Asked()


@pytest.mark.parametrize(
    "query",
    [
        [("limit", "0")], [("limit", "-1")], [("limit", "x")], [("limit", "٣")], [("added_after", "yesterday")],
        [("next", "!")], [("next", "YWI")], [("match[version]", "newest")], [("limit", "1"), ("limit", "2")],
        [("match[id]", ",".join("x" * 3 for _ in range(300)))], [("match[id]", "x" * 200)],
    ],
)  # fmt: skip
def test_what_taxii_does_not_know_is_refused(query: list[tuple[str, str]]) -> None:
    with pytest.raises(CallerError):
        asked_of(query)
