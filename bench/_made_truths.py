"""What `_made_entities` makes pairs of: fictional persons, firms and ships, the words they are made of, spelling.

Numbers carry right check digits. `cyrillic` is a rough way back from Latin letters, good enough for made-up brands.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Word:
    spellings: tuple[str, ...]
    native: str


@dataclass(frozen=True, slots=True)
class Person:
    culture: str
    words: tuple[Word, ...]  # given (several for Korean and Chinese), father's, grandfather's
    family: Word
    woman: bool
    born: tuple[int, int, int]
    place: str
    country: str
    roles: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    nickname: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    schema: str
    distinct: str
    activity: int
    form: str
    country: str
    number: int  # 0 for none
    town: str
    founded: tuple[int, int, int]
    address: str
    numbers: tuple[tuple[str, str], ...]
    short: str = ""


@dataclass(frozen=True, slots=True)
class Ship:
    name: str
    former: tuple[str, ...]
    flag: str
    kind: str
    built: int
    tons: int
    numbers: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "_made_names.yaml").read_text(encoding="utf-8")))


def word(text: str) -> Word:
    latin, _, native = text.partition("|")
    return Word(tuple(latin.split("/" if "/" in latin else None)), native)


_CYRILLIC = dict(zip("abvgdeziklmnoprstufhcyjw", "абвгдезиклмнопрстуфхцыйв", strict=True))


def cyrillic(text: str) -> str:
    for latin, letter in (
        ("shch", "щ"),
        ("sh", "ш"),
        ("ch", "ч"),
        ("zh", "ж"),
        ("kh", "х"),
        ("ya", "я"),
        ("yu", "ю"),
        ("x", "кс"),
    ):
        text = text.lower().replace(latin, letter)
    return "".join(_CYRILLIC.get(letter, letter) for letter in text).capitalize()


def patronymic(given: str, woman: bool) -> str:
    stem = given.rstrip("yi")
    soft = stem.endswith("e") or given.endswith(("y", "i"))
    if woman:
        return f"{stem.rstrip('e')}evna" if soft else f"{stem}ovna"
    return f"{stem.rstrip('e')}evich" if soft else f"{stem}ovich"


def feminine(family: str) -> str:
    if family.endswith(("ov", "ev", "in", "yov")):
        return family + "a"
    return family[:-2] + "aya" if family.endswith("sky") else family


def native_name(one: Person) -> str:
    parts = [found.native for found in one.words]
    if not one.family.native or not all(parts):
        return ""
    if one.culture in ("korean", "chinese"):
        return one.family.native + "".join(parts)
    if one.culture == "russian":
        father = parts[1].rstrip("йи")
        ending = ("евна" if one.woman else "евич") if father != parts[1] else ("овна" if one.woman else "ович")
        family = one.family.native + ("а" if one.woman and one.family.native.endswith(("ов", "ев", "ёв")) else "")
        return f"{parts[0]} {father}{ending} {family}"
    return " ".join([*parts, one.family.native])


def ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def imo(six: str) -> str:
    return six + str(sum(int(digit) * weight for digit, weight in zip(six, (7, 6, 5, 4, 3, 2), strict=True)) % 10)


def inn(body: str) -> str:
    """9 digits give a firm's number of 10, 10 a person's of 12."""
    rows = {
        9: [(2, 4, 10, 3, 5, 9, 4, 6, 8)],
        10: [(7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)],
    }[len(body)]
    for row in rows:
        body += str(sum(int(digit) * weight for digit, weight in zip(body, row, strict=True)) % 11 % 10)
    return body


def ogrn(twelve: str) -> str:
    return twelve + str(int(twelve) % 11 % 10)
