"""The writer's lock, kept by the operating system (`flock`): a dead writer holds nothing, whatever its age."""

import fcntl
import os
from pathlib import Path

from simurg.ontology.errors import OperatorError


class WriterLock:
    """`path=None` is a lock that only its owner can see (in memory)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._handle: int | None = None

    def try_take(self) -> bool:
        """Whether this process is now the writer."""
        if self._path is None or self._handle is not None:
            return True
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def take(self) -> None:
        if not self.try_take():
            raise OperatorError(
                "Another process is writing to this workspace.", hint="Wait for it, or let its worker run your command."
            )

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
