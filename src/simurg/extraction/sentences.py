"""Where sentences end: rules over stops, abbreviations, quotes and numbers, for scripts with and without spaces.

A stop ends a sentence if what follows can begin one: a capital, a digit after a space, a quote, or a letter of a script
that has no capitals. A stop after an abbreviation ("Gen.", "U.S.", "z. B.") or inside a number does not. An empty line
always ends one. What closes (quotes, brackets) belongs to the sentence that it closes. A sentence is never longer than
`LONGEST`.
"""

import re
from functools import cache

from babel import Locale

from simurg.extraction.names import rows_of
from simurg.extraction.reading import Span

LONGEST = 2_000
_STOP = re.compile(r"""([.!?…。！？؟۔।]+)(["'”’»)\]】」』]*)|\n[ \t]*\n\s*|\n(?=\s*[-*•–]\s)""")
_WORD_BEFORE = re.compile(r"[\w.\-º]+$")
_WIDE = frozenset("。！？؟۔।")


def sentences_of(text: str) -> list[Span]:
    """Spans of the sentences, in order, without the white space around them."""
    cuts: list[int] = []
    for stop in _STOP.finditer(text):
        if stop.group(1) is None or _ends(text, stop):
            cuts.append(stop.end())
    spans: list[Span] = []
    start = 0
    for cut in [*cuts, len(text)]:
        spans += _trimmed(text, start, cut)
        start = cut
    return spans


def _ends(text: str, stop: re.Match[str]) -> bool:
    marks = stop.group(1)
    if marks[0] in _WIDE:
        return True
    after = stop.end()
    if after >= len(text):
        return True
    if not text[after].isspace():
        return False
    rest = text[after : after + 40].lstrip()
    if not rest:
        return True
    begins = rest.lstrip("\"'“‘«„([¿¡-–— ")[:1]
    if begins.islower():
        return False
    if marks != ".":
        return True
    return not _abbreviated(text, stop.start(), begins)


def _abbreviated(text: str, at: int, begins: str) -> bool:
    found = _WORD_BEFORE.search(text, max(0, at - 24), at)
    if found is None:
        return False
    word = found.group()
    plain = word.lower().strip(".")
    if len(word) == 1 and word.isalpha():  # an initial; not "I" or a letter of a list
        before = text[max(0, at - 3) : at - 1].strip()  # "2019 г." ends a sentence, "в г. Минск" does not
        return word.isupper() or (plain in _abbreviations() and not before[-1:].isdigit())
    if word.isdigit():  # "am 3. Mai": German ordinals stand before a capital
        return (
            len(word) <= 2
            and begins.isupper()
            and text[at + 1 : at + 13].strip().partition(" ")[0].rstrip(".,") in _after_ordinals()
        )
    if "." in plain:
        return plain in _abbreviations() or bool(re.fullmatch(r"(?:\w\.)+\w", plain))
    return plain in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(form for (form,) in rows_of("abbreviations.tsv"))


@cache
def _after_ordinals() -> frozenset[str]:
    """What follows a number with a stop in German ("am 3. Mai", "im 19. Jahrhundert")."""
    return frozenset(("Jahrhundert", *(month.capitalize() for month in Locale("de").months["format"]["wide"].values())))


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    found = []
    while end - start > LONGEST:  # text without stops
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = start + LONGEST if cut < 0 else cut
        found.append(Span(start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        found.append(Span(start, end))
    return found
