"""Altered copies: which reports have another's words but say other facts? Scored by F1 over reports.

A copy that is trimmed, signed off, spelled otherwise or under another headline says the same; an outlet's update of its
own report, and a copy of that, say what the publisher now says; an old text used again for a new incident is no copy.
The oracle reads texts without error and knows that copies keep lead and order of the sentences with the facts.
"""

from collections.abc import Callable, Hashable, Sequence

import pyarrow as pa

from simurg.exercise.parts.fusion.incidents import Said
from simurg.exercise.parts.fusion.reports import Reports
from simurg.exercise.tasks.near_copies import near_copies, plain, words
from simurg.exercise.tasks.story_pairing import story_keys

Flagger = Callable[[pa.Table], Sequence[bool]]
"""(documents, ordered by published) -> whether each row is an altered copy."""
ALIKE = 0.6


def scored(given: Reports, flagger: Flagger) -> tuple[float, float]:
    """(recall, precision) of a flagger, 0 to 1; a precision without flags is 0."""
    real = [change is not None for change in given.truth["altered"].to_pylist()]
    told = list(flagger(given.documents))
    right = sum(one and other for one, other in zip(real, told, strict=True))
    return right / max(1, sum(real)), right / max(1, sum(told))


def same_headline(documents: pa.Table) -> list[bool]:
    """An earlier report has the same headline and other words."""
    seen: dict[str, set[str]] = {}
    flags = []
    for title, body in zip(documents["title"].to_pylist(), documents["body"].to_pylist(), strict=True):
        before = seen.setdefault(title, set())
        flags.append(bool(before - {plain(body)}))
        before.add(plain(body))
    return flags


def not_exact(documents: pa.Table) -> list[bool]:
    """An earlier report is a near copy and not the same."""
    flags = [False] * documents.num_rows
    for row, _, share in near_copies(documents, ALIKE):
        flags[row] |= share < 1
    return flags


def other_digits(documents: pa.Table) -> list[bool]:
    """Not among the most naive: the nearest earlier copy has other numbers in figures."""
    bodies = [plain(body) for body in documents["body"].to_pylist()]
    nearest: dict[int, tuple[float, int]] = {}
    for row, other, share in near_copies(documents, ALIKE):
        nearest[row] = max(nearest.get(row, (0.0, -1)), (share, other))
    return [row in nearest and _digits(bodies[row]) != _digits(bodies[nearest[row][1]]) for row in range(len(bodies))]


BASELINES: dict[str, Flagger] = {
    "same headline, other text": same_headline,
    "near copy, not exact": not_exact,
    "near copy, other digits": other_digits,
}


def oracle(given: Reports) -> Flagger:
    """Flags from what the texts say and in which order."""
    return lambda documents: _oracle_flags(given, documents["outlet"].to_pylist())


def f1(recall: float, precision: float) -> float:
    """Their harmonic mean."""
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def scores(given: Reports) -> dict[str, float]:
    """F1 of every baseline and the oracle on one part."""
    return {name: f1(*scored(given, flagger)) for name, flagger in {**BASELINES, "oracle": oracle(given)}.items()}


def _oracle_flags(given: Reports, outlets: list[str]) -> list[bool]:
    stories, flags = story_keys(given), []
    first: dict[Hashable, str] = {}
    standing: dict[Hashable, list[Said]] = {}
    for row, wording in enumerate(given.wordings):
        text = (stories[row], wording.lead, tuple(section for section, _ in wording.core))
        publisher = first.setdefault(text, outlets[row])
        if outlets[row] == publisher:
            standing.setdefault(text, []).append(given.said[row])
        flags.append(given.said[row] not in standing[text])
    return flags


def _digits(text: str) -> set[str]:
    return {word for word in words(text) if word.isdigit()}
