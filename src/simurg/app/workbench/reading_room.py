"""The reading room: the long-lived readers of one workspace, and what they found, kept until the picture changes.

`ask(picture, as_of, key, make)` returns `make(ledger, view)` for a picture's view, computed once for each key until
rows that the picture sees are added. A row above the picture changes nothing here: not the answer, not its age.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar

from simurg.access.pictures import Picture
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger, View
from simurg.ontology.times import Clock

T = TypeVar("T")
MOST_KEPT = 2_000
"""Answers that are kept; the one that was asked for longest ago goes first."""


class ReadingRoom:
    """Safe to ask from several threads; one question is read at a time. `close` it."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self._clock = clock
        self._turn = threading.Lock()
        self._ledger: Ledger | None = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def ask(self, picture: Picture, as_of: datetime | None, key: Hashable, make: Callable[[Ledger, View], T]) -> T:
        """`as_of` None: now. Errors of `make` are the asker's and are not kept."""
        with self._turn:
            whole = (picture.name, self._generation(picture), as_of, key)
            if whole in self._kept:
                self._kept.move_to_end(whole)
                found: T = self._kept[whole]
                return found
            ledger = self._open()
            made = make(ledger, ledger.as_of(as_of, scope=picture.scope, picture=picture.name))
            self._kept[whole] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return made

    def generation(self, picture: Picture) -> str:
        """A word that changes when rows are added that the picture sees, and only then."""
        with self._turn:
            return self._generation(picture)

    def close(self) -> None:
        with self._turn:
            if self._ledger is not None:
                self._ledger.close()

    def _generation(self, picture: Picture) -> str:
        view = self._open().as_of(scope=picture.scope, picture=picture.name)
        return str(sum(file.rows for files in view.files.values() for file in files))

    def _open(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger.open_to_read(self.workspace.ledger, self._clock)
        return self._ledger
