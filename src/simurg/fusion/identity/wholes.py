"""What names say as wholes, by the batch: all their letters, acronyms, numbers, legal forms; names of digits only.

Columns of `features.FEATURES` that need no counterparts; vectors.py puts them beside the others.
"""

import numpy as np
from rapidfuzz.distance import OSA, Indel

from simurg.fusion.identity.columns import NONE, Columns, Flags, Floats, Ints, Sets, spread
from simurg.fusion.identity.features import FEATURES
from simurg.fusion.identity.words import distances

_WORDLESS_SAME = {"shared": 1.0, "contained": 1.0, "joined": 1.0, "spelling": 1.0, "equal": 1.0}
_WORDLESS_OTHER = {"conflict": 1.0, "conflict_weight": 1.0, "last": 1.0, "first": 1.0}


def by_letter(names: Columns, left: Ints, right: Ints) -> dict[str, Floats]:
    """What all letters of both names say."""
    equal = names.joined[left] == names.joined[right]
    joined, spelled = np.ones(len(left)), np.ones(len(left))
    other = np.flatnonzero(~equal)
    ours, theirs = ([names.names[n] for n in side[other].tolist()] for side in (left, right))
    joined[other] = distances(Indel.normalized_similarity, [n.by_letter for n in ours], [n.by_letter for n in theirs])
    spelled[other] = distances(OSA.normalized_similarity, [n.joined for n in ours], [n.joined for n in theirs])
    figures = names.figures[left] == names.figures[right]
    letters = np.minimum(names.letters[left], names.letters[right])
    return {
        "joined": joined,
        "spelling": spelled,
        "equal": (equal & figures).astype(np.float64),
        "short": 1.0 / np.maximum(1, letters),
        "acronym": _acronym(names, left, right),
    }


def _acronym(names: Columns, left: Ints, right: Ints) -> Floats:
    found = np.zeros(len(left), dtype=np.bool_)
    for short, long in ((left, right), (right, left)):
        at = np.flatnonzero((names.sizes[short] == 1) & (names.initials[long] != NONE) & ~names.person[left])
        found[at] |= names.word[names.start[short[at]]] == names.initials[long[at]]
    return found.astype(np.float64)


def by_sign(names: Columns, left: Ints, right: Ints) -> dict[str, Floats]:
    """What numbers and legal forms say."""
    numbers, forms = names.numbers, names.forms
    one, two = numbers.sizes[left] > 0, numbers.sizes[right] > 0
    formed = (forms.sizes[left] > 0) & (forms.sizes[right] > 0)
    return {
        "number": (one & two & ~_shared(numbers, left, right)).astype(np.float64),
        "number_extra": (one != two).astype(np.float64),
        "form": (formed & ~_shared(forms, left, right)).astype(np.float64),
    }


def _shared(sets: Sets, left: Ints, right: Ints) -> Flags:
    """Whether the sets of both have a member in common."""
    found = np.zeros(len(left), dtype=np.bool_)
    at = np.flatnonzero((sets.sizes[left] > 0) & (sets.sizes[right] > 0))
    if not len(at):
        return found
    width = int(sets.members.max()) + 1
    codes = []
    for side in (left, right):
        run, place = spread(sets.start[side[at]], sets.sizes[side[at]])
        codes.append(at[run] * width + sets.members[place])
    found[np.intersect1d(codes[0], codes[1]) // width] = True
    return found


def wordless(names: Columns, left: Ints, right: Ints) -> Floats:
    """Names of digits only, or of nothing: equal if the numbers are."""
    told = names.numbers.sizes[left] > 0
    same = told & (names.figures[left] == names.figures[right]) & (names.joined[left] == names.joined[right])
    rows = [[found.get(name, 0.0) for name in FEATURES] for found in (_WORDLESS_OTHER, _WORDLESS_SAME)]
    table: Floats = np.array(rows)[same.astype(np.int64)]
    return table
