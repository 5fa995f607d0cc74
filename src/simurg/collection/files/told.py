"""What a document of any kind tells, before it is a report: pages of text, a few facts, and what is attached to it."""

from dataclasses import dataclass
from datetime import datetime

from simurg.ontology.errors import SourceError

PAGE = "\f"
"""Between the pages of a text, so that a quote can be found on its page."""
MOST_TOLD = 3_000_000
"""Characters of one document; the payload keeps all."""


class Work:
    """What may still be done with one document and all that is attached to it; 1 is what one of any origin may take."""

    def __init__(self, most: float = 1) -> None:
        self.left = most

    def begin(self, least: float = 0.01) -> None:
        """SourceError if nothing is left; else the least is used."""
        if self.left < least:
            raise SourceError("With what was read before, it is beyond the work for one document.")
        self.left -= least

    def use(self, part: float) -> None:
        self.left -= part


@dataclass(frozen=True, slots=True)
class Attached:
    """A document within a document."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """`pages` hold plain text. `facts` are predicates and objects for claims. `left`: why not all was read, and the
    whole of what was not, if it can be told apart; '' if all was read."""

    pages: tuple[str, ...]
    title: str | None = None
    published: datetime | None = None
    language: str | None = None
    url: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    attached: tuple[Attached, ...] = ()
    left: str = ""
