"""What makes bytes last and be known again: a folder flushed to the disk, and a file's hash."""

import hashlib
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make names that were given in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_and_size(path: Path) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of a file, read piece by piece."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest, stream.tell()
