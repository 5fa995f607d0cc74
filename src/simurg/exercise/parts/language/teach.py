"""`python -m simurg.exercise.parts.language.teach [--out FILE] [--without-held-out]`: builds the coder's weights.

Multinomial logistic regression with an L2 prior, fitted by L-BFGS, on hashed features; one head for types, one for the
direction, one for modes, one for domains. Rounded to whole numbers. The same sentences give the same bytes.
"""

import argparse
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar

from simurg.exercise.parts.language.teaching import (
    HELD_OUT,
    SYMMETRIC,
    WRITTEN,
    Example,
    Row,
    examples_of,
    made_examples,
    rows,
)
from simurg.extraction.coder.features import features
from simurg.extraction.coder.lexicon import lexicon
from simurg.extraction.coder.model import FINE, MAIN, SPREAD, Table, Weights, fine_features, packed
from simurg.ontology.plover import PLOVER_TYPES

OUT = Path(__file__).parents[3] / "extraction" / "coder" / "weights.npz"
SEED = 20260801
MADE_EACH, FRAMED_EACH, MADE_WEIGHT = 300, 700, 0.3
PRIOR = 0.5
STEPS = 80
LEAST_SEEN = 4
LEAST_WEIGHT = 2  # of 127; features with less in every label are left out
PRECISION_WANTED = 0.80
TYPES = (*PLOVER_TYPES, "NONE")
DIRECTIONS = ("right", "turned", "none")
Floats = npt.NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="teach", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--without-held-out", action="store_true", help="for choosing: the last fit leaves it out too")
    asked = parser.parse_args(arguments)
    written = [row for folder in WRITTEN for row in rows(folder)]
    held = rows(HELD_OUT)
    chosen = fitted(written)
    temperature, threshold, about = calibrated(chosen, held)
    last = chosen if asked.without_held_out else fitted([*written, *held])
    final = with_calibration(last, temperature, threshold)
    content = packed(final, about)
    asked.out.write_bytes(content)
    print(json.dumps({"version": final.version, "features": len(final.main.hashes), "bytes": len(content), **about}))


def fitted(written: Sequence[Row]) -> Weights:
    """Weights learnt from these sentences and the made ones; temperature 1, threshold 0."""
    examples = [*examples_of(written), *made_examples(SEED, MADE_EACH, FRAMED_EACH, MADE_WEIGHT)]
    labels = labels_of(examples)
    names = [features(each.sentence, lexicon()) for each in examples]
    main = learnt_table(names, examples, {name: labels[name] for name in MAIN})
    fine = learnt_table([fine_features(each) for each in names], examples, {name: labels[name] for name in FINE})
    parts = (main.hashes, main.table, main.scale, fine.hashes, fine.table, fine.scale)
    digest = hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()
    return Weights(digest[:12], 1.0, 0.0, main, fine)


def learnt_table(
    names: Sequence[Sequence[str]], examples: Sequence[Example], labels: dict[str, tuple[str, ...]]
) -> Table:
    hashed = [numbered(each) for each in names]
    spread = Counter(number for there in hashed for number in there)
    hashes = np.array(sorted(number for number, times in spread.items() if times >= LEAST_SEEN), dtype=np.uint32)
    matrix = design(hashed, hashes)
    table, scale = rounded(np.hstack([head(matrix, examples, name, labels[name]) for name in labels]))
    kept = np.abs(table).max(axis=1) >= LEAST_WEIGHT
    return Table(labels, hashes[kept], table[kept], scale)


def numbered(names: Sequence[str]) -> frozenset[int]:
    return frozenset(zlib.crc32(name.encode()) for name in names)


def design(hashed: Sequence[frozenset[int]], hashes: npt.NDArray[np.uint32]) -> sparse.csr_matrix:
    """One row a sentence, a column a feature that is there; each row is scaled to length SPREAD."""
    column = {int(number): at for at, number in enumerate(hashes)}
    starts, columns, values = [0], list[int](), list[float]()
    for there in hashed:
        known = sorted(column[number] for number in there if number in column)
        columns.extend(known)
        values.extend([SPREAD / max(len(known), 1) ** 0.5] * len(known))
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(hashed), len(hashes)))


def labels_of(examples: Sequence[Example]) -> dict[str, tuple[str, ...]]:
    modes = {f"{each.event_type}/{each.mode}" for each in examples if each.mode}
    modes |= {name.partition("/")[0] + "/" for name in modes}
    domains = {domain for each in examples for domain in each.domains}
    return {"types": TYPES, "direction": DIRECTIONS, "modes": tuple(sorted(modes)), "domains": tuple(sorted(domains))}


def head(matrix: sparse.csr_matrix, examples: Sequence[Example], name: str, labels: Sequence[str]) -> Floats:
    """The weights of one head; examples that say nothing of it are left out."""
    index = {label: at for at, label in enumerate(labels)}
    told: list[tuple[int, int, float]] = []
    for row, each in enumerate(examples):
        told.extend((row, index[label], weight) for label, weight in _said(each, name) if label in index)
    which = np.array([row for row, _, _ in told])
    answers = np.array([answer for _, answer, _ in told])
    weights = np.array([weight for _, _, weight in told])
    return logistic(matrix[which], answers, weights, len(labels))


def _said(example: Example, name: str) -> list[tuple[str, float]]:
    if name == "types":
        return [(example.event_type, example.weight)] if example.event_type else []
    if name == "direction":
        return [(example.direction, example.weight)] if example.direction else []
    if example.weight < 1 or not (example.mode or example.domains):
        return []
    if name == "modes":
        return [(f"{example.event_type}/{example.mode}", example.weight)]
    return [(domain, example.weight / len(example.domains)) for domain in example.domains]


def logistic(matrix: sparse.csr_matrix, answers: npt.NDArray[np.int_], weights: Floats, labels: int) -> Floats:
    """Features × labels, the most probable under a Gaussian prior."""
    count, width = matrix.shape
    wanted = np.zeros((count, labels))
    wanted[np.arange(count), answers] = weights
    turned = matrix.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(width, labels)
        scores = matrix @ table
        scores -= scores.max(axis=1, keepdims=True)
        raised = np.exp(scores)
        total = raised.sum(axis=1, keepdims=True)
        cost = -float((wanted * (scores - np.log(total))).sum()) + 0.5 * PRIOR * float(flat @ flat)
        slope = turned @ (raised / total * weights[:, None] - wanted) + PRIOR * table
        return cost, slope.ravel()

    found = minimize(
        loss, np.zeros(width * labels), jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 8}
    )
    return np.asarray(found.x).reshape(width, labels)


def rounded(table: Floats) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    return np.rint(table / scale).astype(np.int8), scale.astype(np.float32)


def with_calibration(learnt: Weights, temperature: float, threshold: float) -> Weights:
    return Weights(learnt.version, temperature, threshold, learnt.main, learnt.fine)


def calibrated(learnt: Weights, held: Sequence[Row]) -> tuple[float, float, dict[str, object]]:
    """Temperature and threshold set on sentences that were not learnt from, and how well those were read."""
    examples = [each for each in examples_of(held) if each.weight == 1 and each.event_type]
    scores = np.array([learnt.main.scores(features(each.sentence, lexicon())) for each in examples])
    part = scores[:, : len(TYPES)].astype(np.float64)
    answers = np.array([TYPES.index(each.event_type) for each in examples])

    def cost(temperature: float) -> float:
        shares = _shares(part / temperature)
        return -float(np.log(shares[np.arange(len(answers)), answers] + 1e-12).mean())

    temperature = round(float(minimize_scalar(cost, bounds=(0.2, 5), method="bounded").x), 3)
    shares = _shares(part / temperature)
    threshold = _threshold(shares, answers)
    return temperature, threshold, figures(shares, answers, threshold) | finer(learnt, held)


def _shares(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _threshold(shares: Floats, answers: npt.NDArray[np.int_]) -> float:
    """The least confidence at which the events that are told have the wanted precision."""
    best, sure = shares.argmax(axis=1), shares.max(axis=1)
    for at in np.arange(0.2, 0.95, 0.01):
        told = (best != TYPES.index("NONE")) & (sure >= at)
        if told.any() and (best == answers)[told].mean() >= PRECISION_WANTED:
            return round(float(at), 2)
    return 0.95


def figures(shares: Floats, answers: npt.NDArray[np.int_], threshold: float) -> dict[str, object]:
    """On the held-out sentences: macro F1 with the pair given (an event is there), and what abstention gives."""
    none = TYPES.index("NONE")
    events = answers != none
    forced = shares[events][:, :none].argmax(axis=1)
    told = (shares.argmax(axis=1) != none) & (shares.max(axis=1) >= threshold)
    right = shares.argmax(axis=1) == answers
    return {
        "held_out_sentences": len(answers),
        "held_out_macro_f1": round(macro_f1(answers[events], forced, none), 4),
        "held_out_precision_when_told": round(float(right[told].mean()), 4),
        "held_out_recall_when_told": round(float((right & told).sum() / events.sum()), 4),
    }


def finer(learnt: Weights, held: Sequence[Row]) -> dict[str, object]:
    """Shares that are right: of directions (the pair and the pair turned round), of modes with the type given."""
    ways, modes = list[bool](), list[bool]()
    labels = learnt.fine.labels["modes"]
    for each in examples_of(held):
        names = features(each.sentence, lexicon())
        if each.direction in ("right", "turned") and each.event_type not in SYMMETRIC:
            way = learnt.main.head(learnt.main.scores(names), "direction")
            ways.append(bool(way[0] > way[1]) == (each.direction == "right"))
        if each.mode:
            part = learnt.fine.head(learnt.fine.scores(fine_features(names)), "modes")
            own = [at for at, label in enumerate(labels) if label.startswith(each.event_type + "/")]
            modes.append(bool(own) and labels[max(own, key=lambda at: part[at])].endswith("/" + each.mode))
    return {
        "held_out_directions_right": round(float(np.mean(ways)), 4),
        "held_out_modes_right": round(float(np.mean(modes)), 4),
    }


def macro_f1(answers: npt.NDArray[np.int_], said: npt.NDArray[np.int_], labels: int) -> float:
    scores = []
    for label in range(labels):
        both = int(((answers == label) & (said == label)).sum())
        scores.append(2 * both / max(int((answers == label).sum() + (said == label).sum()), 1))
    return float(np.mean(scores))


if __name__ == "__main__":
    main()
