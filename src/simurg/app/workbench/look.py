"""What a screen's use case is given, and what it gives back.

`Look` is one picture at one moment: the view, and the tables that are held in memory with their history. A use case
that needs resident tables only never opens the view, so it waits for nobody.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from simurg.access.pictures import Picture
from simurg.ledger import Ledger, View
from simurg.ledger.spines import Spines
from simurg.ontology.vocabulary import Countries

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as plain values; `seen` are the ids (hex) of marked rows whose words are in it."""

    value: dict[str, Any]
    seen: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Answer:
    """A `Told` as it is sent."""

    body: bytes
    tag: str
    seen: tuple[str, ...]


class Look(Protocol):
    """One picture at one moment."""

    at: datetime
    picture: str
    of: Picture
    countries: Countries

    @property
    def view(self) -> View: ...

    @property
    def ledger(self) -> Ledger: ...

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[dict[str, Any]]:
        """What a SELECT finds over `events` (as they were shown at the moment; columns of `chronicle.held`), `parties`
        and `spots`. The query begins with SELECT, or with `, name AS (…)` for more to select from."""

    def columns(self, query: str) -> Mapping[str, Any]:
        """Like `rows`, as arrays of numpy."""

    def has(self, table: str) -> bool:
        """Whether the picture has any row of a table, now; costs nothing."""

    def count(self, table: str) -> int:
        """How many rows of a table the picture permits, standing or not; costs nothing."""

    def marked(self, table: str, ids: Sequence[str]) -> list[str]:
        """Those of these ids (hex) that bear a marking."""

    @property
    def spines(self) -> Spines:
        """What tells quickly which rows stand."""

    def kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """Made once for this picture and moment, until the picture changes."""
