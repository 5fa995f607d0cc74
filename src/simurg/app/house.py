"""The house: one workspace with all that the page works with. Made in bootstrap, closed when the server ends."""

from dataclasses import dataclass, field

from simurg.access.audit.log import AuditLog
from simurg.access.audit.pages import AuditPages
from simurg.access.audited import Audited
from simurg.access.door import Door
from simurg.access.policy.rules import Rules
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.worker import Office
from simurg.app.workspace import Workspace
from simurg.ontology.times import Clock


@dataclass(frozen=True, slots=True)
class House:
    """`office` takes commands, `reading` answers questions, `door` lets people in, `trail` shows the audit
    log where one is kept, `rules` decide on single objects."""

    office: Office
    reading: ReadingRoom
    door: Door
    trail: AuditPages | None = None
    rules: Rules = field(default_factory=Rules)

    @property
    def workspace(self) -> Workspace:
        return self.office.workspace

    @property
    def clock(self) -> Clock:
        return self.office.clock

    @property
    def audit(self) -> Audited:
        return self.office.audit

    def first_link(self) -> str | None:
        """Where the first administrator is made, after the server's address; None if there is an account."""
        link = self.door.links.first(self.door.clock())
        return None if link is None else link.address("")

    def close(self) -> None:
        self.reading.close()
        self.door.close()
        if isinstance(self.audit, AuditLog):
            self.audit.close()
