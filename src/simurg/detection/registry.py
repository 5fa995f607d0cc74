"""Which detectors there are: in `detection.detectors`, and in the entry-point group `simurg.detectors`."""

from typing import cast

from simurg.detection import detectors
from simurg.detection.detector import Detector, DetectorModule
from simurg.shelf import Shelf

GROUP = "simurg.detectors"
_SHELF = Shelf("detector", detectors, GROUP, "DETECTOR", Detector, ("detect",), "docs/detection.md")


def names() -> tuple[str, ...]:
    """Names of all detectors, sorted, without loading any."""
    return _SHELF.names()


def find(name: str) -> DetectorModule:
    """The detector of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    return cast(DetectorModule, _SHELF.find(name))
