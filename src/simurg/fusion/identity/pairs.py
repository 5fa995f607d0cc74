"""Pairs of names scored by the batch: what `model.compare_names` says, for many pairs at once.

Each distinct name is read once, each distinct pair of names and of words compared once, in blocks of at most `BLOCK`
pairs and `MOST_CELLS` words against words, so that memory stays bounded (some 300 MB). The order of names and pairs
changes nothing.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from simurg.fusion.identity.columns import Columns, Floats, Ints, columns_of
from simurg.fusion.identity.counterparts import counterparts
from simurg.fusion.identity.model import Model, packaged_model
from simurg.fusion.identity.names import Kind, Name, read_name
from simurg.fusion.identity.vectors import vectors
from simurg.fusion.identity.words import Words
from simurg.ontology.errors import CallerError

BLOCK = 1 << 16
MOST_CELLS = 1 << 20


def score_pairs(
    names: Sequence[str], left: Ints, right: Ints, kind: Kind = Kind.PERSON, model: Model | None = None
) -> Floats:
    """The probability that names[left[p]] and names[right[p]] are one, for every p; 0 where one has no words.

    `left` and `right` are whole numbers of equal length. CallerError where they are not, or point beyond the names.
    """
    texts = list(dict.fromkeys(names))
    number = {text: place for place, text in enumerate(texts)}
    of_text = np.array([number[text] for text in names], dtype=np.int64)
    ours, theirs = _checked(left, right, len(names))
    read = [read_name(text, kind) for text in texts]
    odds = log_odds_of(read, of_text[ours], of_text[theirs], model)
    told = np.array([bool(name.joined or name.numbers) for name in read], dtype=np.bool_)
    return np.where(told[of_text[ours]] & told[of_text[theirs]], logistic_of(odds), 0.0) if len(odds) else odds


def log_odds_of(names: Sequence[Name], left: Ints, right: Ints, model: Model | None = None) -> Floats:
    """`model.log_odds` of names[left[p]] and names[right[p]], for every p. CallerError as `score_pairs`."""
    ours, theirs = _checked(left, right, len(names))
    if not len(ours):
        return np.zeros(0)
    chosen = model or packaged_model()
    rows = np.array([chosen.other, chosen.person])
    columns = columns_of(names)
    person = columns.person[ours].astype(np.int64)
    turned = columns.rank[theirs] < columns.rank[ours]
    first, second = np.where(turned, theirs, ours), np.where(turned, ours, theirs)
    code, place = np.unique((first * len(names) + second) * 2 + person, return_inverse=True)
    pair, of_person = np.divmod(code, 2)
    one, two = np.divmod(pair, len(names))
    odds = np.zeros(len(code))
    for start, values in vectors_of(columns, one, two):
        row = rows[of_person[start : start + len(values)]]
        odds[start : start + len(values)] = np.einsum("pf,pf->p", values, row[:, :-1]) + row[:, -1]
    return odds[place]


def vectors_of(columns: Columns, left: Ints, right: Ints) -> Iterator[tuple[int, Floats]]:
    """(first pair, features) block by block, for pairs of names in order of rank."""
    words = Words(columns.words)
    cells = np.cumsum(columns.sizes[left] * columns.sizes[right])
    start = 0
    while start < len(left):
        fitting = int(np.searchsorted(cells, (cells[start - 1] if start else 0) + MOST_CELLS, side="right"))
        end = max(start + 1, min(start + BLOCK, fitting))
        one, two = left[start:end], right[start:end]
        yield start, vectors(columns, words, one, two, counterparts(columns, words, one, two))
        start = end


def _checked(left: Ints, right: Ints, size: int) -> tuple[Ints, Ints]:
    ours, theirs = (np.asarray(side, dtype=np.int64).ravel() for side in (left, right))
    if len(ours) != len(theirs):
        raise CallerError("both sides of the pairs are not equally many", hint="Give one number a side for each pair.")
    if len(ours) and (min(ours.min(), theirs.min()) < 0 or max(ours.max(), theirs.max()) >= size):
        raise CallerError("a pair points beyond the names", hint="Number the names from 0.")
    return ours, theirs


def logistic_of(values: Floats) -> Floats:
    """Log odds to probabilities, without overflow."""
    small = np.exp(-np.abs(values))
    found: Floats = np.where(values >= 0, 1.0, small) / (1.0 + small)
    return found
