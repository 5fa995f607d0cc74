"""Declared columns, cleaned rows and the keys that bring rows together."""

from datetime import date

import pyarrow as pa
import pytest
from tests.fusion.linkage.made import SETTINGS

from simurg.fusion.identity.names import Kind
from simurg.fusion.linkage.keys import capped
from simurg.fusion.linkage.records import prepare
from simurg.fusion.linkage.settings import Column, LinkSettings, Role, declared
from simurg.ontology.errors import CallerError


def one(settings: LinkSettings, **values: object) -> dict[str, object]:
    return prepare([pa.table({name: [value] for name, value in values.items()})], settings).table.to_pylist()[0]


def test_a_row_is_cleaned_by_the_roles_of_its_columns() -> None:
    row = one(
        SETTINGS, id="x", name="Dr Tom Edric VOLL, 1st Baron", born=date(1931, 4, 2), town="Port Amáry", post="AB1 2cd"
    )
    assert (row["n_given"], row["n_family"]) == ("thomas", "voll")
    assert row["n_whole"] == "edric thomas voll"
    assert (row["c0"], row["c1"], row["c1_words"]) == ("19310402", "port amary", ["amary", "port"])
    assert (row["c2"], row["c2_out"]) == ("ab12cd", "ab1")


def test_given_and_family_name_make_the_whole_name() -> None:
    settings = LinkSettings("id", (Column("g", Role.GIVEN), Column("f", Role.FAMILY), Column("b", Role.DATE)))
    row = one(settings, id="1", g="Bob", f="Norvik", b=None)
    assert (row["n_both"], row["n_words"], row["c0"]) == ("robert norvik", ["norvik", "robert"], None)


def test_legal_forms_are_no_part_of_an_organisation() -> None:
    settings = LinkSettings("id", (Column("n", Role.NAME), Column("c", Role.CATEGORY)), kind=Kind.ORGANISATION)
    assert one(settings, id="1", n="Ulmen Ltd", c="ship")["n_whole"] == "ulmen"


def test_a_key_that_too_many_or_too_few_have_is_left_out() -> None:
    assert capped(["a", "a", "b", None, "c", "c", "c"], most=2) == ["a", "a", None, None, None, None, None]


def test_rows_come_sorted_by_id_and_table() -> None:
    left = pa.table({name: ["b", "a"] for name in ("id", "name", "born", "town", "post")})
    assert prepare([left, left], SETTINGS).ids == ("a", "a", "b", "b")
    assert prepare([left, left], SETTINGS).sources == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ((Column("n", Role.NAME),), "beside it"),
        ((Column("c", Role.CODE),), "two other columns"),
        ((Column("n", Role.NAME), Column("n", Role.DATE)), "named twice"),
        ((Column("id", Role.NAME), Column("n", Role.DATE)), "named twice"),
        ((Column("a", Role.NAME), Column("b", Role.NAME), Column("c", Role.DATE)), "two columns are name"),
    ],
)
def test_a_wrong_declaration_cannot_be_built(columns: tuple[Column, ...], what: str) -> None:
    with pytest.raises(CallerError, match=what):
        LinkSettings("id", columns)


@pytest.mark.parametrize(
    "wrong", [{"not_compared": -1.0}, {"most_holders": 1}, {"sample": 0}, {"rules_recall": 0.0}, {"rules_recall": 1.5}]
)
def test_a_number_out_of_range_cannot_be_set(wrong: dict[str, float]) -> None:
    with pytest.raises(CallerError):
        LinkSettings("id", SETTINGS.columns, **wrong)


def test_a_table_that_does_not_fit_is_refused() -> None:
    whole = {name: ["x", "y"] for name in ("name", "born", "town", "post")}
    with pytest.raises(CallerError, match="no column 'id'"):
        prepare([pa.table(whole)], SETTINGS)
    with pytest.raises(CallerError, match="same id"):
        prepare([pa.table(whole | {"id": ["a", "a"]})], SETTINGS)
    with pytest.raises(CallerError, match="no id"):
        prepare([pa.table(whole | {"id": ["a", None]})], SETTINGS)


def test_settings_are_declared_in_plain_words() -> None:
    roles = {"name": "name", "born": "date", "town": "place", "post": "postcode"}
    assert declared("id", roles) == SETTINGS
    with pytest.raises(CallerError, match="no role 'birthday'"):
        declared("id", {"born": "birthday"})
    with pytest.raises(CallerError, match="no kind 'ship'"):
        declared("id", roles, kind="ship")
