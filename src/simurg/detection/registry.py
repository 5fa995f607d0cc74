"""Which detectors there are: those in `detection.detectors` by scanning, outside ones by entry point.

An outside package names its module in the entry-point group `simurg.detectors`; in-tree names win. Nothing is
registered by importing, and only the detector that is asked for is loaded.
"""

import importlib
import pkgutil
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from simurg.detection import detectors
from simurg.detection.detector import Detector, DetectorModule
from simurg.ontology.errors import CallerError, OperatorError

GROUP = "simurg.detectors"


def names() -> tuple[str, ...]:
    """Names of all detectors, sorted, without loading any."""
    return tuple(sorted({*_in_tree(), *_outside()}))


def find(name: str) -> DetectorModule:
    """The detector of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    if name in _in_tree():
        return _checked(name, importlib.import_module(f"{detectors.__name__}.{name}"))
    point = _outside().get(name)
    if point is None:
        raise CallerError(f"There is no detector {name[:60]!r}.", hint=f"Use one of: {', '.join(names())}.")
    try:
        module = point.load()
    except Exception as error:  # an outside package may fail in any way
        raise OperatorError(
            f"The detector {name!r} of {point.value[:100]} does not load ({type(error).__name__}).",
            hint="Repair or uninstall the package that brings it.",
        ) from error
    return _checked(name, module)


def _in_tree() -> frozenset[str]:
    return frozenset(info.name for info in pkgutil.iter_modules(detectors.__path__) if not info.name.startswith("_"))


def _outside() -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.value)}


def _checked(name: str, module: object) -> DetectorModule:
    described = getattr(module, "DETECTOR", None)
    if not isinstance(described, Detector) or not callable(getattr(module, "detect", None)):
        raise OperatorError(f"The detector {name!r} has no DETECTOR or no detect.", hint="See docs/detection.md.")
    if described.name != name:
        raise OperatorError(f"The detector {name!r} calls itself {described.name[:60]!r}; the two must agree.")
    return cast(DetectorModule, module)
