"""Reading a segment: which commits of it hold, where the last good one ends, and what stands after it.

Whoever writes puts entries and their commit down in one piece and flushes them before anybody is told. So bytes after
the last commit were never acknowledged (the process died while it wrote): a *torn tail*. Everything else that does
not fit is damage, and the first entry that it touches is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simurg.access.audit.entries import BEGINS, COMMIT, ENTRY, SUM, begins_in, commit_in
from simurg.access.audit.notes import Verifier
from simurg.access.audit.tree import Frontier, leaf_hash

_NAME = "entries-{:012d}.log"


class Damage(ValueError):
    """What was written is not as it was written. `n`: the first entry that it touches."""

    def __init__(self, n: int, what: str) -> None:
        super().__init__(f"Entry {n}: {what}")
        self.n, self.what = n, what


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a segment was read: the tree at its last good commit, where that ends, and the bytes after it."""

    frontier: Frontier
    end: int
    tail: bytes


Each = Callable[[int, int, bytes, bytes], None]
"""Told of every entry that holds: its number, where its line begins, the line, its leaf's hash."""
_Lines = list[tuple[int, bytes]]


def segment_name(begins: int) -> str:
    return _NAME.format(begins)


def segments_in(folder: Path) -> list[Path]:
    """In their order."""
    return sorted(folder.glob("entries-*.log"))


def begun(data: bytes, verifier: Verifier, expected: int) -> Stand | None:
    """The first line of a segment; None if not even that was written to its end."""
    end = data.find(b"\n") + 1
    if not end:
        return None
    if not data.startswith(BEGINS):
        raise Damage(expected, "the segment's first line is not one.")
    try:
        frontier, note = begins_in(data[: end - 1])
        head = verifier.opened(note)
    except ValueError as error:
        raise Damage(expected, f"the segment's first line: {error}.") from error
    if (head.size, head.root) != (frontier.size, frontier.root) or frontier.size != expected:
        raise Damage(expected, "the segment does not begin with the tree that its first line says.")
    return Stand(frontier, end, b"")


def read_on(
    data: bytes, stand: Stand, verifier: Verifier, each: Each | None = None, *, every_signature: bool = False
) -> Stand:
    """Commits of `data` from `stand.end` on. Damage for the first that does not hold. The last signature covers all
    that stands before it; `every_signature` checks the others too."""
    frontier, good, at = stand.frontier, stand.end, stand.end
    last = data.rfind(b"\n" + COMMIT) + 1
    lines: _Lines = []
    while (end := data.find(b"\n", at)) >= 0:
        line, start, at = data[at:end], at, end + 1
        if line.startswith(ENTRY):
            lines.append((start, line))
            continue
        if not line.startswith(COMMIT):
            raise Damage(frontier.size + len(lines), "this line is none of an audit log.")
        frontier = _committed(line, lines, frontier, verifier, each, every_signature or start >= last)
        good, lines = at, []
    return Stand(frontier, good, data[good:])


def read_file(path: Path, stand: Stand, verifier: Verifier, each: Each | None = None) -> Stand:
    """What stands in a segment's file after `stand.end`. Damage if the file ends before it."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        if size < stand.end:
            raise Damage(stand.frontier.size, "the segment became shorter.")
        stream.seek(stand.end)
        found = read_on(stream.read(size - stand.end), Stand(stand.frontier, 0, b""), verifier, _moved(each, stand.end))
    return Stand(found.frontier, stand.end + found.end, found.tail)


def is_whole(stand: Stand, verifier: Verifier) -> bool:
    """Whether the tail is a commit that lacks nothing but its end of line."""
    try:
        return read_on(stand.tail + b"\n", Stand(stand.frontier, 0, b""), verifier).tail == b""
    except Damage:
        return False


def _committed(
    line: bytes, lines: _Lines, before: Frontier, verifier: Verifier, each: Each | None, signature: bool
) -> Frontier:
    last = before.size + max(len(lines) - 1, 0)
    leaves = [leaf_hash(one) for _, one in lines]
    try:
        sums, note = commit_in(line)
    except ValueError as error:
        raise Damage(last, f"the commit after it: {error}.") from error
    for place, (leaf, wanted) in enumerate(zip(leaves, sums, strict=False)):
        if leaf[:SUM] != wanted:
            raise Damage(before.size + place, "it was changed.")
    if len(leaves) != len(sums):
        raise Damage(before.size + min(len(leaves), len(sums)), "entries were added or taken away.")
    after = before.with_leaves(leaves)
    try:
        head = verifier.opened(note, signature=signature)
    except ValueError as error:
        raise Damage(last, f"the checkpoint after it: {error}.") from error
    if (head.size, head.root) != (after.size, after.root):
        raise Damage(before.size, "the checkpoint after it speaks of other entries.")
    if each is not None:
        for place, ((start, one), leaf) in enumerate(zip(lines, leaves, strict=True)):
            each(before.size + place, start, one, leaf)
    return after


def _moved(each: Each | None, by: int) -> Each | None:
    if each is None:
        return None
    return lambda n, start, line, leaf: each(n, start + by, line, leaf)
