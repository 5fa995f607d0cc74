"""Which connectors there are: those in `collection.connectors` by scanning, outside ones by entry point.

An outside package names its module in the entry-point group `simurg.connectors`; in-tree names win. A
connector is a module with `CONNECTOR` and `parse` (see collection.connector); nothing is registered by
importing. `find` loads the one that is asked for, so a broken plug-in harms only its own sources.
"""

import importlib
import pkgutil
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, cast

from simurg.collection import connectors
from simurg.collection.connector import Connector, Parse
from simurg.ontology.errors import CallerError, OperatorError

GROUP = "simurg.connectors"


class ConnectorModule(Protocol):
    """What a connector's file offers."""

    CONNECTOR: Connector
    parse: Parse


def names() -> tuple[str, ...]:
    """Names of all connectors, sorted, without loading any."""
    return tuple(sorted({*_in_tree(), *_outside()}))


def find(name: str) -> ConnectorModule:
    """The connector of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    if name in _in_tree():
        return _checked(name, importlib.import_module(f"{connectors.__name__}.{name}"))
    point = _outside().get(name)
    if point is None:
        raise CallerError(f"There is no connector {name[:60]!r}.", hint=f"Use one of: {', '.join(names())}.")
    try:
        module = point.load()
    except Exception as error:  # an outside package may fail in any way
        raise OperatorError(
            f"The connector {name!r} of {point.value[:100]} does not load ({type(error).__name__}).",
            hint="Repair or uninstall the package that brings it.",
        ) from error
    return _checked(name, module)


def all() -> tuple[ConnectorModule, ...]:
    """Every connector, by name; raises as `find` does."""
    return tuple(find(name) for name in names())


def _in_tree() -> frozenset[str]:
    return frozenset(info.name for info in pkgutil.iter_modules(connectors.__path__) if not info.name.startswith("_"))


def _outside() -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.value)}


def _checked(name: str, module: object) -> ConnectorModule:
    described = getattr(module, "CONNECTOR", None)
    if not isinstance(described, Connector) or not callable(getattr(module, "parse", None)):
        raise OperatorError(f"The connector {name!r} has no CONNECTOR or no parse.", hint="See docs/connectors.md.")
    if described.name != name:
        raise OperatorError(f"The connector {name!r} calls itself {described.name[:60]!r}; the two must agree.")
    return cast(ConnectorModule, module)
