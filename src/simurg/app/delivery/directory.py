"""Who there is to tell: active accounts as readers, each with the picture that they get."""

from collections.abc import Iterator
from contextlib import contextmanager

from simurg.access.people.store import People
from simurg.access.reader import Reader
from simurg.app.workspace import Workspace
from simurg.ontology.errors import CallerError


class Directory:
    """Of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def reader(self, name: str) -> Reader | None:
        """None for whoever is not active, or has no picture: they get nothing."""
        with self._people() as people:
            try:
                return people.reader(name, self._workspace.settings.pictures)
            except CallerError:
                return None

    @contextmanager
    def _people(self) -> Iterator[People]:
        people = People(self._workspace.state)
        try:
            yield people
        finally:
            people.close()
