"""The Merkle tree of RFC 9162, section 2.1, over SHA-256: hashes, proofs, and the checks of proofs.

A leaf is hashed as SHA-256(0x00 || entry), an inner node as SHA-256(0x01 || left || right), so that neither can be
taken for the other. A tree of n leaves splits at the largest power of two below n. `Frontier` holds only what is
needed to append (one hash for each bit of n); `Tree` holds every complete node and gives proofs in O(log n) hashes.
Pure: bytes in, bytes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

SIZE = 32
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the complete subtrees from left to right, the largest first: one for each bit of `size`."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError("a frontier has one hash for each bit of its size")

    def with_leaves(self, leaves: Iterable[bytes]) -> "Frontier":
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            node, height = leaf, size
            while height & 1:
                node = node_hash(hashes.pop(), node)
                height >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    @property
    def root(self) -> bytes:
        return _folded(self.hashes)


class Tree:
    """Every complete node, level by level: 64 bytes a leaf."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    @property
    def size(self) -> int:
        return len(self._levels[0]) // SIZE

    def add(self, leaf: bytes) -> None:
        node, height, index = leaf, 0, self.size
        self._levels[0] += leaf
        while index & 1:
            node = node_hash(self._node(height, index - 1), node)
            height, index = height + 1, index >> 1
            if height == len(self._levels):
                self._levels.append(bytearray())
            self._levels[height] += node

    def leaf(self, index: int) -> bytes:
        return self._node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Of the first `size` leaves; of all if None."""
        return self._range(0, self.size if size is None else size) if size != 0 and self.size else EMPTY

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The path of leaf `index` in the tree of the first `size` leaves (2.1.3.1), from the leaf up."""
        self._check(index < size <= self.size)
        path, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, first: int, size: int) -> list[bytes]:
        """The proof that the first `first` leaves are the beginning of the first `size` (2.1.4.1)."""
        self._check(0 < first <= size <= self.size)
        path, start, end, whole = [], 0, size, True
        while first != end:
            middle = start + _split(end - start)
            if first <= middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self._range(start, end))
        return path[::-1]

    def _node(self, height: int, index: int) -> bytes:
        return bytes(self._levels[height][index * SIZE : (index + 1) * SIZE])

    def _range(self, start: int, end: int) -> bytes:
        """The root over leaves of a range that begins where a complete subtree of at least its size would."""
        parts = []
        while start < end:
            height = (end - start).bit_length() - 1
            parts.append(self._node(height, start >> height))
            start += 1 << height
        return _folded(parts)

    @staticmethod
    def _check(within: bool) -> None:
        if not within:
            raise ValueError("the tree has no such leaf or size")


def inclusion_holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def consistency_holds(first: int, size: int, first_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2."""
    if not 0 < first <= size:
        return False
    if first == size:
        return not path and first_root == root
    steps = list(path) if first & (first - 1) else [first_root, *path]
    if not steps:
        return False
    position, last = first - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    older = newer = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and older == first_root and newer == root


def _split(count: int) -> int:
    """The largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def _folded(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY
    node = hashes[-1]
    for left in reversed(hashes[:-1]):
        node = node_hash(left, node)
    return node
