"""Claims drawn at random with a known truth: places in a tree, sources of known reliability, copiers, misreadings.

Made from a seed alone; nothing in it is taken from any data set. Not the model of `simurg.fusion.belief`: wrong answers
are partly a misconception shared by many (which the model only has as its echo), partly near the truth, habits are
a page's word, reliabilities come from a mixture, and how much a source says is far from even.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class World:
    """How many of what."""

    objects: int = 1500
    sources: int = 40
    copiers: int = 6
    answers_each: float = 5.0
    vague: float = 0.25
    misconception: float = 0.3
    careless: float = 0.3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """`truth`: for each object its true words, sharpest first. `rates`: the rate of each source that does not copy."""

    table: pa.Table
    hierarchy: list[tuple[str, str, str]]
    truth: dict[str, list[str]]
    rates: dict[str, float]
    copies: dict[str, str]


def make(world: World) -> Made:
    draw = np.random.default_rng(world.seed)
    hierarchy, leaves, chain = _tree(draw)
    popularity = 1.0 / np.arange(1, len(leaves) + 1)
    popularity /= popularity.sum()
    truth = draw.choice(len(leaves), world.objects, p=popularity)
    wrong_idea = draw.choice(len(leaves), world.objects, p=popularity)
    careless = draw.random(world.sources) < world.careless
    rate = np.where(careless, draw.beta(5, 6, world.sources), draw.beta(14, 2.5, world.sources))
    vague = draw.beta(1 + 8 * world.vague, 9 - 8 * world.vague, world.sources)
    habit = draw.choice(len(leaves), world.sources)
    busy = draw.pareto(1.2, world.sources) + 0.2
    busy = np.minimum(busy / busy.sum() * world.answers_each, 0.9)
    rows: list[tuple[str, str, str]] = []
    said: list[dict[int, str]] = [{} for _ in range(world.sources)]
    for s in range(world.sources):
        for o in np.flatnonzero(draw.random(world.objects) < busy[s]):
            if draw.random() < rate[s]:
                up = chain[truth[o]]
                word = up[draw.integers(1, len(up))] if len(up) > 1 and draw.random() < vague[s] else up[0]
            else:
                kind = draw.random()
                if kind < world.misconception:
                    leaf = wrong_idea[o]
                elif kind < world.misconception + 0.2:
                    leaf = habit[s]
                else:
                    leaf = draw.choice(len(leaves), p=popularity)
                word = chain[leaf][0]
                if word in chain[truth[o]]:
                    word = chain[(leaf + 1 + int(truth[o] == (leaf + 1) % len(leaves))) % len(leaves)][0]
            said[s][int(o)] = word
            rows.append((f"object {o:05d}", f"source {s:03d}", word))
    copies: dict[str, str] = {}
    originals = np.argsort(-busy)[: max(world.sources // 3, 1)]
    for k in range(world.copiers):
        s = int(originals[draw.integers(len(originals))])
        copies[f"copier {k:03d}"] = f"source {s:03d}"
        rows += [(f"object {o:05d}", f"copier {k:03d}", w) for o, w in sorted(said[s].items()) if draw.random() < 0.9]
    table = pa.table({name: pa.array([row[i] for row in rows]) for i, name in enumerate(("object", "source", "value"))})
    return Made(
        table,
        hierarchy,
        {f"object {o:05d}": chain[truth[o]] for o in range(world.objects)},
        {f"source {s:03d}": float(rate[s]) for s in range(world.sources) if said[s]},
        copies,
    )


def _tree(draw: np.random.Generator) -> tuple[list[tuple[str, str, str]], list[str], list[list[str]]]:
    """Twelve lands of up to eight provinces of up to ten towns; the leaves in random order of popularity."""
    rows, leaves, chain = [("0", "Root", "-1")], [], []
    for a in range(12):
        rows.append((f"{a + 1}", f"land {a}", "0"))
        for b in range(int(draw.integers(2, 9))):
            rows.append((f"{a + 1}.{b}", f"province {a}.{b}", f"{a + 1}"))
            for c in range(int(draw.integers(2, 11))):
                rows.append((f"{a + 1}.{b}.{c}", f"town {a}.{b}.{c}", f"{a + 1}.{b}"))
                leaves.append(f"town {a}.{b}.{c}")
                chain.append([leaves[-1], f"province {a}.{b}", f"land {a}"])
    order = draw.permutation(len(leaves))
    return rows, [leaves[k] for k in order], [chain[k] for k in order]
