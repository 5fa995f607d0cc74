"""Words for amounts of people by language, compiled from `vocabularies/quantities.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from ahocorasick_rs import AhoCorasick, Implementation

from simurg.extraction.folding import fold

KINDS = ("deaths", "injured", "displaced", "detained", "missing", "affected")
_TENS = (20, 30, 40, 50, 60, 70, 80, 90)
_FIGURES = r"\d{1,3}(?:[,.   ]\d{3})+|\d{1,7}"
_MOST_BETWEEN = 5
"""Words between a number and what is said of it."""


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """`after` and `before` have the groups `hedge`, `first`, `second`, `amount`, and one named as the kind; `hint`
    finds how the words that are counted with begin, in folded text."""

    numbers: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[int | None, int | None]]
    least: frozenset[str]
    most: frozenset[str]
    none: frozenset[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    hint: AhoCorasick


def languages() -> tuple[str, ...]:
    return tuple(_vocabulary())


@cache
def _vocabulary() -> dict[str, Any]:
    text = (files("simurg.extraction") / "vocabularies" / "quantities.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def quantity_words(language: str) -> QuantityWords:
    """Of a language in the vocabulary; KeyError for another."""
    row = _vocabulary()[language]
    numbers = {word.lower(): number for number, word in enumerate(_split(row["numbers"]), 1)}
    numbers |= {word.lower(): _TENS[number] for number, word in enumerate(_split(row["tens"]))}
    if language == "ru":
        numbers |= {"двое": 2, "трое": 3, "четверо": 4, "пятеро": 5}
    if language == "pt":
        numbers |= {"duas": 2}
    ones = [word for word in _split(row["one"]) if word.lower() not in numbers]
    numbers |= dict.fromkeys((word.lower() for word in ones), 1)
    scales = {str(word).lower(): int(number) for word, number in row["scales"].items()}
    vague = {str(word).lower(): (low, high) for word, (low, high) in row["vague"].items()}
    none = _split(row["none"])
    spelt = _any([word for word in numbers if word not in ones])
    number = (
        rf"(?:{_FIGURES}|(?:{spelt})(?:[- ](?:(?:y|et|e|and|und) )?(?:{spelt}))?)"
        rf"(?:[- ]?(?:{_any(list(scales))})(?!\w))?"
    )
    hedges = [*_split(row["least"]), *_split(row["most"]), *_split(row["near"])]
    told, joins = [*vague, *none], _any(_split(row["join"]))
    counted = [
        rf"(?P<amount>(?:(?P<hedge>{_any(hedges)}) )?(?P<first>{number}|{_any(words)})"
        rf"(?: ?(?:{joins}) ?(?P<second>{number}))?)(?!\w|-\w)"
        for words in (told, [*told, *ones])
    ]
    agent = (
        rf"(?! (?:(?:{_any(hedges)}) )?"
        rf"(?:{number}|{_any([*vague, *ones])}|the|himself|herself|themselves|its|their)(?!\w))"
    )
    after = "|".join(f"(?P<{kind}>{_any(_split(forms))})" for kind, forms in row["after"].items())
    before = "|".join(f"(?P<{kind}>{_any(_split(forms))})" for kind, forms in row["before"].items())
    units = _any(_split(row["units"]))
    between = rf"(?:[ ](?!{_STOPS}|(?:{spelt}|\d+)(?!\w))[\w’'-]+){{0,{_MOST_BETWEEN}}}?"
    return QuantityWords(
        numbers, scales, vague, _lower(row["least"]), _lower(row["most"]), frozenset(word.lower() for word in none),
        re.compile(rf"(?<![\w.,]){counted[0]}{between}[ ](?:{after})(?!\w){agent}", re.IGNORECASE),
        re.compile(
            rf"(?<!\w)(?:{before})(?: [\w’']+){{0,1}}? {counted[1]}(?! (?:[\w’'-]+ )?(?:{units})(?!\w))(?! ?[%$€£])",
            re.IGNORECASE,
        ),
        AhoCorasick(sorted({f" {fold(form)[:5]}" for part in ("after", "before") for forms in row[part].values()
                            for form in _split(forms)}), implementation=Implementation.ContiguousNFA),
    )  # fmt: skip


_STOPS = r"(?:and|but|or|after|when|while|as|y|et|und|ve|и|و|mais|aber|но|por|after|since|of whom)(?!\w)"


def _split(written: str) -> list[str]:
    return str(written).split("/")


def _lower(written: str) -> frozenset[str]:
    return frozenset(form.lower() for form in _split(written))


def _any(forms: list[str]) -> str:
    return "|".join(re.escape(form).replace(r"\ ", " ") for form in sorted(set(forms), key=len, reverse=True))
