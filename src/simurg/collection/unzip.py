"""Zips of untrusted origin: each matching member as a stream that cannot outgrow its promise."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from simurg.collection.connector import Raw
from simurg.ontology.errors import SourceError

MOST_MEMBERS = 1_000
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def unzipped(
    raw: Raw, endings: tuple[str, ...], most: int = 8 << 30, most_ratio: int = 200
) -> Iterator[tuple[str, BinaryIO]]:
    """The document itself, or each matching member of it if it is a zip, as (name, stream).

    SourceError for what is no readable zip, has no matching member, or unpacks to more than `most` bytes or
    `most_ratio` times its size (a zip bomb): checked on the directory before anything is unpacked, and on
    the bytes while they are read.
    """
    with raw.open() as stream:
        if stream.read(4) != b"PK\x03\x04":
            stream.seek(0)
            yield raw.name, stream
            return
        with _told():
            archive = zipfile.ZipFile(stream)
        members = [m for m in archive.infolist() if m.filename.lower().endswith(endings) and not m.is_dir()]
        if not members:
            raise SourceError(f"The zip holds no file ending in {', '.join(endings)}.")
        allowed = min(most, max(raw.size, 1 << 16) * most_ratio)
        if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > allowed:
            raise SourceError(f"The zip unpacks to more than {allowed:,} bytes or {MOST_MEMBERS:,} files; not opened.")
        for member in members:
            with _told():
                inner = archive.open(member)
            with inner:
                yield member.filename, cast(BinaryIO, io.BufferedReader(_Bounded(inner, member.file_size), 1 << 20))


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the zip library stumbles over, as one kind of error."""
    try:
        yield
    except _BROKEN as error:
        raise SourceError(f"The zip cannot be read ({type(error).__name__}).") from error


class _Bounded(io.RawIOBase):
    """A stream that ends with an error after the bytes that the zip's directory promised."""

    def __init__(self, inner: IO[bytes], most: int) -> None:
        self._inner, self._left = inner, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        with _told():
            chunk = self._inner.read(len(buffer))
        self._left -= len(chunk)
        if self._left < 0:
            raise SourceError("A member of the zip is longer than its directory says.")
        buffer[: len(chunk)] = chunk
        return len(chunk)
