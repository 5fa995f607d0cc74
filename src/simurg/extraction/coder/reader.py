"""The coder as a reader of reports: sentences, their pairs of actors, events with place, period, deaths and stance.

Of a sentence's pairs, in both directions, the surest is told if it is sure enough; actors that are joined to one of the
pair ("A and B attacked C") share its event. A sentence with two actors of which nothing is told counts as abstained.
Protests, mobilisations and assaults are told of one actor alone as well. Who is only named as saying so takes no part,
nor does a bare role ("soldiers") beside two actors with names. What has no date of its own is of the publication's day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations

from simurg.extraction.added import NOTHING, Added
from simurg.extraction.base import Clause, SentenceBase, read_base
from simurg.extraction.coder.model import Weights, weights
from simurg.extraction.coder.pair import NONE, Coded, code_pair
from simurg.extraction.reading import (
    ActorNamed,
    EventRead,
    Factuality,
    Period,
    PlaceNamed,
    Quantity,
    Reading,
    Span,
    Text,
)

ALONE = frozenset({"PROTEST", "MOBILIZE", "ASSAULT"})
SPOKEN = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT"})
"""Types that are done by words, so that words of plan, doubt or denial belong to the deed."""
DEADLY = frozenset({"ASSAULT", "PROTEST", "COERCE"})
MOST_ACTORS = 4
RULES = "r2"
"""Part of the version: raised when pairs, dates or stance are chosen in another way."""
Pair = tuple[ActorNamed, ActorNamed | None]
LONGEST_SENTENCE = 1_200
_JOINED = re.compile(r"\s*(?:,|,?\s*(?:and|as well as|y|e|et|und|и|و|ve)\s)\s*(?:the\s+|\w+\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    source: ActorNamed
    target: ActorNamed | None
    coded: Coded
    confidence: float


class Coder:
    """`protected`: names that must not come out. `known`: other weights than the package's. `added`: names of a
    workspace's own."""

    def __init__(self, protected: Sequence[str] = (), known: Weights | None = None, added: Added = NOTHING) -> None:
        self._protected, self._added = tuple(protected), added
        self._weights = known or weights()

    @property
    def name(self) -> str:
        return "coder"

    @property
    def version(self) -> str:
        return "+".join(part for part in (self._weights.version, RULES, self._added.mark) if part)

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        return [self._one(text) for text in texts]

    def _one(self, text: Text) -> Reading:
        base = read_base(text, self._protected, self._added)
        whole = text.whole
        events: list[EventRead] = []
        abstained = 0
        for sentence in base.sentences:
            if sentence.span.end - sentence.span.start > LONGEST_SENTENCE:
                continue
            told = self._told(whole, sentence, base.language or "en")
            abstained += not told and len(_distinct(sentence.actors)) > 1
            events.extend(_event(sentence, each, _published(text)) for each in told)
        return Reading(
            base.language,
            base.language_confidence,
            tuple(sentence.span for sentence in base.sentences),
            tuple(_once(events, len(text.title))),
            places=base.places,
            actors=base.actors,
            quantities=base.quantities,
            abstained=abstained,
            notes=("the report is longer than what was read",) if base.cut else (),
        )

    def _told(self, whole: str, sentence: SentenceBase, language: str) -> list[Told]:
        actors = _named(_distinct([one for one in sentence.actors if not _is_label(whole, one, sentence)]))[
            :MOST_ACTORS
        ]
        pairs = list(permutations(actors, 2)) if len(actors) != 1 else [(actors[0], None)]
        begin = sentence.span.start
        words = sentence.span.of(whole)
        coded = (self._pair(words, begin, pair, language, True) for pair in pairs)
        sure = [each for each in coded if self._sure(each) and not _only_says(each, sentence)]
        if not sure:
            return []
        best = max(sure, key=lambda each: each.confidence)
        full = self._pair(words, begin, (best.source, best.target), language, False)
        return [each for each in (full, *_shared(whole, full, actors)) if not _only_says(each, sentence)]

    def _sure(self, told: Told) -> bool:
        kind = told.coded.event_type
        allowed = kind != NONE if told.target else kind in ALONE
        return allowed and told.confidence >= self._weights.threshold

    def _pair(self, words: str, begin: int, pair: Pair, language: str, brief: bool) -> Told:
        source, target = pair
        first, second = _within(source.span, begin), _within(target.span, begin) if target else None
        coded = code_pair(words, first, second, self._weights, brief=brief, language=language[:2])
        span = Span(coded.span.start + begin, coded.span.end + begin)
        sure = coded.probability * (coded.right_way if target else 1.0)
        return Told(source, target, replace(coded, span=span), sure)


def _within(span: Span, begin: int) -> Span:
    return Span(span.start - begin, span.end - begin)


def _distinct(actors: Sequence[ActorNamed]) -> list[ActorNamed]:
    """Each actor once, where it is first named."""
    found: dict[str, ActorNamed] = {}
    for actor in actors:
        found.setdefault(actor.code or actor.name.casefold(), actor)
    return list(found.values())


def _named(actors: list[ActorNamed]) -> list[ActorNamed]:
    """Without bare roles where two others are named: "soldiers" beside an army and its enemy are of one of them."""
    named = [actor for actor in actors if actor.country is not None or len(actor.code) != len("MIL")]
    return named if len(named) > 1 else actors


def _is_label(whole: str, actor: ActorNamed, sentence: SentenceBase) -> bool:
    """ "Sudan: market bombed": what stands before a colon at the beginning says where, not who."""
    behind = whole[actor.span.end : actor.span.end + 2].replace("\u00a0", " ").lstrip(" ")
    return actor.kind == "state" and actor.span.start == sentence.span.start and behind.startswith(":")


def _only_says(told: Told, sentence: SentenceBase) -> bool:
    """One of the two is named as the speaker of what is told, and the deed is not one of words."""
    said = sentence.clause_at(told.coded.span.start).attribution
    pair = [actor for actor in (told.source, told.target) if actor is not None]
    return told.coded.event_type not in SPOKEN and said is not None and any(_overlap(one.span, said) for one in pair)


def _shared(whole: str, best: Told, actors: Sequence[ActorNamed]) -> list[Told]:
    """The same event for actors that are joined to its source or target by "and" or a comma."""
    shared = []
    for actor in actors:
        if actor in (best.source, best.target):
            continue
        if _joined(whole, actor, best.source):
            shared.append(replace(best, source=actor))
        elif best.target is not None and _joined(whole, actor, best.target):
            shared.append(replace(best, target=actor))
    return shared


def _joined(whole: str, one: ActorNamed, other: ActorNamed) -> bool:
    first, second = sorted((one.span, other.span), key=lambda span: span.start)
    return _JOINED.fullmatch(whole, first.end, second.start) is not None


def _once(events: Sequence[EventRead], title: int) -> list[EventRead]:
    """Without what the title tells that the body tells again: the same deed of the same two, more fully."""
    in_body = {_deed(one) for one in events if one.span.start >= title}
    return [one for one in events if one.span.start >= title or _deed(one) not in in_body]


def _deed(event: EventRead) -> tuple[str, str, str]:
    """Type and sides; a state's institutions are of the state."""
    sides = [(one.country or one.code or one.name) if one else "" for one in (event.actor, event.recipient)]
    return event.event_type, sides[0], sides[1]


def _event(sentence: SentenceBase, told: Told, published: Period | None) -> EventRead:
    coded = told.coded
    clause = sentence.clause_at(coded.span.start)
    own = coded.event_type in SPOKEN and _own_words(told, sentence, clause)
    return EventRead(
        coded.event_type,
        told.source,
        told.target,
        coded.span,
        sentence.span,
        round(told.confidence, 4),
        coded.mode,
        coded.domain,
        _place(sentence, coded.span),
        _period(sentence, coded.span) or published,
        _deaths(sentence, coded.event_type),
        _factuality(clause.factuality, coded.event_type, own),
        None if own else clause.attributed_to,
    )


def _factuality(told: Factuality, event_type: str, own: bool) -> Factuality:
    """A deed of words is asserted though what it says is planned, doubted or denied."""
    if event_type in SPOKEN and (told in ("planned", "possible", "denied") or own):
        return "asserted"
    return told


def _own_words(told: Told, sentence: SentenceBase, clause: Clause) -> bool:
    """The actor itself is who says so, or nobody is named: "Turkey warned Greece" is no report of Turkey's."""
    said = clause.attribution
    inside = [actor for actor in sentence.actors if said is not None and _overlap(actor.span, said)]
    return clause.factuality == "attributed" and all(actor.name == told.source.name for actor in inside)


def _place(sentence: SentenceBase, span: Span) -> PlaceNamed | None:
    """The nearest of the most precise places that no actor of the sentence is named by."""
    taken = [actor.span for actor in sentence.actors]
    free = [each for each in sentence.places if not any(_overlap(each.span, other) for other in taken)]
    return min(free, key=lambda each: (each.precision == "country", _distance(each.span, span)), default=None)


def _period(sentence: SentenceBase, span: Span) -> Period | None:
    dated = [each for each in sentence.periods if each.span is not None]
    return min(dated, key=lambda each: _distance(each.span or span, span), default=None)


def _published(text: Text) -> Period | None:
    """The day of publication, where the text itself gives none."""
    if text.published_at is None:
        return None
    day = text.published_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(day, day + timedelta(days=1), None)


def _deaths(sentence: SentenceBase, event_type: str) -> Quantity | None:
    if event_type not in DEADLY:
        return None
    return next((each for each in sentence.quantities if each.what == "deaths"), None)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
