"""A law of pages: whatever way a service counts, every record comes once, in order, and the plan ends."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.fetching.pages import pages, records_in
from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Remember
from simurg.collection.source import Source

NOW = datetime(2031, 1, 10, tzinfo=UTC)
COUNTED = {"rows": 0, "rows from 1": 1, "pages": 1, "pages from 0": 0}
ENDS = {"": "", "total": "found", "pages": "last", "more": "more"}


def source(by: str, end: str, size: int) -> Source:
    fetch: dict[str, Any] = {"plan": "pages", "list": "data", "size": {"n": size}, "at": {"from": by}}
    if end:
        fetch["end"] = {end: ENDS[end]}
    return Source("one", "table", address="https://data.example.org/rows", options={"fetch": fetch})


def page(url: str, by: str, size: int, count: int) -> bytes:
    start = int(parse_qs(urlsplit(url).query)["from"][0]) - COUNTED[by]
    start = start if by.startswith("rows") else start * size
    rows = list(range(count))[start : start + size]
    told = {"data": rows, "found": count, "last": -(-count // size), "more": start + size < count}
    return json.dumps(told).encode()


def driven(
    told: Source, cursor: Mapping[str, Any], by: str, size: int, count: int, most: int = 10**6
) -> tuple[list, Any]:
    """The records that were kept and the cursor, after so many calls at most."""
    plan, answer, rows = pages(told, cursor, NOW), None, []
    try:
        while True:
            step = plan.send(answer)
            answer = None
            if isinstance(step, Keep):
                rows += records_in(json.loads(step.content), "data")
            elif isinstance(step, Remember):
                cursor = step.cursor
            elif isinstance(step, Call):
                most -= 1
                if most < 0:
                    return rows, cursor
                answer = Answer(step.url, 200, {}, page(step.url, by, size, count), NOW)
    except StopIteration:
        return rows, cursor


@given(st.sampled_from(sorted(COUNTED)), st.sampled_from(sorted(ENDS)), st.integers(1, 7), st.integers(1, 40))
def test_every_record_comes_once_and_in_order(by, end, size, count):
    rows, cursor = driven(source(by, end, size), {}, by, size, count)
    assert rows == list(range(count))
    assert (cursor["done"], cursor["had"]) == (NOW.isoformat(), count)


@given(
    st.sampled_from(sorted(COUNTED)), st.sampled_from(sorted(ENDS)), st.integers(1, 7), st.integers(1, 40),
    st.integers(0, 9),
)  # fmt: skip
def test_a_run_that_was_killed_loses_and_doubles_nothing(by, end, size, count, calls):
    told = source(by, end, size)
    first, cursor = driven(told, {}, by, size, count, calls)
    if "done" not in cursor:
        second, cursor = driven(told, cursor, by, size, count)
        first += second
    assert first == list(range(count))
    assert cursor["had"] == count


@pytest.mark.parametrize(
    ("answer", "path", "kind"),
    [([], "data", "schema_changed"), ({"data": {}}, "data", "schema_changed"), ({"error": "x"}, "data", "other"),
     ({"data": []}, "", "schema_changed"), (7, "", "schema_changed")],
)  # fmt: skip
def test_an_answer_without_its_list_is_a_fault(answer, path, kind):
    with pytest.raises(Fault) as raised:
        records_in(answer, path)
    assert raised.value.kind == kind
