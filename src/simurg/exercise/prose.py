"""Titles and bodies of the exercise's reports: a small grammar of sentences over `phrases.yaml`.

The words come from the event as its teller has it and from dice; a report never says more of the truth than its
event's type, place, day and number of dead.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from simurg.exercise.atlas import LABEL, City, State, atlas

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FOOTER = f"[{LABEL}: all names and events are invented.]"


@dataclass(frozen=True, slots=True)
class Happening:
    """What a teller has of an event."""

    actor: str
    recipient: str
    kind: str  # PLOVER
    place: City
    at: datetime
    deaths: int


@cache
def phrases() -> dict[str, Any]:
    """The grammar."""
    told: dict[str, Any] = yaml.safe_load(files("simurg.exercise").joinpath("phrases.yaml").read_text(encoding="utf-8"))
    return told


class Writer:
    """Draws sentences from one stream of dice; the order of calls decides what is drawn."""

    def __init__(self, dice: np.random.Generator) -> None:
        self._dice = dice

    def pick(self, options: Any) -> Any:
        """One of the options."""
        return options[int(self._dice.integers(len(options)))]

    def number(self, low: int, high: int) -> int:
        """From low up to, not including, high."""
        return int(self._dice.integers(low, high))

    def headline(self, what: Happening) -> tuple[str, dict[str, str]]:
        """A title, and the words that its body is to go on with."""
        words = self._words(what)
        return filled(self.pick(phrases()["types"][what.kind]["titles"]), words), words

    def body(self, what: Happening, words: dict[str, str], agency: str) -> str:
        """Dateline, lead, three to six sentences, footer."""
        told = phrases()
        count = f"{what.deaths}"
        dead = told["deaths"]["some"] if what.deaths else told["deaths"]["none"]
        about = [self.pick(dead)] if what.deaths or what.kind == "ASSAULT" else []
        about.append(self.pick(told["attributions"]))
        about += [self.pick(told[kind]) for kind in ("contexts", "quotes") if self._dice.random() < 0.6]
        if self._dice.random() < 0.5:
            about.append(self.pick(told["attributions"]))
        lead = self.pick(told["types"][what.kind]["leads"])
        sentences = list(dict.fromkeys(filled(each, {**words, "d": count}) for each in (lead, *about)))
        dateline = f"{what.place.name.upper()}, {what.place.state}, {what.at.day} {what.at:%B} ({agency})"
        return f"{dateline} – {' '.join(sentences)}\n\n{FOOTER}"

    def filler(self, at: datetime) -> tuple[str, str]:
        """A report of nothing that matters to anyone's security."""
        states, told = atlas().states, phrases()["filler"]
        state: State = self.pick(states)
        city, other = self.pick(state.cities), self.pick(state.cities)
        words = {
            "city": city.name, "city2": other.name, "province": city.province, "company": self.pick(state.companies),
            "n": str(self.number(2, 12)), "m": str(self.number(13, 90)), "day": DAYS[at.weekday()],
        }  # fmt: skip
        title = filled(self.pick(told["titles"]), words)
        lead = list(dict.fromkeys(filled(self.pick(told["leads"]), words) for _ in range(3)))
        return title, f"{city.name.upper()}, {state.name}, {at.day} {at:%B} – {' '.join(lead)}\n\n{FOOTER}"

    def source_note(self, told: tuple[Happening, ...]) -> str:
        """The body of a human-source report of one to three events."""
        notes, parts = phrases()["human"], []
        for index, what in enumerate(told):
            words = {**self._words(what), "d": str(what.deaths)}
            parts += [] if index else [filled(self.pick(notes["openings"]), words), ""]
            parts.append(f"{index + 1}. " + filled(self.pick(phrases()["types"][what.kind]["leads"]), words))
            if what.deaths:
                parts[-1] += " " + filled(self.pick(phrases()["deaths"]["some"]), words)
        closing = filled(self.pick(notes["closings"]), {"n": str(self.number(3, 30))})
        return "\n".join([*parts, "", closing, "", self.pick(notes["notes"])])

    def _words(self, what: Happening) -> dict[str, str]:
        home = atlas().state(what.place.state)
        return {
            **party_words(what), "company": self.pick(home.companies), "issue": self.pick(phrases()["issues"]),
            "k": str(self.number(2, 10)), "n": str(self.number(3, 40)), "m": str(self.number(4, 95)),
        }  # fmt: skip


def party_words(what: Happening) -> dict[str, str]:
    """The words of a sentence that follow from who, whom and where alone."""
    one, other = _voice(what.actor, what.place.state), _voice(what.recipient, what.place.state)
    home = atlas().state(what.place.state)
    return {
        "a": _the(what.actor), "b": _the(what.recipient), "a_adj": one.adjective, "b_adj": other.adjective,
        "a_capital": one.seat, "b_capital": other.seat, "place": what.place.name, "province": what.place.province,
        "day": DAYS[what.at.weekday()], "foreign": one.foreign, "foreign_name": _surname(one.foreign),
        "defence": one.defence, "defence_name": _surname(one.defence), "leader": one.leader,
        "speaker": one.speaker, "speaker_name": _surname(one.speaker), "speaker_role": one.speaker,
        "b_speaker": other.speaker, "b_speaker_cap": other.speaker[0].upper() + other.speaker[1:],
        "port": home.port, "pipeline": home.pipeline, "council": atlas().organisations[0].name,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who speaks for a party."""

    adjective: str
    seat: str
    leader: str
    foreign: str
    defence: str
    speaker: str


def _voice(actor: str, country: str) -> _Voice:
    """A state has its ministers; an armed group or an organisation has unnamed officers."""
    for state in atlas().states:
        if actor == state.name:
            return _Voice(
                state.adjective, state.capital, state.leader, state.foreign, state.defence, state.spokesperson
            )
    home = atlas().state_of(actor)
    kind, officer = ("insurgent", "a commander") if home else ("regional", "a head of mission")
    seat = (home or atlas().state(country)).capital
    return _Voice(
        kind, seat, f"the head of the {actor}", f"a political officer of the {actor}", f"{officer} of the {actor}",
        f"a spokesperson of the {actor}",
    )  # fmt: skip


def filled(sentence: str, words: dict[str, str]) -> str:
    """A sentence with its words, beginning with a capital; KeyError for a word that it asks for and does not get."""
    said = sentence.format_map(words)
    return said[0].upper() + said[1:]


def _the(actor: str) -> str:
    return actor if any(actor == state.name for state in atlas().states) else f"the {actor}"


def _surname(person: str) -> str:
    """The last name of who has a name; an unnamed officer stays as he is."""
    return person if person[0].islower() and " of the " in person else person.split()[-1]
