"""A shelf: the modules of one kind, those in a package by scanning, outside ones by entry point.

In-tree names win. Nothing is registered by importing, and only the module that is asked for is loaded, so a
broken plug-in harms only those who use it. Standard library only; connectors, detectors and models stand on one each.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from simurg.ontology.errors import CallerError, OperatorError


@cache
def _points(group: str, find: Callable[..., Iterable[EntryPoint]]) -> dict[str, EntryPoint]:
    """What is installed does not change while a process runs."""
    return {point.name: point for point in sorted(find(group=group), key=lambda point: point.value)}


@cache
def _modules(package: ModuleType) -> frozenset[str]:
    found = pkgutil.iter_modules(package.__path__)
    return frozenset(info.name for info in found if not info.name.startswith("_"))


@dataclass(frozen=True, slots=True)
class Shelf:
    """`kind` is the word for one of them, `described` the name of the constant that each has, `does` its functions."""

    kind: str
    package: ModuleType
    group: str
    described: str
    of: type
    does: tuple[str, ...]
    read: str

    def names(self) -> tuple[str, ...]:
        """Sorted, without loading any."""
        return tuple(sorted({*self._in_tree(), *self._outside()}))

    def find(self, name: str) -> object:
        """The module of that name. CallerError if there is none, OperatorError if it cannot be loaded or used."""
        if name in self._in_tree():
            return self._checked(name, importlib.import_module(f"{self.package.__name__}.{name}"))
        point = self._outside().get(name)
        if point is None:
            known = ", ".join(self.names())
            raise CallerError(f"There is no {self.kind} {name[:60]!r}.", hint=f"Use one of: {known}.")
        return self._checked(name, self._loaded(name, point.load, point.value))

    def _loaded(self, name: str, load: Callable[[], object], origin: str) -> object:
        try:
            return load()
        except Exception as error:  # an outside package may fail in any way
            raise OperatorError(
                f"The {self.kind} {name!r} of {origin[:100]} does not load ({type(error).__name__}).",
                hint="Repair or uninstall the package that brings it.",
            ) from error

    def _in_tree(self) -> frozenset[str]:
        return _modules(self.package)

    def _outside(self) -> dict[str, EntryPoint]:
        return _points(self.group, entry_points)

    def _checked(self, name: str, module: object) -> object:
        described = getattr(module, self.described, None)
        if not isinstance(described, self.of) or not all(callable(getattr(module, one, None)) for one in self.does):
            needed = " or no ".join((self.described, *self.does))
            raise OperatorError(f"The {self.kind} {name!r} has no {needed}.", hint=f"See {self.read}.")
        told = str(getattr(described, "name", ""))
        if told != name:
            raise OperatorError(f"The {self.kind} {name!r} calls itself {told[:60]!r}; the two must agree.")
        return module
