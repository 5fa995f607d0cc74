"""The documents of a source: which files its address names, and how each is known to the ledger.

An address is a file, a folder, or a pattern (`inbox/**/*.xml`), relative to the workspace or absolute. Files come
in sorted order. The documents of an address on the network are those that were fetched and wait in the spool, in the
order in which they came.

`reading` names one way of reading a document (connector, its version, the source's settings that change rows): the
same bytes read in another way are read again, and are known since they were first fetched.
"""

import glob
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from simurg.app.following.spool import Spool, Spooled
from simurg.collection import registry
from simurg.collection.connector import Connector, Raw
from simurg.collection.files.beside import MOST as MOST_BESIDE
from simurg.collection.files.beside import joined
from simurg.collection.followed import on_network
from simurg.collection.source import Source
from simurg.ledger.catalogue import Catalogue
from simurg.ledger.durable import digest_and_size
from simurg.ledger.entries import Document, Quarantined
from simurg.ontology.errors import CallerError, OperatorError, SourceError
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERY, LEVELS, TLP, Marking

MOST_BYTES = 64 << 20
"""Of a file with another beside it."""
STRICTEST = Marking(len(LEVELS) - 1, len(TLP) - 1, EVERY)
"""For what may bear any marking: nobody but the operator of everything reads of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file: where it is, its SHA-256 and its size; `spooled` if it was fetched. `beside`: the file that says what
    it is (collection.files.beside); hash, size and bytes are then of both."""

    path: Path
    sha256: str
    size: int
    spooled: Spooled | None = None
    beside: Path | None = None

    @property
    def name(self) -> str:
        if self.beside is not None:
            return joined(self.path.name, b"", b"")[0]
        return self.path.name if self.spooled is None else self.spooled.name

    def open(self) -> BinaryIO:
        """Its bytes, from the start."""
        return self.path.open("rb") if self.beside is None else io.BytesIO(_both(self.path, self.beside))

    def first(self, at: datetime) -> datetime:
        """When it was fetched: what is found as a file is fetched now."""
        return at if self.spooled is None else min(self.spooled.fetched_at, at)

    def raw(self, source: Source, fetched_at: datetime) -> Raw:
        """As a connector takes it."""
        return Raw(source, self.name, self.size, self.sha256, fetched_at, self.open)


def found_of(source: Source, folder: Path, spool: Spool) -> Iterator[Found | SourceError]:
    """The documents of a source, the same bytes once; SourceError for an address that cannot be used."""
    if on_network(source.address):
        return (Found(one.path, one.sha256, one.size, one) for one in spool.waiting(source.name))
    ending = getattr(registry.find(source.connector), "BESIDE", None)
    return digests(files_of(source, folder), ending)


def files_of(source: Source, folder: Path) -> list[Path]:
    """The files that an address names, sorted; SourceError for an address that cannot be used."""
    address = source.address.strip()
    if not address:
        raise SourceError(f"Source {source.name} has no address.", hint="Give it one in sources.yaml.")
    if on_network(address):
        raise SourceError(f"Source {source.name} has a network address: it names no files.", hint="See its spool.")
    path = place_of(source, folder)
    try:
        if path.is_file():
            return [path]
        # Path.glob takes no absolute patterns
        return sorted(Path(name) for name in glob.iglob(str(path), recursive=True) if Path(name).is_file())  # noqa: PTH207
    except OSError as error:
        raise SourceError(
            f"Source {source.name}: {path} could not be searched ({error.strerror}).", hint="Look at its permissions."
        ) from error


def place_of(source: Source, folder: Path) -> Path:
    """The absolute path or pattern of paths that an address means."""
    path = (folder / source.address.strip()).absolute()
    return path / "*" if path.is_dir() else path


def digests(paths: list[Path], beside: str | None = None) -> Iterator[Found | SourceError]:
    """Each file with its hash, the same bytes once; a file that cannot be opened gives an error instead. With `beside`,
    `NAME` and the file that is called so with that ending are one document."""
    seen: set[str] = set()
    for path in paths:
        if beside and _beside(path, path.name.removesuffix(beside)):
            continue
        try:
            found = _found(path, _beside(path, path.name + beside) if beside else None)
        except OSError as error:
            yield SourceError(
                f"{path.absolute()} could not be read ({error.strerror}).", hint="Look at the file and its permissions."
            )
            continue
        if found.sha256 not in seen:
            seen.add(found.sha256)
            yield found


def _beside(path: Path, name: str) -> Path | None:
    """Another file of its folder."""
    other = path.with_name(name) if name and name != path.name else None
    return other if other is not None and other.is_file() else None


def _found(path: Path, beside: Path | None) -> Found:
    if beside is None:
        return Found(path, *digest_and_size(path))
    content = _both(path, beside)
    return Found(path, hashlib.sha256(content).hexdigest(), len(content), beside=beside)


def _both(path: Path, beside: Path) -> bytes:
    """Of a file that is too large to be read, and of what stands beside it, no more than tells so."""
    with path.open("rb") as stream, beside.open("rb") as other:
        return joined(path.name, other.read(MOST_BESIDE + 1), stream.read(MOST_BYTES + 1))[1]


def reading_of(source: Source, connector: Connector) -> str:
    """A digest of all that decides which rows a document gives, apart from its bytes."""
    told = [
        connector.name,
        connector.version,
        source.discipline,
        str(source.grade),
        str(source.marking),
        str(source.known_delay),
        str(source.known_at),
        json.dumps(dict(source.options), sort_keys=True, default=str),
    ]
    return id_of("reading", *told).hex


class Register:
    """The documents of one source that the catalogue knows. Files, which are all there each time, are looked up in one
    reading of them; the few that were fetched each by its hash, so that taking in does not grow with the past."""

    def __init__(self, catalogue: Catalogue, source: Source, reading: str) -> None:
        self._catalogue, self._source, self._reading = catalogue, source, reading
        self._all: dict[str, list[Document]] | None = None

    def _known(self, found: Found) -> list[Document]:
        if found.spooled is not None:
            return self._catalogue.documents(self._source.name, found.sha256)
        if self._all is None:
            self._all = {}
            for one in self._catalogue.documents(self._source.name):
                self._all.setdefault(one.sha256, []).append(one)
        return self._all.get(found.sha256, [])

    def look(self, found: Found, at: datetime) -> Document:
        """What is known of a document. One that is new counts as fetched at that moment; one that was read in another
        way before, when it was first fetched."""
        known = self._known(found)
        standing = next((one for one in known if one.reading == self._reading), None)
        if standing is not None:
            return standing
        first = min((one.fetched_at for one in known), default=found.first(at))
        mask = self._catalogue.labels.mask_of(mask_marking(self._source))
        return Document(self._source.name, found.sha256, self._reading, found.name, found.size, first, mask)

    def begin(self, document: Document) -> None:
        """Remember a document, before anything of it is recorded."""
        self._catalogue.begin_document(document)


def entry_id(document: Document, place: str, cause: str, payload: str | None) -> str:
    """The id of a quarantine entry: it names the reading that found it, besides the document and the place."""
    told = (document.source, document.sha256, document.reading, place, cause, payload)
    return id_of("quarantine", *told).hex


def unsettled(
    entries: Sequence[Quarantined], documents: Sequence[Document], sources: Sequence[Source]
) -> list[Quarantined]:
    """The quarantine entries that still matter: those of a document which the source as it is set up now has read to
    its end are left out if another reading found them. Sources that are not set up keep all of theirs."""
    now: dict[str, str] = {}
    for source in sources:
        with suppress(CallerError, OperatorError):  # a connector that is not there
            now[source.name] = reading_of(source, registry.find(source.connector).CONNECTOR)
    current = {
        (one.source, one.sha256): one for one in documents if one.finished and now.get(one.source) == one.reading
    }
    return [entry for entry in entries if _stands(entry, current.get((entry.source, entry.document)))]


def _stands(entry: Quarantined, read: Document | None) -> bool:
    return read is None or entry_id(read, entry.place, entry.cause, entry.payload) == entry.id


def mask_marking(source: Source) -> Marking:
    """Who may read of a document before it was read, and of what could not be read of it."""
    return STRICTEST if source.discipline == "HUMINT" else source.marking
