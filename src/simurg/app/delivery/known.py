"""Warnings of each picture, and whether a person may be told of one: read from the picture's own view, each time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simurg.access.pictures import Picture
from simurg.access.reader import Reader
from simurg.app.delivery.warning import IssuedWarning, WarningsOf
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.ontology.times import Clock, start_of

KEPT = timedelta(days=30)
"""Older warnings are told to nobody any more."""


class Known:
    """`warnings_of` finds them; the reading room keeps what it found until the picture changes."""

    def __init__(self, reading: ReadingRoom, clock: Clock, warnings_of: WarningsOf) -> None:
        self._reading, self._clock, self._warnings_of = reading, clock, warnings_of

    def of(self, picture: Picture, at: datetime | None = None) -> Sequence[IssuedWarning]:
        """Of the last days before a moment (None: now), as they were known then; the oldest first."""
        since = start_of(((at or self._clock()) - KEPT).date())
        return self._reading.ask(
            picture,
            at,
            ("warnings", since),
            lambda _, view: sorted(self._warnings_of(view, since), key=lambda one: (one.at, one.id)),
        )

    def one(self, picture: str, number: str, reader: Reader, at: datetime | None = None) -> IssuedWarning | None:
        """A warning of any picture that lies within a reader's scope; None as if it did not exist elsewhere."""
        scope = self._reading.workspace.settings.pictures.get(picture)
        if scope is None or not scope <= reader.scope:
            return None
        return next((one for one in self.of(Picture(picture, scope), at) if one.id == number), None)
