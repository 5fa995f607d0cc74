"""What stands of a model's answer: only what the report's own words bear out, as a `Reading`.

An event or claim whose quote is not found in the report exactly once is refused. A name, place, date or number that is
not in the quote is left out of its event; of a claim, subject and object must both be in it. Codes of actors,
coordinates, dates and figures are never the model's: they are those of the base reading at the very words it points to.
A model states no confidence that anybody measured, so there is none. What was refused or dropped is counted in the
notes, never repeated: the answer is a stranger's text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from simurg.extraction.model.answer import Answer, Item
from simurg.extraction.model.folding import plain
from simurg.extraction.model.quotes import Quoted
from simurg.extraction.model.schema import FACTUALITY
from simurg.extraction.reading import (
    ActorNamed,
    ClaimRead,
    EventRead,
    Factuality,
    Period,
    PlaceNamed,
    Quantity,
    Reading,
    Span,
    Text,
)
from simurg.ontology.plover import DOMAINS, MODES, PLOVER_TYPES

RESERVED = frozenset(
    ("reported_by", "borders", "name", "alias", "aka", "weak_alias", "previous_name", "abbreviation", "short_name",
     "full_name")
)  # fmt: skip
"""Predicates by which other parts decide who is who and who has it from whom: no text may claim them."""
_PREDICATE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_FIGURE = re.compile(r"\d{1,3}(?:[,.  ]\d{3})+|\d{1,7}")
_WORDS = {"not_found": "quotes that are not in the report", "ambiguous": "quotes that are in it more than once",
          "glued": "quotes across a break", "too_short": "quotes that are too short",
          "too_long": "quotes that are too long", "empty": "items without a quote"}  # fmt: skip
T = TypeVar("T", PlaceNamed, ActorNamed, Quantity)


@dataclass(frozen=True, slots=True)
class Known:
    """What the base reading found in the same text; all of it may be empty."""

    language: str | None = None
    language_confidence: float = 0.0
    sentences: tuple[Span, ...] = ()
    places: tuple[PlaceNamed, ...] = ()
    actors: tuple[ActorNamed, ...] = ()
    periods: tuple[Period, ...] = ()
    quantities: tuple[Quantity, ...] = ()


def verdict(answer: Answer, text: Text, known: Known, *, whole: bool = True) -> Reading:
    """The reading. `whole` false: the model saw the beginning of the report only."""
    if answer.unusable:
        return Reading(known.language, known.language_confidence, known.sentences, refused=answer.unusable)
    judge = _Judge(Quoted.of(text.whole), known, Counter(answer.dropped))
    events = _once(judge.event(one) for one in answer.events)
    claims = _once(judge.claim(one) for one in answer.claims)
    notes = [f"{count} {what}" for what, count in sorted(judge.dropped.items())]
    if not whole:
        notes.append("only the beginning of the report was read")
    return Reading(
        known.language,
        known.language_confidence,
        known.sentences,
        events=events,
        claims=claims,
        places=_once(one.place for one in events),
        actors=_once(actor for one in events for actor in (one.actor, one.recipient)),
        quantities=_once(one.deaths for one in events),
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    quoted: Quoted
    known: Known
    dropped: Counter[str]

    def event(self, item: Item) -> EventRead | None:
        kind = item.get("type", "").upper()
        if kind not in PLOVER_TYPES:
            self.dropped["events of no PLOVER type"] += 1
            return None
        span = self._quote(item)
        if span is None:
            return None
        actor, recipient = (self._actor(item.get(side), span) for side in ("actor", "recipient"))
        if actor is None and recipient is None:
            self.dropped["events whose actors are not in the quote"] += 1
            return None
        return EventRead(
            kind,
            actor,
            recipient,
            span,
            self._sentence(span),
            None,
            mode=self._listed(item.get("mode"), MODES.get(kind, ())),
            domain=self._listed(item.get("domain"), DOMAINS),
            place=self._place(item.get("place"), span),
            period=self._period(item.get("when"), span),
            deaths=self._deaths(item.get("deaths"), span),
            factuality=self._factuality(item),
            attributed_to=self._said_by(item, span),
        )

    def claim(self, item: Item) -> ClaimRead | None:
        predicate = item.get("predicate", "").strip().lower().replace(" ", "_")
        if not _PREDICATE.fullmatch(predicate) or predicate in RESERVED:
            self.dropped["claims of a predicate that may not be claimed"] += 1
            return None
        span = self._quote(item)
        if span is None:
            return None
        subject, thing = (self.quoted.within(item.get(side, ""), span) for side in ("subject", "object"))
        if subject is None or thing is None:
            self.dropped["claims whose words are not in the quote"] += 1
            return None
        words = (self._words(subject), predicate, self._words(thing))
        return ClaimRead(*words, span, None, self._factuality(item), self._said_by(item, span))

    def _quote(self, item: Item) -> Span | None:
        found = self.quoted.find(item.get("quote", ""), item.get("context"))
        if isinstance(found, Span):
            return found
        self.dropped[_WORDS[found]] += 1
        return None

    def _actor(self, words: str | None, span: Span) -> ActorNamed | None:
        found = self._stretch(words, span)
        if found is None:
            return None
        coded = _best(self.known.actors, found)
        if coded is not None:
            return coded
        return ActorNamed(self._words(found), "", "organisation", found)

    def _place(self, words: str | None, span: Span) -> PlaceNamed | None:
        found = self._stretch(words, span)
        if found is None:
            return None
        return _best(self.known.places, found) or PlaceNamed(self._words(found), "", "unknown", found)

    def _period(self, words: str | None, span: Span) -> Period | None:
        """The words' own date; where none is told, the one that stands for the publication."""
        found = self._stretch(words, span)
        dated = [one for one in self.known.periods if one.span and found and _overlap(one.span, found)]
        published = [one for one in self.known.periods if one.span is None]
        return next(iter(dated or ([] if found else published)), None)

    def _deaths(self, words: str | None, span: Span) -> Quantity | None:
        found = self._stretch(words, span)
        if found is None:
            return None
        told = [one for one in self.known.quantities if one.what == "deaths" and _overlap(one.span, found)]
        if told:
            return told[0]
        figures = _FIGURE.findall(self._words(found))
        if len(figures) != 1:
            self.dropped["figures that are not told as one number"] += 1
            return None
        return Quantity("deaths", None, int(re.sub(r"\D", "", figures[0])), None, found)

    def _said_by(self, item: Item, span: Span) -> str | None:
        """In the report's words, from the quote's own sentence."""
        found = self._stretch(item.get("attributed_to"), self._sentence(span))
        return None if found is None else self._words(found)

    def _factuality(self, item: Item) -> Factuality:
        """A word that is not known is no assertion."""
        told = item.get("factuality", "").lower()
        if told not in FACTUALITY:
            self.dropped["factualities that are not known"] += 1
            return "possible"
        return cast(Factuality, told)

    def _listed(self, word: str | None, known: Sequence[str]) -> str | None:
        if word is None or word.lower() in known:
            return word and word.lower()
        self.dropped["modes or domains that are not PLOVER's"] += 1
        return None

    def _stretch(self, words: str | None, span: Span) -> Span | None:
        """Where words stand in a stretch of the report."""
        if not words:
            return None
        found = self.quoted.within(words, span)
        if found is None:
            self.dropped["names, dates or numbers that are not in the quote"] += 1
        return found

    def _words(self, span: Span) -> str:
        return plain(span.of(self.quoted.text))

    def _sentence(self, span: Span) -> Span:
        """The sentences that a quote lies in, from the first to the last."""
        inside = [one for one in self.known.sentences if _overlap(one, span)]
        if not inside:
            return span
        return Span(min(span.start, inside[0].start), max(span.end, inside[-1].end))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _best(found: Sequence[T], span: Span) -> T | None:
    """What the base reading found at a place: the longest that lies in it, or that it lies in."""
    fitting = [one for one in found if _within(one.span, span) or _within(span, one.span)]
    return max(fitting, key=lambda one: one.span.end - one.span.start, default=None)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


X = TypeVar("X")


def _once(found: Iterable[X | None]) -> tuple[X, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(one for one in found if one is not None))
