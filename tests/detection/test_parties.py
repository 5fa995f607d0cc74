"""Reported actors become places and organisations, or are left out."""

import pytest

from simurg.detection.parties import name_in_brackets, rolled_up


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("Police_(Iraq)", "Iraq"),
        ("Member_of_Legislative_(Govt)_(Kenya)", "Kenya"),
        ("Lawyer_(Holy_See_(Vatican_City_State))", "Holy_See_(Vatican_City_State)"),
        ("Iraq", None),
        ("Myanmar (Burma)", None),
        ("(Iraq)", None),
        ("_(Iraq)", None),
        ("Police_()", None),
        ("Police_(Iraq", None),
        ("Police_Iraq)", None),
        ("", None),
        (")", None),
    ],
)
def test_the_name_stands_in_the_last_brackets(actor: str, name: str | None) -> None:
    assert name_in_brackets(actor) == name


def test_persons_are_left_out_of_a_source_that_writes_roles() -> None:
    actors = ["Police_(Arda)", "Arda", "Citizen_(Northern_League)", "Northern_League", "Jane_Doe", "Boko_Haram"]
    assert rolled_up(actors) == {
        "Police_(Arda)": "Arda",
        "Arda": "Arda",
        "Citizen_(Northern_League)": "Northern League",
        "Northern_League": "Northern League",
        "Jane_Doe": None,
        "Boko_Haram": None,
    }


def test_a_name_with_brackets_of_its_own_stays_itself() -> None:
    actors = ["Priest_(Holy_See_(Vatican))", "Holy_See_(Vatican)"]
    assert set(rolled_up(actors).values()) == {"Holy See (Vatican)"}


def test_other_sources_are_taken_as_reported_and_codes_get_names() -> None:
    assert rolled_up(["RUS", "Government of Myanmar (Burma)", "Jane Doe", " "]) == {
        "RUS": "Russia",
        "Government of Myanmar (Burma)": "Government of Myanmar (Burma)",
        "Jane Doe": "Jane Doe",
        " ": None,
    }
