"""How a clause is told: as a fact, as somebody's word, as a plan, as a possibility, or as not so; and who says it.

The scope of a cue is its clause. Clauses are cut at semicolons, dashes, colons, commas and the words that begin a new
one. Of several cues the order is: denied, possible, planned, attributed; what has none is asserted. The tradition is
FactBank's (Saurí & Pustejovsky 2009, Language Resources and Evaluation 43(3)), in a smaller alphabet.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from ahocorasick_rs import AhoCorasick, Implementation

from simurg.extraction.names import padded, pattern
from simurg.extraction.reading import Factuality, Span

_CUT = re.compile(
    r"[;:—–…]\s|[,،；，]\s?(?!\d)|\s(?=(?:but|while|although|though|because|after|before|which|who|when|if|unless|that|pero|"
    r"mientras|porque|aunque|que|si|mais|tandis|parce|aber|während|weil|obwohl|dass|nachdem|но|пока|потому|что|если|после|mas|"
    r"enquanto|embora|لكن|بينما|بعد|ancak|fakat|çünkü)\s)"
)
_QUOTE = re.compile(r"[“«„]([^”»“«„]{2,800})[”»“]|\"([^\"]{2,800})\"")
_ORDER: tuple[Factuality, ...] = ("denied", "possible", "planned")
_LONGEST_SPEAKER = 100
_SHORTEST = 12
_COMPLEMENTS = ("that ", "que ", "что ", "dass ")
_AFTER_VERB = re.compile(r"\S+ ([^,.;:،“”\"«»]{2,100}?)(?= (?:إن|أن|إنه|إنها)(?!\w)|[,.;:،“”\"«»]|$)")
_MARKS = re.compile('[“«„"]')
_EDGE = " ,.;:“”\"«»'’()،"


@dataclass(frozen=True, slots=True)
class Clause:
    """`attributed_to`: who says so, in the report's words; `attribution`: the span of those words. `quoted`: it stands
    between quotation marks."""

    span: Span
    factuality: Factuality
    attributed_to: str | None = None
    attribution: Span | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class StanceWords:
    """`kinds`: of each form that `cues` finds, in its order."""

    cues: AhoCorasick
    kinds: tuple[str, ...]
    according: re.Pattern[str]
    all_capitals: bool  # whether all nouns have a capital, so that it tells nothing


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who says a sentence, where in it that stands, and from where to where the words are the reporter's own."""

    words: str | None
    span: tuple[int, int] | None
    own: tuple[int, int]


@cache
def _vocabulary() -> dict[str, Any]:
    text = (files("simurg.extraction") / "vocabularies" / "stance.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def languages() -> tuple[str, ...]:
    return tuple(_vocabulary())


@cache
def stance_words(language: str) -> StanceWords:
    """Of a language in the vocabulary; KeyError for another."""
    row = _vocabulary()[language]
    forms = [(pattern(form), kind) for kind in (*_ORDER, "says") for form in row[kind].split("/") if form != "n't"]
    if language == "en":
        forms.append(("n t ", "denied"))  # "didn't"; see `_cues`
    says = _any(row["according"]) if row["according"] else "(?!)"
    return StanceWords(
        AhoCorasick([form for form, _ in forms], implementation=Implementation.ContiguousNFA),
        tuple(kind for _, kind in forms),
        re.compile(rf"(?<!\w)(?:{says}) ([^,.;:،“”\"«»]{{2,{_LONGEST_SPEAKER}}})", re.IGNORECASE),
        language == "de",
    )


def _cues(words: StanceWords, written: str) -> list[tuple[int, str]]:
    """Where the cues of a sentence begin, and of which kind they are. A capital inside a sentence is a name ("Will",
    "May")."""
    found = []
    shouted = written.isupper() or words.all_capitals
    padded_words = padded(written)
    for number, start, _ in words.cues.find_matches_as_indexes(padded_words, overlapping=True):
        if padded_words[start] != " " and written[start : start + 1] not in "'’":  # the "n t " of "didn't"
            continue
        if start and written[start].isupper() and not shouted:
            continue
        found.append((start, words.kinds[number]))
    return sorted(found)


def _any(written: str) -> str:
    return "|".join(re.escape(form).replace(r"\ ", " ") for form in sorted(written.split("/"), key=len, reverse=True))


def clauses_of(text: str, sentence: Span, language: str | None = None) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order, covering it. English where the language is unknown."""
    words = stance_words(language if language in languages() else "en")
    written = sentence.of(text)
    cues = _cues(words, written)
    bounds = _bounds(written, [at for at, kind in cues if kind == "denied"])
    marks = [(match.start(), match.end()) for match in _QUOTE.finditer(written)] if _MARKS.search(written) else []
    speaker = _speaker(words, written, cues, marks, language)
    kinds: list[set[str]] = [set() for _ in bounds]
    for at, kind in cues:
        kinds[bisect_right(bounds, at) if at < bounds[-1] else -1].add(kind)
    found, start = [], 0
    for end, told in zip(bounds, kinds, strict=True):
        found.append(_clause(sentence.start, start, end, told, marks, speaker))
        start = end
    return tuple(found)


def _bounds(written: str, denials: list[int]) -> list[int]:
    """Where clauses end; none is shorter than a few words. What is denied ("denied that …") stays with its denial."""
    found, last = [], 0
    for match in _CUT.finditer(written):
        if match.end() - last < _SHORTEST:
            continue
        if written[match.end() :].lower().startswith(_COMPLEMENTS) and any(last <= at < match.end() for at in denials):
            continue
        found.append(match.end())
        last = match.end()
    if found and len(written) - found[-1] < _SHORTEST // 2:
        found.pop()
    return [*found, len(written)]


def _clause(
    shift: int, start: int, end: int, told: set[str], marks: list[tuple[int, int]], speaker: _Speaker
) -> Clause:
    middle = (start + end) // 2
    quoted = any(begin <= middle < stop for begin, stop in marks)
    reported = speaker.words is not None and not (speaker.own[0] <= start and end <= speaker.own[1])
    kind: Factuality = next(
        (kind for kind in _ORDER if kind in told), "attributed" if reported or quoted else "asserted"
    )
    span = Span(shift + start, shift + end)
    if not reported or speaker.span is None:
        return Clause(span, kind, quoted=quoted)
    return Clause(span, kind, speaker.words, Span(shift + speaker.span[0], shift + speaker.span[1]), quoted)


def _speaker(
    words: StanceWords, written: str, cues: list[tuple[int, str]], marks: list[tuple[int, int]], language: str | None
) -> _Speaker:
    """By "according to …", by "…, X said", or by "X said (that) …"."""
    if found := words.according.search(written):
        who = found.group(1).strip(_EDGE)
        return _Speaker(who, found.span(1), found.span())
    for at, kind in cues:
        if kind == "says" and not any(begin < at < end for begin, end in marks):
            return _beside(written, at, marks, language)
    return _Speaker(None, None, (0, 0))


def _beside(written: str, at: int, marks: list[tuple[int, int]], language: str | None) -> _Speaker:
    """Whoever stands before a verb of saying, or after it where a quote or a comma comes before ("…", dijo el
    ministro). Arabic puts the verb first, Turkish last, with the speaker before the first comma."""
    begin = max(written.rfind(mark, 0, at) for mark in ',;:“”"«»،—') + 1
    for stop in (end for _, end in marks if end <= at):
        begin = max(begin, stop)
    if language == "tr":
        who = written.partition(",")[0].strip(_EDGE) if "," in written[:at] else ""
        return _found(written, who, 0, 0) if 2 < len(who) <= _LONGEST_SPEAKER else _Speaker(None, None, (0, 0))
    before = written[begin:at].strip(_EDGE)
    if 2 < len(before) <= _LONGEST_SPEAKER:
        return _found(written, before, begin, at)
    after = _AFTER_VERB.match(written, at)
    if after and (begin > 3 or language == "ar"):
        return _found(written, after.group(1).strip(_EDGE), after.start(1), at)
    return _Speaker(None, None, (0, 0))


def _found(written: str, who: str, begin: int, at: int) -> _Speaker:
    start = written.index(who, begin)
    return _Speaker(
        who, (start, start + len(who)), (min(start, at), max(start + len(who), _verb_end(written, at) if at else 0))
    )


def _verb_end(written: str, at: int) -> int:
    space = written.find(" ", at)
    return len(written) if space < 0 else space
