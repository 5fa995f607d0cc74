"""Which answers are vaguer than which: what claims say lies above what, paths, and dates.

`Northland/Sandby` lies under `Northland`; `2014-03-05` under `2014-03`, that under `2014`; and where sources claim that
Sandby is `part_of` Northland, `Sandby` lies under `Northland`. A claim that would close a circle (A within B within
A) is left out, the later one by content, and returned so that somebody can be told.
"""

import re
from collections.abc import Iterable, Mapping

from simurg.fusion.belief.hierarchy import Hierarchy

MOST_STEPS = 24
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def vaguer(values: Iterable[str], within: Iterable[tuple[str, str]] = ()) -> tuple[Hierarchy, list[tuple[str, str]]]:
    """The hierarchy over the values and everything above them; pairs (lower, upper) that would close a circle.

    `within` holds pairs (lower, upper) as claimed; a name may lie in several.
    """
    uppers: dict[str, set[str]] = {}
    circular: list[tuple[str, str]] = []
    for lower, upper in sorted(set(within)):
        if lower == upper or _reaches(uppers, upper, lower):
            circular.append((lower, upper))
        else:
            uppers.setdefault(lower, set()).add(upper)
    above: dict[str, frozenset[str]] = {}
    waiting = sorted(set(values))
    while waiting:
        value = waiting.pop()
        if value in above:
            continue
        found = _all_above(value, uppers)
        above[value] = frozenset(found - {value})
        waiting += [one for one in found if one not in above]
    depth = {value: len(found) for value, found in above.items()}
    kept = {value for value, found in above.items() if found} | {one for found in above.values() for one in found}
    return Hierarchy({v: above[v] for v in sorted(kept)}, {v: depth[v] for v in sorted(kept)}), circular


def _steps(value: str, uppers: Mapping[str, set[str]]) -> set[str]:
    """What lies directly above a value."""
    found = set(uppers.get(value, ()))
    if "/" in value and "//" not in value:
        head = value.rpartition("/")[0].strip()
        found |= {head} if head else set()
    if _DATE.fullmatch(value) and "-" in value:
        found.add(value.rpartition("-")[0])
    return found


def _all_above(value: str, uppers: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    frontier = {value}
    for _ in range(MOST_STEPS):
        frontier = {upper for one in frontier for upper in _steps(one, uppers)} - found
        if not frontier:
            break
        found |= frontier
    return found


def _reaches(uppers: Mapping[str, set[str]], start: str, wanted: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for upper in uppers.get(waiting.pop(), ()):
            if upper == wanted:
                return True
            if upper not in seen:
                seen.add(upper)
                waiting.append(upper)
    return False
