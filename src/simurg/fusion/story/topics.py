"""Topics: a set of texts by what they are about, coarser than stories and without time.

TF-IDF over words and pairs of neighbouring words that stand in two texts or more (square root of the count, smoothed
inverse document frequency), names weighing NAMED times as much, average linkage on the cosine, cut at ALIKE. Both
numbers were chosen on other texts than are scored (docs/story.md). Statistics are of the set given, so a topic is a
property of a view and is never stored. Work grows with the square of the number of texts: at most MOST_TEXTS.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix

from simurg.fusion.story.minhash import MOST_CHARACTERS
from simurg.fusion.story.sentences import TOKEN
from simurg.fusion.story.vocabulary import vocabulary
from simurg.ontology.errors import CallerError

ALIKE = 0.10
"""Mean cosine of two groups from which they are one topic."""
NAMED = 1.7
MOST_TEXTS = 5_000
_AFTER_END = re.compile(r"[.!?。！？]\W*$")


def topics(texts: Sequence[str]) -> list[int]:
    """The topic of each text, numbered in the order of their first texts. CallerError for more than MOST_TEXTS."""
    if len(texts) > MOST_TEXTS:
        raise CallerError(
            f"{len(texts)} texts are too many to be told apart by topic at once.",
            hint=f"Give at most {MOST_TEXTS}, for example one per story.",
        )
    if len(texts) < 2:
        return [0] * len(texts)
    cosine = np.clip(_weighed([_terms(text[:MOST_CHARACTERS]) for text in texts]), 0.0, 1.0)
    above = np.triu_indices(len(texts), 1)
    tree = linkage(1.0 - cosine[above], "average")
    return _numbered(fcluster(tree, 1.0 - ALIKE, "distance").tolist())


def _terms(text: str) -> tuple[Counter[str], Counter[str]]:
    """(how often each word and pair of words stands there, how often each word is capitalised within a sentence)."""
    counts: Counter[str] = Counter()
    named: Counter[str] = Counter()
    before, end = "", 0
    for match in TOKEN.finditer(text):
        shown = match.group()
        word = shown.casefold()
        if shown[0].isupper() and not _AFTER_END.search(text[max(0, end - 1) : match.start()]):
            named[word] += 1
        elif shown[0].islower():
            named[word] -= 2
        end = match.end()
        if word in vocabulary().stop or (len(word) < 2 and word.isascii()):
            continue
        counts[word] += 1
        if before:
            counts[f"{before} {word}"] += 1
        before = word
    return counts, named


def _weighed(terms: Sequence[tuple[Counter[str], Counter[str]]]) -> npt.NDArray[np.float64]:
    """The cosine of every two texts."""
    spread = Counter(term for counts, _ in terms for term in counts)
    place = {term: at for at, term in enumerate(sorted(term for term, texts in spread.items() if texts > 1))}
    case: Counter[str] = Counter()
    for _, named in terms:
        case.update(named)
    weight = np.ones(len(place))
    for term, at in place.items():
        rare = np.log((1 + len(terms)) / (1 + spread[term])) + 1
        weight[at] = rare * (NAMED if all(case[word] > 0 for word in term.split(" ")) else 1.0)
    rows, columns, values = [], [], []
    for row, (counts, _) in enumerate(terms):
        for term, count in counts.items():
            if term in place:
                rows.append(row)
                columns.append(place[term])
                values.append(count**0.5)
    matrix = csr_matrix((values, (rows, columns)), (len(terms), max(1, len(place))))
    matrix = matrix.multiply(weight if len(place) else np.ones(1)).tocsr()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    dense = (matrix @ matrix.T).toarray()
    return np.asarray(dense / np.maximum(np.outer(length, length), 1e-12), np.float64)


def _numbered(labels: Sequence[int]) -> list[int]:
    order: dict[int, int] = {}
    return [order.setdefault(label, len(order)) for label in labels]
