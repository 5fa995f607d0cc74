"""Altered copies in a story: against what the first publisher says, updates included."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fusion.story.made import ELSEWHERE, FIRST, RETOLD, identity, linked, report, seen, table

from simurg.fusion.story import altered_copies, stories

UPDATED = FIRST.replace("12 people", "14 people")
CHANGED = FIRST.replace("12 people", "120 people")


def _altered(rows):
    return {one.report: one for one in altered_copies(*seen(rows))}


def test_a_changed_copy_is_found_with_what_it_changed() -> None:
    found = _altered([report(FIRST), report(CHANGED, "ridge.example", 3), report(FIRST + " More.", "quay.example", 4)])
    assert set(found) == {identity(1)}
    told = found[identity(1)]
    assert told.original == identity(0)
    assert [(one.kind, one.left, one.right) for one in told.differs] == [("number", "12", "120")]


def test_an_update_and_its_copies_are_not_altered() -> None:
    rows = [report(FIRST), report(UPDATED, hours=2), report(UPDATED + " More.", "ridge.example", 3),
            report(FIRST + " Ends.", "quay.example", 4)]  # fmt: skip
    assert _altered(rows) == {}


def test_what_comes_before_the_update_is_altered() -> None:
    found = _altered([report(FIRST), report(UPDATED, "ridge.example", 1), report(UPDATED + " More.", hours=2)])
    assert set(found) == {identity(1)}


def test_a_copy_of_an_altered_copy_is_altered_too() -> None:
    rows = [report(FIRST), report(CHANGED, "ridge.example", 3), report(CHANGED + " As we said.", "quay.example", 6)]
    found = _altered(rows)
    assert set(found) == {identity(1), identity(2)}
    assert found[identity(2)].original == identity(0)


def test_without_the_original_the_oldest_copy_stands() -> None:
    reports, links = seen(
        [report(FIRST), report(CHANGED, "ridge.example", 3), report(CHANGED + " So.", "quay.example", 6)]
    )
    assert altered_copies(reports.slice(1), links) == ()


def test_order_does_not_matter() -> None:
    rows = [report(FIRST), report(CHANGED, "ridge.example", 3), report(UPDATED, hours=4)]
    reports, links = seen(rows)
    turned = reports.take([2, 0, 1])
    assert altered_copies(turned, links) == altered_copies(reports, links)


@settings(max_examples=25)
@given(st.permutations(range(6)))
def test_the_order_in_which_reports_come_does_not_matter(order: list[int]) -> None:
    rows = [
        report(FIRST),
        report(CHANGED, "ridge.example", 3),
        report(UPDATED, hours=4),
        report(RETOLD, "quay.example", 6),
        report(ELSEWHERE, "farm.example", 1, "Tractors in Lund"),
        report(FIRST, "copy.example", 5),
    ]
    given_rows = table(rows)
    one, other = linked(given_rows), linked(given_rows.take(order))
    assert stories(*one).table().equals(stories(*other).table())
    assert altered_copies(*one) == altered_copies(*other)
    assert len(stories(*one)) == 2
