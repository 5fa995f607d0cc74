"""What can be read without a model: language, sentences, and in each its actors, places, periods, quantities and stance.

The event coder stands on it. `read_base` is pure and quick (thousands of sentences a second): the table of names is gone over once
for a whole report. A report longer than `LONGEST` characters is read up to there, and `cut` says so.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from simurg.extraction.actors import actors_in
from simurg.extraction.dates import periods_in
from simurg.extraction.language import language_of
from simurg.extraction.names import Hit, names, padded
from simurg.extraction.places import countries_told, places_in
from simurg.extraction.quantities import quantities_in
from simurg.extraction.reading import ActorNamed, Factuality, Period, PlaceNamed, Quantity, Span, Text
from simurg.extraction.sentences import sentences_of
from simurg.extraction.stance import Clause, clauses_of

LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class SentenceBase:
    """A sentence and what stands in it. Spans are the report's (`Text.whole`), not the sentence's."""

    span: Span
    actors: tuple[ActorNamed, ...] = ()
    places: tuple[PlaceNamed, ...] = ()
    periods: tuple[Period, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    clauses: tuple[Clause, ...] = ()

    def clause_at(self, position: int) -> Clause:
        """The clause that a character of the report stands in."""
        for clause in self.clauses:
            if position < clause.span.end:
                return clause
        return self.clauses[-1] if self.clauses else Clause(self.span, "asserted")

    def factuality_at(self, position: int) -> Factuality:
        return self.clause_at(position).factuality


@dataclass(frozen=True, slots=True)
class Base:
    """`language`: BCP 47, None if it cannot be told."""

    language: str | None
    language_confidence: float
    sentences: tuple[SentenceBase, ...]
    cut: bool = False

    @property
    def actors(self) -> tuple[ActorNamed, ...]:
        return tuple(actor for sentence in self.sentences for actor in sentence.actors)

    @property
    def places(self) -> tuple[PlaceNamed, ...]:
        return tuple(place for sentence in self.sentences for place in sentence.places)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(quantity for sentence in self.sentences for quantity in sentence.quantities)


def read_base(text: Text, protected: Sequence[str] = ()) -> Base:
    """Reads a report. `protected`: names (a source's, for example) that must not come out as actors."""
    whole = text.whole[:LONGEST]
    language, sure = language_of(whole, text.language)
    hits = names().hits(whole, padded(whole))
    told = countries_told(hits)
    starts = [hit.start for hit in hits]
    sentences = []
    for span in sentences_of(whole):
        inside = hits[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        sentences.append(
            SentenceBase(
                span,
                tuple(actors_in(whole, span, inside, protected)),
                tuple(places_in(whole, inside, told, text.home)),
                periods_in(whole, span, text.published_at, language),
                quantities_in(whole, span),
                clauses_of(whole, span),
            )
        )
    return Base(language, sure, tuple(sentences), len(text.whole) > LONGEST)


__all__ = ["Base", "Clause", "Hit", "SentenceBase", "read_base"]
