"""Invented words and how each script spells them: drawn with variants, or all variants with their probabilities.

A word is a string of sounds (`scripts.yaml`). Each sound takes its usual spelling, or another with the probability
`loose`, evenly. The list of all spellings is what an oracle may know.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from simurg.exercise.parts.fusion.syllables import hangul, katakana

SCRIPTS = ("latin", "cyrillic", "greek", "arabic", "hebrew", "hangul", "katakana")
VOWELS = "aeiou"
_ONSETS = tuple("bdfghklmnprstvzSCJZX")
_CODAS = tuple("nlrmskt")
_NEAR = ("vb", "sS", "lr", "pb", "td", "kg", "ei", "ou", "sz", "fp", "hX", "CS", "ZJ", "mn", "ae")


@cache
def script(name: str) -> dict[str, Any]:
    """One script's tables."""
    return dict(_told()[name])


@cache
def _told() -> dict[str, Any]:
    path = files("simurg.exercise.parts.fusion").joinpath("scripts.yaml")
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of one kind. Word 2k and 2k + 1 are near: they differ in one sound that is easily confused."""

    words: tuple[str, ...]

    def near(self, word: int) -> int:
        """The number of the word that is near."""
        return word ^ 1


def draw_lexicon(dice: np.random.Generator, pairs: int) -> Lexicon:
    """`pairs` words of two or three syllables and their near ones, all different."""
    made: list[str] = []
    while len(made) < 2 * pairs:
        word = "".join(_syllable(dice) for _ in range(int(dice.integers(2, 4))))
        near = _neighbour(dice, word)
        if near != word and word not in made and near not in made:
            made += [word, near]
    return Lexicon(tuple(made))


def spell(dice: np.random.Generator, word: str, where: str, loose: float) -> str:
    """One spelling, as drawn."""
    told = []
    for at in range(len(word)):
        options = _options(word, at, where)
        free = len(options) > 1 and dice.random() < loose
        told.append(options[1 + int(dice.integers(len(options) - 1))] if free else options[0])
    return joined(told, where)


def spellings(word: str, where: str, loose: float) -> dict[str, float]:
    """Every spelling of a word with its probability."""
    paths: dict[tuple[str, ...], float] = {(): 1.0}
    for at in range(len(word)):
        options = _options(word, at, where)
        rest = loose / (len(options) - 1) if len(options) > 1 else 0.0
        weights = [1.0 - rest * (len(options) - 1), *[rest] * (len(options) - 1)]
        paths = {
            (*path, option): chance * weight
            for path, chance in paths.items()
            for option, weight in zip(options, weights, strict=True)
        }
    made: dict[str, float] = {}
    for path, chance in paths.items():
        text = joined(list(path), where)
        made[text] = made.get(text, 0.0) + chance
    return made


def usual_spelling(word: str) -> str:
    """The usual one in Latin letters."""
    return joined([_options(word, at, "latin")[0] for at in range(len(word))], "latin")


def joined(told: list[str], where: str) -> str:
    """Spelled sounds as one word, with a capital where the script has them."""
    if where == "hangul":
        return hangul(told)
    if where == "katakana":
        return katakana(told)
    text = "".join(told)
    final: dict[str, str] = script(where).get("final", {})
    text = text[:-1] + final.get(text[-1], text[-1])
    return text[0].upper() + text[1:]


def _options(word: str, at: int, where: str) -> list[str]:
    tables = script(where)
    if at == 0 and word[0] in tables.get("initial", {}):
        return list(tables["initial"][word[0]])
    return list(tables["sounds"][word[at]])


def _syllable(dice: np.random.Generator) -> str:
    onset = _ONSETS[int(dice.integers(len(_ONSETS)))] if dice.random() < 0.9 else ""
    coda = _CODAS[int(dice.integers(len(_CODAS)))] if dice.random() < 0.4 else ""
    return onset + VOWELS[int(dice.integers(5))] + coda


def _neighbour(dice: np.random.Generator, word: str) -> str:
    """The word with one of its sounds confused; itself if it has none that is."""
    options = [
        word[:at] + pair[1 - pair.index(sound)] + word[at + 1 :]
        for at, sound in enumerate(word)
        for pair in _NEAR
        if sound in pair
    ]
    return options[int(dice.integers(len(options)))] if options else word
