"""Reading the audit log while it is written: pages of it, newest first, and proofs.

What was read stays in memory as numbers: where an entry lies, when it was written, by whom, what it was (about 100
bytes an entry, with the tree). Only what is new is read again. Entries whose commit is not there yet do not exist.
"""

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simurg.access.audit.entries import Entry, entry_in
from simurg.access.audit.keys import Keys
from simurg.access.audit.segments import Damage, Stand, begun, read_file, segments_in
from simurg.access.audit.tree import Frontier, Tree
from simurg.ontology.errors import NotFound, OperatorError
from simurg.ontology.times import parse_moment


@dataclass(frozen=True, slots=True)
class Page:
    """`following` is the number below which the next page begins; None at the end."""

    entries: tuple[Entry, ...]
    following: int | None
    total: int


class AuditPages:
    """Safe to ask from several threads. Writes nothing."""

    def __init__(self, folder: Path) -> None:
        self._keys, self._folder = Keys(folder, folder), folder
        self._turn = threading.Lock()
        self._path: Path | None = None
        self._stand = Stand(Frontier(), 0, b"")
        self._tree = Tree()
        self._begins: list[int] = []
        self._paths: list[Path] = []
        self._places, self._moments = array("Q"), array("q")
        self._who, self._what = array("I"), array("I")
        self._names: dict[str, int] = {}
        self._broken = False

    def page(
        self, *, limit: int, before: int | None = None, who: str | None = None, kind: str | None = None,
        until: datetime | None = None,
    ) -> Page:  # fmt: skip
        """Of `who`, of kinds that begin with `kind`, written by `until`: the newest `limit` below `before`."""
        with self._reading():
            fits = self._fitting(who, kind, until)
            below = fits if before is None else fits[: int(np.searchsorted(fits, before))]
            chosen = below[::-1][:limit]
            entries = tuple(self._entry(int(n)) for n in chosen)
            return Page(entries, int(chosen[-1]) if len(below) > limit else None, len(fits))

    def entry(self, index: int) -> Entry:
        """NotFound if there is none of that number."""
        with self._reading():
            self._known(index, self._tree.size)
            return self._entry(index)

    def inclusion(self, index: int, size: int) -> tuple[bytes, list[bytes], bytes]:
        """The leaf's hash, its path, and the root of the first `size` entries."""
        with self._reading():
            self._known(index, min(size, self._tree.size))
            return self._tree.leaf(index), self._tree.inclusion(index, size), self._tree.root(size)

    def consistency(self, first: int, size: int) -> tuple[bytes, list[bytes], bytes]:
        """The root of the first `first` entries, the proof, and the root of the first `size`."""
        with self._reading():
            self._known(first - 1, min(size, self._tree.size))
            return self._tree.root(first), self._tree.consistency(first, size), self._tree.root(size)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._turn:
            try:
                if self._broken:
                    raise Damage(self._tree.size, "it was found damaged before")
                self._catch_up()
                yield
            except (Damage, OSError, ValueError) as error:
                self._broken = self._broken or isinstance(error, ValueError)
                raise OperatorError(
                    "The audit log is not as it was written, or cannot be read.", hint="Run `simurg audit verify`."
                ) from error

    def _catch_up(self) -> None:
        segments = segments_in(self._folder)
        done = segments.index(self._path) if self._path in segments else 0
        if self._path is not None and self._path not in segments:
            raise Damage(self._tree.size, "its segment is gone")
        for path in segments[done:]:
            if path != self._path and not self._begin(path):
                return
            if path.stat().st_size != self._stand.end:
                self._stand = read_file(path, self._stand, self._keys.verifier(), self._learn)

    def _begin(self, path: Path) -> bool:
        with path.open("rb") as stream:
            first = begun(stream.readline(), self._keys.verifier(), self._tree.size)
        if first is None:
            return False
        self._path, self._stand = path, first
        self._begins.append(first.frontier.size)
        self._paths.append(path)
        return True

    def _learn(self, n: int, place: int, line: bytes, leaf: bytes) -> None:
        entry = entry_in(line)
        if entry.n != n:
            raise Damage(n, "its number is another")
        self._tree.add(leaf)
        self._places.append(place)
        self._moments.append(_micros(parse_moment(entry.at)))
        self._who.append(self._names.setdefault(entry.who, len(self._names)))
        self._what.append(self._names.setdefault(entry.what, len(self._names)))

    def _entry(self, n: int) -> Entry:
        path = self._paths[bisect_right(self._begins, n) - 1]
        with path.open("rb") as stream:
            stream.seek(self._places[n])
            found = entry_in(stream.readline().rstrip(b"\n"))
        if found.n != n:
            raise Damage(n, "it is another")
        return found

    def _fitting(self, who: str | None, kind: str | None, until: datetime | None) -> npt.NDArray[np.int64]:
        fits = np.ones(self._tree.size, dtype=bool)
        if who is not None:
            fits &= np.asarray(self._who) == self._names.get(who, len(self._names))
        if kind is not None:
            kinds = [number for name, number in self._names.items() if name.startswith(kind)]
            fits &= np.isin(np.asarray(self._what), kinds)
        if until is not None:
            fits &= np.asarray(self._moments) <= _micros(until)
        return np.flatnonzero(fits)

    @staticmethod
    def _known(index: int, size: int) -> None:
        if not 0 <= index < size:
            raise NotFound("The audit log has no such entry.", hint="Its entries are counted from 0.")


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
