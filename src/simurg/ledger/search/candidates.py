"""What an index proposes for a question, best first, by BM25 (Robertson & Zaragoza 2009) over all rows in it.

A word may match as written, in Latin letters, or loosely (joined syllables, consonants); the best of these counts, and
each is worth less than the one before. Filters do not touch the order. Rows that were not known or recorded by the
view's moments are left out here already; the ranks' statistics (how rare a word is) do count them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import tantivy
from tantivy import Occur, Query

from simurg.ledger.entries import microseconds
from simurg.ledger.search.folding import in_latin, skeleton, without_article
from simurg.ledger.search.index import Note, Opened
from simurg.ledger.search.question import Filters, Part, Question

FIRST_PAGE = 48
MOST_CANDIDATES = 10_000
"""Candidates that are looked at for one kind; who wants more asks more narrowly."""
_PAGES = (FIRST_PAGE, 300, 2_000, MOST_CANDIDATES)
_INTEGER = tantivy.FieldType.Integer
_TITLE, _LATIN, _LOOSE, _CROSSED, _SKELETON = 1.5, 0.8, 0.6, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that matches. `shown` is what `rows` wrote of it."""

    kind: str
    id: UUID
    score: float
    published_us: int | None
    shown: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moments:
    """Microseconds: nothing that was known or recorded later is proposed."""

    known_us: int
    recorded_us: int


class Proposals:
    """The candidates of one kind, page by page."""

    def __init__(self, opened: Opened, question: Question, kind: str, moments: Moments) -> None:
        self._kind = kind
        self._searcher = opened.index.searcher()
        terms = _Terms(opened.index.schema, self._searcher)
        self._query = query_of(terms, opened.note, (question, kind), moments)
        self.count = 0
        self.exhausted = False

    def pages(self) -> Iterator[list[Candidate]]:
        """Best first, ties by the latest published and then by id. A page ends where a score ends, so that ties do not
        depend on how the index is laid out (but for the last page, if all are alike). Sets `count`, how many
        documents match: at least as many as there are hits."""
        passed = 0
        if self._query is None:
            self.exhausted = True
            return
        for size in _PAGES:
            found: Any = self._searcher.search(self._query, limit=size, count=not passed, weight_by_field="fresh")
            hits = found.hits
            self.count = self.count or found.count
            self.exhausted = len(hits) < size
            whole = hits if self.exhausted or size == _PAGES[-1] else [hit for hit in hits if hit[0] > hits[-1][0]]
            page = [self._candidate(*hit) for hit in whole[passed:]]
            passed = max(passed, len(whole))
            yield sorted(page, key=_order)
            if self.exhausted:
                return

    def _candidate(self, score: float, address: tantivy.DocAddress) -> Candidate:
        told: Any = self._searcher.doc(address).get_first("shown")
        shown = orjson.loads(told)
        return Candidate(self._kind, UUID(shown["id"]), score, shown["published"], shown)


def _order(one: Candidate) -> tuple[float, int, str]:
    return -one.score, -(one.published_us or -(1 << 62)), one.id.hex


@dataclass(frozen=True, slots=True)
class _Terms:
    """Queries for terms; None for one that no document has, so that it costs nothing."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher

    def term(self, field: str, term: str) -> Query | None:
        if not term or not self.searcher.doc_freq(field, term):
            return None
        return Query.term_query(self.schema, field, term)

    def phrase(self, field: str, terms: tuple[str, ...]) -> Query | None:
        if len(terms) == 1:
            return self.term(field, terms[0])
        if not all(term and self.searcher.doc_freq(field, term) for term in terms):
            return None
        return Query.phrase_query(self.schema, field, list(terms))

    def one_letter(self, letter: str) -> Query:
        return Query.regex_query(self.schema, "text", f"{letter}.?")


def query_of(terms: _Terms, note: Note, asked: tuple[Question, str], moments: Moments) -> Query | None:
    """All words, none of the excluded ones, and every filter; None where nothing can match."""
    question, kind = asked
    needed: list[Query | None] = [_sought(terms, part) for part in question.sought]
    limits: list[Query | None] = [_any(terms, name, values) for name, values in _named(question.filters, kind)]
    limits += _within(terms.schema, question.filters, note, moments)
    if any(one is None for one in (*needed, *limits)):
        return None
    parts = [(Occur.Must, one) for one in needed if one is not None]
    parts += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in limits if one is not None]
    left_out = [one for part in question.excluded for one in _excluded(terms, part)]
    return Query.boolean_query([*parts, *((Occur.MustNot, one) for one in left_out)])


def _named(filters: Filters, kind: str) -> Iterator[tuple[str, Collection[str]]]:
    named: dict[str, Collection[str]] = {
        "kind": {kind},
        "reliability": filters.reliabilities,
        "credibility": {str(one) for one in filters.credibilities},
        "source": filters.sources,
        "place": filters.places,
        "language": {one.lower() for one in filters.languages},
    }
    return ((name, values) for name, values in named.items() if values)


def _any(terms: _Terms, name: str, values: Collection[str]) -> Query | None:
    found = [one for value in sorted(values) if (one := terms.term(name, value)) is not None]
    if len(found) < 2:
        return found[0] if found else None
    return Query.boolean_query([(Occur.Should, one) for one in found])


def _within(schema: tantivy.Schema, filters: Filters, note: Note, moments: Moments) -> Iterator[Query]:
    """Ranges of moments, where they leave anything out."""
    until = filters.until and microseconds(filters.until) - 1
    if filters.since or until:
        since = filters.since and microseconds(filters.since)
        yield Query.range_query(schema, "published", _INTEGER, lower_bound=since, upper_bound=until)
    if moments.known_us < note.known_us:
        yield Query.range_query(schema, "known", _INTEGER, upper_bound=moments.known_us)
    if moments.recorded_us < note.recorded_us:
        yield Query.range_query(schema, "recorded", _INTEGER, upper_bound=moments.recorded_us)


def _sought(terms: _Terms, part: Part) -> Query | None:
    if part.one_letter:
        return terms.one_letter(part.terms[0])
    ways = [("title", part.terms, _TITLE), ("text", part.terms, 1.0)]
    if len(part.terms) == 1:
        ways += [(name, (term,), weight) for name, term, weight in _forms(part.terms[0])]
    else:
        spelled = tuple(in_latin(term) for term in part.terms)
        ways += [("latin", spelled, _LATIN), *([("text", spelled, _CROSSED)] if spelled != part.terms else [])]
    found = [
        Query.boost_query(query, weight)
        for name, words, weight in ways
        if (query := terms.phrase(name, words)) is not None
    ]
    return Query.disjunction_max_query(found) if found else None


def _excluded(terms: _Terms, part: Part) -> Iterator[Query]:
    """As it is written, or in Latin letters; consonants alone say too little to leave something out."""
    if part.one_letter:
        yield terms.one_letter(part.terms[0])
        return
    for name in ("text", "latin"):
        if (query := terms.phrase(name, part.terms)) is not None:
            yield query


def _forms(term: str) -> list[tuple[str, str, float]]:
    """What besides the word itself a text may have instead of it: field, term, weight."""
    if term.isascii():
        return [("latin", term, _LATIN), ("loose", term, _LOOSE), ("loose", skeleton(term), _SKELETON)]
    spelled, bare = in_latin(term), without_article(term)
    found = [("text", spelled, _CROSSED), ("latin", spelled, _CROSSED), ("loose", spelled, _CROSSED)]
    return [*found, ("loose", bare, _LATIN), *([("text", bare, _LATIN)] if bare != term else [])]
