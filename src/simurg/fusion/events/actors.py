"""Who is meant by an actor's code and name, as far as two event rows can agree on it.

A CAMEO-like code starts with a country, an organisation or a bare role (CAMEO manual 1.1b3, Schrodt 2012). A state's
government, army, police, courts, parliament and secret service stand for the state; rebels, parties, firms and the
like of a country stand for themselves. A bare role ("police", no country) says what somebody is, not who. Names are
compared without "government of" and the like; a country's name is read as the country where `ontology` knows it.
Readers write codes apart ("RUS GOV", "IGO NATO"): behind a bare role then stands an organisation's own code.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from simurg.fusion.identity.letters import latin
from simurg.ontology.countries import COUNTRIES
from simurg.ontology.country_names import iso3_of_name

STATE = frozenset(("GOV", "MIL", "COP", "JUD", "LEG", "SPY"))
_DOMESTIC = ("AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "ENV", "HLH", "HRI", "INS", "LAB", "MED", "MOD", "OPP", "RAD")
ROLES = STATE | {*_DOMESTIC, "REB", "REF", "SEP", "SET", "UAF", "UIS"} | {"IGO", "IMG", "INT", "MNC", "NGM", "NGO"}
"""CAMEO's generic domestic and international roles."""
_OF_STATE = re.compile(r"^(the )?(government|armed forces|army|police|military|ministry|president) of (the )?")
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Actor:
    """`coded`: who it is by code, else empty. `named`: who it is by name, else empty. `loose`: at least what it is."""

    coded: str = ""
    named: str = ""
    loose: str = ""
    country: str = ""

    @property
    def identified(self) -> bool:
        """Whether it is somebody, not only something."""
        return bool(self.coded or self.named)


NOBODY = Actor()


def actor_of(name: str | None, code: str | None) -> Actor:
    """Who a row's actor is. Neither name nor code gives `NOBODY`."""
    code = (code or "").strip().upper()
    named = _named(name or "")
    if not code:
        country = named if named in COUNTRIES else ""
        return Actor(country, named, country or named, country)
    base, apart, role = code.partition(" ") if " " in code else (code[:3], "", code[3:6])
    if base in ROLES:
        return Actor(base + role, named, base) if apart else Actor("", "", base)
    coded = base if not role or role in STATE else base + role
    return Actor(coded, named, base, base)


def actors_of(names: pa.ChunkedArray, codes: pa.ChunkedArray) -> tuple[list[Actor], list[int]]:
    """The distinct actors of two columns, and for each row the place of its actor."""
    places: dict[tuple[str | None, str | None], int] = {}
    rows = [places.setdefault(found, len(places)) for found in zip(names.to_pylist(), codes.to_pylist(), strict=True)]
    return [actor_of(name, code) for name, code in places], rows


def numbered(texts: Sequence[str]) -> list[int]:
    """Each distinct text by a number in order of the texts; -1 for empty text."""
    numbers = {text: place for place, text in enumerate(sorted(set(texts) - {""}))}
    return [numbers.get(text, -1) for text in texts]


def _named(name: str) -> str:
    plain = _OF_STATE.sub("", " ".join(_WORDS.findall(latin(name))))
    return iso3_of_name(plain) or plain
