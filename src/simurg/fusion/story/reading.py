"""What one report says, read from its words alone: sentences, names, numbers, days, whom it has it from.

This is no parser of a language. Names are runs of capitalised words (in scripts without capitals, and in texts all in
capitals, words that recur); numbers are figures and number words; days are dates and weekdays, counted from the day of
publication; the dateline is set apart. Everything depends on the one report and is bounded by MOST_CHARACTERS.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simurg.fusion.story.minhash import normal
from simurg.fusion.story.publishers import sounds_like_press, squashed
from simurg.fusion.story.sentences import Sentence, runs, sentence_of, split
from simurg.fusion.story.vocabulary import vocabulary

MOST_CHARACTERS = 40_000
LEAST_BODY = 30
"""Characters of a body that speaks for itself; a shorter one is read with its title."""
STEM = 5
"""Letters by which inflected forms of a word are taken for one."""

_DATELINE = re.compile(r"^(?P<head>[^\n.!?]{2,120}?)\s[–—-]{1,2}\s")
_CREDIT = re.compile(r"\(([^()]{2,60})\)\s*$")
_PLACE = re.compile(r"^([^\W\d_][^,(\d]{1,60})")


@dataclass(frozen=True, slots=True)
class Report:
    """What is read of a report. `publisher` is whatever names its source; `credited` the feed's `<source>`."""

    title: str
    body: str
    published: datetime | None = None
    publisher: str = ""
    credited: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a report says. `names`: stems of the words of names, with weights. `days`: ordinals of the days it speaks
    of, without the dateline's. `numbers`: figures, with how often. `cited`: squashed names that stand beside a word
    such as "reported". `wire`: the agency in the dateline, squashed; `place`: the dateline's."""

    published: float | None  # days since year 1
    publisher: str
    sentences: tuple[Sentence, ...]
    names: Mapping[str, float]
    runs: Mapping[str, int]  # names as they stand, with how often
    led: frozenset[str]  # stems of names in title and first sentence
    stems: frozenset[str]
    title: frozenset[str]
    numbers: Mapping[str, int]
    days: frozenset[int]
    stated: bool  # a day is stated as a date, not as a weekday only
    place: str
    wire: str
    cited: frozenset[str]
    credited: str


def read(report: Report) -> Reading:
    """The reading of one report. Anything may be missing or odd; nothing is refused."""
    day = report.published.date() if report.published is not None else None
    head, body = dateline(report.body[:MOST_CHARACTERS])
    body = body if len(body) >= LEAST_BODY else f"{report.title[:1_000]}\n{body}"
    sentences = [s for s in (sentence_of(text, day) for text in split(body)) if s[0].words]
    title, titled = sentence_of(report.title[:1_000], day)
    found = [sentence for sentence, _ in sentences]
    cased = _is_cased(found)
    names = _names(found, title, cased, head)
    plain = [word for sentence in found for word in sentence.words]
    days = [one for _, told in sentences for one in told] or list(titled)
    credit = _CREDIT.search(head)
    place = _PLACE.match(head)
    return Reading(
        published=_moment(report.published),
        publisher=squashed(report.publisher),
        sentences=tuple(found),
        names=names,
        led=_led(found, title, names),
        runs=Counter(name for sentence in found for name in runs(sentence)),
        stems=frozenset(stem(word) for word in plain if _tells(word)) - names.keys(),
        title=frozenset(stem(word) for word in title.words if _tells(word)),
        numbers=Counter(word for word in plain if word[0].isdigit()),
        days=frozenset(one.day for one in days),
        stated=any(one.stated for one in days),
        place=normal(place.group(1)).strip() if place else "",
        wire=squashed(credit.group(1)) if credit else "",
        cited=_cited(found),
        credited=squashed(report.credited),
    )


def stem(word: str) -> str:
    """The first letters: a crude stem that suits many languages."""
    return word if word[0].isdigit() else word[:STEM]


def dateline(body: str) -> tuple[str, str]:
    """(dateline, the rest): a short head in capitals or with an agency or a date, before a dash."""
    body = body.lstrip()
    match = _DATELINE.match(body)
    if match is None:
        return "", body
    head = match.group("head")
    first = head.split(",")[0].split("(")[0].strip()
    if _CREDIT.search(head) or (first.isupper() and len(first) > 2):
        return head, body[match.end() :]
    return "", body


def _moment(published: datetime | None) -> float | None:
    if published is None:
        return None
    return published.toordinal() + (published.hour * 60 + published.minute) / 1440


def _tells(word: str) -> bool:
    """Whether a word may tell stories apart: no stop word, number or day."""
    if word[0].isdigit() or word.startswith("day:") or word in vocabulary().stop:
        return False
    return len(word) > 2 or not word.isascii()


def _is_cased(sentences: Sequence[Sentence]) -> bool:
    """Whether capitals mean something: some words have them and most do not."""
    marks = [mark for sentence in sentences for mark in sentence.capital]
    return 0 < sum(marks) < 0.6 * len(marks)


def _names(sentences: Sequence[Sentence], title: Sentence, cased: bool, head: str) -> dict[str, float]:
    """Stems of names with weights that grow slowly with their number."""
    counts: Counter[str] = Counter()
    known = {normal(word) for word in re.findall(r"\w+", head)} if cased else set()
    small = {w for s in sentences for w, mark in zip(s.words, s.capital, strict=True) if not mark} if cased else set()
    for place, sentence in enumerate(sentences):
        for at, (word, mark) in enumerate(zip(sentence.words, sentence.capital, strict=True)):
            if not _tells(word) or (cased and (not mark or (at == 0 and word in small))):
                continue
            sure = not cased or at > 0 or word in known or (len(sentence.capital) > 1 and sentence.capital[1])
            counts[stem(word)] += 2 if sure and place == 0 else 1 if sure or place == 0 else 0
    if not cased:
        for word in title.words:
            if _tells(word):
                counts[stem(word)] += 1
        counts = Counter({word: count for word, count in counts.items() if count > 2})
    for word in _press(sentences):
        counts.pop(word, None)
    titled = {stem(word) for word in title.words}
    return {word: count**0.5 * (1.5 if word in titled else 1.0) for word, count in counts.most_common(60) if count}


def _press(sentences: Sequence[Sentence]) -> set[str]:
    """Stems of the names of agencies and papers: whom a report has it from is no part of what happened."""
    found = {name for sentence in sentences for name in runs(sentence) if sounds_like_press(squashed(name))}
    return {stem(word) for name in found for word in name.split(" ")}


def _led(sentences: Sequence[Sentence], title: Sentence, names: Mapping[str, float]) -> frozenset[str]:
    """The names of title and first sentence."""
    words = {stem(word) for word in title.words}
    words.update(stem(word) for sentence in sentences[:1] for word in sentence.words)
    return frozenset(words & names.keys())


def _cited(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Squashed names in sentences that have a word of attribution."""
    cues = vocabulary().cues
    found: set[str] = set()
    for sentence in sentences:
        if any(sentence.capital) and not cues.isdisjoint(sentence.words):
            found.update(squashed(name) for name in runs(sentence))
    return frozenset(name for name in found if len(name) > 2)
