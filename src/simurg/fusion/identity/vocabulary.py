"""The words inside names that mean something of their own (`words.yaml`), read once and turned into look-ups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from simurg.fusion.identity.letters import latin

_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sets of single words; `forms` and `joined` map phrases (tuples of words) to one word."""

    version: int
    titles: frozenset[str]
    particles: frozenset[str]
    articles: frozenset[str]
    filiation: frozenset[str]
    kunya: frozenset[str]
    servant: frozenset[str]
    servant_joined: tuple[str, ...]
    family_names: Mapping[str, str]
    nicknames: Mapping[str, frozenset[int]]
    forms: Mapping[tuple[str, ...], str]
    form_starts: frozenset[str]
    common: frozenset[str]
    vessel_prefixes: frozenset[str]
    spellings: Mapping[str, str]
    joined: Mapping[tuple[str, ...], str]
    joined_starts: frozenset[str]
    numbers: Mapping[str, int]
    common_names: frozenset[str]
    common_brands: frozenset[str]
    double_family_names: frozenset[str]
    korean_family_names: frozenset[str]
    chinese_family_names: frozenset[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The packaged vocabulary."""
    text = (resources.files("simurg.fusion.identity") / "words.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    forms = {tuple(phrase.split()): code for code, phrases in raw["forms"].items() for phrase in phrases}
    joined = {tuple(phrase.split()): word for phrase, word in raw["joined"].items()}
    groups: dict[str, set[int]] = {}
    for number, group in enumerate(raw["nicknames"]):
        for name in group:
            groups.setdefault(name, set()).add(number)
    return Vocabulary(
        version=int(raw["version"]),
        titles=frozenset(raw["titles"]),
        particles=frozenset(raw["particles"]),
        articles=frozenset(raw["articles"]),
        filiation=frozenset(raw["filiation"]),
        kunya=frozenset(raw["kunya"]),
        servant=frozenset(raw["servant"]),
        servant_joined=tuple(raw["servant_joined"]),
        family_names=dict(raw["family_names"]),
        nicknames={name: frozenset(found) for name, found in groups.items()},
        forms=forms,
        form_starts=frozenset(phrase[0] for phrase in forms),
        common=frozenset(raw["common"]),
        vessel_prefixes=frozenset(raw["vessel_prefixes"]),
        spellings=_translated(raw["translations"], frozenset(raw["particles"])) | dict(raw["spellings"]),
        joined=joined,
        joined_starts=frozenset(phrase[0] for phrase in joined),
        numbers={word: int(number) for word, number in raw["numbers"].items()},
        common_names=frozenset(raw["common_names"]),
        common_brands=frozenset(raw["common_brands"]) | frozenset(raw["common"]),
        double_family_names=frozenset(raw["double_family_names"]),
        korean_family_names=frozenset(raw["korean_family_names"]),
        chinese_family_names=frozenset(raw["chinese_family_names"]),
    )


def _translated(groups: Mapping[str, Sequence[str]], particles: frozenset[str]) -> dict[str, str]:
    """Each foreign word, as its Latin spelling comes out of `letters.latin`, to the word that it stands for."""
    found = {_SIGNS.sub("", latin(foreign)): word for word, others in groups.items() for foreign in others}
    return {spelled: word for spelled, word in found.items() if spelled not in particles}


@dataclass(frozen=True, slots=True)
class PlaceVocabulary:
    """`countries`: a country's name to its code; `successors`: a former state's code to those of its heirs."""

    version: int
    countries: Mapping[str, str]
    successors: Mapping[str, tuple[str, ...]]
    empty_words: frozenset[str]


@lru_cache(maxsize=1)
def place_vocabulary() -> PlaceVocabulary:
    """The packaged words of places (`places.yaml`)."""
    text = (resources.files("simurg.fusion.identity") / "places.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    return PlaceVocabulary(
        version=int(raw["version"]),
        countries={name: code for code, names in raw["countries"].items() for name in names},
        successors={code: tuple(heirs) for code, heirs in raw["successors"].items()},
        empty_words=frozenset(raw["empty_words"]),
    )
