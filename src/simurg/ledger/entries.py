"""What the catalogue lists: files, documents, and what was quarantined; and how each stands in a row of SQLite."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from simurg.ledger.labels import Mask

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class File:
    """One Parquet file; `path` is relative to the ledger's folder."""

    path: str
    table: str
    rows: int
    bytes: int
    sha256: str
    contested: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One document of one source as read by one version of a connector and its settings."""

    source: str
    sha256: str
    reading: str
    name: str
    size: int
    fetched_at: datetime
    mask: Mask
    rows: int = 0
    rejects: int = 0
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What could not be read: where it stood, why, and under which hash its bytes are kept."""

    id: str
    source: str
    document: str
    name: str
    place: str
    cause: str
    payload: str | None
    at: datetime
    mask: Mask


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def mask_columns(mask: Mask) -> tuple[int, int, int, int]:
    return mask.level, mask.tlp, mask.compartments, mask.releasable


def quarantine_columns(item: Quarantined) -> tuple[object, ...]:
    at = microseconds(item.at)
    return item.id, item.source, item.document, item.name, item.place, item.cause, item.payload, at


def same_reading(left: Document, right: Document) -> bool:
    return (left.source, left.sha256, left.reading) == (right.source, right.sha256, right.reading)


def document_of(row: tuple[Any, ...]) -> Document:
    source, sha256, reading, name, size, fetched_us, *mask, rows, rejects, finished = row
    return Document(
        source, sha256, reading, name, size, moment_of(fetched_us), Mask(*mask), rows, rejects, bool(finished)
    )


def quarantined_of(row: tuple[Any, ...]) -> Quarantined:
    number, source, document, name, place, cause, payload, at_us, *mask = row
    return Quarantined(number, source, document, name, place, cause, payload, moment_of(at_us), Mask(*mask))
