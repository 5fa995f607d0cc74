"""How many: deaths, injured, displaced, detained, missing, affected, with the bounds that the words give.

"At least twelve" bounds below, "up to 40" above; "dozens" is 24 and more; "no casualties" is a stated nought. A number
counts for what is said of it in its sentence, right after ("12 people were killed") or right before ("killing 12").
"""

import re

from simurg.extraction.names import padded
from simurg.extraction.quantity_words import KINDS, QuantityWords, languages, quantity_words
from simurg.extraction.reading import Quantity, Span

_MOST = 10**10
"""Above all people there are: no count."""


def quantities_in(text: str, sentence: Span, language: str | None = None) -> tuple[Quantity, ...]:
    """The amounts of people that a sentence states, in order. English where the language is unknown."""
    words = quantity_words(language if language in languages() else "en")
    if not words.hint.find_matches_as_indexes(padded(sentence.of(text))):
        return ()
    found: list[Quantity] = []
    for pattern in (words.after, words.before):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            quantity = _read(words, match)
            if quantity is not None and not any(_overlap(quantity.span, had.span) for had in found):
                found.append(quantity)
    return tuple(sorted(found, key=_start))


def _start(quantity: Quantity) -> int:
    return quantity.span.start


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _read(words: QuantityWords, match: re.Match[str]) -> Quantity | None:
    groups = match.groupdict()
    what = next(kind for kind in KINDS if groups.get(kind))
    first = bounds_of(match["first"], words)
    if first is None:
        return None
    low, high = first
    span = Span(*match.span("amount"))
    second = bounds_of(match["second"], words) if match["second"] else None
    if second is not None:
        return _between(what, low, second[1], span)
    hedge = (match["hedge"] or "").lower()
    if hedge in words.least:
        return Quantity(what, low, low if low == high else None, None, span)
    if hedge in words.most:
        return Quantity(what, None, None, high, span)
    return Quantity(what, low, low if low == high else None, high, span)


def _between(what: str, low: int | None, high: int | None, span: Span) -> Quantity | None:
    """ "40 to 50": bounds, with no best. "12 and 3 …" is no range."""
    if low is None or high is None or high <= low:
        return None
    return Quantity(what, low, None, high, span)


def bounds_of(written: str, words: QuantityWords) -> tuple[int | None, int | None] | None:
    """Least and most that a number or a word for one means; None if it is none."""
    plain = " ".join(written.lower().split())
    if plain in words.none:
        return 0, 0
    if plain in words.vague:
        return words.vague[plain]
    figures = re.match(r"[\d,.   ]*\d", plain)
    rest = plain[figures.end() :] if figures else plain
    number = int(re.sub(r"\D", "", figures.group())) if figures else 0
    times = 1
    for part in re.split(r"[- ]+", rest.strip("- ")):
        if part in words.scales:
            times *= words.scales[part]
        elif part in words.numbers:
            number += words.numbers[part]
        elif part not in ("", "y", "et", "e", "and", "und"):
            return None
    number *= times
    return (number, number) if number < _MOST and (number or figures) else None
