"""What a connector is: a frozen description and one pure function from a document to batches.

    CONNECTOR = Connector(name="rss", title="RSS and Atom feeds", formats=("xml", "rss", "atom"), version="1")
    def parse(raw: Raw) -> Iterator[Rows | Reject]: ...

`parse` reads only its argument. It yields `Rows` (columns of several tables that belong together: a batch
is visible whole or not at all) and, for what it cannot read, `Reject` with the cause and the bytes; it goes
on with the rest. It never raises for a bad document: what surprises it becomes a Reject too. The exceptions
are `Refused` (a document whose bytes must be kept nowhere) and `SettingsError` (no document is at fault).
"""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

import pyarrow as pa

from simurg.collection.source import Source
from simurg.ontology.errors import SourceError
from simurg.ontology.markings import Marking


@dataclass(frozen=True, slots=True)
class Connector:
    name: str
    title: str
    formats: tuple[str, ...]  # file name endings without the dot
    version: str  # raise it when the mapping changes: the same bytes then make new rows
    edits: bool = False  # its publishers change words without saying when


@dataclass(frozen=True, slots=True)
class Raw:
    """One document. `open` gives a fresh stream of its bytes from the start, and is bounded by `size`."""

    source: Source
    name: str  # file name or last part of the address; some publishers put the moment there
    size: int  # bytes
    sha256: str  # hex, of all bytes
    fetched_at: datetime  # UTC; the first time this workspace took these bytes from this source
    open: Callable[[], BinaryIO]

    def read(self, most: int = 64 << 20) -> bytes:
        """All bytes; SourceError above `most`."""
        if self.size > most:
            raise SourceError(f"{self.name} has {self.size:,} bytes; {most:,} is the most for this connector.")
        with self.open() as stream:
            return stream.read(most + 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of one or more tables that become visible together. Each table needs at least `id` and `key`
    (16-byte `pa.uuid()`), `known_at` and its content; missing spine columns (source, marking, method,
    version) are filled from the source and the connector, missing content columns with null."""

    tables: Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be read, whole, and why. `cause` quotes none of the content. `marking`, if any, is its own;
    it is joined with the source's. `misfit`: nothing of the document was read, since it lacks what the source's
    settings name; if all documents of the source are so, its settings are at fault."""

    cause: str
    content: bytes
    where: str = ""  # for example "line 12"
    marking: Marking | None = None
    misfit: bool = False


class Refused(SourceError):
    """The whole document is refused and its bytes must be kept nowhere; the message repeats none of them."""


class SettingsError(SourceError):
    """The source's settings are wrong, not a document: the source fails as a whole, and nothing is quarantined."""


class Parse(Protocol):
    def __call__(self, raw: Raw) -> Iterator[Rows | Reject]: ...


def raw_of(content: bytes, source: Source, name: str, fetched_at: datetime) -> Raw:
    """A document in memory, for tests and small sources."""
    return Raw(source, name, len(content), hashlib.sha256(content).hexdigest(), fetched_at, lambda: io.BytesIO(content))
