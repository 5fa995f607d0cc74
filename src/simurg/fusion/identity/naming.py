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
from simurg.fusion.identity.wordings import names_in

MOST_NAMES = 64
"""Names of an entity that are read, the primary ones first."""
MOST_INITIALS = 3
"""Letters of a word that may be initials written together (H. S. Masri)."""
_NAMES = ("name", "alias", "previousName", "abbreviation")
_GIVEN, _FATHERS, _FAMILY = ("firstName",), ("fatherName", "patronymic"), ("lastName",)


@dataclass(frozen=True, slots=True)
class Naming:
    """`names` are all but the weak ones, main ones first; `exact` their letters, words sorted.

    `full` are those that no other one contains: of "Ada Maria Smit", "Ada Smit" and "A. Smit" the first.
    """

    kind: Kind
    names: tuple[Name, ...]
    main: tuple[Name, ...]
    full: tuple[Name, ...]
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
    told = texts(properties.get("name"))
    main = frozenset(told)
    nicks, given = _read(texts(properties.get("weakAlias")), kind), _read(found, kind)
    named = tuple(name for name in given if not _nickname(name))
    if named and len(named) < len(given):
        nicks, given = (*nicks, *(name for name in given if _nickname(name))), named
    names = _without_initials(given) if kind is Kind.PERSON else given
    return Naming(
        kind=kind,
        names=names,
        main=_among(_read([text for text in found if text in main], kind), names) or names,
        full=_full(names),
        weak=frozenset(name.by_letter for name in nicks) - {""},
        exact=frozenset(name.by_letter for name in names),
        given=_words(properties, _GIVEN),
        fathers=_words(properties, _FATHERS),
        family=_words(properties, _FAMILY),
    )


def _composed(properties: Mapping[str, Any]) -> Iterator[str]:
    """Given, father's and family name put together: where there is no whole name."""
    for prop in ("firstName", "secondName", "middleName", "fatherName", "lastName"):
        yield from texts(properties.get(prop))[:1]


def _nickname(name: Name) -> bool:
    """Abu X alone: thousands are called so."""
    return name.kind is Kind.PERSON and 1 < len(name.tokens) < 3 and name.tokens[0] in vocabulary().kunya


def _without_initials(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """An abbreviated name says nothing beside the name that it abbreviates."""
    short = [name for name in names if any(len(token) <= MOST_INITIALS for token in name.tokens)]
    if not short:
        return names
    return tuple(name for name in names if name not in short or not any(_abbreviates(name, one) for one in names))


def _abbreviates(short: Name, whole: Name) -> bool:
    """Every word is one of the whole name's, or initials of its other words in their order."""
    words = [token for token in short.tokens if token in whole.words]
    letters = "".join(token for token in short.tokens if token not in whole.words)
    starts = "".join(token[0] for token in whole.tokens if token not in words)
    few = all(len(token) <= MOST_INITIALS for token in short.tokens if token not in words)
    return bool(letters) and bool(words) and few and starts.startswith(letters)


def _among(found: tuple[Name, ...], kept: tuple[Name, ...]) -> tuple[Name, ...]:
    return tuple(name for name in kept if name in found)


def _full(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Names whose words are no part of another's. Spellings of a word are not looked through."""
    return tuple(name for name in names if not any(name.words < other.words for other in names))


def _read(found: Sequence[str], kind: Kind) -> tuple[Name, ...]:
    part = parted if kind is Kind.PERSON else str
    texts_in = dict.fromkeys(part(one) for text in found[:MOST_NAMES] for one in names_in(text, kind))
    read = (read_name(text, kind) for text in list(texts_in)[:MOST_NAMES])
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
