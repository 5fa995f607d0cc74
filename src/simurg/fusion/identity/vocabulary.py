"""The words inside names that mean something of their own (`words.yaml`), read once and turned into look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml


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
        spellings=dict(raw["spellings"]),
        joined=joined,
        joined_starts=frozenset(phrase[0] for phrase in joined),
        numbers={word: int(number) for word, number in raw["numbers"].items()},
    )
