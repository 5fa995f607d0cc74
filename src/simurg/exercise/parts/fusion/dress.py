"""The forms in which a name stands in a text: title, initial, patronymic, order, acronym, type and legal form.

Patronymics are made by rules of the exercise: the father's name with the sounds `oviC` after it, or after the word for
"child of" where the script has one. `Part`s tell what a reader of the form can see of each word.
"""

from dataclasses import dataclass

import numpy as np

from simurg.exercise.parts.fusion.settings import Dial
from simurg.exercise.parts.fusion.spelling import Lexicon, script, spell

_SPACELESS, _TITLE_LAST = ("katakana",), ("hangul", "katakana")
_TYPE_FIRST = ("cyrillic", "greek", "arabic", "hebrew")
_ACRONYMS = ("latin", "cyrillic", "greek")
ACRONYM = 0.15  # of the dressed mentions of an organisation


@dataclass(frozen=True, slots=True)
class Entity:
    """`words` are (lexicon, number); `father` is a given name's number; `role` the number of title, type or feature."""

    kind: str  # person, organisation, place
    words: tuple[tuple[str, int], ...]
    father: int
    role: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a mention shows of one word: all of its spelling, or the first letter only."""

    seen: str
    initial: bool


@dataclass(frozen=True, slots=True)
class Dressed:
    """A mention's text, and what a reader who knows the forms can see in it."""

    text: str
    parts: tuple[Part, ...]  # of the entity's words, in their order
    father: str = ""  # the father's name as spelled, where a patronymic is shown
    role: int = -1  # the number of title, type or feature, where one is shown


def dressed(dice: np.random.Generator, dial: Dial, entity: Entity, lexicons: dict[str, Lexicon], where: str) -> Dressed:
    """One mention."""
    told = [spell(dice, lexicons[pool].words[word], where, dial.loose) for pool, word in entity.words]
    formal = [dice.random() < dial.dressed for _ in range(4)]
    if entity.kind == "person":
        father = spell(dice, lexicons["given"].words[entity.father], where, dial.loose)
        return _person(dice, entity, (told[0], told[1], father), (where, formal))
    if entity.kind == "organisation":
        return _organisation(dice, entity, told, (where, formal))
    if not formal[0]:
        return Dressed(told[0], (Part(told[0], False),))
    feature = str(script(where)["features"][entity.role])
    text = f"{told[0]}{feature}" if where in _TITLE_LAST else f"{feature} {told[0]}"
    return Dressed(text, (Part(told[0], False),), role=entity.role)


def _person(
    dice: np.random.Generator, entity: Entity, words: tuple[str, str, str], manner: tuple[str, list[bool]]
) -> Dressed:
    (given, family, father), (where, formal) = words, manner
    gap = "・" if where in _SPACELESS else " "
    short = formal[0] and dice.random() < 0.4
    first = f"{given[0]}." if short else given
    shown = formal[1] and not short and dice.random() < 0.5
    if shown:
        child = script(where).get("child")
        first += f"{gap}{child} {father}" if child else gap + father + _suffix(where)
    text = f"{first}{gap}{family}"
    if formal[2] and dice.random() < 0.5:
        text = f"{family}{gap if where in _SPACELESS else ', '}{first}"
    if formal[3]:
        title = str(script(where)["titles"][entity.role])
        text = (
            f"{text}{title}" if where in _SPACELESS else f"{text} {title}" if where == "hangul" else f"{title} {text}"
        )
    parts = (Part(given[0] if short else given, short), Part(family, False))
    return Dressed(text, parts, father if shown else "", entity.role if formal[3] else -1)


def _organisation(
    dice: np.random.Generator, entity: Entity, told: list[str], manner: tuple[str, list[bool]]
) -> Dressed:
    where, formal = manner
    kind = str(script(where)["types"][entity.role])
    if formal[0] and where in _ACRONYMS and dice.random() < ACRONYM:
        text = "".join(word[0] for word in (*told, kind)).upper()
        return Dressed(text, tuple(Part(word[0], True) for word in told))
    gap = "・" if where in _SPACELESS else " "
    text = gap.join(told)
    text = f"{kind} {text}" if where in _TYPE_FIRST else f"{text}{kind}" if where in _SPACELESS else f"{text} {kind}"
    if formal[1]:
        forms = script(where)["forms"]
        form = str(forms[int(dice.integers(len(forms)))])
        text = f"{form} {text}" if where == "cyrillic" else f"{text} {form}"
    return Dressed(text, tuple(Part(word, False) for word in told), role=entity.role)


def _suffix(where: str) -> str:
    """The patronymic's ending in its usual spelling; it begins within a word."""
    endings = {"cyrillic": "ович", "greek": "οβιτς", "hangul": "오비치", "katakana": "オビチ"}
    return endings[where]
