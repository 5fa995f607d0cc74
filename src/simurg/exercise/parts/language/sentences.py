"""Sentences of the language part: a pattern filled with names, with where each name came to stand.

Patterns stand in `speech/`, one file a language, and were written without a look at any reader's vocabulary. `filled`
keeps the place of everything it puts in, so that the truth of a sentence has the offsets of its words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from simurg.exercise.atlas import City
from simurg.exercise.parts.language.parties import Party, named, spoken

_SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_AGREEING = {"ru": frozenset("evos"), "ar": frozenset(("f", "ya", "at", "a"))}
_STOPS = (".", "!", "?", "»", "”")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`marks`: slot -> where its words stand in `text`, end exclusive (a, b, c, p, t; n: the number alone)."""

    text: str
    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What a pattern is filled with. `when`: the words that tell the day."""

    actor: Party
    recipient: Party
    third: Party
    city: City
    ambiguous: bool
    when: str
    deaths: int
    patterns: tuple[str, ...] = ()  # other ways to tell the same event


def filled(pattern: str, said: Said, language: str, *, plain: bool = False) -> Sentence:
    """`plain`: as a poor translation, without the articles of the pattern. Begins with a capital; has no stop."""
    pieces: list[str] = []
    marks: dict[str, tuple[int, int]] = {}
    reached = length = 0
    for slot in _SLOT.finditer(pattern):
        literal = _literal(pattern[reached : slot.start()], language, plain)
        words = _words(slot[1], slot[2] or "", said, language)
        pieces += [literal, words]
        begin = length + len(literal)
        length = begin + len(words)
        if (slot[2] or "") not in _AGREEING.get(language, ()):
            stop = begin + len(str(said.deaths)) if slot[1] == "n" else length
            marks.setdefault(slot[1], (begin, stop))
        reached = slot.end()
    text = "".join([*pieces, _literal(pattern[reached:], language, plain)])
    return Sentence(_capital(text, language), marks)


def wrapped(wrap: str, pattern: str) -> str:
    """A pattern within another that tells who says so, or draws it out."""
    inner = pattern
    if not wrap.startswith("{s}") and not pattern.startswith("{"):
        inner = pattern[0].lower() + pattern[1:]
    return wrap.replace("{s}", inner)


def stopped(text: str) -> str:
    """With a full stop, if it has none."""
    return text if text.endswith(_STOPS) else f"{text}."


def day_words(day: date, published: date, language: str, manner: str) -> str:
    """The day of an event as a report tells it. `manner`: near (today, yesterday), weekday (of the last week) or date;
    what does not reach so far is told in the next way."""
    words = spoken(language)["words"]
    ago = (published - day).days
    if manner == "near" and ago in (0, 1):
        return str(words["yesterday" if ago else "today"])
    if manner != "date" and 0 <= ago < 7:
        return str(words["weekday"]).format(w=words["weekdays"][day.weekday()])
    return str(words["date"]).format(d=day.day, m=words["months"][day.month - 1])


def town(city: City, language: str, *, ambiguous: bool) -> str:
    """A city's name; with its state behind it where there are two of that name."""
    scripts = spoken("names")["cities"][city.name]
    name = {"ru": scripts[0], "ar": scripts[1]}.get(language, city.name)
    if not ambiguous:
        return str(name)
    home = city.state if language == "en" else str(spoken("names")["states"][city.state][language])
    home = home.removeprefix("la ").removeprefix("l'").removeprefix("a ")
    return f"{name} ({home})"


def _words(slot: str, case: str, said: Said, language: str) -> str:
    if slot in "abc":
        return named({"a": said.actor, "b": said.recipient, "c": said.third}[slot], language, case)
    if slot == "p":
        return town(said.city, language, ambiguous=said.ambiguous)
    if slot == "n":
        return str(spoken(language)["words"]["people"]).format(n=said.deaths)
    return said.when


def _literal(text: str, language: str, plain: bool) -> str:
    articles = spoken("names")["articles"].get(language)
    if not plain or not articles:
        return text
    return re.sub(rf"(?<![\w’'])(?:{articles}) ", "", text)


def _capital(text: str, language: str) -> str:
    first = "İ" if language == "tr" and text[0] == "i" else text[0].upper()
    return first + text[1:]
