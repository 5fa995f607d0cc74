"""Where a picture's index stands, and in what state: the files of `tantivy`, and a note that says what they hold.

    index/<picture>/note.json      which generation is meant, how far it goes, and for which scope
    index/<picture>/<generation>/  the files
    index/<picture>/writer.lock    one writer (`flock`: a dead one holds nothing)

An index is a cache. A generation is built whole before the note names it; later rows are committed to it, then the
note is written. A writer that was killed between the two leaves files and note that disagree (the commit's number
tells), and the index is built anew. So is one that is damaged, of another format, or made for another scope.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import tantivy

from simurg.ledger.durable import sync_folder
from simurg.ledger.lock import WriterLock
from simurg.ontology.errors import OperatorError

FORMAT = 1
"""Raised whenever the fields or the folding change: indexes of another format are built anew."""
_NOTE = "note.json"
_GENERATION = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Note:
    """What an index holds: all batches up to `batches`, the last of them named, for one scope."""

    scope: str
    batches: int = 0
    last_batch: str = ""
    known_us: int = -(1 << 62)  # the latest moments of any row in it
    recorded_us: int = -(1 << 62)
    generation: str = ""
    commit: int = 0
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Opened:
    """An index as it can be asked. One that is not `sound` holds rows that its note does not know of: good enough to
    be asked while somebody writes it, and to be built anew by the next writer."""

    note: Note
    index: tantivy.Index
    sound: bool = True


class Place(Protocol):
    """Where one picture's index stands."""

    def opened(self) -> Opened | None:
        """What stands there, or None where nothing usable does."""

    def begin(self) -> Opened:
        """A new, empty generation; nobody is told of it yet."""

    def publish(self, note: Note) -> None:
        """From now on this is meant."""

    def writing(self) -> AbstractContextManager[bool]:
        """Whether this process may write, for as long as the block lasts."""


def schema() -> tantivy.Schema:
    """Words with their places; facts to filter by; and `shown`, what is told of a hit."""
    made = tantivy.SchemaBuilder()
    for name in ("title", "text", "latin"):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    made.add_text_field("loose", tokenizer_name="whitespace", index_option="freq")
    for name in ("kind", "source", "language", "reliability", "credibility", "place"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("known", "recorded", "published"):
        made.add_integer_field(name, fast=True)
    made.add_float_field("fresh", fast=True)
    made.add_bytes_field("shown", stored=True)
    return made.build()


class FolderIndex:
    """In a folder, for many readers and one writer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: Opened | None = None

    def opened(self) -> Opened | None:
        note = self._note()
        if note is None:
            return None
        folder = self.folder / note.generation
        try:
            sound = _commit_of(folder) == note.commit
            if self._held is None or not (self._held.note == note and self._held.sound and sound):
                held = tantivy.Index.open(str(folder))
                held.searcher()  # opens every file, or says that it cannot
                self._held = Opened(note, held, sound)
        except (ValueError, OSError, KeyError):
            self._held = None
        return self._held

    def begin(self) -> Opened:
        name = uuid4().hex
        with _writable(self.folder):
            self._clear(keep=self._note())
            (self.folder / name).mkdir(parents=True)
            return Opened(Note("", generation=name), tantivy.Index(schema(), str(self.folder / name)))

    def publish(self, note: Note) -> None:
        with _writable(self.folder):
            told = replace(note, commit=_commit_of(self.folder / note.generation))
            partial = self.folder / f".{_NOTE}.partial"
            partial.write_text(json.dumps(asdict(told)), encoding="utf-8")
            partial.rename(self.folder / _NOTE)
            sync_folder(self.folder)

    def drop(self) -> None:
        """Delete everything: the next search builds it anew. OperatorError while somebody writes it."""
        with self.writing() as may, _writable(self.folder):
            if not may:
                raise OperatorError(
                    f"The search index {self.folder.name} is being written.", hint="Run the command again in a minute."
                )
            (self.folder / _NOTE).unlink(missing_ok=True)
            self._clear(keep=None)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = WriterLock(self.folder / "writer.lock")
            taken = lock.try_take()
        except OSError:  # a workspace that may only be read
            yield False
            return
        try:
            yield taken
        finally:
            lock.release()

    def _note(self) -> Note | None:
        try:
            told = json.loads((self.folder / _NOTE).read_text(encoding="utf-8"))
            note = Note(**told)
        except (OSError, ValueError, TypeError):
            return None
        return note if note.format == FORMAT and _GENERATION.fullmatch(note.generation) else None

    def _clear(self, keep: Note | None) -> None:
        """Generations that nobody is told of any longer; a killed build leaves them too."""
        for path in self.folder.glob("*/"):
            if _GENERATION.fullmatch(path.name) and (keep is None or path.name != keep.generation):
                shutil.rmtree(path, ignore_errors=True)


class MemoryIndex:
    """For tests and laws: the same promises without a disk."""

    def __init__(self) -> None:
        self._meant: Opened | None = None
        self._begun: Opened | None = None

    def opened(self) -> Opened | None:
        return self._meant

    def begin(self) -> Opened:
        self._begun = Opened(Note("", generation=uuid4().hex), tantivy.Index(schema()))
        return self._begun

    def publish(self, note: Note) -> None:
        found = next(one for one in (self._begun, self._meant) if one and one.note.generation == note.generation)
        self._meant = Opened(note, found.index)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        yield True


def _commit_of(folder: Path) -> int:
    """The number of the last commit, as `tantivy` notes it."""
    return int(json.loads((folder / "meta.json").read_text(encoding="utf-8"))["opstamp"])


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise OperatorError(
            f"The search index could not be written to {folder} ({type(error).__name__}).",
            hint="Free some space or mend the permissions; the next search builds it again.",
        ) from error
