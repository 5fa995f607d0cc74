"""A page of a collection: the entries that a request asks for, and their objects drawn from the view."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from simurg.access.pictures import Picture
from simurg.access.reader import Reader
from simurg.app.notes import COLUMNS as _NOTE
from simurg.app.taxii.asked import Asked, cursor
from simurg.app.taxii.index import TABLES, Entries, Index, uuid_of
from simurg.app.workspace import Workspace
from simurg.exchange.stix.ids import keys_of, stix_id
from simurg.exchange.stix.objects import KINDS, Frame, object_of, stamp
from simurg.ledger import View
from simurg.ledger.entries import microseconds, moment_of
from simurg.ledger.view import columns_of
from simurg.ontology.errors import NotFound
from simurg.ontology.ids import id_of
from simurg.ontology.markings import Marking

UNMARKED = str(Marking())


Sieve = Callable[[str, Mapping[str, Any]], bool]
"""Table and row: whether it may be told to whoever asks."""


@dataclass(frozen=True, slots=True)
class Told:
    """One object version. `added` in microseconds; `row` is the marked row behind it, if there is one."""

    added: int
    id: str
    version: str
    body: dict[str, Any]
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`next` None: there is no more."""

    told: tuple[Told, ...]
    next: str | None


def collections_of(workspace: Workspace, reader: Reader) -> list[Picture]:
    """The pictures within a reader's own, by name."""
    pictures = sorted(workspace.settings.pictures.items())
    return [Picture(name, scope) for name, scope in pictures if scope <= reader.picture.scope]


def collection_id(picture: Picture) -> str:
    """Stable for the picture's name."""
    return stix_id("c", id_of("taxii-collection", picture.name)).partition("--")[2]


def collection(workspace: Workspace, reader: Reader, number: str) -> Picture:
    """NotFound for one that is not there, or not for this reader: both sound alike."""
    found = next((one for one in collections_of(workspace, reader) if collection_id(one) == number), None)
    if found is None:
        raise NotFound("There is no such collection for you.", hint="See the list of collections.")
    return found


def page(view: View, index: Index, asked: Asked, title: str, sieve: Sieve | None = None) -> Page:
    """The objects that are asked for, the earliest added first; of rows those that `sieve` lets through."""
    if not asked.told_at_all:
        return Page((), None)
    chosen = [*_of_rows(index.entries, asked), *_of_things(index, asked)]
    chosen.sort(key=lambda one: one[:2])
    if asked.after is not None:
        chosen = [one for one in chosen if one[:2] > asked.after]
    part = chosen[: asked.limit]
    drawn = _drawn(view, index.entries[[one[2] for one in part if isinstance(one[2], int)]], title, sieve)
    told = [
        drawn[one[2]] if isinstance(one[2], int) else Told(one[0], one[2]["id"], _version_of(one[2]), one[2])
        for one in _numbered(part)
    ]
    more = len(chosen) > asked.limit
    return Page(tuple(one for one in told if one is not None), cursor(*part[-1][:2]) if more and part else None)


Chosen = tuple[int, str, Any]
"""(added, name within that moment, number of the entry or the thing itself)."""


def _numbered(part: Sequence[Chosen]) -> Iterator[Chosen]:
    """Entries by their place among those drawn."""
    count = 0
    for added, name, what in part:
        if isinstance(what, int):
            yield added, name, count
            count += 1
        else:
            yield added, name, what


def _of_rows(entries: Entries, asked: Asked) -> list[Chosen]:
    keep = np.ones(len(entries), bool)
    if asked.added_after is not None:
        keep &= entries["added"] > microseconds(asked.added_after)
    if asked.types:
        keep &= np.isin(entries["table"], [n for n, table in enumerate(TABLES) if KINDS[table] in asked.types])
    if asked.ids:
        keep &= _with_ids(entries, asked.ids)
    keep &= _of_versions(entries, asked.versions)
    start = 0 if asked.after is None else _place(entries, asked.after)
    numbers = start + np.flatnonzero(keep[start:])[: asked.limit + 1]
    return [(int(entries["added"][n]), _name(entries[n]), int(n)) for n in numbers]


def _place(entries: Entries, after: tuple[int, str]) -> int:
    """The first entry after a cursor; entries stand in the order of their moments and names."""
    return bisect_right(range(len(entries)), after, key=lambda n: (int(entries["added"][n]), _name(entries[n])))


def _with_ids(entries: Entries, ids: Sequence[str]) -> Any:
    keep = np.zeros(len(entries), bool)
    for text in ids:
        keys = list(keys_of(text))
        wanted = np.array([key.int & (2**64 - 1) for key in keys], "u8")
        near = np.flatnonzero(np.isin(entries["key"][:, 1].astype("u8"), wanted))
        for number in near:
            entry = entries[number]
            kind = KINDS[TABLES[entry["table"]]]
            keep[number] |= stix_id(kind, uuid_of(entry["key"]), int(entry["turn"])) == text
    return keep


def _of_versions(entries: Entries, versions: Sequence[str]) -> Any:
    if "all" in versions:
        return np.ones(len(entries), bool)
    keep = np.zeros(len(entries), bool)
    if "last" in versions:
        keep |= entries["last"]
    if "first" in versions:
        keep |= entries["first"]
    moments = [one for one in versions if one not in ("last", "first")]
    if moments:
        wanted = set(moments)
        keep |= np.array([stamp(moment_of(int(added))) in wanted for added in entries["added"]], bool)
    return keep


def _of_things(index: Index, asked: Asked) -> list[Chosen]:
    moments = [one for one in asked.versions if one not in ("last", "first", "all")]
    since = None if asked.added_after is None else microseconds(asked.added_after)
    return [
        (added, f"~{thing['id']}", thing)
        for added, thing in index.things
        if (since is None or added > since)
        and (not asked.types or thing["type"] in asked.types)
        and (not asked.ids or thing["id"] in asked.ids)
        and (len(moments) < len(asked.versions) or _version_of(thing) in moments)
    ]


def _version_of(thing: dict[str, Any]) -> str:
    return str(thing.get("modified") or thing.get("created") or "1970-01-01T00:00:00.000Z")


def _name(entry: Any) -> str:
    """The order within one moment: key, turn, revoked."""
    return f"{uuid_of(entry['key']).hex}{int(entry['turn'])}{int(entry['revoked'])}{uuid_of(entry['row']).hex}"


def _drawn(view: View, entries: Entries, title: str, sieve: Sieve | None) -> list[Told | None]:
    rows: dict[tuple[str, UUID], dict[str, Any]] = {}
    for number, table in enumerate(TABLES):
        ids = frozenset(uuid_of(one["row"]) for one in entries if one["table"] == number)
        if ids:
            columns = _NOTE if table == "notes" else [name for name in columns_of(table) if name not in _UNTOLD]
            rows |= {(table, row["id"]): row for row in view.stored(table, columns, {"id": ids}).to_pylist()}
    refs = _refs(view, entries, rows)
    told: list[Told | None] = []
    for entry in entries:
        row = rows[TABLES[entry["table"]], uuid_of(entry["row"])]
        if sieve is not None and not sieve(TABLES[entry["table"]], row):
            told.append(None)
            continue
        added = moment_of(int(entry["added"]))
        frame = Frame(title, moment_of(int(entry["created"])), added, int(entry["turn"]), bool(entry["revoked"]), refs)
        body = object_of(TABLES[entry["table"]], row, frame)
        seen = row["id"].hex if row["marking"] != UNMARKED and not frame.revoked else None
        told.append(Told(int(entry["added"]), body["id"], body["modified"], body, seen))
    return told


_UNTOLD = ("basis", "basis_view", "payload")


def _refs(view: View, entries: Entries, rows: dict[tuple[str, UUID], dict[str, Any]]) -> dict[tuple[str, UUID], str]:
    """STIX ids of what the rows name: their reports, and what notes are about; of the life that each is in."""
    wanted: dict[str, set[UUID]] = {}
    for (table, _), row in rows.items():
        if table not in ("reports", "notes") and row["report_id"] is not None:
            wanted.setdefault("reports", set()).add(row["report_id"])
        if table == "notes" and row["about_table"] in KINDS:
            wanted.setdefault(row["about_table"], set()).add(UUID(hex=row["about"]))
    turns = {(TABLES[one["table"]], uuid_of(one["row"])): int(one["turn"]) for one in entries}
    found = {}
    for table, ids in wanted.items():
        for row in view.stored(table, ("id", "key"), {"id": frozenset(ids)}).to_pylist():
            turn = turns.get((table, row["id"]), 0)
            found[table, row["id"]] = stix_id(KINDS[table], row["key"], turn)
    return found
