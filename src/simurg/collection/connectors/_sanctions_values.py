"""An entry of a sanctions list, whoever publishes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from simurg.ontology.errors import SourceError

AUTHORITIES = {
    "ofac": "United States, Office of Foreign Assets Control",
    "un": "United Nations Security Council",
    "eu": "European Union",
}
_MOST = 300


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person was here; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`names`: the main one first. `told`: further predicates and objects."""

    publisher: str
    number: str
    kind: str  # organization, vessel, aircraft
    names: tuple[str, ...]
    weak: tuple[str, ...]
    former: tuple[str, ...]
    programmes: tuple[str, ...]
    countries: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    listed_on: datetime | None

    @property
    def authority(self) -> str:
        return AUTHORITIES[self.publisher]

    @classmethod
    def of(
        cls, publisher: str, number: str, kind: str, names: Iterable[str], *, weak: Iterable[str] = (),
        former: Iterable[str] = (), programmes: Iterable[str] = (), countries: Iterable[str] = (),
        told: Iterable[tuple[str, str]] = (), listed_on: datetime | None = None,
    ) -> "Entry":  # fmt: skip
        """Each text once and bounded; SourceError without a name."""
        kept = _words(names)
        if not kept:
            raise SourceError("The entry has no name.")
        others = {*kept}
        return cls(
            publisher, number[:100], kind, kept, tuple(one for one in _words(weak) if one not in others),
            tuple(one for one in _words(former) if one not in others), _words(programmes), _words(countries),
            tuple((predicate, value[:500]) for predicate, value in told if value.strip()), listed_on,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, and the date of the list that it stands on."""

    entry: Entry
    dated: datetime | None


def day(text: str, form: str = "%Y-%m-%d") -> datetime | None:
    """The first instant of a day; None for what is none of our time."""
    try:
        moment = datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if 1900 <= moment.year < 2200 else None


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    cleaned = (" ".join(text.split())[:500] for text in texts)
    return tuple(list(dict.fromkeys(text for text in cleaned if text))[:_MOST])
