"""Codes one marked pair: what a sentence says that the source does to the target.

A pure function of the sentence and the weights. The reader asks it for the pairs that it finds; the benchmark and
`simurg evaluate` ask it for pairs that somebody marked.
"""

from dataclasses import dataclass

import numpy as np

from simurg.extraction.coder.features import Seen, features, seen
from simurg.extraction.coder.lexicon import lexicon
from simurg.extraction.coder.model import Floats, Table, Weights, fine_features, weights
from simurg.extraction.coder.tokens import Sentence, tokens
from simurg.extraction.reading import Span

NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Coded:
    """`probabilities`: of each type and NONE. `right_way`: how sure it is that the source acts on the target, not the
    other way round. `span`: the words that tell it. `mode`, `domain`: None where unsure."""

    event_type: str
    probability: float
    right_way: float
    probabilities: dict[str, float]
    span: Span
    mode: str | None
    domain: str | None


def code_pair(
    text: str,
    source: Span | None,
    target: Span | None,
    known: Weights | None = None,
    *,
    must: bool = False,
    brief: bool = False,
    language: str = "en",
) -> Coded:
    """`must`: an event is known to be there, so NONE is no answer. `brief`: without the words that tell it, mode and
    domain, for comparing many pairs. `language`: ISO 639-1."""
    table, words = known or weights(), lexicon(language)
    sentence = tokens(text, words, source, target)
    found = seen(sentence, words)
    names = features(sentence, words, found)
    scores = table.main.scores(names)
    shares = table.shares(scores, "types")
    labels = table.main.labels["types"]
    if must:
        shares = np.where(np.array(labels) == NONE, 0.0, shares)
        shares = shares / shares.sum()
    best = int(shares.argmax())
    way = table.shares(scores, "direction")
    event_type = labels[best]
    fine = None if brief else table.fine.scores(fine_features(names))
    return Coded(
        event_type,
        float(shares[best]),
        float(way[0]),
        {label: float(share) for label, share in zip(labels, shares, strict=True)},
        Span(0, len(text)) if brief else _telling(sentence, found, event_type, text),
        _chosen(table.fine, fine, "modes", event_type),
        _chosen(table.fine, fine, "domains", None),
    )


def _chosen(table: Table, scores: Floats | None, head: str, event_type: str | None) -> str | None:
    """The likeliest label of a head; modes are named TYPE/mode and only those of the type count."""
    if scores is None:
        return None
    labels = table.labels[head]
    part = table.head(scores, head)
    allowed = [at for at, label in enumerate(labels) if event_type is None or label.startswith(event_type + "/")]
    if not allowed:
        return None
    best = max(allowed, key=lambda at: part[at])
    return labels[best].rpartition("/")[2] or None


def _telling(sentence: Sentence, hits: list[Seen], event_type: str, text: str) -> Span:
    """The nearest words of the lexicon that mean this type; else what stands between the actors; else the sentence."""
    found = [each for each in hits if each.group.event_type == event_type]
    if found:
        best = min(found, key=lambda each: ("MAB".index(each.zone), each.kind != "v", each.hit.at))
        return Span(sentence.spans[best.hit.at].start, sentence.spans[best.hit.end - 1].end)
    places = sorted(place for place in (sentence.place("S"), sentence.place("T")) if place >= 0)
    if len(places) == 2 and places[1] - places[0] > 1:
        return Span(sentence.spans[places[0] + 1].start, sentence.spans[places[1] - 1].end)
    return Span(0, len(text))
