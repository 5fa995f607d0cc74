"""The documents of a source: which files its address names, and how each is known to the ledger.

An address is a file, a folder, or a pattern (`inbox/**/*.xml`), relative to the workspace or absolute. Files come
in sorted order. `reading` names one way of reading a document (connector, its version, the source's settings that
change rows): the same bytes read in another way are read again, and are known since they were first fetched.
"""

import glob
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from simurg.app.keeping import digest_and_size
from simurg.collection.connector import Connector, Raw
from simurg.collection.source import Source
from simurg.ledger.catalogue import Catalogue
from simurg.ledger.entries import Document
from simurg.ontology.errors import SourceError
from simurg.ontology.ids import id_of
from simurg.ontology.markings import EVERY, LEVELS, TLP, Marking

STRICTEST = Marking(len(LEVELS) - 1, len(TLP) - 1, EVERY)
"""For what may bear any marking: nobody but the operator of everything reads of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file: where it is, its SHA-256 and its size."""

    path: Path
    sha256: str
    size: int

    def raw(self, source: Source, fetched_at: datetime) -> Raw:
        """As a connector takes it."""
        return Raw(source, self.path.name, self.size, self.sha256, fetched_at, lambda: self.path.open("rb"))


def files_of(source: Source, folder: Path) -> list[Path]:
    """The files that an address names, sorted; SourceError for an address that cannot be used."""
    address = source.address.strip()
    if not address:
        raise SourceError(f"Source {source.name} has no address.", hint="Give it one in sources.yaml.")
    if address.lower().startswith(("http://", "https://")):
        raise SourceError(
            f"Source {source.name} has a network address; this version collects files only.",
            hint="Fetch the documents yourself and name their folder as the address.",
        )
    path = Path(address) if Path(address).is_absolute() else folder / address
    if path.is_file():
        return [path]
    pattern = path / "*" if path.is_dir() else path
    # Path.glob takes no absolute patterns
    return sorted(Path(name) for name in glob.iglob(str(pattern), recursive=True) if Path(name).is_file())  # noqa: PTH207


def digests(paths: list[Path], source: Source) -> Iterator[Found | SourceError]:
    """Each file with its hash, the same bytes once; a file that cannot be opened gives an error instead."""
    seen: set[str] = set()
    for path in paths:
        try:
            sha256, size = digest_and_size(path)
        except OSError as error:
            yield SourceError(
                f"Source {source.name}: a file could not be read ({error.strerror}).", hint=f"Look at {path.name}."
            )
            continue
        if sha256 not in seen:
            seen.add(sha256)
            yield Found(path, sha256, size)


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
    """The documents of one source that the catalogue knows, read once."""

    def __init__(self, catalogue: Catalogue, source: Source, reading: str) -> None:
        self._catalogue, self._source, self._reading = catalogue, source, reading
        self._known: dict[str, list[Document]] = {}
        for one in catalogue.documents(source.name):
            self._known.setdefault(one.sha256, []).append(one)

    def begin(self, found: Found, at: datetime) -> Document:
        """What is known of a document. One that is new is known from now on; one that was read in another way
        before, since it was first fetched."""
        known = self._known.get(found.sha256, [])
        standing = next((one for one in known if one.reading == self._reading), None)
        if standing is not None:
            return standing
        first = min((one.fetched_at for one in known), default=at)
        mask = self._catalogue.labels.mask_of(mask_marking(self._source))
        document = Document(self._source.name, found.sha256, self._reading, found.path.name, found.size, first, mask)
        return self._catalogue.begin_document(document)


def mask_marking(source: Source) -> Marking:
    """Who may read of a document before it was read, and of what could not be read of it."""
    return STRICTEST if source.discipline == "HUMINT" else source.marking
