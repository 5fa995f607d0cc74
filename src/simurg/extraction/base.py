"""What can be read without a model: language, sentences, and in each its actors, places, periods, quantities and
stance.

The event coder stands on it. `read_base` is pure and quick (thousands of sentences a second): the table of names is
gone over once for a whole report. A report longer than `LONGEST` characters is read up to there, and `cut` says so.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from simurg.extraction.actors import Sentence, actors_in, names_one_of
from simurg.extraction.added import NOTHING, Added
from simurg.extraction.dates import dated_stretches, periods_in, reader_of, touched
from simurg.extraction.language import language_of
from simurg.extraction.names import Hit, hits_in, padded, tables_for
from simurg.extraction.places import places_in, setting_of
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


def read_base(text: Text, protected: Sequence[str] = (), added: Added = NOTHING) -> Base:
    """Reads a report. `protected`: names (a source's, for example) that must not come out as actors. `added`: names of
    a workspace's own."""
    whole = text.whole[:LONGEST]
    language, sure = language_of(whole, text.language)
    folded = padded(whole)
    hits = hits_in((*tables_for(language), *added.tables_for(language)), whole, folded)
    setting = setting_of(hits, text.home, language, added)
    starts = [hit.start for hit in hits]
    dates = reader_of(language, text.published_at, text.home)
    spans = sentences_of(whole)
    sentences = []
    for span, dated in zip(spans, touched(dated_stretches(dates, folded), spans), strict=True):
        inside = hits[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        actors, persons = actors_in(Sentence(whole, span, inside, setting), protected)
        sentences.append(
            SentenceBase(
                span,
                tuple(actors),
                tuple(places_in(whole, inside, setting, persons)),
                periods_in(dates, whole, folded, span) if dated else (),
                quantities_in(whole, span, language),
                _guarded(clauses_of(whole, span, language), protected),
            )
        )
    return Base(language, sure, tuple(sentences), len(text.whole) > LONGEST)


def _guarded(clauses: tuple[Clause, ...], protected: Sequence[str]) -> tuple[Clause, ...]:
    """Without the words that name one who must not be named."""
    return tuple(
        replace(clause, attributed_to=None, attribution=None)
        if names_one_of(clause.attributed_to or "", protected)
        else clause
        for clause in clauses
    )


__all__ = ["Base", "Clause", "Hit", "SentenceBase", "read_base"]
