"""Near copies by three-word shingles, the plain quadratic way: what the naive baselines on reports rest on."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyarrow as pa

WINDOW = timedelta(days=5)
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Lower-case words."""
    return _WORD.findall(text.casefold())


def plain(body: str) -> str:
    """A body's words between dateline and footer."""
    return " ".join(words(body.split("\n\n", maxsplit=1)[0].split(" – ", maxsplit=1)[-1]))


def near_copies(documents: pa.Table, alike: float) -> Iterator[tuple[int, int, float]]:
    """(later row, earlier row, Jaccard similarity) of reports within five days that share so much of their words.

    `documents` is ordered by `published`.
    """
    shingles = []
    for body in documents["body"].to_pylist():
        told = plain(body).split()
        shingles.append({tuple(told[at : at + 3]) for at in range(len(told) - 2)})
    times = documents["published"].to_pylist()
    for row, mine in enumerate(shingles):
        for other in range(row - 1, -1, -1):
            if times[row] - times[other] > WINDOW:
                break
            shared = len(mine & shingles[other])
            share = shared / max(1, len(mine) + len(shingles[other]) - shared)
            if share >= alike:
                yield row, other, share
