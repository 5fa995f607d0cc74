"""Which connectors there are: in `collection.connectors`, and in the entry-point group `simurg.connectors`.

A connector is a module with `CONNECTOR` and `parse` (see collection.connector).
"""

from typing import Protocol, cast

from simurg.collection import connectors
from simurg.collection.connector import Connector, Parse
from simurg.shelf import Shelf

GROUP = "simurg.connectors"
_SHELF = Shelf("connector", connectors, GROUP, "CONNECTOR", Connector, ("parse",), "docs/connectors.md")


class ConnectorModule(Protocol):
    """What a connector's file offers."""

    CONNECTOR: Connector
    parse: Parse


def names() -> tuple[str, ...]:
    """Names of all connectors, sorted, without loading any."""
    return _SHELF.names()


def find(name: str) -> ConnectorModule:
    """The connector of that name. CallerError if there is none, OperatorError if it cannot be loaded."""
    return cast(ConnectorModule, _SHELF.find(name))


def all() -> tuple[ConnectorModule, ...]:
    """Every connector, by name; raises as `find` does."""
    return tuple(find(name) for name in names())
