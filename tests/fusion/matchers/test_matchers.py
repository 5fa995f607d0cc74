"""The matchers that come along keep the contract, on records of every kind and in every process."""

import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simurg.fusion import registry
from simurg.fusion.identity.entities import compare
from simurg.fusion.matchers import names, records
from simurg.ontology.errors import CallerError
from simurg.testing.hostile_names import NAMES
from simurg.testing.matchers import check_matcher


def _record(schema: str, **properties: str | list[str]) -> dict[str, Any]:
    listed = {name: [value] if isinstance(value, str) else value for name, value in properties.items()}
    return {"schema": schema, "properties": listed}


ORLA = _record(
    "Person", name="Orla Brennova", alias=["O. Brennova"], firstName="Orla", lastName="Brennova", country="xa",
    birthDate="1970-02-03", gender="female", position="Minister of Ports", passportNumber="P1234567",
)  # fmt: skip
SAME = [
    (ORLA, _record("Person", name="Орла Бреннова", birthDate="1970-02-03", nationality="xa")),
    (
        _record("Company", name="Halden Shipping Ltd", registrationNumber="998877665", address="4 Quay Road, Vardhelm"),
        _record("LegalEntity", name="Halden Shipping Limited", registrationNumber="998877665"),
    ),
    (
        _record("Vessel", name="Grey Heron", imoNumber="9074729", flag="xa", buildDate="1994"),
        _record("Vessel", name="GREY HERON", imoNumber="IMO 9074729", grossRegisteredTonnage="12,000"),
    ),
]
OTHER = [
    (ORLA, _record("Person", name="Tomas Vik", birthDate="1955-11-30")),
    (_record("Organization", name="Ministry of Ports"), _record("Organization", name="Society of Beekeepers")),
    (ORLA, _record("Company", name="Brunn Foods LLC")),
]


@pytest.mark.parametrize("name", registry.names())
def test_every_matcher_keeps_the_contract(name: str) -> None:
    assert len(check_matcher(registry.find(name), SAME, OTHER)) == len(SAME) + len(OTHER)


@pytest.mark.parametrize("schema", ["Company", "Vessel", "Address", "LegalEntity", "Thing"])
@pytest.mark.parametrize("name", registry.names())
def test_it_is_kept_for_other_kinds_too(name: str, schema: str) -> None:
    same = (_record(schema, name="Halden Harbour"), _record(schema, name="HALDEN HARBOUR"))
    other = (_record(schema, name="Halden Harbour"), _record(schema, name="Passage Emergency"))
    check_matcher(registry.find(name), [same], [other])


def test_records_says_what_comparing_entities_says() -> None:
    for left, right in (*SAME, *OTHER):
        found, direct = records.match(left, right), compare(left, right)
        if {left["schema"], right["schema"]} != {"Person", "Company"}:  # read as what the first is said to be
            assert (found.probability, found.parts) == (direct.probability, direct.parts)


def test_names_leaves_all_else_aside() -> None:
    young, old = (_record("Person", name="Orla Brennova", birthDate=year) for year in ("1931", "1997"))
    assert names.match(young, old) == names.match(young, young)
    assert records.match(young, old).probability < 0.5 < names.match(young, old).probability


def test_the_pair_of_names_that_speaks_most_decides() -> None:
    known = _record("Person", name=["Somebody Else", "Orla Brennova"], alias="The Heron")
    alone = names.match(_record("Person", name="Orla Brennova"), _record("Person", name="Orla Brennova"))
    assert names.match(known, _record("Person", name="Orla Brennova")) == alone


def test_without_a_name_it_says_so() -> None:
    for nameless in (_record("Person"), _record("Person", name="🙂"), _record("Person", name=["", "--"])):
        [part] = names.match(nameless, ORLA).parts
        assert part.feature == "no name"


@pytest.mark.parametrize("name", registry.names())
def test_what_is_no_record_is_the_callers_to_mend(name: str) -> None:
    with pytest.raises(CallerError):
        registry.find(name).match({"name": ["Orla"]}, ORLA)


_TEXT = st.one_of(st.text(max_size=40), st.sampled_from(sorted(NAMES.values(), key=repr)))
_RECORDS = st.builds(
    lambda schema, listed, alias, born: _record(schema, name=listed, alias=alias, birthDate=born),
    st.sampled_from(["Person", "Company", "Vessel", "LegalEntity"]),
    st.lists(_TEXT, max_size=3), st.lists(_TEXT, max_size=2), st.sampled_from(["", "1970", "1970-02-03", "1971-03-02"]),
)  # fmt: skip


@pytest.mark.parametrize("name", registry.names())
@given(left=_RECORDS, right=_RECORDS)
@settings(max_examples=40, deadline=None)
def test_either_way_round_is_the_same(name: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    match = registry.find(name).match
    found, turned = match(left, right), match(right, left)
    assert found.probability == pytest.approx(turned.probability, abs=1e-9)
    assert sorted(map(repr, found.parts)) == sorted(map(repr, turned.parts))


@pytest.mark.parametrize("name", registry.names())
def test_a_vessel_of_numbers_alone_is_compared_as_any_other(name: str) -> None:
    """It has a name without a word, which the comparison of syllables once took for one with words."""
    match = registry.find(name).match
    one, other = _record("Vessel", name=["0"]), _record("Person", alias=["0"])
    assert match(one, other).probability == pytest.approx(match(other, one).probability, abs=1e-9)


def test_other_processes_say_the_same() -> None:
    """Sets of words come in another order in each process; the answer must not."""
    asked = (
        "from simurg.fusion import registry\n"
        "left = {'name': ['Orla Maria Brennova', 'Орла Бреннова'], 'alias': ['Heron'], 'country': ['xa', 'xb']}\n"
        "right = {'name': ['Brennova O. M.', 'Maria Brenn'], 'country': ['xb', 'xa', 'xc']}\n"
        "left, right = ({'schema': 'Person', 'properties': each} for each in (left, right))\n"
        "print([registry.find(name).match(left, right) for name in registry.names()])"
    )
    told = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", asked], capture_output=True, text=True, env=environment, check=True
        )
        told.add(done.stdout)
    assert len(told) == 1
