"""Raw bytes by their SHA-256: `ab/abcdef…`. Written under a temporary name, flushed, renamed; the same bytes once.

A killed writer leaves at most a `.partial` file, which the next try overwrites. Bytes that are not those of the
name are never kept.
"""

import hashlib
import io
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from simurg.ledger.durable import sync_folder
from simurg.ontology.errors import OperatorError, SourceError

_PIECE = 1 << 20


class Kept:
    """A folder of bytes by hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def keep(self, stream: BinaryIO, sha256: str) -> None:
        """Store a stream under its hash. SourceError if it is not of that hash, OperatorError if the disk fails."""
        target = self.path(sha256)
        if target.is_file():
            return
        self._land(stream, target, sha256)

    def keep_bytes(self, content: bytes) -> str:
        """Store bytes and return their hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.keep(io.BytesIO(content), sha256)
        return sha256

    def place(self, content: bytes, target: Path) -> None:
        """The same bytes under a name that a person finds; replaces what stands there in one step."""
        self._land(io.BytesIO(content), target, hashlib.sha256(content).hexdigest())

    def _land(self, stream: BinaryIO, target: Path, sha256: str) -> None:
        partial = target.with_name(f".{target.name}.partial")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as sink:
                found = _copied(stream, sink)
                sink.flush()
                os.fsync(sink.fileno())
            if found != sha256:
                raise SourceError("The document changed while it was read.", hint="Collect again when it is complete.")
            partial.rename(target)
            sync_folder(target.parent)
        except OSError as error:
            raise OperatorError(
                f"Bytes could not be stored under {self.folder} ({error.strerror or type(error).__name__}).",
                hint="Free some space or mend the permissions, then run the command again: it goes on where it was.",
            ) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def _copied(stream: BinaryIO, sink: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
        sink.write(piece)
    return digest.hexdigest()
