"""How a text says its facts: a choice of sentences (`Wording`) and a house style, rendered over `Said`.

The same wording over other facts is what an altered copy is; another wording over the same facts is what a second
reporter writes. Rendering is a function: no dice.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from simurg.exercise.atlas import atlas
from simurg.exercise.parts.fusion.incidents import Said
from simurg.exercise.prose import FOOTER, Happening, filled, party_words, phrases

_ONES = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Wording:
    """Numbers of sentences. `core` and `colour` name (section, number) in the order in which they are printed."""

    title: int  # of the kind's titles
    lead: int
    core: tuple[tuple[str, int], ...]  # who, figures, dead, when, matter: the sentences with the facts
    colour: tuple[tuple[str, int], ...]  # attributions, contexts, quotes


@dataclass(frozen=True, slots=True)
class Style:
    """The house's own: agency in the dateline, numbers in words, a last line, a cited outlet, a headline's form."""

    agency: str
    spelled: bool = False
    signoff: int = -1
    cites: tuple[int, str] | None = None  # (number of the sentence, outlet)
    form: int = -1  # of an update's headline
    blurb: int = -1  # a headline of its own


@cache
def sentences() -> dict[str, Any]:
    """The part's own sentences."""
    path = files("simurg.exercise.parts.fusion").joinpath("phrases.yaml")
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


def draw_wording(dice: np.random.Generator, kind: str) -> Wording:
    """A reporter's own choice: all core sentences, four to six of colour."""
    told = phrases()
    core = [(section, _one_of(dice, section)) for section in ("who", "figures", "dead", "when", "matter")]
    sections = dice.choice(["attributions", "contexts", "quotes"], int(dice.integers(4, 7)))
    colour = dict.fromkeys((str(section), _one_of(dice, str(section))) for section in sections)
    types = told["types"][kind]
    order = dice.permutation(len(core))
    return Wording(
        int(dice.integers(len(types["titles"]))),
        int(dice.integers(len(types["leads"]))),
        tuple(core[index] for index in order),
        tuple(colour),
    )


def headline(wording: Wording, said: Said, style: Style) -> str:
    """The title."""
    words = _words(said, style)
    options = phrases()["types"][said.kind]["titles"]
    plain = filled(options[wording.title % len(options)], words)
    if style.blurb >= 0:
        plain = filled(sentences()["blurbs"][style.blurb], words)
    return sentences()["updates"][style.form].format(title=plain) if style.form >= 0 else plain


def body(wording: Wording, said: Said, style: Style, published_day: str) -> str:
    """Dateline, lead, core, colour, citation, last line, footer."""
    words = _words(said, style)
    lead = phrases()["types"][said.kind]["leads"][wording.lead]
    parts = [lead, *(_options(*each, said) for each in (*wording.core, *wording.colour))]
    told = [filled(part, words) for part in parts]
    if style.cites is not None:
        told.append(filled(sentences()["cites"][style.cites[0]], {"source": style.cites[1].removeprefix("The ")}))
    if style.signoff >= 0:
        told.append(sentences()["signoffs"][style.signoff])
    dateline = f"{said.place.name.upper()}, {said.place.state}, {published_day} ({style.agency})"
    return f"{dateline} – {' '.join(dict.fromkeys(told))}\n\n{FOOTER}"


def options(section: str) -> int:
    """How many sentences a section has, the lesser count where it depends on the facts."""
    if section == "dead":
        return min(len(phrases()["deaths"][kind]) for kind in ("none", "some"))
    return len((sentences() if section in sentences() else phrases())[section])


def spelled(number: int) -> str:
    """A number below 100 in English words."""
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")


def _one_of(dice: np.random.Generator, section: str) -> int:
    return int(dice.integers(options(section)))


def _options(section: str, number: int, said: Said) -> str:
    if section == "dead":
        return str(phrases()["deaths"]["some" if said.deaths else "none"][number])
    return str((sentences() if section in sentences() else phrases())[section][number])


def _words(said: Said, style: Style) -> dict[str, str]:
    what = Happening(said.actor, said.recipient, said.kind, said.place, said.day, said.deaths)
    figure = spelled if style.spelled else str
    return {
        **party_words(what), "n": figure(said.people), "d": figure(said.deaths), "issue": said.issue,
        "k": str(said.small), "m": str(said.large), "date": f"{said.day.day} {said.day:%B}",
        "company": atlas().state(said.place.state).companies[0],
    }  # fmt: skip
