"""How far two readers agree about one report: F1 over events of one type in one sentence.

An event of one reader meets an event of the other when both have the same type and their sentences overlap; each meets
one at most. Names are not compared, because readers call one actor by different words ("Ankara", "Turkey"), and the
spans inside a sentence neither, because readers point to more or less of it. F1 = 2 × met / (all of one + all of the
other), which is the same whichever of the two is asked first (Hripcsak & Rothschild 2005).
"""

from collections.abc import Sequence

from simurg.extraction.reading import Span

Told = tuple[str, Span]
"""Type and sentence of an event."""


def agreement(one: Sequence[Told], other: Sequence[Told]) -> float | None:
    """0 to 1; None where neither found an event, so that there is nothing to agree about."""
    if not one and not other:
        return None
    return 2 * _met(one, other) / (len(one) + len(other))


def _met(one: Sequence[Told], other: Sequence[Told]) -> int:
    """Pairs, taken in the order of the text: for stretches that follow each other that is the most there can be."""
    free = sorted(other, key=_place)
    met = 0
    for kind, span in sorted(one, key=_place):
        for told in free:
            if told[0] == kind and told[1].start < span.end and span.start < told[1].end:
                free.remove(told)
                met += 1
                break
    return met


def _place(told: Told) -> tuple[int, int, str]:
    return told[1].end, told[1].start, told[0]
