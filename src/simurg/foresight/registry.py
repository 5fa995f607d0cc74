"""Which forecast models there are: in `foresight.models`, and in the entry-point group `simurg.models`."""

from typing import cast

from simurg.foresight import models
from simurg.foresight.model import Model, ModelModule
from simurg.shelf import Shelf

GROUP = "simurg.models"
_SHELF = Shelf("forecast model", models, GROUP, "MODEL", Model, ("fit", "predict"), "docs/foresight.md")


def names() -> tuple[str, ...]:
    """Names of all forecast models, sorted, without loading any."""
    return _SHELF.names()


def find(name: str) -> ModelModule:
    """The forecast model of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    return cast(ModelModule, _SHELF.find(name))
