"""Sentences of reporting language made from patterns and the coder's open lexicon, each with its event type.

They teach how the lexicon's words join (who does what to whom, in which voice, under which word of intent), for words
that none of the written sentences has. Actors stand as {s} and {t}. The same seed and lexicon give the same sentences.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from simurg.extraction.coder.inflection import plural, verb_forms
from simurg.extraction.coder.lexicon import GAP, entries

UNIONS: Mapping[str, tuple[str, ...]] = {
    "coopact": (
        "cooperate",
        "give",
        "assist",
        "meet",
        "visit",
        "endorse",
        "recognise",
        "arm",
        "host",
        "talks",
        "mediate",
        "trade",
        "sign",
    ),
    "retreatact": (
        "withdraw",
        "release",
        "lift",
        "ceasefire",
        "disarm",
        "access",
        "yield",
        "easedom",
        "return",
        "reform",
    ),
    "conflictact": (
        "attack",
        "bombard",
        "seize",
        "arrest",
        "ban",
        "restrict",
        "kill",
        "airstrike",
        "abduct",
        "deport",
        "torture",
    ),
    "sanctionact": ("breakoff", "penalise", "expelout", "stoptalks"),
}
_SLOT = re.compile(r"<(\w+)\.(\w)>")
_CHOICE = re.compile(r"\(([^()]*/[^()]*)\)")
_ROLES = (
    "{}",
    "{}",
    "{}",
    "the {} government",
    "{} officials",
    "the {} president",
    "the {} foreign minister",
    "{}'s parliament",
    "{} rebels",
    "{} leaders",
    "{} authorities",
    "the {} prime minister",
    "{} forces",
    "the {} army",
    "{} police",
    "the {} opposition",
    "the government of {}",
    "leaders of {}",
)
_BEFORE = (
    "on Monday",
    "after weeks of tension",
    "according to local reports",
    "in a statement",
    "late on Thursday",
    "for the first time",
    "following the collapse of the earlier agreement",
    "despite calls for restraint",
    "as part of an agreement",
    "under pressure from donors",
    "while a neighbouring state <criticise.d> the move",
    "as <talks.N> went on in a third country",
    "after an <attack.N> in the capital",
)
_AFTER = (
    ", officials said",
    " on Sunday",
    ", the state news agency reported",
    " after a week of unrest",
    " in the border town",
    ", a spokesman said",
    " last month",
    ", which the opposition <criticise.d>",
    ", a day after <talks.N> ended",
    " because of the <fightnoun.N>",
    ", calling it a first step",
    " and announced new <law.N>",
    ", following <demonstrate.N> in the capital",
    ", as a neighbouring state had <ask.n>",
    " despite <criticise.N> from allies",
    ", witnesses said",
)


@dataclass(frozen=True, slots=True)
class Made:
    event_type: str
    text: str


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """Class → kind → entries, of the English lexicon in its order."""
    found: dict[str, dict[str, list[str]]] = {}
    folder = resources.files("simurg.extraction.coder") / "lexicon"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.startswith("en_") and file.name.endswith(".yaml"):
            for name, entry in yaml.safe_load(file.read_text("utf-8"))["classes"].items():
                kinds = found.setdefault(name, {})
                for kind in ("verbs", "nouns"):
                    kinds.setdefault(kind, []).extend(entries(entry.get(kind, "")))
    return found


@cache
def templates() -> dict[str, list[str]]:
    text = (resources.files("simurg.exercise.parts.language") / "templates" / "typed.yaml").read_text("utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return loaded


def made(seed: int, each: int) -> Iterator[Made]:
    """`each` sentences of every type, of every template about the same number."""
    for event_type, patterns in templates().items():
        rng = random.Random(f"{seed} {event_type}")  # noqa: S311 - words, not secrets
        for number in range(each):
            yield Made(event_type, dressed(patterns[number % len(patterns)], rng))


def dressed(pattern: str, rng: random.Random) -> str:
    """A pattern with its choices made, its actors in a role, its words drawn, now and then with what stands around."""
    before = f"{rng.choice(_BEFORE)}, " if rng.random() < 0.2 else ""
    after = rng.choice(_AFTER) if rng.random() < 0.4 else ""
    text = before + pattern + after
    while choice := _CHOICE.search(text):
        text = text[: choice.start()] + rng.choice(choice.group(1).split("/")) + text[choice.end() :]
    text = text.replace("{S}", rng.choice(_ROLES).format("{s}")).replace("{T}", rng.choice(_ROLES).format("{t}"))
    text = _SLOT.sub(lambda slot: _word(slot.group(1), slot.group(2), rng), text)
    text = re.sub(r"\s+([,.])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return text[0].upper() + text[1:] + "." if not text.startswith("{") else text + "."


def _word(name: str, form: str, rng: random.Random) -> str:
    group = rng.choice(UNIONS[name]) if name in UNIONS else name
    kinds = _words()[group]
    if form == "N":
        noun = rng.choice(kinds["nouns"])
        return plural(noun) if rng.random() < 0.35 else noun
    first, space, rest = rng.choice(kinds["verbs"]).partition(" ")
    forms = forms_of(first)
    return forms.get(form, forms.get("n", first)) + space + rest.replace(GAP, "the")


@cache
def forms_of(verb: str) -> Mapping[str, str]:
    """A verb's first form for each tag."""
    found: dict[str, str] = {}
    for form, tag in verb_forms(verb):
        found.setdefault(tag, form)
    found.setdefault("d", found.get("n", verb))
    return found
