"""Which forecast models there are: those in `foresight.models` by scanning, outside ones by entry point.

An outside package names its module in the entry-point group `simurg.models`; in-tree names win. Nothing is
registered by importing, and only the model that is asked for is loaded.
"""

import importlib
import pkgutil
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from simurg.foresight import models
from simurg.foresight.model import Model, ModelModule
from simurg.ontology.errors import CallerError, OperatorError

GROUP = "simurg.models"


def names() -> tuple[str, ...]:
    """Names of all models, sorted, without loading any."""
    return tuple(sorted({*_in_tree(), *_outside()}))


def find(name: str) -> ModelModule:
    """The model of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    if name in _in_tree():
        return _checked(name, importlib.import_module(f"{models.__name__}.{name}"))
    point = _outside().get(name)
    if point is None:
        raise CallerError(f"There is no forecast model {name[:60]!r}.", hint=f"Use one of: {', '.join(names())}.")
    try:
        module = point.load()
    except Exception as error:  # an outside package may fail in any way
        raise OperatorError(
            f"The model {name!r} of {point.value[:100]} does not load ({type(error).__name__}).",
            hint="Repair or uninstall the package that brings it.",
        ) from error
    return _checked(name, module)


def _in_tree() -> frozenset[str]:
    return frozenset(info.name for info in pkgutil.iter_modules(models.__path__) if not info.name.startswith("_"))


def _outside() -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.value)}


def _checked(name: str, module: object) -> ModelModule:
    described = getattr(module, "MODEL", None)
    if not isinstance(described, Model) or not all(
        callable(getattr(module, part, None)) for part in ("fit", "predict")
    ):
        raise OperatorError(f"The model {name!r} has no MODEL, fit or predict.", hint="See docs/foresight.md.")
    if described.name != name:
        raise OperatorError(f"The model {name!r} calls itself {described.name[:60]!r}; the two must agree.")
    return cast(ModelModule, module)
