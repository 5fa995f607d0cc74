"""Parameters are values: written, read, refused."""

import pytest
from hypothesis import given, settings
from tests.fusion.belief.made import PLACES, claims_of, rows_of_words

from simurg.fusion.belief import Dependence, Parameters, Reliability, Settings, fit, parse_parameters
from simurg.ontology.errors import CallerError


@settings(max_examples=25)
@given(rows_of_words())
def test_written_and_read_again_they_are_equal(rows: list[tuple[str, str, str]]) -> None:
    parameters = fit(claims_of(rows), None, PLACES)
    again = parse_parameters(parameters.to_json())
    assert again == parameters
    assert again.to_json() == parameters.to_json()


def test_dependences_and_families_survive_the_round_trip() -> None:
    one = Reliability(2.0, 1.0, 0.4, 0.9, 0.1, 3, "B")
    parameters = Parameters(one, {"s": one}, {"f": one}, (Dependence("s", "t", 0.5),), settings=Settings(domain=50.0))
    assert parse_parameters(parameters.to_json()) == parameters


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version":"1"}', "null"])
def test_other_text_is_the_callers_error(text: str) -> None:
    with pytest.raises(CallerError, match="no belief parameters"):
        parse_parameters(text)


def test_another_version_is_refused() -> None:
    with pytest.raises(CallerError, match="another version"):
        parse_parameters('{"version":"0"}')


@pytest.mark.parametrize("wrong", [{"mean": 1.0}, {"strengths": ()}, {"habit_weight": 0.0}, {"tolerance": 0.6}])
def test_senseless_settings_cannot_be_made(wrong: dict[str, float]) -> None:
    with pytest.raises(CallerError):
        Settings(**wrong)  # type: ignore[arg-type]
