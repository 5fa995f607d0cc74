"""From one source's documents to batches of the ledger.

Small documents share a batch, a large one is cut into several; batch ids come from the source, the documents and
the stretch, so that a collection that was killed goes on where it was and ends with the same ledger. A document, what
could not be read of it and its rows become visible in one step. Payloads are stored before the rows that name them.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace

from simurg.app.documents import Found, entry_id, mask_marking
from simurg.app.edited import Edits
from simurg.app.keeping import Kept
from simurg.app.reading import Part, Spoiled, joined, own_marking
from simurg.collection.connector import Connector
from simurg.collection.source import Source
from simurg.ledger import Ledger, Offer
from simurg.ledger.entries import Document, Quarantined
from simurg.ontology.markings import Marking

GROUP_ROWS = 20_000
GROUP_DOCUMENTS = 64


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that is being read."""

    found: Found
    document: Document


@dataclass(slots=True)
class _Group:
    """What waits for the next common batch."""

    parts: list[Part] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    rows: int = 0


class Intake:
    """Takes the parts of one source's documents in order. `new_rows` counts what was new to the ledger, `causes` why
    stretches could not be read."""

    def __init__(self, ledger: Ledger, source: Source, connector: Connector, kept: tuple[Kept, Kept]) -> None:
        self._ledger, self._source, self._connector = ledger, source, connector
        self._payloads, self._quarantine = kept
        self._group = _Group()
        self._edits = Edits(ledger) if connector.edits else None
        self.new_rows = 0
        self.causes: Counter[str] = Counter()

    def take_small(self, opened: Opened, part: Part) -> Document:
        """A whole document; it lands with its neighbours. SourceError if its file changed meanwhile."""
        quarantined = self._stored(opened, part)
        self._date(opened, part)
        document = self._finished(opened, part, part.rows, len(part.spoiled))
        self._group.parts.append(part)
        self._group.documents.append(document)
        self._group.quarantined += quarantined
        self._group.rows += part.rows
        if self._group.rows >= GROUP_ROWS or len(self._group.documents) >= GROUP_DOCUMENTS:
            self.flush()
        return document

    def take_stretch(self, opened: Opened, part: Part, number: int, before: tuple[int, int]) -> Document:
        """The next stretch of a large document, as a batch of its own; `before` counts earlier rows and rejects."""
        self.flush()
        quarantined = self._stored(opened, part)
        self._date(opened, part)
        document = self._finished(opened, part, before[0] + part.rows, before[1] + len(part.spoiled))
        name = _batch_id(self._source, [opened.document], number)
        self._append(name, [part], [document] if part.last else [], quarantined)
        return document

    def _date(self, opened: Opened, part: Part) -> None:
        if self._edits is not None:
            self._edits.dated(part, opened.document.fetched_at)

    def flush(self) -> None:
        """Append what waits."""
        group, self._group = self._group, _Group()
        if group.documents:
            name = _batch_id(self._source, group.documents, 0)
            self._append(name, group.parts, group.documents, group.quarantined)

    def _append(self, name: str, parts: list[Part], documents: list[Document], quarantined: list[Quarantined]) -> None:
        names = sorted({table for part in parts for table in part.tables})
        tables = {n: joined([one for part in parts for one in part.tables.get(n, [])]) for n in names}
        offer = Offer(
            name, tables, self._source.name, self._source.marking, self._connector.name, self._connector.version
        )
        self.new_rows += self._ledger.append(offer, documents=documents, quarantined=quarantined)

    def _stored(self, opened: Opened, part: Part) -> list[Quarantined]:
        """Keep the bytes that rows or quarantine entries name; then the entries."""
        if part.rows:
            with opened.found.open() as stream:
                self._payloads.keep(stream, opened.found.sha256)
        self.causes.update(item.cause for item in part.spoiled)
        return [self._entry(opened, item) for item in part.spoiled]

    def _entry(self, opened: Opened, item: Spoiled) -> Quarantined:
        payload: str | None = None
        if item.keep and item.content is not None:
            payload = self._quarantine.keep_bytes(item.content)
        elif item.keep:
            with opened.found.open() as stream:
                self._quarantine.keep(stream, opened.found.sha256)
            payload = opened.found.sha256
        document = opened.document
        number = entry_id(document, item.where, item.cause, payload)
        marking = mask_marking(self._source) | (item.marking or Marking())
        mask = self._ledger.labels.mask_of(marking)
        return Quarantined(
            number, document.source, document.sha256, document.name, item.where, item.cause, payload,
            document.fetched_at, mask,
        )  # fmt: skip

    def _finished(self, opened: Opened, part: Part, rows: int, rejects: int) -> Document:
        """A document whose every row has a marking of its own bears their join, others their source's marking."""
        mask = opened.document.mask
        own = own_marking(part, self._source.marking)
        if own is not None and not part.spoiled:
            mask = self._ledger.labels.mask_of(own)
        return replace(opened.document, rows=rows, rejects=rejects, finished=True, mask=mask)


def _batch_id(source: Source, documents: list[Document], number: int) -> str:
    digest = hashlib.sha256(source.name.encode())
    for one in documents:
        digest.update(f"/{one.reading}/{one.sha256}/{number}".encode())
    return digest.hexdigest()
