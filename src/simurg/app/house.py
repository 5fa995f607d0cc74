"""The house: one workspace with all that the page works with. Made in bootstrap, closed when the server ends."""

import os
from dataclasses import dataclass, field

from simurg.access.audit.log import AuditLog
from simurg.access.audit.pages import AuditPages
from simurg.access.audited import Audited
from simurg.access.door import Door
from simurg.access.policy.rules import Rules
from simurg.app.bootstrap import now
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.app.worker import Office
from simurg.app.workspace import Workspace
from simurg.ontology.times import Clock
from simurg.outbound.secrets import secret_of
from simurg.outbound.way_out import WayOut


@dataclass(frozen=True, slots=True)
class House:
    """`office` takes commands, `reading` answers questions, `door` lets people in (None: opened here), `trail`
    shows the audit log where one is kept, `rules` decide on single objects."""

    office: Office
    reading: ReadingRoom
    door: Door = None  # type: ignore[assignment]  # never None once it is made
    trail: AuditPages | None = None
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        if self.door is None:
            object.__setattr__(self, "door", door_of(self.workspace))

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


def door_of(workspace: Workspace) -> Door:
    """The door of a workspace: providers are reached by its way out, secrets found as its settings say, and sessions
    end by the machine's clock, whatever moment an exercise plays."""
    settings = workspace.settings
    return Door.open(
        workspace.state,
        settings.sign_in,
        draw=os.urandom,
        clock=now,
        client=lambda: WayOut(settings.outbound).client("oidc"),
        secret_of=lambda place: secret_of(place, workspace.folder).reveal(),
    )
