"""The tree of RFC 9162 against its definition, its known answers, and forged proofs."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.access.audit.tree import (
    EMPTY,
    Frontier,
    Tree,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
    node_hash,
)

# The inputs and roots of the test vectors that Certificate Transparency's implementations share.
INPUTS = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def defined(leaves: list[bytes]) -> bytes:
    """MTH as section 2.1.1 writes it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined(leaves[:split]), defined(leaves[split:]))


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf_hash(leaf))
    return tree


def test_known_answers() -> None:
    tree = tree_of(INPUTS)
    assert [tree.root(size).hex() for size in range(1, 9)] == ROOTS
    assert tree.root(0) == EMPTY == Tree().root()


def test_every_proof_of_every_small_tree_holds() -> None:
    leaves = [bytes([n]) for n in range(70)]
    tree = tree_of(leaves)
    roots = [tree.root(size) for size in range(71)]
    for size in range(1, 71):
        assert roots[size] == defined(leaves[:size]) == Frontier().with_leaves(map(leaf_hash, leaves[:size])).root
        for index in range(size):
            path = tree.inclusion(index, size)
            assert inclusion_holds(leaf_hash(leaves[index]), index, size, path, roots[size])
        for first in range(1, size + 1):
            assert consistency_holds(first, size, roots[first], roots[size], tree.consistency(first, size))


@given(st.integers(1, 200), st.data())
def test_a_forged_proof_does_not_hold(size: int, data: st.DataObject) -> None:
    tree = tree_of([n.to_bytes(2, "big") for n in range(size)])
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path, grown = tree.inclusion(index, size), tree.consistency(first, size)
    leaf, root, before = tree.leaf(index), tree.root(size), tree.root(first)
    assert not inclusion_holds(leaf_hash(b"other"), index, size, path, root)
    assert not inclusion_holds(leaf, index, size, [*path, leaf], root)
    assert not inclusion_holds(leaf, size, size, path, root)
    assert not consistency_holds(0, size, EMPTY, root, grown)
    if first < size:
        assert not consistency_holds(first, size, leaf_hash(b"other"), root, grown)
        assert not consistency_holds(first, size, before, leaf_hash(b"other"), grown)
        assert not consistency_holds(first, size, before, root, grown[:-1])
    for place in range(len(path)):
        changed = [*path[:place], leaf_hash(b"other"), *path[place + 1 :]]
        assert not inclusion_holds(leaf, index, size, changed, root)
    for place in range(len(grown)):
        changed = [*grown[:place], leaf_hash(b"other"), *grown[place + 1 :]]
        assert not consistency_holds(first, size, before, root, changed)


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_frontier_grows_as_the_whole_does(steps: list[int]) -> None:
    frontier, leaves = Frontier(), [leaf_hash(bytes([n])) for n in range(sum(steps) % 251)]
    at = 0
    for step in steps:
        frontier = frontier.with_leaves(leaves[at : at + step])
        at += step
    assert frontier == Frontier().with_leaves(leaves[:at])


def test_what_a_tree_does_not_have_is_refused() -> None:
    tree = tree_of(INPUTS)
    for index, size in ((8, 8), (0, 9), (3, 3)):
        with pytest.raises(ValueError, match="no such leaf"):
            tree.inclusion(index, size)
    for first, size in ((0, 4), (5, 4), (1, 9)):
        with pytest.raises(ValueError, match="no such leaf"):
            tree.consistency(first, size)
    with pytest.raises(ValueError, match="one hash"):
        Frontier(3, (EMPTY,))
