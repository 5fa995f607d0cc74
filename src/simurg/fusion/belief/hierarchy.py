"""Which values are vaguer than which: a place lies in a district, a district in a country.

A claim of the country is then not against the town. Names may stand for several nodes (there are many Springfields);
one value is above another when some node of its name is above some node of the other's.

Promises: a node above itself is a caller's error that names the loop; an unknown parent counts as none. The root
(a node without parent that is nobody's answer) is left out by `parse_hierarchy` when its parent is given as -1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simurg.fusion.belief.tally import Ints
from simurg.ontology.errors import CallerError

MOST_LEVELS = 200


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """For each name, the names above it, and its depth (how many there are on its longest way up)."""

    above: Mapping[str, frozenset[str]] = field(default_factory=dict)
    depth: Mapping[str, int] = field(default_factory=dict)


def parse_hierarchy(rows: Iterable[tuple[str, str, str]], root: str = "-1") -> Hierarchy:
    """From rows (id, name, id of the parent). Nodes whose parent is `root` are no answers.

    Raises CallerError for a node that is above itself or more than MOST_LEVELS deep, or two nodes of one id.
    """
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for node, name, parent in rows:
        if node in names:
            raise CallerError(f"The hierarchy has two nodes {node[:40]!r}.", hint="Give every node its own id.")
        names[node], parents[node] = name.strip(), parent
    tops = {node for node, parent in parents.items() if parent == root}
    below = {node: parent for node, parent in parents.items() if node not in tops}
    answers = {node: names[node] for node in below}
    chains: dict[str, tuple[str, ...]] = {}
    for node in answers:
        _climb(node, answers, below, chains)
    above: dict[str, set[str]] = {}
    depth: dict[str, int] = {}
    for node, chain in chains.items():
        name = names[node]
        above.setdefault(name, set()).update(upper for upper in chain if upper != name)
        depth[name] = max(depth.get(name, 0), len(chain))
    return Hierarchy({name: frozenset(upper) for name, upper in above.items()}, depth)


def _climb(node: str, names: Mapping[str, str], parents: Mapping[str, str], chains: dict[str, tuple[str, ...]]) -> None:
    """Write the chain of names above `node` (nearest first), and those of all nodes on the way."""
    way: list[str] = []
    seen: set[str] = set()
    current = node
    while current in names and current not in chains:
        if current in seen:
            raise CallerError(f"In the hierarchy, node {current[:40]!r} is above itself.", hint="Break the loop.")
        seen.add(current)
        way.append(current)
        current = parents[current]
    for step in reversed(way):
        parent = parents[step]
        chains[step] = (names[parent], *chains[parent]) if parent in chains else ()
        if len(chains[step]) > MOST_LEVELS:
            raise CallerError(
                f"In the hierarchy, node {step[:40]!r} is more than {MOST_LEVELS} levels deep.",
                hint="Leave out levels that nobody gives as an answer.",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """A hierarchy over the codes of a vocabulary: the codes above code k are `codes[start[k]:start[k + 1]]`."""

    start: Ints
    codes: Ints
    depth: Ints


def ladder(hierarchy: Hierarchy, values: Sequence[str]) -> Ladder:
    """Only names that somebody gave as a value are kept."""
    code = {name: k for k, name in enumerate(values)}
    rows = [sorted(code[up] for up in hierarchy.above.get(name, ()) if up in code) for name in values]
    start = np.r_[0, np.cumsum([len(row) for row in rows])].astype(np.int64)
    codes = np.array([k for row in rows for k in row], dtype=np.int64)
    depth = np.array([hierarchy.depth.get(name, 0) for name in values], dtype=np.int64)
    return Ladder(start, codes, depth)
