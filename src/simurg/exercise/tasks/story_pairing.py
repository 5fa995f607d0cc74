"""Story pairing: which reports tell of one incident? Scored by pairwise F1 over all pairs of reports.

The oracle reads a text without error (it knows the grammar) and knows which facts no follower ever changes: the two
parties, type, day and matter. It does not know what happened nor who follows whom; incidents with all four alike, which
the generator makes almost never, it cannot tell apart.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from datetime import timedelta

import pyarrow as pa

from simurg.exercise.parts.fusion.reports import Reports
from simurg.exercise.tasks.near_copies import near_copies, plain, words

Labeller = Callable[[pa.Table], Sequence[Hashable]]
"""(documents) -> a label a row; rows with the same label are one story."""
HEADLINES_ALIKE, COPIES_ALIKE = 0.6, 0.5
WINDOW = timedelta(days=3)


def scored(given: Reports, labeller: Labeller) -> float:
    """Pairwise F1 of a labeller, 0 to 1."""
    return pairwise_f1(given.truth["story"].to_pylist(), labeller(given.documents))


def pairwise_f1(truth: Sequence[Hashable], labels: Sequence[Hashable]) -> float:
    """F1 over pairs of rows that are together; 0 if no pair is rightly together."""
    right, real, told = (_pairs(keys) for keys in (list(zip(truth, labels, strict=True)), truth, labels))
    return 2 * right / (real + told) if right else 0.0


def exact_match(documents: pa.Table) -> list[Hashable]:
    """Reports with the same words under the dateline."""
    return [plain(body) for body in documents["body"].to_pylist()]


def headline_similarity(documents: pa.Table) -> list[Hashable]:
    """Headlines that share six words in ten, within three days; linked ones are one story."""
    titles = [frozenset(words(title)) for title in documents["title"].to_pylist()]
    times = documents["published"].to_pylist()
    links = [
        (row, other)
        for row in range(len(titles))
        for other in range(row)
        if times[row] - times[other] <= WINDOW
        and len(titles[row] & titles[other]) >= HEADLINES_ALIKE * len(titles[row] | titles[other])
    ]
    return list(_linked(len(titles), links))


def copies_only(documents: pa.Table) -> list[Hashable]:
    """Not among the most naive: near copies (half of the three-word shingles shared) are one story."""
    return list(_linked(documents.num_rows, [(row, other) for row, other, _ in near_copies(documents, COPIES_ALIKE)]))


BASELINES: dict[str, Labeller] = {
    "exact match": exact_match,
    "headline similarity": headline_similarity,
    "near copies": copies_only,
}


def oracle(given: Reports) -> Labeller:
    """Labels from what the texts say."""
    return lambda _: story_keys(given)


def story_keys(given: Reports) -> list[Hashable]:
    """The facts that no follower changes, a row each."""
    return [(frozenset((said.actor, said.recipient)), said.kind, said.day, said.issue) for said in given.said]


def scores(given: Reports) -> dict[str, float]:
    """Every baseline and the oracle on one part."""
    return {name: scored(given, labeller) for name, labeller in {**BASELINES, "oracle": oracle(given)}.items()}


def _pairs(keys: Sequence[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(keys).values())


def _linked(count: int, links: list[tuple[int, int]]) -> list[int]:
    """The least row of each row's component."""
    above = list(range(count))

    def top(row: int) -> int:
        while above[row] != row:
            above[row] = above[above[row]]
            row = above[row]
        return row

    for row, other in links:
        first, last = sorted((top(row), top(other)))
        above[last] = first
    return [top(row) for row in range(count)]
