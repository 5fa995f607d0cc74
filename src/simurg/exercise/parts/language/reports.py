"""Reports of the language part: who tells what when, in which words, and what an outlet changes afterwards.

A report tells one event first, in its headline and its lead; it may recall an earlier one, speak of what is planned,
possible or denied, and say things that are no events. A later version corrects the number of dead, withdraws a
sentence or has another headline. Offsets are those of `Text.whole`: the title, an empty line, the body.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.language.happenings import COUNTS, Happening, cities_of, happenings
from simurg.exercise.parts.language.outlets import Outlet, outlets
from simurg.exercise.parts.language.parties import Party, parties, spoken
from simurg.exercise.parts.language.sentences import Said, Sentence, day_words, filled, stopped, wrapped
from simurg.exercise.parts.language.settings import LanguagePart

REACH_DAYS = 10
"""How long ago an earlier event is that a report recalls."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence to be: `kind` is event, unreal, context, history, quote, weather, sport, opening or footer. `place` is
    "title" or "body". `factuality` of events as readers give it."""

    kind: str
    pattern: str
    said: Said
    event: Happening | None = None
    event_type: str = ""
    factuality: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """`why`: empty for the first; then deaths, withdrawn or headline."""

    at: datetime
    title: Piece
    pieces: tuple[Piece, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    id: str
    outlet: Outlet
    event: Happening
    versions: tuple[Version, ...]

    @property
    def published(self) -> datetime:
        return self.versions[0].at

    @property
    def url(self) -> str:
        return f"https://{self.outlet.host}/{self.published:%Y/%m/%d}/{self.id}"

    def at(self, moment: datetime) -> Version | None:
        """The version that stood at a moment; None before the first."""
        return next((one for one in reversed(self.versions) if one.at <= moment), None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence with its place in `Text.whole`."""

    piece: Piece
    sentence: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    paragraphs: tuple[str, ...]
    sentences: tuple[Placed, ...]

    @property
    def whole(self) -> str:
        return f"{self.title}\n\n{self.body}"

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def reports(part: LanguagePart) -> tuple[Report, ...]:
    """All reports in the order of their publication."""
    dice, events = part.dice("reports"), happenings(part)
    found: list[Report] = []
    for event in events:
        known = outlets()
        count = min(len(known), 1 + int(dice.poisson(part.dial.followers)))
        hours = float(dice.uniform(7, 30))
        for place in dice.permutation(len(known))[:count]:
            found.append(_report(part, dice, known[int(place)], (event, events), hours))
            hours += float(dice.exponential(7))
    return tuple(sorted(found, key=lambda one: (one.published, one.id)))


def page(version: Version, outlet: Outlet) -> Page:
    """A version as its readers see it."""
    plain = outlet.style == "clumsy"
    head = filled(version.title.pattern, version.title.said, outlet.language, plain=plain)
    placed = [Placed(version.title, head, 0, len(head.text))]
    at = len(head.text) + 2
    paragraphs: list[str] = []
    line = _dateline(version, outlet)
    for piece in version.pieces:
        made = filled(piece.pattern, piece.said, outlet.language, plain=plain)
        text = stopped(made.text) if piece.kind != "footer" else made.text
        alone = piece.kind in ("opening", "footer") or not paragraphs or _only_opened(version, paragraphs)
        before = line if piece.kind == "event" and piece is _lead(version) else ""
        if alone:
            paragraphs.append(before + text)
            at += 2 if len(paragraphs) > 1 else 0
        else:
            paragraphs[-1] += f" {before}{text}"
            at += 1
        at += len(before)
        placed.append(Placed(piece, made, at, at + len(text)))
        at += len(text)
    return Page(head.text, tuple(paragraphs), tuple(placed))


def _only_opened(version: Version, paragraphs: Sequence[str]) -> bool:
    """Whether there is an opening and nothing else yet."""
    return len(paragraphs) == 1 and version.pieces[0].kind == "opening"


def _lead(version: Version) -> Piece:
    return next(one for one in version.pieces if one.kind == "event")


def _dateline(version: Version, outlet: Outlet) -> str:
    if outlet.style != "agency":
        return ""
    words = spoken(outlet.language)["words"]
    day = str(words["date"]).format(d=version.at.day, m=words["months"][version.at.month - 1])
    return f"({outlet.title}, {day}) – "


def _report(
    part: LanguagePart,
    dice: np.random.Generator,
    outlet: Outlet,
    told: tuple[Happening, Sequence[Happening]],
    hours: float,
) -> Report:
    event, events = told
    at = datetime.combine(event.day, time(), UTC) + timedelta(seconds=round(hours * 3600))
    writer = _Writer(part, dice, outlet, at.date())
    title = writer.event(event, headline=True)
    pieces = [writer.event(event)]
    if outlet.style in ("official", "note"):
        pieces.insert(0, writer.opening())
    if outlet.style != "headline":
        pieces += writer.rest(event, events)
    pieces.append(writer.footer())
    first = Version(at, title, tuple(pieces))
    name = f"{int(dice.integers(0, 1 << 48)):012x}"
    later = _later(dice, first, part.dial.edited)
    return Report(name, outlet, event, later)


def _later(dice: np.random.Generator, first: Version, chance: float) -> tuple[Version, ...]:
    """The versions of a report: one, or the first and what it was changed to."""
    if float(dice.random()) >= chance:
        return (first,)
    at = first.at + timedelta(minutes=int(dice.integers(40, 1_200)))
    lead = _lead(first)
    if lead.event is not None and lead.event.deaths and float(dice.random()) < 0.7:
        fewer = COUNTS[COUNTS.index(lead.event.deaths) - int(dice.integers(1, 4))]
        return _with_deaths(first, lead.event, fewer), replace(first, at=at, why="deaths")
    spare = [one for one in first.pieces if one is not lead and one.kind not in ("opening", "footer")]
    if spare and float(dice.random()) < 0.5:
        gone = spare[int(dice.integers(len(spare)))]
        kept = tuple(one for one in first.pieces if one is not gone)
        return first, replace(first, at=at, pieces=kept, why="withdrawn")
    patterns = [one for one in lead.said.patterns if one != lead.pattern]
    title = replace(first.title, pattern=patterns[int(dice.integers(len(patterns)))], said=lead.said)
    return first, replace(first, at=at, title=title, why="headline")


def _with_deaths(version: Version, event: Happening, deaths: int) -> Version:
    """The version as it was before the number was known."""

    def fewer(piece: Piece) -> Piece:
        return replace(piece, said=replace(piece.said, deaths=deaths)) if piece.event is event else piece

    return replace(version, title=fewer(version.title), pieces=tuple(fewer(one) for one in version.pieces))


class _Writer:
    """Draws the pieces of one report."""

    def __init__(self, part: LanguagePart, dice: np.random.Generator, outlet: Outlet, today: date) -> None:
        self._part, self._dice, self._outlet, self._today = part, dice, outlet, today
        self._words = spoken(outlet.language)

    def event(self, event: Happening, *, headline: bool = False) -> Piece:
        patterns = tuple(self._words["types"][event.kind])
        said = self._said(event)
        if headline:
            return Piece("event", patterns[0], said, event, event.kind, "asserted", event.day)
        pattern, factuality = self._wrapped(self._pick(patterns[1:]))
        return Piece("event", pattern, said, event, event.kind, factuality, event.day)

    def opening(self) -> Piece:
        pattern = spoken("names")["openings"][self._outlet.style][self._outlet.language]
        number = str(int(self._dice.integers(11, 400)))
        return Piece("opening", pattern.replace("{k}", number), self._anyone())

    def footer(self) -> Piece:
        return Piece("footer", f"[{LABEL}. {self._words['words']['footer']}.]", self._anyone())

    def rest(self, event: Happening, events: Sequence[Happening]) -> list[Piece]:
        """What stands beside the lead, in a drawn order."""
        dial, found = self._part.dial, []
        past = [one for one in events[: event.number] if 0 < (self._today - one.day).days <= REACH_DAYS]
        if past and float(self._dice.random()) < dial.second:
            found.append(self.event(self._pick(past)))
        if float(self._dice.random()) < dial.unreal:
            factuality, kind, pattern = self._pick(self._words["unreal"])
            found.append(Piece("unreal", pattern, self._anyone(), None, kind, factuality))
        for _ in range(int(self._dice.poisson(dial.idle))):
            kind = self._pick(tuple(self._words["idle"]))
            found.append(Piece(kind, self._pick(self._words["idle"][kind]), self._anyone()))
        return [found[int(each)] for each in self._dice.permutation(len(found))]

    def _said(self, event: Happening) -> Said:
        manner = self._pick(("near", "near", "weekday", "date"))
        when = day_words(event.day, self._today, self._outlet.language, manner)
        third = self._third(event.actor, event.recipient)
        patterns = tuple(self._words["types"][event.kind][1:])
        return Said(
            event.actor, event.recipient, third, event.city, event.ambiguous, when, event.deaths, patterns
        )  # fmt: skip

    def _anyone(self) -> Said:
        """Two states and a city, for sentences that tell no event."""
        one, other, third = (parties()["state"][int(each)] for each in self._dice.permutation(8)[:3])
        return Said(one, other, third, self._pick(cities_of(one.state)), False, "", 0)

    def _third(self, actor: Party, recipient: Party) -> Party:
        free = [one for one in parties()["state"] if one.state not in (actor.state, recipient.state)]
        chosen: Party = self._pick(free)
        return chosen

    def _wrapped(self, pattern: str) -> tuple[str, str]:
        """A pattern, perhaps told by others or drawn out, and how it is then told."""
        dial, drawn, wraps = self._part.dial, float(self._dice.random()), self._words["wraps"]
        if drawn < dial.nested:
            return wrapped(self._pick(wraps["nested"]), pattern), "attributed"
        if drawn < dial.nested + dial.attributed:
            return wrapped(self._pick(wraps["attributed"]), pattern), "attributed"
        if drawn < dial.nested + dial.attributed + dial.long:
            return wrapped(self._pick(wraps["long"]), pattern), "asserted"
        return pattern, "asserted"

    def _pick(self, options: Sequence[Any]) -> Any:
        return options[int(self._dice.integers(len(options)))]
