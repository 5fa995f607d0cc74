"""The turns of phrase for dates of a language, compiled from `vocabularies/dates.yaml` to one expression over folded
text.

A turn is written as it is said, with `{n}`, `{unit}`, `{day}`, `{month}`, `{d}`, `{e}` and `{y}` for what varies; the
kind of a turn (`ago`, `last_day`, `date` …) says how it is resolved. Turns that say more are tried first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from ahocorasick_rs import AhoCorasick, Implementation

from simurg.extraction.folding import fold

KINDS = (
    "range",
    "date",
    "month_year",
    "ago",
    "one_ago",
    "ahead",
    "one_ahead",
    "dual_ago",
    "dual_ahead",
    "day_last_week",
    "day_next_week",
    "last_day",
    "next_day",
    "weekend_last",
    "weekend_next",
    "last",
    "next",
    "this",
    "words",
    "month",
    "year",
    "same_day",
)
"""In the order in which they are tried."""
_NO_YEAR = r"(?! {1,3}(?:\w{2,3} {1,3})?(?:19|20)\d\d )"
"""After a month that stands for itself."""
_ENDINGS = {"es": r"[aei]r(?:á|án|emos)", "pt": r"[aei]r(?:á|ão)", "fr": r"(?:e|i|d)r(?:a|ont)"}
"""How verbs end that tell what is to come, in languages that bend them so."""
_TOKEN = re.compile(r"(?:\{\w+\}|\[[^\]]*\]|[^\s\[\]{}])+")


@dataclass(frozen=True, slots=True)
class Found:
    """A turn found: its kind and what stands in its holes, where in the text."""

    kind: str
    start: int
    end: int
    parts: dict[str, str]


@dataclass(frozen=True)
class DateWords:
    """A language's turns. `day_first`: None where a language writes either ("en")."""

    day_first: bool | None
    capitals: bool
    days: dict[str, int]
    months: dict[str, int]
    units: dict[str, str]
    numbers: dict[str, int]
    duals: dict[str, str]
    words: dict[str, int]
    future: re.Pattern[str]
    endings: re.Pattern[str] | None
    small: frozenset[str]
    not_after: dict[str, frozenset[str]]
    not_before: dict[str, frozenset[str]]
    turns: tuple[tuple[str, str], ...] = field(repr=False)
    pattern: re.Pattern[str] = field(repr=False)
    triggers: AhoCorasick = field(repr=False)

    def found_in(self, folded: str, start: int, end: int) -> Iterator[Found]:
        for match in self.pattern.finditer(folded, start, end):
            name = match.lastgroup
            if name is None:
                continue
            number = name[1:]
            cut = len(number) + 1
            parts = {
                key[:-cut]: value for key, value in match.groupdict().items() if value and key.endswith(f"_{number}")
            }
            begin, stop = match.span(name)
            yield Found(self.turns[int(number)][0], begin, stop, parts)


def languages() -> tuple[str, ...]:
    return tuple(_vocabulary())


@cache
def _vocabulary() -> dict[str, Any]:
    text = (files("simurg.extraction") / "vocabularies" / "dates.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _form(words: str) -> str:
    return " ".join(fold(words).split())


def _forms(written: str) -> list[str]:
    return [_form(form) for form in str(written).split("/")]


@cache
def date_words(language: str) -> DateWords:
    """Of a language in the vocabulary; KeyError for another."""
    row = _vocabulary()[language]
    days = {form: number for number, forms in enumerate(row["days"]) for form in _forms(forms)}
    months = {form: number for number, forms in enumerate(row["months"], 1) for form in _forms(forms)}
    units = {form: unit for unit, forms in row["units"].items() for form in _forms(forms)}
    numbers = {form: int(number) for number, forms in row["numbers"].items() for form in _forms(forms)}
    words = {form: int(shift) for shift, forms in row["words"].items() for form in _forms(forms)}
    duals = {_form(form): unit for form, unit in row.get("duals", {}).items()}
    holes = {"n": rf"\d{{1,3}}|{_any(numbers)}", "unit": _any(units), "day": _any(days), "month": _any(months),
             "d": r"[12]\d|3[01]|0?[1-9]", "e": r"[12]\d|3[01]|0?[1-9]", "y": r"(?:19|20)\d\d", "word": _any(words),
             "dual": _any(duals) if duals else r"(?!)"}  # fmt: skip
    turns = _turns(row["turns"], language)
    clitic = "(?:[وفبلك])?" if language == "ar" else ""
    pattern = "|".join(
        f"(?P<t{number}>{_compiled(turn, number, holes)}{_NO_YEAR if kind == 'month' else ''})"
        for number, (kind, turn) in enumerate(turns)
    )
    triggers = [f" {form} " for form in (*days, *months, *units, *words, *duals)]
    triggers += [f" {max(turn.split(), key=len)} " for kind, turn in turns if kind.startswith("weekend")]
    if clitic:
        triggers += [f" {letter}{form} " for letter in "وفبل" for form in (*days, *words)]
    return DateWords(
        {"dmy": True, "mdy": False}.get(row["order"]),
        bool(row.get("capitals")),
        days,
        months,
        units,
        numbers,
        duals,
        words,
        re.compile(rf"(?<![^ ])(?:{'|'.join(_forms(row['future']))})(?= )"),
        re.compile(rf"\w{{2,}}{_ENDINGS[language]}(?!\w)") if language in _ENDINGS else None,
        frozenset(_forms(row.get("small", "-"))),
        _around(row.get("not_after", {})),
        _around(row.get("not_before", {})),
        tuple(turns),
        re.compile(rf"(?<![^ ]){clitic}(?:{pattern})(?= )"),
        AhoCorasick([*triggers, " 19", " 20"], implementation=Implementation.ContiguousNFA),
    )


def _around(written: dict[str, str]) -> dict[str, frozenset[str]]:
    return {_form(word): frozenset(_forms(forms)) for word, forms in written.items()}


def _turns(written: dict[str, list[str]], language: str) -> list[tuple[str, str]]:
    """Kind and turn, in the order in which they are tried."""
    turns = dict(written)
    turns["words"] = ["{word}"]
    if language == "ar":
        turns["dual_ago"] = ["قبل {dual}", "منذ {dual}"]
        turns["dual_ahead"] = ["بعد {dual}"]
    unknown = set(turns) - set(KINDS)
    if unknown:
        raise ValueError(f"dates.yaml, {language}: no such kind of turn: {', '.join(sorted(unknown))}.")
    return [(kind, turn) for kind in KINDS for turn in turns.get(kind, ())]


def _any(forms: dict[str, Any]) -> str:
    return "|".join(re.escape(form).replace(r"\ ", " {1,3}") for form in sorted(forms, key=len, reverse=True))


def _compiled(turn: str, number: int, holes: dict[str, str]) -> str:
    """A turn as an expression, its holes named with the turn's number."""
    made = ""
    begun = False
    for token in _tokens(turn):
        optional = token.startswith("[") and token.endswith("]") and token.count("[") == 1
        inner = _piece(token[1:-1] if optional else token, number, holes)
        if optional:
            made += f"(?: {{1,3}}(?:{inner}))?" if begun else f"(?:(?:{inner}) {{1,3}})?"
        else:
            made += (" {1,3}" if begun else "") + inner
            begun = True
    return made


def _tokens(turn: str) -> list[str]:
    """Split at spaces that are not in brackets."""
    found, depth, token = [], 0, ""
    for letter in turn:
        depth += (letter == "[") - (letter == "]")
        if letter == " " and not depth:
            found.append(token)
            token = ""
        else:
            token += letter
    return [part for part in [*found, token] if part]


def _piece(token: str, number: int, holes: dict[str, str]) -> str:
    """A token: words, holes, and endings in brackets; alternatives divided by /."""
    made = ""
    for part in re.split(r"(\[[^\]]*\]|\{\w+\})", token):
        if part.startswith("{"):
            made += f"(?P<{part[1:-1]}_{number}>{holes[part[1:-1]]})"
        elif part.startswith("["):
            made += f"(?:{'|'.join(_literal(form) for form in part[1:-1].split('/'))})?"
        elif part:
            made += "|".join(_literal(form) for form in part.split("/"))
    return made


def _literal(words: str) -> str:
    return re.escape(_form(words)).replace(r"\ ", " {1,3}")
