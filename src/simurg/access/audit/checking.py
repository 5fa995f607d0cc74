"""Checking a whole audit log: every byte, every commit, every signature, and checkpoints that were kept elsewhere.

What cannot be told apart by this: a log that was cut at a commit by somebody who could also change the checkpoint
beside the key, and entries written by whoever has the key. Against both, keep checkpoints where the workspace's
operator cannot change them, and check the log against them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simurg.access.audit.entries import entry_in
from simurg.access.audit.keys import Keys
from simurg.access.audit.notes import Verifier
from simurg.access.audit.segments import Damage, Stand, begun, is_whole, read_on, segment_name, segments_in
from simurg.access.audit.tree import Frontier, Tree
from simurg.ontology.errors import CallerError

_OTHERS = ("lock", "verifier.txt")


@dataclass(slots=True)
class Found:
    """`problems` say what is wrong, the first bad entry first; `notices` what an auditor should know of."""

    entries: int = 0
    root: bytes = b""
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        return {
            "ok": not self.problems,
            "entries": self.entries,
            "root": self.root.hex(),
            "problems": self.problems,
            "notices": self.notices,
        }


def check(keys: Keys, verifier: Verifier, against: Mapping[str, str] | None = None) -> Found:
    """`against`: checkpoints that were kept elsewhere, by a name for each."""
    found, tree = Found(), Tree()
    try:
        _read(keys.log, verifier, found, tree)
    except Damage as damage:
        found.problems.append(str(damage))
    found.entries, found.root = tree.size, tree.root()
    notes = dict(against or {})
    if keys.checkpoint.exists():
        notes[str(keys.checkpoint)] = keys.checkpoint.read_text(encoding="utf-8", errors="replace")
    elif tree.size and keys.private.exists():
        found.problems.append(f"{keys.checkpoint} is missing.")
    for name, note in notes.items():
        _compare(name, note, verifier, found, tree)
    _look_round(keys, verifier, found)
    return found


def _read(folder: Path, verifier: Verifier, found: Found, tree: Tree) -> None:
    def each(n: int, _: int, line: bytes, leaf: bytes) -> None:
        try:
            entry = entry_in(line)
        except ValueError as error:
            raise Damage(n, f"{error}.") from error
        if entry.n != n:
            raise Damage(n, f"it says that it is entry {entry.n}.")
        if entry.what == "audit.torn":
            found.notices.append(f"Entry {n}: a process died while it wrote; {entry.about[0]} were set aside.")
        tree.add(leaf)

    stand = Stand(Frontier(), 0, b"")
    for path in segments_in(folder):
        if stand.tail:
            raise Damage(stand.frontier.size, "a segment ends in bytes that no signature covers.")
        if path.name != segment_name(stand.frontier.size):
            raise Damage(stand.frontier.size, f"its segment is missing; {path.name} follows.")
        data = path.read_bytes()
        first = begun(data, verifier, stand.frontier.size)
        if first is None:
            stand = Stand(stand.frontier, 0, data)
            continue
        if first.frontier != stand.frontier:
            raise Damage(stand.frontier.size, "its segment begins with another tree.")
        stand = read_on(data, first, verifier, each, every_signature=True)
    if stand.tail and is_whole(stand, verifier):
        raise Damage(stand.frontier.size, "the end of its last line is missing.")
    if stand.tail:
        found.notices.append(
            f"After entry {stand.frontier.size - 1} stand {len(stand.tail)} bytes that were never acknowledged: a "
            "process is writing, or died while it wrote. The next writer sets them aside."
        )


def _compare(name: str, note: str, verifier: Verifier, found: Found, tree: Tree) -> None:
    try:
        head = verifier.opened(note)
    except ValueError as error:
        found.problems.append(f"{name} is no checkpoint of this log: {error}.")
        return
    if head.size > tree.size:
        what = "were taken away" if not found.problems else "could not be read"
        found.problems.append(f"{name} knows {head.size} entries; entries from {tree.size} on {what}.")
    elif tree.root(head.size) != head.root:
        found.problems.append(f"{name} contradicts the log: its first {head.size} entries were others.")


def _look_round(keys: Keys, verifier: Verifier, found: Found) -> None:
    """The public key is that of the private one; nothing lies in the folder that is not the log's."""
    if keys.private.exists() and keys.signer().verifier != verifier:
        found.problems.append("The log's public key is not that of its private key.")
    for path in sorted(keys.log.iterdir() if keys.log.is_dir() else ()):
        if path.name.startswith("torn-"):
            found.notices.append(f"{path.name}: {path.stat().st_size} bytes that were never acknowledged.")
        elif path not in segments_in(keys.log) and path.name not in _OTHERS:
            found.problems.append(f"{path.name} is no file of an audit log.")


def note_in(path: Path) -> str:
    """A checkpoint that was kept in a file; CallerError if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(10_000).decode("utf-8", "replace")
    except OSError as error:
        raise CallerError(
            f"{path} cannot be read ({error.strerror}).", hint="Name a file with a checkpoint."
        ) from error
