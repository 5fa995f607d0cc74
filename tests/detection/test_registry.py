"""Detectors are found by scanning, and what is found is checked."""

import types

import pytest

from simurg import shelf
from simurg.detection import registry
from simurg.detection.detector import Detector, Finding
from simurg.detection.detectors import surge
from simurg.ontology.errors import CallerError, OperatorError
from simurg.testing.detectors import ConformanceError, check_detector
from simurg.testing.table_view import TableView


def test_the_surge_detector_is_found() -> None:
    assert "surge" in registry.names()
    assert registry.find("surge").DETECTOR is surge.DETECTOR


def test_an_unknown_detector_is_named_with_what_there_is() -> None:
    with pytest.raises(CallerError, match="surge"):
        registry.find("omen")


class _Point:
    """An installed entry point of an outside package."""

    def __init__(self, name: str, loaded: object) -> None:
        self.name, self.value, self._loaded = name, "outside:module", loaded

    def load(self) -> object:
        if isinstance(self._loaded, Exception):
            raise self._loaded
        return self._loaded


@pytest.mark.parametrize(
    "module",
    [
        ImportError("gone"),
        types.SimpleNamespace(detect=surge.detect),
        types.SimpleNamespace(DETECTOR=surge.DETECTOR, detect=surge.detect),  # calls itself surge
    ],
)
def test_a_broken_plug_in_is_the_operators_to_mend(module: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "entry_points", lambda group: [_Point("omen", module)])
    with pytest.raises(OperatorError):
        registry.find("omen")


@pytest.mark.parametrize("budget", [0.0, 1.0])
def test_a_detector_states_a_budget(budget: float) -> None:
    with pytest.raises(CallerError):
        Detector("omen", "?", ("events",), budget, "", "1")


def test_impossible_findings_cannot_be_built() -> None:
    day = surge.datetime(2031, 1, 1, tzinfo=surge.UTC)
    with pytest.raises(CallerError):
        Finding("surge", "Arda", "place", None, day, day, 1, 1, 0.5, 0.5, 1)
    with pytest.raises(CallerError):
        Finding("surge", "Arda", "place", None, day, day + surge.timedelta(days=7), 1, 1, 1.5, 0.5, 1)


def test_the_suite_catches_a_detector_that_breaks_the_contract(world, seen_at) -> None:  # type: ignore[no-untyped-def]
    fires, silent = seen_at(world(surge=15)), seen_at(world())

    def broken(detect: object, inputs: tuple[str, ...] = ("events",)) -> types.SimpleNamespace:
        described = Detector("surge", "?", inputs, 0.1, "", "1")
        return types.SimpleNamespace(DETECTOR=described, detect=detect)

    def first_row_decides(view: TableView) -> list[Finding]:
        rows = view.read("events", columns=["actor"])["actor"].to_pylist()
        return list(surge.detect(view)) if rows[0] <= rows[1] or len(rows) % 2 else []

    cases = {
        "does not fire where it must": broken(lambda view: iter(())),
        "fires where it must not": broken(lambda view: surge.detect(fires)),
        "does not declare": broken(surge.detect, inputs=("reports",)),
        "strongest": broken(lambda view: reversed(list(surge.detect(view)))),
    }
    for complaint, module in cases.items():
        with pytest.raises(ConformanceError, match=complaint):
            check_detector(module, fires, silent)  # type: ignore[arg-type]
    mixed = [seed for seed in range(3) if first_row_decides(fires.shuffled(seed)) != first_row_decides(fires)]
    if mixed and first_row_decides(fires):
        with pytest.raises(ConformanceError, match="order"):
            check_detector(broken(first_row_decides), fires, silent)  # type: ignore[arg-type]
