"""What one report says, read from its words alone: sentences, names, numbers, days, whom it has it from.

This is no parser of a language. Names are runs of capitalised words (in scripts without capitals, and in texts all in
capitals, words that recur); numbers are figures and number words; days are dates and weekdays, counted from the day of
publication; the dateline is set apart. Everything depends on the one report and is bounded by MOST_CHARACTERS.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize

from simurg.fusion.story.days import Dated, dated
from simurg.fusion.story.minhash import normal
from simurg.fusion.story.quantities import with_numbers
from simurg.fusion.story.vocabulary import vocabulary

MOST_CHARACTERS = 40_000
MOST_SENTENCES = 400
LEAST_BODY = 30
"""Characters of a body that speaks for itself; a shorter one is read with its title."""
STEM = 5
"""Letters by which inflected forms of a word are taken for one."""

TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th)?"
    r"|[^\W\d_](?:[\w\u0300-\u036f]|[-'’.](?=[^\W\d_]))*"
)
_END = re.compile(r"(?<=[.!?…。！？؟।])[\"'”’»)\]]*\s+|\n+")
_LAST = re.compile(r"(?:^|[\W_])([^\W\d_]+)\.$")
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
class Sentence:
    """Words in normal form; numbers as figures, dates as `day:ORDINAL`. `capital` says which are capitalised."""

    words: tuple[str, ...]
    capital: tuple[bool, ...]
    frame: str  # the words with numbers, days and names left open


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


def runs(sentence: Sentence) -> list[str]:
    """The names in order, as they stand but for a leading "the"."""
    found: list[str] = []
    at = 0
    while at < len(sentence.words):
        end = _name_end(sentence.words, sentence.capital, at)
        if end > at:
            begin = at + 1 if sentence.words[at] == "the" else at
            if begin < end:
                found.append(" ".join(sentence.words[begin:end]))
        at = max(end, at + 1)
    return found


def squashed(name: str) -> str:
    """A publisher's name or host as one key: "The Fen Watcher" and fenwatcher.example agree."""
    name = normal(name[:200])
    if "." in name and " " not in name.strip():
        parts = name.split("://")[-1].split("/")[0].split(":")[0].split(".")
        parts = [part for part in parts if part not in ("www", "feeds", "rss", "news", "m", "en")] or parts
        name = max(parts[:-1] or parts, key=len)
    words = re.findall(r"\w+", name)
    if len(words) > 1 and words[0] in ("the", "la", "le", "el", "il", "die", "der", "das"):
        words = words[1:]
    key = "".join(words)
    return key[3:] if key.startswith("the") and len(key) > 6 else key


def read(report: Report) -> Reading:
    """The reading of one report. Anything may be missing or odd; nothing is refused."""
    day = report.published.date() if report.published is not None else None
    head, body = dateline(report.body[:MOST_CHARACTERS])
    body = body if len(body) >= LEAST_BODY else f"{report.title[:1_000]}\n{body}"
    sentences = [s for s in (_sentence(text, day) for text in _split(body)) if s[0].words]
    title, titled = _sentence(report.title[:1_000], day)
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


def _split(body: str) -> list[str]:
    """The sentences; a point behind an abbreviation or a single letter ends none."""
    found: list[str] = []
    open_ended = False
    for part in _END.split(body, 2 * MOST_SENTENCES):
        if not part or not part.strip():
            continue
        if open_ended:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
        last = _LAST.search(part)
        open_ended = last is not None and (len(last[1]) == 1 or last[1].casefold() in vocabulary().abbreviations)
    return found[:MOST_SENTENCES]


def _sentence(text: str, day: date | None) -> tuple[Sentence, tuple[Dated, ...]]:
    """The sentence, and the days that it speaks of."""
    if not text.isascii():
        text = normalize("NFKC", text).replace("’", "'")
    surface = TOKEN.findall(text)
    pairs = [(_plain(word.casefold()), word[0].isupper()) for word in surface]
    pairs, days = dated(pairs, day)
    pairs = with_numbers(pairs)
    words, capital = tuple(word for word, _ in pairs), tuple(mark for _, mark in pairs)
    return Sentence(words, capital, _frame(words, capital)), days


def _frame(words: Sequence[str], capital: Sequence[bool]) -> str:
    """The words with "#" for figures and "@" for each name."""
    out: list[str] = []
    at = 0
    while at < len(words):
        end = _name_end(words, capital, at)
        if end > at:
            out.append("@")
            at = end
            continue
        out.append("#" if is_figure(words[at]) else words[at])
        at += 1
    return " ".join(out)


def _name_end(words: Sequence[str], capital: Sequence[bool], at: int) -> int:
    """Where the name that begins here ends, with a leading "the" and joins such as "of" inside; `at` for none."""
    end = at
    if words[at] == "the" and at + 1 < len(words) and capital[at + 1]:
        end = at + 1
    while end < len(words) and capital[end]:
        end += 1
        if end + 1 < len(words) and words[end] in vocabulary().joins and capital[end + 1]:
            end += 1
    return end


def _plain(word: str) -> str:
    """Without the possessive."""
    return word[:-2] if word.endswith("'s") else word


def is_figure(word: str) -> bool:
    """A number or a day."""
    return word[0].isdigit() or word.startswith("day:")


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


def sounds_like_press(name: str) -> bool:
    """Whether a squashed name is, begins or ends as agencies, papers and stations are called."""
    words = vocabulary()
    return name in words.press_names or name.startswith(words.press_begins) or name.endswith(words.press_ends)


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
