"""Matchers are found by scanning, and what is found is checked."""

import types

import pytest

from simurg import shelf
from simurg.fusion import registry
from simurg.fusion.identity.model import Part
from simurg.fusion.matcher import Match, Matcher, match_of
from simurg.fusion.matchers import records
from simurg.ontology.errors import CallerError, OperatorError


def test_the_matchers_of_the_package_are_found() -> None:
    assert {"names", "records"} <= set(registry.names())
    assert registry.find("records").MATCHER is records.MATCHER


def test_an_unknown_matcher_is_named_with_what_there_is() -> None:
    with pytest.raises(CallerError) as caught:
        registry.find("oracle")
    assert "records" in caught.value.hint


class _Point:
    """An installed entry point of an outside package."""

    def __init__(self, name: str, loaded: object) -> None:
        self.name, self.value, self._loaded = name, "outside:module", loaded

    def load(self) -> object:
        if isinstance(self._loaded, Exception):
            raise self._loaded
        return self._loaded


def test_an_outside_matcher_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    described = Matcher("registers", "Do both stand under one number?", ("registrationNumber",), "", "1")
    outside = types.SimpleNamespace(MATCHER=described, match=lambda left, right: match_of([Part("none", 1.0, -1.0)]))
    asked = []
    monkeypatch.setattr(shelf, "entry_points", lambda group: asked.append(group) or [_Point("registers", outside)])
    assert registry.names() == ("names", "records", "registers")
    assert registry.find("registers") is outside
    assert set(asked) == {"simurg.matchers"}


@pytest.mark.parametrize(
    "module",
    [
        ImportError("gone"),
        types.SimpleNamespace(match=records.match),
        types.SimpleNamespace(MATCHER=records.MATCHER),
        types.SimpleNamespace(MATCHER=records.MATCHER, match=records.match),  # calls itself records
    ],
)
def test_a_broken_plug_in_is_the_operators_to_mend(module: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "entry_points", lambda group: [_Point("oracle", module)])
    with pytest.raises(OperatorError):
        registry.find("oracle")


@pytest.mark.parametrize("compares", [(), ("name", "")])
def test_a_matcher_names_what_it_compares(compares: tuple[str, ...]) -> None:
    with pytest.raises(CallerError):
        Matcher("oracle", "?", compares, "", "1")


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_impossible_matches_cannot_be_built(probability: float) -> None:
    with pytest.raises(CallerError):
        Match(probability, ())


def test_parts_make_up_the_probability() -> None:
    assert match_of([]).probability == 0.5
    assert match_of([Part("a", 1.0, 1000.0), Part("b", 1.0, -1000.0)]).probability == 0.5
    assert 0.9 < match_of([Part("a", 1.0, 3.0)]).probability < 1
