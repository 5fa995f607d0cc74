"""Cursors: every item once, whatever the size of a page; a list that changed goes on near where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ontology.errors import CallerError
from simurg.web.paging import page_of


@given(st.lists(st.text(), unique=True), st.integers(1, 9))
def test_pages_together_are_the_list(items: list[str], limit: int) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        shown, cursor = page_of(items, str, cursor, limit)
        seen += shown
        if cursor is None:
            break
    assert seen == items


@given(st.integers(1, 20), st.integers(0, 19))
def test_what_came_before_does_not_repeat_anything(length: int, more: int) -> None:
    items = [f"item {number}" for number in range(length)]
    _, cursor = page_of(items, str, None, 1)
    if cursor is not None:
        shown, _ = page_of([f"new {number}" for number in range(more)] + items, str, cursor, 1)
        assert list(shown) == [items[1]]


@pytest.mark.parametrize("cursor", ["!", "", "AAAA", "é", "9" * 300])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(CallerError, match="cursor"):
        page_of(["a", "b"], str, cursor, 1)


@pytest.mark.parametrize("cursor", ["MSA", "LTEgYQ", "OTk5OTkgYQ"])
def test_a_cursor_that_leads_nowhere_does_no_harm(cursor: str) -> None:
    try:
        shown, after = page_of(["a", "b"], str, cursor, 1)
    except CallerError:
        return
    assert (len(shown), after) in ((0, None), (1, None), (1, after))
