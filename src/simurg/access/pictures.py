"""Which picture a reader gets: the largest one that lies within their scope.

A picture is a named scope. What is computed over many reports is computed for a picture from that scope's view
alone, so a reader is never given the result of rows that they may not see. Pure: the same settings give the same
picture, whatever the order in which pictures were declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simurg.ontology.errors import CallerError
from simurg.ontology.markings import EVERY, Scope


@dataclass(frozen=True, slots=True)
class Picture:
    """A scope that the workspace declares under a name."""

    name: str
    scope: Scope


def picture_for(reader: Scope, pictures: Mapping[str, Scope]) -> Picture:
    """The largest picture within a reader's scope; of several that none contains, the first by `_size`.

    CallerError when none lies within it.
    """
    within = [Picture(name, scope) for name, scope in pictures.items() if scope <= reader]
    if not within:
        raise CallerError(
            "No picture of this workspace lies within this reader's scope.",
            hint="Declare a smaller picture in simurg.yaml, or give the reader a wider scope there.",
        )
    largest = [
        one for one in within if not any(one.scope <= other.scope and one.scope != other.scope for other in within)
    ]
    return min(largest, key=_size)


def _size(picture: Picture) -> tuple[int, int, int, int, str]:
    """Higher levels, TLP and more names come first; then the picture's name."""
    scope = picture.scope
    return -scope.level, -scope.tlp, -_breadth(scope.compartments), -_breadth(scope.affiliations), picture.name


def _breadth(names: frozenset[str]) -> int:
    return 1_000_000 if names >= EVERY else len(names)
