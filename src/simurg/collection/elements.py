"""XML as a stream of whole elements, for lists of any length: what was read is let go again.

Given text that `xml_text.harmless` let through (no DTD, no entities of its own). Bounded in depth and in elements; of a
document that is damaged the whole elements before the damage come, then `Damaged` with what is left.
"""

from collections.abc import Iterator
from typing import cast
from xml.etree import ElementTree

from simurg.ontology.errors import SourceError

MOST_DEPTH = 60
MOST_ELEMENTS = 5_000_000
_STEP = 1 << 16
Element = ElementTree.Element


class Damaged(SourceError):
    """`rest`: from a little before the damage to the end."""

    def __init__(self, what: str, rest: bytes) -> None:
        super().__init__(what)
        self.rest = rest


def elements(text: str, names: frozenset[str]) -> Iterator[Element]:
    """The outermost elements with one of these local names, in order. Damaged or SourceError for what is no XML."""
    above: list[Element] = []
    count, inside = 0, 0
    for event, element in _events(text):
        named = local(element) in names
        if event == "start":
            above.append(element)
            count, inside = count + 1, inside + named
            if len(above) > MOST_DEPTH or count > MOST_ELEMENTS:
                raise SourceError(f"It has more than {MOST_DEPTH} levels or {MOST_ELEMENTS:,} elements.")
            continue
        above.pop()
        inside -= named
        if named and not inside:
            yield element
        if above and not inside:
            above[-1].remove(element)


def _events(text: str) -> Iterator[tuple[str, Element]]:
    """Starts and ends of elements, as far as the text is well formed."""
    reader: ElementTree.XMLPullParser[Element] = ElementTree.XMLPullParser(("start", "end"))
    at = 0
    try:
        for at in range(0, len(text), _STEP):
            reader.feed(text[at : at + _STEP])
            yield from cast(Iterator[tuple[str, Element]], reader.read_events())
        reader.close()
        yield from cast(Iterator[tuple[str, Element]], reader.read_events())
    except ElementTree.ParseError as error:
        line, column = error.position
        what = f"It is not well-formed XML (line {line}, column {column})."
        raise Damaged(what, text[max(0, at - _STEP) :].encode("utf-8", "replace") or b" ") from None


def local(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def inner(element: Element, name: str) -> Iterator[Element]:
    """The children of that local name."""
    return (child for child in element if local(child) == name)


def word(element: Element, name: str, most: int = 2_000) -> str:
    """The text of the first child of that name, '' if there is none."""
    child = next(inner(element, name), None)
    return " ".join((child.text or "").split())[:most] if child is not None else ""


def content(element: Element) -> bytes:
    """The element as bytes again, for quarantine."""
    return ElementTree.tostring(element)
