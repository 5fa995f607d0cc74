"""Where sentences end: rules over stops, abbreviations, quotes and numbers, for scripts with and without spaces.

A stop ends a sentence if what follows can begin one: a capital, a digit after a space, a quote, or a letter of a script
that has no capitals. A stop after an abbreviation ("Gen.", "U.S.", "z. B.") or inside a number does not. An empty line always ends
one. What closes (quotes, brackets) belongs to the sentence that it closes. A sentence is never longer than `LONGEST`.
"""

import re

from simurg.extraction.reading import Span

LONGEST = 2_000
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof gen col lt maj capt cmdr sgt cpl adm brig gov sen rep rev hon st ste mt ft jr sr vs etc no nos vol
    art fig ed eds al approx dept est inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri
    sat sun u.s u.k u.n e.u u.a.e d.c p.m a.m i.e e.g ph.d n.y l.a c.f cf ca resp bzw usw abs nr str hr fr mag dipl ing
    z.b d.h u.a o.ä sog vgl tel gest geb mio mrd sra srta dra ud uds ee.uu av avda pág págs núm gral cnel tte cap lic pdte
    ej m mme mlle mm mgr bd env hab éd réf chap sté г гг ул им тыс млн млрд руб т.е т.д т.п т.к см стр др проф ген акад
    ок ред напр гл ст обл р-н sn vb vs yy prof doç av bkz örn yrd dr sr sra dra exa eng prof av pág ltda nº gen cel ten
    maj cap mons dom dña d.ª""".split()
)
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
        return word.isupper()
    if word.isdigit():  # "am 3. Mai": German ordinals stand before a capital
        return len(word) <= 2 and begins.isupper() and text[at + 1 : at + 12].strip().split(" ")[0] in _MONTHS_DE
    if "." in plain:
        return plain in _ABBREVIATIONS or bool(re.fullmatch(r"(?:\w\.)+\w", plain))
    return plain in _ABBREVIATIONS


_MONTHS_DE = frozenset(
    "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert".split()
)


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
