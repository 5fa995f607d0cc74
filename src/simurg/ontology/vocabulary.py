"""Countries as a workspace knows them: those of ISO 3166-1, and what it adds: other codes and names of theirs, and
countries that ISO has not (an exercise's, or a workspace's own areas).

    countries:                                    # in simurg.yaml
      XOR: {name: Orrelia, also: [XO]}            # three letters that ISO has not assigned
      RUS: {also: [SUN]}                          # further codes or names of one that ISO has

Facts stay as their publishers told them; `fold` is for reading: several codes of one country become one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from simurg.ontology.countries import COUNTRIES
from simurg.ontology.country_names import iso3_of_name, plain_name
from simurg.ontology.errors import CallerError

MOST_ADDED, MOST_ALSO, MOST_LETTERS = 300, 40, 80


@dataclass(frozen=True, slots=True)
class Country:
    """`also`: other codes and names of it."""

    code: str
    name: str
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.code) != 3 or not (self.code.isascii() and self.code.isalpha() and self.code.isupper()):
            raise CallerError(f"{self.code[:40]!r} is no code of a country.", hint="Use three capital letters.")
        if any(not word.strip() or len(word) > MOST_LETTERS for word in (self.name, *self.also)):
            raise CallerError(f"{self.code}: a name has 1 to {MOST_LETTERS} letters.")
        if len(self.also) > MOST_ALSO:
            raise CallerError(f"{self.code}: more than {MOST_ALSO} other names.")


@dataclass(frozen=True)
class Countries:
    """Not slotted: its tables are made once. CallerError where a name would mean two countries."""

    added: tuple[Country, ...] = field(default=())

    def __post_init__(self) -> None:
        for one in self.added:
            for word in (one.code, one.name, *one.also):
                meant = iso3_of_name(word)
                if (meant is not None and meant != one.code) or self._codes[plain_name(word)] != one.code:
                    raise CallerError(f"{word!r} would be two countries.", hint="Leave it with one of them.")

    def code_of(self, text: str) -> str | None:
        """The code of a code or name; None if no country is known by it."""
        return self._codes.get(plain_name(text)) or iso3_of_name(text)

    def fold(self, text: str) -> str:
        """The code of a code or name; what is no country's stays as it is."""
        return self.code_of(text) or text

    def name_of(self, text: str) -> str:
        """The name of a country's code or name; what is no country's stays as it is."""
        code = self.fold(text)
        return self.names.get(code, code)

    def codes_of(self, text: str) -> tuple[str, ...]:
        """All codes and names under which facts may tell of the country that is meant; none if it is none."""
        code = self.code_of(text)
        return () if code is None else (code, *(word for one in self.added if one.code == code for word in one.also))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Code -> name, by code."""
        return dict(sorted({**COUNTRIES, **{one.code: one.name for one in self.added}}.items()))

    @cached_property
    def _codes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self.added:
            for word in (one.code, one.name, *one.also):
                found.setdefault(plain_name(word), one.code)
        return found


ISO = Countries()
"""Nothing added."""


def countries_of(told: object) -> Countries:
    """From a workspace's settings; CallerError says what is wrong."""
    if told is None:
        return ISO
    if not isinstance(told, Mapping) or len(told) > MOST_ADDED:
        raise CallerError(f"Countries are at most {MOST_ADDED} entries.", hint="For example `XOR: {name: Orrelia}`.")
    return Countries(tuple(_country(str(code), entry) for code, entry in told.items()))


def _country(code: str, entry: object) -> Country:
    if not isinstance(entry, Mapping) or set(entry) - {"name", "also"}:
        raise CallerError(f"{code[:40]}: a country has a `name`, and `also` a list of other codes and names.")
    also = entry.get("also", [])
    if not isinstance(also, list) or not all(isinstance(one, str) for one in also):
        raise CallerError(f"{code[:40]}: `also` is a list of texts.", hint="Put NO and ON between quotes.")
    name = entry.get("name", COUNTRIES.get(code))
    if not isinstance(name, str):
        raise CallerError(f"{code[:40]} needs a name.", hint="For example `name: Orrelia`.")
    if code in COUNTRIES and name != COUNTRIES[code]:
        raise CallerError(f"{code} is {COUNTRIES[code]} in ISO 3166-1.", hint="Add other names under `also`.")
    return Country(code, name, tuple(also))
