"""What a bulk table holds and how it is linked: which column is a name, a date, a place, a number.

A wrong declaration cannot be built (CallerError). What chose the numbers stands in `docs/linkage.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simurg.fusion.identity.names import Kind
from simurg.ontology.errors import CallerError


class Role(StrEnum):
    """What the values of a column are; it decides how two of them are compared."""

    NAME = "name"
    """A whole name: words in any order, titles and legal forms among them."""
    GIVEN = "given"
    FAMILY = "family"
    DATE = "date"
    """Year first (ISO, or eight digits), or Arrow dates."""
    PLACE = "place"
    """A place, a street, any short text with words of its own."""
    POSTCODE = "postcode"
    CODE = "code"
    """A number or address that one entity has: passport, registration, e-mail."""
    CATEGORY = "category"
    """One of a few values: gender, occupation, state."""


NAMES = (Role.NAME, Role.GIVEN, Role.FAMILY)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table, by its name there, and its role."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Which columns are compared, and where clusters end. Weights are log2 odds."""

    id: str
    """The column that tells rows apart."""
    columns: tuple[Column, ...]
    kind: Kind = Kind.PERSON
    across: bool = False
    """Each table holds an entity at most once: link rows of different tables only, never two of one."""
    not_compared: float = -6.0
    """What a pair counts in a cluster that no key brought together."""
    merge_above: float = -5.0
    """Clusters join while the mean weight over all their pairs is above this."""
    most_holders: int = 200
    """A blocking key that more rows have is left out; it bounds the pairs by rows * keys * most_holders / 2."""
    rules_recall: float = 0.6
    """Share of true pairs that agree in name and date, or in a code: sets the prior (Splink's `recall`)."""
    sample: int = 1500
    """Rows whose pairs all stand for pairs of strangers (u probabilities)."""

    def __post_init__(self) -> None:
        names = [self.id, *(column.name for column in self.columns)]
        if len(set(names)) != len(names):
            raise CallerError("a column is named twice in the linkage settings", hint="name each column once")
        for role in NAMES:
            if sum(column.role is role for column in self.columns) > 1:
                raise CallerError(f"two columns are {role.value}", hint="join them into one column first")
        parts = self.named + len(self.others)
        if parts < 2:
            raise CallerError(
                "linkage needs a name and something beside it, or two other columns",
                hint="add a date, place, postcode, code or category column",
            )
        if not self.not_compared < self.merge_above:
            raise CallerError("not_compared must be below merge_above", hint="lower not_compared")
        if self.most_holders < 2 or self.sample < 10 or not 0 < self.rules_recall <= 1:
            raise CallerError("most_holders, sample or rules_recall is out of range", hint="leave them as they are")

    @property
    def named(self) -> bool:
        """Whether there is a name."""
        return bool(self.of(*NAMES))

    @property
    def others(self) -> tuple[Column, ...]:
        """The columns beside the name."""
        return tuple(column for column in self.columns if column.role not in NAMES)

    def of(self, *roles: Role) -> tuple[Column, ...]:
        """The columns that have one of the roles, in their order."""
        return tuple(column for column in self.columns if column.role in roles)


def declared(identity: str, roles: Mapping[str, str], kind: str = "person", across: bool = False) -> LinkSettings:
    """Settings from plain words, as a file or a command line has them (column to role). CallerError if unknown."""
    for word, known in ((kind, Kind), *((role, Role) for role in roles.values())):
        if word not in list(known):
            raise CallerError(
                f"linkage knows no {known.__name__.lower()} {word!r}", hint=f"use one of: {', '.join(known)}"
            )
    columns = tuple(Column(name, Role(role)) for name, role in roles.items())
    return LinkSettings(identity, columns, Kind(kind), across)
