"""How many: deaths, injured, displaced, detained, missing, affected, with the bounds that the words give.

"At least twelve" bounds below, "up to 40" above; "dozens" is 24 and more; "no casualties" is a stated nought. A number
counts for what stands next to it in the sentence.
"""

import re

from simurg.extraction.reading import Quantity, Span

_WORDS = {word: number for number, word in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
                                   "ninety": 90, "a": 1, "an": 1}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_VAGUE = {"dozens": (24, None), "scores": (40, None), "hundreds": (200, None), "thousands": (2_000, None),
          "tens of thousands": (20_000, None), "hundreds of thousands": (200_000, None), "several": (3, 9), "a dozen": (12, 12),
          "a few": (2, 5), "many": (None, None), "no": (0, 0), "dozen": (12, 12)}  # fmt: skip
_SPELT = "|".join(sorted([word for word in _WORDS if len(word) > 2], key=len, reverse=True))
_NUMBER = (
    rf"(?:\d{{1,3}}(?:[,.\u00a0 ]\d{{3}})+|\d+|(?:{_SPELT})(?:[- ](?:{_SPELT}))?)(?:[- ](?:hundred|thousand|million))?"
)
_AMOUNT = rf"(?:{_NUMBER}|tens of thousands|hundreds of thousands|a dozen|a few|dozens|scores|hundreds|thousands|several|many|no|an?)"
_ABOUT = (
    r"(?:(?P<least>at least|more than|over|no fewer than|no less than|as many as|up to|fewer than|less than|nearly|"
    r"almost|about|around|some|approximately|an estimated) )?"
)
_WHAT = {
    "deaths": r"killed|dead|deaths?|died|fatalit(?:y|ies)|lives|slain|casualties|bodies|victims killed|perished",
    "injured": r"injured|wounded|hurt|injuries|wounds",
    "displaced": r"displaced|fled|homeless|uprooted|evacuated|refugees",
    "detained": r"detained|arrested|arrests|captured|jailed|rounded up|taken into custody",
    "missing": r"missing|unaccounted for",
    "affected": r"affected",
}
_KINDS = "|".join(f"(?P<{what}>{forms})" for what, forms in _WHAT.items())
_PEOPLE = r"(?: (?!and\b|but\b|or\b|after\b|when\b|while\b|as\b)[\w’'-]+){0,5}?"
_AFTER = re.compile(
    rf"(?<![\w.,])(?P<amount>{_ABOUT}(?P<first>{_AMOUNT})(?:(?: to | and | or |[-–])(?P<second>{_NUMBER}))?){_PEOPLE}[ ]"
    rf"(?:were |was |had been |have been |has been |are |is |have |had )?(?:reportedly |also |confirmed )?(?P<kind>{_KINDS})(?!\w)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<!\w)(?P<verb>kill(?:ed|ing|s)|left|leaving|wound(?:ed|ing)|injur(?:ed|ing)|displac(?:ed|ing)|detain(?:ed|ing)|"
    rf"arrest(?:ed|ing)|claimed|slaughtered|massacred|murdered) (?P<amount>{_ABOUT}(?P<first>{_AMOUNT})"
    rf"(?:(?: to | and | or |[-–])(?P<second>{_NUMBER}))?)(?!\w)(?! (?:\w+ )?(?:attack|bomb|missile|rocket|villages?|times|years|"
    rf"months|weeks|days|hours|ballistic|tonnes|tons|million (?:dollars|euros)|per ?cent))",
    re.IGNORECASE,
)
_VERBS = {"kill": "deaths", "clai": "deaths", "slau": "deaths", "mass": "deaths", "murd": "deaths", "woun": "injured",
          "inju": "injured", "disp": "displaced", "deta": "detained", "arre": "detained"}  # fmt: skip


def quantities_in(text: str, sentence: Span) -> tuple[Quantity, ...]:
    words = sentence.of(text)
    found: list[Quantity] = []
    if not any(letter.isdigit() for letter in words) and not _CHEAP.search(words):
        return ()
    for match in _AFTER.finditer(words):
        what = next(name for name in _WHAT if match.group(name))
        found += _read(match, what, sentence.start)
    for match in _BEFORE.finditer(words):
        verb = match.group("verb").lower()[:4]
        what = _VERBS.get(verb, "")
        span = match.span("amount")
        if what and not any(
            had.span.start - sentence.start < span[1] and span[0] < had.span.end - sentence.start for had in found
        ):
            found += _read(match, what, sentence.start)
    return tuple(sorted(found, key=lambda quantity: quantity.span.start))


_CHEAP = re.compile(
    r"kill|dea[dt]|die[sd]|fatal|casualt|wound|injur|hurt|displac|fled|detain|arrest|missing", re.IGNORECASE
)


def _read(match: re.Match[str], what: str, shift: int) -> list[Quantity]:
    first = bounds_of(match.group("first"))
    if first is None:
        return []
    low, high = first
    start, end = match.span("amount")
    span = Span(shift + start, shift + end)
    if match.group("second"):
        second = bounds_of(match.group("second"))
        if second is not None and low is not None and second[1] is not None and second[1] > low:
            return [Quantity(what, low, None, second[1], span)]
    hedge = (match.group("least") or "").lower()
    if hedge in ("at least", "more than", "over", "no fewer than", "no less than"):
        return [Quantity(what, low, None if hedge == "over" else low, None, span)]
    if hedge in ("up to", "as many as", "fewer than", "less than", "nearly", "almost"):
        best = high if hedge in ("nearly", "almost") else None
        return [Quantity(what, None, best, high, span)]
    return [Quantity(what, low, low if low == high else None, high, span)]


def bounds_of(words: str) -> tuple[int | None, int | None] | None:
    """Least and most that a number or a word for one means; None if it is none."""
    plain = words.lower().strip()
    if plain in _VAGUE:
        return _VAGUE[plain]
    head, _, scale = plain.replace("-", " ").rpartition(" ")
    times = _SCALES.get(scale, 0)
    body = head if times else plain.replace("-", " ")
    digits = re.sub(r"[,.\u00a0 ]", "", body)
    if digits.isdigit():
        number = int(digits[:12])
    else:
        parts = [_WORDS.get(word) for word in body.split()]
        if not parts or any(part is None for part in parts):
            return None
        number = sum(part for part in parts if part is not None)
    number *= times or 1
    return number, number
