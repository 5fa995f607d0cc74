"""The words of `words.yaml`, read once and turned into look-ups. Nothing here changes after the first call."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Look-ups by casefolded word; values are the numbers that words.yaml gives them."""

    months: dict[str, int]
    weekdays: dict[str, int]
    days_back: dict[str, int]
    numbers: dict[str, int]
    scales: dict[str, int]
    number_joins: frozenset[str]
    joins: frozenset[str]
    cues: frozenset[str]
    press_names: frozenset[str]
    press_begins: tuple[str, ...]
    press_ends: tuple[str, ...]
    abbreviations: frozenset[str]
    stop: frozenset[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The packaged words."""
    text = (resources.files("simurg.fusion.story") / "words.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)

    def valued(part: str) -> dict[str, int]:
        return {str(word).casefold(): int(value) for value, words in raw[part].items() for word in words}

    def plain(part: str) -> frozenset[str]:
        return frozenset(str(word).casefold() for word in raw[part])

    return Vocabulary(
        months=valued("months"),
        weekdays=valued("weekdays"),
        days_back=valued("days_back"),
        numbers=valued("numbers"),
        scales=valued("scales"),
        number_joins=plain("number_joins"),
        joins=plain("joins"),
        cues=plain("cues"),
        press_names=plain("press_names"),
        press_begins=tuple(sorted(plain("press_begins"))),
        press_ends=tuple(sorted(plain("press_ends"))),
        abbreviations=plain("abbreviations"),
        stop=plain("stop"),
    )
