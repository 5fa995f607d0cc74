"""The algebra of markings and scopes: a join-semilattice, and scopes that read upwards closed sets' complements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.ledger.labels import Labels, Mask
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import EVERY, EVERYTHING, Marking, Scope, marking_of, scope_of

names = st.frozensets(st.sampled_from(["ALPHA", "BRAVO", "CHARLIE"]))
markings = st.builds(Marking, st.integers(0, 4), st.integers(0, 4), names | st.just(EVERY), st.none() | names)
scopes = st.builds(Scope, st.integers(0, 4), st.integers(0, 4), names | st.just(EVERY), names | st.just(EVERY))


def registry() -> Labels:
    known: dict[tuple[str, str], int] = {}
    return Labels(known, lambda kind, _: sum(1 for have, _ in known if have == kind))


@given(markings, markings, markings)
def test_join_is_a_semilattice(a: Marking, b: Marking, c: Marking) -> None:
    assert a | a == a
    assert a | b == b | a
    assert (a | b) | c == a | (b | c)
    assert a <= a | b


@given(markings, markings, scopes)
def test_who_may_read_a_join_may_read_both_parts(a: Marking, b: Marking, scope: Scope) -> None:
    if scope.permits(a | b):
        assert scope.permits(a)
        assert scope.permits(b)


@given(scopes, scopes, markings)
def test_a_wider_scope_permits_no_less(narrow: Scope, wide: Scope, marking: Marking) -> None:
    if narrow <= wide and narrow.permits(marking):
        assert wide.permits(marking)


@given(scopes, scopes)
def test_what_a_picture_made_is_read_only_by_scopes_that_see_all_that_it_saw(picture: Scope, reader: Scope) -> None:
    assert picture.reading().permits(picture.marking())
    if reader.reading().permits(picture.marking()):
        assert picture <= reader


@given(st.lists(markings, max_size=6), scopes)
def test_numbers_and_words_agree(some: list[Marking], scope: Scope) -> None:
    """The SQL condition on masks permits exactly what the algebra permits, for any order of registration."""
    import duckdb

    labels = registry()
    for marking in some:
        mask = labels.mask_of(marking)
        assert labels.marking_of(mask) == marking
        row = f"SELECT {mask.level} AS level, {mask.tlp} AS tlp, {mask.compartments}::BIGINT AS compartments, "
        row += f"{mask.releasable}::BIGINT AS releasable"
        found = duckdb.sql(f"SELECT * FROM ({row}) WHERE {labels.condition(scope)}").fetchall()
        assert bool(found) == scope.reading().permits(marking)


def test_text() -> None:
    marking = marking_of({"level": "secret", "tlp": "TLP:AMBER+STRICT", "compartments": ["x-ray"], "releasable_to": []})
    assert str(marking) == "SECRET//X-RAY//TLP:AMBER+STRICT//REL TO NOBODY"
    assert str(Marking()) == "OPEN//TLP:CLEAR"


@pytest.mark.parametrize(
    "settings",
    [{"compartments": ["REL-X"]},
     {"level": "cosmic"}, {"tlp": "white"}, {"compartments": [""]}, {"compartments": 3}, {"colour": "red"},
     {"compartments": ["a b"]}, {"releasable_to": ["x" * 41]}],
)  # fmt: skip
def test_a_marking_that_is_not_understood_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        marking_of(settings)


def test_a_scope_that_is_not_understood_is_refused() -> None:
    with pytest.raises(CallerError, match="no part"):
        scope_of({"releasable_to": ["x"]})
    with pytest.raises(CallerError, match="ladder"):
        Marking(9)
    assert scope_of({"compartments": "*", "affiliations": ["*"], "level": "top secret", "tlp": "red"}) == EVERYTHING


def test_a_registry_that_is_full_says_so() -> None:
    labels = registry()
    labels.mask_of(Marking(compartments=frozenset(f"C{n}" for n in range(62))))
    with pytest.raises(OperatorError, match="62 names"):
        labels.mask_of(Marking(compartments=frozenset({"ONE-MORE"})))
    assert labels.marking_of(Mask(0, 0, 1 << 61, -1)).compartments == {"C9"}
