"""Naive readers for the language task: they find actors, places and days as the house does, and guess what was done.

*Keywords*: the first word of the house's lexicon in the sentence gives the type; who is named first acts. *Bag of
words*: multinomial naive Bayes over words and pairs of words of the sentence (McCallum & Nigam 1998), learnt from the
written sentences that the coder learns from. *All consult*: every sentence with two actors is a consultation.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from simurg.exercise.parts.language.teaching import WRITTEN, rows
from simurg.extraction.added import NOTHING, Added
from simurg.extraction.base import SentenceBase, read_base
from simurg.extraction.coder.features import seen
from simurg.extraction.coder.lexicon import languages, lexicon
from simurg.extraction.coder.tokens import tokens
from simurg.extraction.reading import EventRead, Reading, Text

Guess = Callable[[str, str], str | None]
"""(sentence, language) -> PLOVER type, or None."""
_WORDS = re.compile(r"\w+")


class Guesser:
    """A reader of one guess."""

    def __init__(self, name: str, guess: Guess, added: Added = NOTHING) -> None:
        self._name, self._guess, self._added = name, guess, added

    @property
    def name(self) -> str:
        return self._name

    @property
    def version(self) -> str:
        return "1"

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        return [self._one(text) for text in texts]

    def _one(self, text: Text) -> Reading:
        base = read_base(text, (), self._added)
        told = [self._event(text.whole, one, base.language or "en") for one in base.sentences]
        return Reading(base.language, base.language_confidence, events=tuple(one for one in told if one is not None))

    def _event(self, whole: str, sentence: SentenceBase, language: str) -> EventRead | None:
        actors = list({actor.code or actor.name: actor for actor in reversed(sentence.actors)}.values())[::-1]
        kind = self._guess(sentence.span.of(whole), language) if len(actors) > 1 else None
        if kind is None:
            return None
        place = next((one for one in sentence.places if one.precision == "place"), None)
        deaths = next((one for one in sentence.quantities if one.what == "deaths"), None)
        period, span = next(iter(sentence.periods), None), sentence.span
        return EventRead(kind, actors[0], actors[1], span, span, None, place=place, period=period, deaths=deaths)


def keyword(sentence: str, language: str) -> str | None:
    """The type of the first word that the lexicon has."""
    words = lexicon(language if language in languages() else "en")
    found = seen(tokens(sentence, words, None, None), words)
    return next((one.group.event_type for one in found if one.group.event_type), None)


def all_consult(sentence: str, language: str) -> str | None:  # noqa: ARG001
    return "CONSULT"


def bag_of_words() -> Guess:
    """Learnt anew; NONE among the types gives nothing."""
    counts: dict[str, Counter[str]] = {}
    there: Counter[str] = Counter()
    for row in (row for folder in WRITTEN for row in rows(folder)):
        there[row.event_type] += 1
        counts.setdefault(row.event_type, Counter()).update(_terms(row.text.replace("{s}", "").replace("{t}", "")))
    known = {term for one in counts.values() for term in one}
    totals = {kind: sum(one.values()) + len(known) for kind, one in counts.items()}

    def guess(sentence: str, language: str) -> str | None:  # noqa: ARG001
        terms = [term for term in _terms(sentence) if term in known]
        scores = {
            kind: math.log(there[kind]) + sum(math.log((counts[kind][term] + 1) / totals[kind]) for term in terms)
            for kind in sorted(counts)
        }
        best = max(scores, key=lambda kind: scores[kind])
        return None if best == "NONE" else best

    return guess


def _terms(text: str) -> list[str]:
    words = _WORDS.findall(text.casefold())
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


def baselines(added: Added) -> dict[str, Guesser]:
    """All of them, by their names in tables."""
    return {
        "all consult": Guesser("all consult", all_consult, added),
        "keywords": Guesser("keywords", keyword, added),
        "bag of words": Guesser("bag of words", bag_of_words(), added),
    }
