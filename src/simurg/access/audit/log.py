"""The audit log of a workspace: `record` returns when the entry is on the disk and signed, or raises.

Threads that record at the same time share one flush (group commit); processes take turns by a lock of the operating
system. Every commit carries a checkpoint, so no acknowledged entry is ever without a signature. A process that dies
while it writes leaves a torn tail, which was never acknowledged: the next writer sets it aside under `torn-…` and
writes down that it did. Anything else that is not as it was written is damage, and stops the log.
"""

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from simurg.access.audit.entries import Told, begins_line, commit_line, told
from simurg.access.audit.keys import Keys, write_durably
from simurg.access.audit.notes import Signer
from simurg.access.audit.segments import Damage, Stand, begun, is_whole, read_file, segment_name, segments_in
from simurg.access.audit.tree import Frontier, leaf_hash
from simurg.ledger.durable import sync_folder
from simurg.ontology.errors import OperatorError
from simurg.ontology.times import Clock, text_of

MOST_IN_SEGMENT = 8_192
"""Entries after which a new file is begun; a writer reads the last file once."""
ANCHOR_ENTRIES, ANCHOR_TIME = 1_024, timedelta(minutes=10)
"""How often the checkpoint beside the key is renewed; also when the log is closed."""
NOBODY = "-"


class _Waiting:
    """Entries of one caller, until they are written or failed."""

    def __init__(self, entries: list[Told]) -> None:
        self.entries, self.done = entries, False
        self.error: OperatorError | None = None


class AuditLog:
    """Implements `Audited`. Nothing is opened or made before the first record."""

    def __init__(self, folder: Path, keys: Path, clock: Clock, *, segment: int = MOST_IN_SEGMENT) -> None:
        self.folder, self.keys = folder, Keys(keys, folder)
        self._clock, self._most = clock, segment
        self._waiting: list[_Waiting] = []
        self._door, self._busy = threading.Condition(), False
        self._turn = threading.Lock()
        self._signer: Signer | None = None
        self._path: Path | None = None
        self._begins = 0
        self._stand = Stand(Frontier(), 0, b"")
        self._anchored: tuple[int, datetime] | None = None

    def record(
        self, who: str, what: str, about: Sequence[str] = (), *, token: str | None = None, outcome: str = "done"
    ) -> None:
        """Durable when it returns. OperatorError if it cannot be written: then whoever asked must not go on."""
        mine = _Waiting(told(who, what, about, token, outcome))
        with self._door:
            self._waiting.append(mine)
            while self._busy and not mine.done:
                self._door.wait()
            leads = not mine.done
            self._busy = self._busy or leads
        if leads:
            self._lead()
        if mine.error is not None:
            raise OperatorError(mine.error.what, hint=mine.error.hint)

    def _lead(self) -> None:
        """Write for all that wait; whoever comes meanwhile waits for the next turn."""
        try:
            with self._turn:
                with self._door:
                    together, self._waiting = self._waiting, []
                self._commit(together)
        finally:
            with self._door:
                self._busy = False
                self._door.notify_all()

    def checkpoint(self) -> str:
        """The signed head of the log as it stands, with what other processes wrote."""
        with self._turn, _told_as_ours(), self._locked():
            self._catch_up()
            frontier = self._stand.frontier
            return self._key().signed(frontier.size, frontier.root)

    def close(self) -> None:
        """Renew the checkpoint beside the key, if this process wrote anything since."""
        with self._turn:
            if self._anchored is not None and self._anchored[0] != self._stand.frontier.size:
                with _told_as_ours(), self._locked():
                    self._catch_up()
                    self._anchor()

    def _commit(self, together: list[_Waiting]) -> None:
        """Write all that wait, or fail all of them."""
        error: OperatorError | None = OperatorError(
            "The audit log was stopped while it was written.", hint="Ask again."
        )
        try:
            with _told_as_ours(), self._locked():
                self._catch_up()
                self._append([entry for one in together for entry in one.entries])
            error = None
        except OperatorError as raised:
            error = raised
        finally:  # also for what nobody foresaw: nobody may take it for written
            for one in together:
                one.error, one.done = error, True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The only writer among all processes."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _key(self) -> Signer:
        if self._signer is None:
            self._signer = self.keys.signer()
        return self._signer

    def _catch_up(self) -> None:
        """Learn what other processes wrote since; set aside what one that died left."""
        path = self._last_segment()
        if path is None:
            return
        verifier = self._key().verifier
        if path.stat().st_size == self._stand.end:
            return
        stand = read_file(path, self._stand, verifier)
        if stand.tail and is_whole(stand, verifier):
            self._write(path, b"\n", stand.end + len(stand.tail))
            stand = read_file(path, self._stand, verifier)
        self._stand = Stand(stand.frontier, stand.end, b"")
        if stand.tail:
            self._set_aside(path, stand.tail)

    def _last_segment(self) -> Path | None:
        """The file that is written to, its first line read; one whose first line is torn is set aside."""
        while segments := segments_in(self.folder):
            path = segments[-1]
            if path == self._path:
                return path
            data = path.read_bytes()
            first = begun(data, self._key().verifier, int(path.stem.removeprefix("entries-")))
            if first is not None:
                self._path, self._stand, self._begins = path, first, first.frontier.size
                return path
            self._keep_torn(data)
            path.unlink()
            sync_folder(self.folder)
        if self.keys.checkpoint.exists() or self._path is not None:
            raise _gone(self.keys.checkpoint)
        return None

    def _set_aside(self, path: Path, tail: bytes) -> None:
        """What was never acknowledged, away from the log but not lost; the log says so."""
        self._keep_torn(tail)
        with path.open("r+b") as stream:
            stream.truncate(self._stand.end)
            os.fsync(stream.fileno())
        about = (f"{len(tail)} bytes", sha256(tail).hexdigest())
        self._append([Told(NOBODY, "audit.torn", about, None, "set aside")])

    def _keep_torn(self, tail: bytes) -> None:
        path = self.folder / f"torn-{sha256(tail).hexdigest()[:16]}"
        path.write_bytes(tail)

    def _append(self, entries: list[Told]) -> None:
        """Entries and their commit in one write and one flush."""
        frontier, at, signer = self._stand.frontier, text_of(self._clock()), self._key()
        begins = self._path is None or frontier.size - self._begins >= self._most
        path = self.folder / segment_name(frontier.size) if begins else self._path
        assert path is not None
        first = begins_line(frontier, signer.signed(frontier.size, frontier.root)) + b"\n" if begins else b""
        lines = [one.entry(frontier.size + place, at).line for place, one in enumerate(entries)]
        leaves = [leaf_hash(line) for line in lines]
        after = frontier.with_leaves(leaves)
        commit = commit_line(leaves, signer.signed(after.size, after.root))
        data = first + b"\n".join([*lines, commit, b""])
        end = 0 if begins else self._stand.end
        self._write(path, data, end)
        if begins:
            sync_folder(self.folder)
            self._path, self._begins = path, frontier.size
        self._stand = Stand(after, end + len(data), b"")
        if self._is_due():
            self._anchor()

    def _write(self, path: Path, data: bytes, end: int) -> None:
        """All of it flushed, or as good as nothing of it: what was half written is cut off again."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(handle, data[written:], end + written)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, end)
            raise
        finally:
            os.close(handle)

    def _is_due(self) -> bool:
        if self._anchored is None:
            return True
        size, at = self._anchored
        return self._stand.frontier.size - size >= ANCHOR_ENTRIES or self._clock() - at >= ANCHOR_TIME

    def _anchor(self) -> None:
        frontier = self._stand.frontier
        write_durably(self.keys.checkpoint, self._key().signed(frontier.size, frontier.root), 0o600)
        self._anchored = (frontier.size, self._clock())


@contextmanager
def _told_as_ours() -> Iterator[None]:
    try:
        yield
    except Damage as damage:
        raise OperatorError(
            f"The audit log is not as it was written (entry {damage.n}: {damage.what.removesuffix('.')}).",
            hint="Run `simurg audit verify`; keep the folder as evidence and see docs/audit.md.",
        ) from damage
    except OSError as error:
        raise OperatorError(
            f"The audit log cannot be written ({error.strerror or type(error).__name__}).",
            hint="Free some space or mend the permissions of the workspace's folder `audit`; nothing was done.",
        ) from error


def _gone(checkpoint: Path) -> OperatorError:
    return OperatorError(
        "The audit log is gone, but its key's checkpoint says that there was one.",
        hint=f"Restore the folder `audit`; to begin anew, put {checkpoint} away.",
    )
