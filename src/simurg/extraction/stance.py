"""How a clause is told: as a fact, as somebody's word, as a plan, as a possibility, or as not so; and who says it.

The scope of a cue is its clause. Clauses are cut at semicolons, dashes, colons, commas and the conjunctions that begin
a new one. In the order of precedence: denied, planned, possible, attributed, asserted. The tradition is FactBank's
(Saurí & Pustejovsky 2009, Language Resources and Evaluation 43(3)), in a smaller alphabet.
"""

import re
from dataclasses import dataclass
from functools import cache

from simurg.extraction.reading import Factuality, Span

_CUT = re.compile(
    r"[;:—–]\s|,\s|\s(?=(?:but|while|although|though|because|after|before|which|who|and|as|when|if|unless)\s)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`attributed_to`: who says so, in the report's words; `attribution`: the span of those words. `quoted`: it stands
    between quotation marks."""

    span: Span
    factuality: Factuality
    attributed_to: str | None = None
    attribution: Span | None = None
    quoted: bool = False


@cache
def _cues() -> tuple[tuple[Factuality, re.Pattern[str]], ...]:
    written: tuple[tuple[Factuality, str], ...] = (
        ("denied", r"not|n[’']t|never|no longer|without|denied|denies|deny|denying|rejected claims|false|untrue|neither|nor"),
        ("planned", r"will|would|plans? to|planned to|planning to|set to|due to|to be held|intends? to|intended to|going to|"
                    r"scheduled|vow(?:s|ed)? to|pledge[sd]? to|threaten(?:s|ed)? to|promise[sd]? to|prepar(?:es?|ed|ing) to|"
                    r"about to|next (?:week|month|year)|tomorrow|agreed to|poised to"),
        ("possible", r"may|might|could|possibly|perhaps|probably|likely|alleged(?:ly)?|reported(?:ly)?|suspected|unconfirmed|"
                     r"rumou?r(?:s|ed)?|apparently|if|unless|whether|would have|should|appears?|appeared|seems?|believed to|"
                     r"accused of|feared|unclear"),
    )  # fmt: skip
    return tuple((kind, re.compile(rf"(?<!\w)(?:{forms})(?!\w)|n[’']t(?!\w)" if kind == "denied" else rf"(?<!\w)(?:{forms})(?!\w)",
                                   re.IGNORECASE)) for kind, forms in written)  # fmt: skip


_SAYS = re.compile(
    r"(?<!\w)(?:said|says|told|announced|reported|claimed|claims|according to|stated|alleged|added|insisted|warned|confirmed|"
    r"argued|quoted|acknowledged|declared)(?!\w)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"according to ([^,.;]{2,120})", re.IGNORECASE)
_SPEAKER = re.compile(
    r",[”\"]?\s*((?:[A-ZÀ-Þ]|the |a |an |its |his |their )[^,;:“”\"]{1,100}?) (?:said|says|told|announced|reported|"
    r"added|claimed|stated|insisted)(?!\w)"
)
_SPEAKER_FIRST = re.compile(
    r"^[“\"]?((?:[A-ZÀ-Þ])[^,;:“”\"]{1,100}?) (?:said|says|claimed|announced|reported|stated|alleged|told \w+|added|insisted)"
    r"(?: on \w+| late \w+ ?\w*)? (?:that )?"
)
_QUOTE = re.compile(r"[“\"«„]([^”\"»“]{3,600})[”\"»“]")


def clauses_of(text: str, sentence: Span) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order, covering it."""
    words = sentence.of(text)
    who, where, after = _speaker(words)
    quotes = [match.span(1) for match in _QUOTE.finditer(words)]
    found = []
    start = 0
    cuts = [match.end() for match in _CUT.finditer(words)] + [len(words)]
    for cut in cuts:
        part = words[start:cut]
        if len(part.strip()) < 3 and cut != len(words):
            continue
        quoted = any(begin <= start + len(part) // 2 < end for begin, end in quotes)
        told = who is not None and not (after >= 0 and cut <= after)
        kind = _factuality(part, told or quoted)
        span = Span(sentence.start + start, sentence.start + cut)
        shift = None if where is None else Span(sentence.start + where[0], sentence.start + where[1])
        found.append(Clause(span, kind, who if told else None, shift if told else None, quoted))
        start = cut
    return tuple(found) or (Clause(sentence, "asserted"),)


def _factuality(words: str, told: bool) -> Factuality:
    for kind, cue in _cues():
        if cue.search(words):
            return kind
    return "attributed" if told else "asserted"


def _speaker(words: str) -> tuple[str | None, tuple[int, int] | None, int]:
    """Who says it, where that stands, and up to where words are the reporter's own (-1: none are)."""
    if not _SAYS.search(words):
        return None, None, -1
    if found := _ACCORDING.search(words):
        return found.group(1).strip(), found.span(1), -1
    if found := _SPEAKER.search(words):
        return found.group(1).strip(), found.span(1), -1
    if found := _SPEAKER_FIRST.search(words):
        return found.group(1).strip(), found.span(1), found.end(1)
    return None, None, -1
