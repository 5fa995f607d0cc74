"""Which picture a reader gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.pictures import picture_for
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import EVERYTHING, Scope

OPEN = Scope(0, 1)
STAFF = Scope(1, 3)
SCOPES = st.builds(
    Scope,
    st.integers(0, 4),
    st.integers(0, 4),
    st.frozensets(st.sampled_from(["LAKE", "REED"])),
    st.frozensets(st.sampled_from(["NORTH", "SOUTH"])),
)


def test_a_reader_gets_the_largest_picture_within_their_scope() -> None:
    pictures = {"open": OPEN, "staff": STAFF}
    assert picture_for(STAFF, pictures).name == "staff"
    assert picture_for(Scope(1, 2), pictures).name == "open"
    assert picture_for(EVERYTHING, pictures).name == "staff"


def test_no_picture_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(CallerError, match="Declare a smaller picture"):
        picture_for(Scope(0, 0), {"staff": STAFF})


@given(SCOPES, st.dictionaries(st.text("abc", min_size=1, max_size=3), SCOPES, min_size=1, max_size=6))
def test_the_choice_lies_within_is_maximal_and_does_not_depend_on_order(reader: Scope, pictures: dict) -> None:
    if not any(scope <= reader for scope in pictures.values()):
        return
    chosen = picture_for(reader, pictures)
    assert chosen.scope <= reader
    assert not any(chosen.scope <= one != chosen.scope for one in pictures.values() if one <= reader)
    assert picture_for(reader, dict(reversed(pictures.items()))) == chosen
