"""An entity's names, read once as names of one kind, and told apart: main ones, aliases, weak ones, fields of a name.

`naming_of` looks at no more than `MOST_NAMES` names and leaves out what is no text or has no letters. Where no whole
name is told, given, father's and family name make one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simurg.fusion.identity.evidence import texts
from simurg.fusion.identity.letters import plain, script_of_letter
from simurg.fusion.identity.names import Kind, Name, read_name
from simurg.fusion.identity.vocabulary import vocabulary

MOST_NAMES = 64
"""Names of an entity that are read, the primary ones first."""
_NAMES = ("name", "alias", "previousName", "abbreviation")
_GIVEN, _FATHERS, _FAMILY = ("firstName",), ("fatherName", "patronymic"), ("lastName",)


@dataclass(frozen=True, slots=True)
class Naming:
    """`names` are all but the weak ones, main ones first; `exact` their letters, words sorted."""

    kind: Kind
    names: tuple[Name, ...]
    main: tuple[Name, ...]
    weak: frozenset[str]
    exact: frozenset[str]
    given: frozenset[str]
    fathers: frozenset[str]
    family: frozenset[str]


def naming_of(properties: Mapping[str, Any], kind: Kind) -> Naming:
    """All names of a FollowTheMoney entity, read as names of that kind."""
    found = list(dict.fromkeys(text for prop in _NAMES for text in texts(properties.get(prop))))
    if not texts(properties.get("name")):
        composed = " ".join(_composed(properties))
        found += [composed] if composed and composed not in found else []
    names = _read(found, kind)
    main = frozenset(texts(properties.get("name")))
    return Naming(
        kind=kind,
        names=names,
        main=_read([text for text in found if text in main], kind) or names,
        weak=frozenset(name.by_letter for name in _read(texts(properties.get("weakAlias")), kind)) - {""},
        exact=frozenset(name.by_letter for name in names),
        given=_words(properties, _GIVEN),
        fathers=_words(properties, _FATHERS),
        family=_words(properties, _FAMILY),
    )


def _composed(properties: Mapping[str, Any]) -> Iterator[str]:
    """Given, father's and family name put together: where there is no whole name."""
    for prop in ("firstName", "secondName", "middleName", "fatherName", "lastName"):
        yield from texts(properties.get(prop))[:1]


def _read(found: Sequence[str], kind: Kind) -> tuple[Name, ...]:
    part = parted if kind is Kind.PERSON else str
    read = (read_name(part(text), kind) for text in found[:MOST_NAMES])
    kept = {(name.tokens, name.foreign, name.forms, name.numbers): name for name in read if name.joined or name.numbers}
    return tuple(kept.values())


def parted(text: str) -> str:
    """A person's name written in two to four Han or Hangul characters without a space: family name, then the given."""
    bare = text.strip()
    if not 2 <= len(bare) <= 4 or any(script_of_letter(letter) not in ("han", "hangul") for letter in bare):
        return text
    first = 2 if len(bare) > 2 and bare[:2] in vocabulary().double_family_names else 1
    return f"{bare[:first]} {bare[first:]}"


def _words(properties: Mapping[str, Any], fields: Sequence[str]) -> frozenset[str]:
    told = (plain(text) for prop in fields for text in texts(properties.get(prop))[:8])
    return frozenset(word for word in told if len(word) > 1)
