"""Markings on what is said, scopes of who may read it, and the algebra between the two.

A marking has a level, a TLP 2.0 colour (FIRST, 2022), compartments (a reader needs *all* of them) and
a releasable-to list (a reader needs *one* of them; none means no such limit). Markings form a
join-semilattice: `a | b` is the least marking that is at least as strict as both. A scope is what a
reader, or a picture, may see. Unknown words are refused: a marking that is not understood denies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simurg.ontology.errors import CallerError

LEVELS = ("open", "restricted", "confidential", "secret", "top-secret")
TLP = ("clear", "green", "amber", "amber+strict", "red")
EVERY = frozenset({"*"})
"""All compartments, those not yet named too: for operators' scopes."""
_TIED = "REL-"
"""Compartments of this form stand for affiliations; nobody names one by hand."""
_IN_WORDS = {"*": "ALL COMPARTMENTS", "REL-*": "ALL AFFILIATIONS"}


def _rank(word: object, ladder: tuple[str, ...], what: str) -> int:
    text = str(word).strip().lower().removeprefix("tlp:").replace(" ", "-")
    if text not in ladder:
        raise CallerError(f"{what} {str(word)[:30]!r} is not known.", hint=f"Use one of: {', '.join(ladder)}.")
    return ladder.index(text)


def _names(value: object, what: str) -> frozenset[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, Iterable):
        raise CallerError(f"{what} must be a list of names.")
    names = frozenset(str(word).strip().upper() for word in words)
    if any(
        not name or len(name) > 40 or not name.replace("-", "").replace("*", "").isalnum() for name in names - EVERY
    ):
        raise CallerError(f"{what} has a name that is empty, too long or not letters, digits and hyphens.")
    if any(name.startswith(_TIED) for name in names):
        raise CallerError(f"{what}: names that begin with {_TIED} are taken.")
    return names


@dataclass(frozen=True, slots=True)
class Marking:
    """What a reader must have to see a row. `releasable_to=None` is no limit, an empty set is nobody."""

    level: int = 0
    tlp: int = 0
    compartments: frozenset[str] = frozenset()
    releasable_to: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.level < len(LEVELS) and 0 <= self.tlp < len(TLP)):
            raise CallerError("A marking's level or TLP is outside its ladder.")

    def __or__(self, other: "Marking") -> "Marking":
        if self.releasable_to is None:
            releasable = other.releasable_to
        elif other.releasable_to is None:
            releasable = self.releasable_to
        else:
            releasable = self.releasable_to & other.releasable_to
        both = _tidy(self.compartments | other.compartments)
        return Marking(max(self.level, other.level), max(self.tlp, other.tlp), both, releasable)

    def __le__(self, other: "Marking") -> bool:
        """Whether everyone who may read `other` may read this."""
        return self | other == other

    def __str__(self) -> str:
        parts = [LEVELS[self.level].upper().replace("-", " ")]
        parts += (
            [", ".join(_IN_WORDS.get(name, name) for name in sorted(self.compartments))] if self.compartments else []
        )
        parts.append(f"TLP:{TLP[self.tlp].upper()}")
        if self.releasable_to is not None:
            parts.append("REL TO " + (", ".join(sorted(self.releasable_to)) or "NOBODY"))
        return "//".join(parts)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may see. `affiliations` are the releasable-to names that the reader stands under."""

    level: int = 0
    tlp: int = 0
    compartments: frozenset[str] = frozenset()
    affiliations: frozenset[str] = frozenset()

    def permits(self, marking: Marking) -> bool:
        return (
            marking.level <= self.level
            and marking.tlp <= self.tlp
            and all(self.holds(name) for name in marking.compartments)
            and (
                marking.releasable_to is None
                or bool(marking.releasable_to & self.affiliations)
                or (self.affiliations >= EVERY and bool(marking.releasable_to))
            )
        )

    def holds(self, compartment: str) -> bool:
        """Whether a compartment is open to this scope. `*` covers every one but those that stand for
        affiliations; `REL-*` covers these."""
        every = f"{_TIED}*" if compartment.startswith(_TIED) else "*"
        return compartment in self.compartments or every in self.compartments

    def __le__(self, other: "Scope") -> bool:
        """Whether `other` sees at least all that this sees."""
        return (
            self.level <= other.level
            and self.tlp <= other.tlp
            and (other.compartments >= EVERY or self.compartments <= other.compartments)
            and (other.affiliations >= EVERY or self.affiliations <= other.affiliations)
        )

    def marking(self) -> Marking:
        """The marking of what was computed from all that this scope sees: nobody with less may read it.

        Releasable-to asks for one name only, so the names become compartments of the form REL-NAME,
        of which a reader needs all (see `reading`).
        """
        return Marking(self.level, self.tlp, _tidy(self.reading().compartments))

    def reading(self) -> "Scope":
        """This scope with the REL- compartments that `marking` asks for."""
        tied = frozenset(f"{_TIED}{name}" for name in self.affiliations)
        return Scope(self.level, self.tlp, self.compartments | tied, self.affiliations)


def _tidy(compartments: frozenset[str]) -> frozenset[str]:
    """Without the names that `*` and `REL-*` already cover."""
    kept = compartments
    if "*" in kept:
        kept = frozenset(name for name in kept if name == "*" or name.startswith(_TIED))
    if f"{_TIED}*" in kept:
        kept = frozenset(name for name in kept if name == f"{_TIED}*" or not name.startswith(_TIED))
    return kept


EVERYTHING = Scope(len(LEVELS) - 1, len(TLP) - 1, EVERY, EVERY)
"""The operator's scope."""


def marking_of(settings: Mapping[str, object] | None) -> Marking:
    """From a mapping with `level`, `tlp`, `compartments`, `releasable_to`; unknown keys are refused."""
    settings = settings or {}
    unknown = set(settings) - {"level", "tlp", "compartments", "releasable_to"}
    if unknown:
        raise CallerError(f"A marking has no part called {sorted(map(str, unknown))[0][:30]!r}.")
    releasable = settings.get("releasable_to")
    return Marking(
        _rank(settings.get("level", LEVELS[0]), LEVELS, "Level"),
        _rank(settings.get("tlp", TLP[0]), TLP, "TLP"),
        _names(settings.get("compartments", ()), "Compartments"),
        None if releasable is None else _names(releasable, "Releasable-to"),
    )


def scope_of(settings: Mapping[str, object] | None) -> Scope:
    """From a mapping with `level`, `tlp`, `compartments`, `affiliations`; unknown keys are refused."""
    settings = settings or {}
    unknown = set(settings) - {"level", "tlp", "compartments", "affiliations"}
    if unknown:
        raise CallerError(f"A scope has no part called {sorted(map(str, unknown))[0][:30]!r}.")
    return Scope(
        _rank(settings.get("level", LEVELS[0]), LEVELS, "Level"),
        _rank(settings.get("tlp", TLP[0]), TLP, "TLP"),
        _names(settings.get("compartments", ()), "Compartments"),
        _names(settings.get("affiliations", ()), "Affiliations"),
    )
