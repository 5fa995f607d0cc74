"""The house: one workspace with all that the page works with. Made in bootstrap, closed when the server ends."""

from dataclasses import dataclass

from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.worker import Office
from simurg.app.workspace import Workspace
from simurg.ontology.times import Clock


@dataclass(frozen=True, slots=True)
class House:
    """`office` takes commands, `reading` answers questions."""

    office: Office
    reading: ReadingRoom

    @property
    def workspace(self) -> Workspace:
        return self.office.workspace

    @property
    def clock(self) -> Clock:
        return self.office.clock

    def close(self) -> None:
        self.reading.close()
