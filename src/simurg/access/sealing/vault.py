"""The vault: sealed identities, contacts and reasons of human sources, in `human.db` (SQLite) of the workspace.

Each source (a desk's pseudonym) has a key of its own, which the workspace's sealing key wraps. Whatever tells of the
person is sealed under it before it comes here: the file, its journal and its copies hold envelopes only. In the clear
stand the pseudonym, its desk, its marking, moments, and accounts that asked for an opening.

To forget a source its wrapped key is overwritten and all its envelopes are deleted; `secure_delete` clears their place
on the page, VACUUM writes the file anew. No envelope of it opens again, in this file or in a copy made afterwards.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from simurg.access.sealing.envelope import KEY_BYTES, Randomness, opened, seal
from simurg.access.sealing.sealing_key import SALT_BYTES, SealingKey, fingerprint
from simurg.access.state import stamp
from simurg.ontology.errors import CallerError, NotFound, OperatorError
from simurg.ontology.markings import Marking

NAME = "human.db"
_TABLES = """
CREATE TABLE IF NOT EXISTS vault (one INTEGER PRIMARY KEY CHECK (one = 1), salt BLOB NOT NULL, fingerprint TEXT);
CREATE TABLE IF NOT EXISTS sources (desk TEXT NOT NULL, pseudonym TEXT NOT NULL, marking TEXT NOT NULL,
    since TEXT NOT NULL, wrapped BLOB, forgotten_at TEXT, forgotten_by TEXT, forgotten_why TEXT,
    PRIMARY KEY (desk, pseudonym));
CREATE TABLE IF NOT EXISTS records (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, desk TEXT NOT NULL,
    pseudonym TEXT NOT NULL, field TEXT NOT NULL, at TEXT NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS openings (id TEXT PRIMARY KEY, desk TEXT NOT NULL, pseudonym TEXT NOT NULL,
    asked_by TEXT NOT NULL, asked_at TEXT NOT NULL, agreed_by TEXT, agreed_at TEXT, shown_at TEXT);
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A source as the vault knows it in the clear."""

    desk: str
    pseudonym: str
    marking: Marking
    since: str
    forgotten_at: str | None = None
    forgotten_by: str | None = None
    forgotten_why: str | None = None

    @property
    def forgotten(self) -> bool:
        return self.forgotten_at is not None


@dataclass(frozen=True, slots=True)
class Record:
    """One sealed record, opened. `field`: identity, contact, reason."""

    id: str
    at: str
    words: dict[str, Any]


class Vault:
    """One connection; close it, or use it in a `with`. `key` is asked for only when something is sealed or opened."""

    def __init__(self, path: Path, key: SealingKey, randomness: Randomness = os.urandom) -> None:
        self._key, self._randomness = key, randomness
        self._held: bytes | None = None
        try:
            path.touch(mode=0o600)
            self.db = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
            self.db.row_factory = sqlite3.Row
            self.db.execute("PRAGMA secure_delete=ON")
            self.db.execute("PRAGMA journal_mode=DELETE")  # no old page outlives its transaction, as in a WAL
            self.db.execute("PRAGMA synchronous=EXTRA")
            self.db.executescript(_TABLES)
        except (sqlite3.Error, OSError) as error:
            raise _failed(error) from error

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    def source(self, desk: str, pseudonym: str) -> Sealed | None:
        """None for one that is not known."""
        rows = self.rows("SELECT * FROM sources WHERE desk = ? AND pseudonym = ?", desk, pseudonym)
        return _sealed(rows[0]) if rows else None

    def sources(self) -> list[Sealed]:
        """All, by pseudonym."""
        return [_sealed(row) for row in self.rows("SELECT * FROM sources ORDER BY pseudonym, desk")]

    def enter(self, desk: str, pseudonym: str, marking: Marking, at: datetime) -> Sealed:
        """A source with a key of its own; one that is known stays as it is. CallerError if it was forgotten."""
        with self.change():
            found = self.source(desk, pseudonym)
            if found is None:
                wrapped = seal(
                    self._workspace_key(make=True), self._randomness(KEY_BYTES), _key_of(desk, pseudonym),
                    self._randomness,
                )  # fmt: skip
                self.db.execute(
                    "INSERT INTO sources (desk, pseudonym, marking, since, wrapped) VALUES (?, ?, ?, ?, ?)",
                    (desk, pseudonym, _text(marking), stamp(at), wrapped),
                )
                found = Sealed(desk, pseudonym, marking, stamp(at))
        if found.forgotten:
            raise forgotten()
        return found

    def put(self, source: Sealed, field: str, words: dict[str, Any], at: datetime) -> str:
        """Seal words under the source's key; the record's id. CallerError if the source was forgotten."""
        number = uuid4().hex
        told = json.dumps(words, sort_keys=True).encode()
        with self.change():
            about = (source.desk, source.pseudonym, field, number)
            envelope = seal(self._key_of(source), told, about, self._randomness)
            self.db.execute(
                "INSERT INTO records (id, desk, pseudonym, field, at, sealed) VALUES (?, ?, ?, ?, ?, ?)",
                (number, source.desk, source.pseudonym, field, stamp(at), envelope),
            )
        return number

    def records(self, source: Sealed, field: str) -> list[Record]:
        """Opened, latest first; nothing of a forgotten source."""
        query = "SELECT id, at, sealed FROM records WHERE desk = ? AND pseudonym = ? AND field = ? ORDER BY seq DESC"
        rows = self.rows(query, source.desk, source.pseudonym, field)
        if not rows:
            return []
        key, about = self._key_of(source), (source.desk, source.pseudonym, field)
        return [
            Record(row["id"], row["at"], json.loads(opened(key, row["sealed"], (*about, row["id"])))) for row in rows
        ]

    def count(self, source: Sealed, field: str) -> int:
        """How many records of a kind there are, without opening any."""
        query = "SELECT count(*) AS n FROM records WHERE desk = ? AND pseudonym = ? AND field = ?"
        return int(self.rows(query, source.desk, source.pseudonym, field)[0]["n"])

    def expire(self, numbers: Sequence[str]) -> None:
        """Delete records by their ids; their place on the page is cleared."""
        with self.change() as db:
            db.executemany("DELETE FROM records WHERE id = ?", [(one,) for one in numbers])

    def forget(self, source: Sealed, by: str, why: str, at: datetime) -> Sealed:
        """Destroy the source's key and its records. There is no way back. A second time changes nothing."""
        where = (source.desk, source.pseudonym)
        with self.change() as db:
            known = self.source(*where)
            if known is None or known.forgotten:
                return known or source
            db.execute(
                "UPDATE sources SET wrapped = randomblob(length(wrapped)) WHERE desk = ? AND pseudonym = ?", where
            )
            db.execute(
                "UPDATE sources SET wrapped = NULL, forgotten_at = ?, forgotten_by = ?, forgotten_why = ? "
                "WHERE desk = ? AND pseudonym = ?",
                (stamp(at), by, why, *where),
            )
            db.execute("DELETE FROM records WHERE desk = ? AND pseudonym = ?", where)
        try:
            self.db.execute("VACUUM")
        except sqlite3.Error as error:
            raise _failed(error) from error
        return self.source(*where) or source

    def rewrap(self) -> int:
        """Replace the sealing key; how many sources' keys it wraps now. Older copies of the vault need the old one."""
        with self.change() as db:
            old = self._workspace_key(make=False)
            fresh = self._key.new(self._randomness)
            rows = self.rows("SELECT desk, pseudonym, wrapped FROM sources WHERE wrapped IS NOT NULL")
            for row in rows:
                about = _key_of(row["desk"], row["pseudonym"])
                wrapped = seal(fresh, opened(old, row["wrapped"], about), about, self._randomness)
                where = (row["desk"], row["pseudonym"])
                db.execute("UPDATE sources SET wrapped = ? WHERE desk = ? AND pseudonym = ?", (wrapped, *where))
            db.execute("UPDATE vault SET fingerprint = ?", (fingerprint(fresh),))
        self._key.replaced()
        return len(rows)

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """What a query finds."""
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _failed(error) from error

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction; blocks within a block are one."""
        if self.db.in_transaction:
            yield self.db
            return
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            raise _failed(error) from error

    def _key_of(self, source: Sealed) -> bytes:
        rows = self.rows("SELECT wrapped FROM sources WHERE desk = ? AND pseudonym = ?", source.desk, source.pseudonym)
        if not rows:
            raise NotFound("There is no such source.")
        if rows[0]["wrapped"] is None:
            raise forgotten()
        return opened(self._workspace_key(make=False), rows[0]["wrapped"], _key_of(source.desk, source.pseudonym))

    def _workspace_key(self, *, make: bool) -> bytes:
        """The sealing key, if it is the one that this vault was begun with. Inside a transaction when made."""
        rows = self.rows("SELECT salt, fingerprint FROM vault")
        if rows:
            if self._held is not None:
                return self._held
            key = self._key.key(rows[0]["salt"], rows[0]["fingerprint"])
            if self._key.passphrase is not None:  # it takes a tenth of a second, and perhaps a command
                self._held = key
            return key
        if not make:
            raise NotFound("Nothing is sealed here.")
        salt = self._randomness(SALT_BYTES)
        key = self._key.made(salt, self._randomness)
        self.db.execute("INSERT INTO vault VALUES (1, ?, ?)", (salt, fingerprint(key)))
        return key


def copy_to(path: Path, target: Path) -> None:
    """A consistent copy of a vault while others use it: envelopes and wrapped keys, no sealing key."""
    try:
        source, made = sqlite3.connect(path, timeout=60), sqlite3.connect(target)
        with source, made:
            source.backup(made)
        source.close()
        made.close()
    except sqlite3.Error as error:
        raise _failed(error) from error


def forgotten() -> CallerError:
    return CallerError(
        "This source was forgotten: its key is destroyed.", hint="Give the person a new pseudonym if they report again."
    )


def _key_of(desk: str, pseudonym: str) -> tuple[str, ...]:
    return (desk, pseudonym, "key")


def _text(marking: Marking) -> str:
    releasable = None if marking.releasable_to is None else sorted(marking.releasable_to)
    return json.dumps([marking.level, marking.tlp, sorted(marking.compartments), releasable])


def _sealed(row: sqlite3.Row) -> Sealed:
    level, tlp, compartments, releasable = json.loads(row["marking"])
    marking = Marking(level, tlp, frozenset(compartments), None if releasable is None else frozenset(releasable))
    gone = (row["forgotten_at"], row["forgotten_by"], row["forgotten_why"])
    return Sealed(row["desk"], row["pseudonym"], marking, row["since"], *gone)


def _failed(error: sqlite3.Error | OSError) -> OperatorError:
    return OperatorError(
        f"The vault of human sources could not be read or written ({type(error).__name__}).",
        hint="Free some space or mend the permissions, then try again.",
    )
