"""Forms of a name in the languages that bend it: Russian cases, Arabic clitics, Romance genders, German endings.

The rules cover how names of states, cities and peoples are bent, not grammar at large; a form that is never written
does no harm, because nothing else is written like it.
"""

import re
from collections.abc import Iterator

_CYRILLIC, _ARABIC = re.compile("[\u0400-\u04ff]"), re.compile("[\u0600-\u06ff]")

_HARD = ("а", "у", "ом", "е")
_ENDINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # ending, what is cut, what is put in its place: genitive, dative, accusative, instrumental, prepositional
    ("ия", "я", ("и", "и", "ю", "ей", "и")),
    ("ья", "я", ("и", "е", "ю", "ей", "е")),
    ("ея", "я", ("и", "е", "ю", "ей", "е")),
    ("ая", "ая", ("ой", "ой", "ую", "ой", "ой")),
    ("ша", "а", ("и", "е", "у", "ей", "е")),
    ("жа", "а", ("и", "е", "у", "ей", "е")),
    ("ка", "а", ("и", "е", "у", "ой", "е")),
    ("га", "а", ("и", "е", "у", "ой", "е")),
    ("а", "а", ("ы", "е", "у", "ой", "е")),
    ("я", "я", ("и", "е", "ю", "ей", "е")),
    ("сть", "ь", ("и", "и", "ь", "ью", "и")),
    ("ь", "ь", ("я", "ю", "ь", "ем", "е")),
    ("й", "й", ("я", "ю", "й", "ем", "е")),
    ("ы", "ы", ("", "ам", "ы", "ами", "ах")),
)
_CASES = 5
_ADJECTIVE = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")


def russian(name: str) -> Iterator[str]:
    """The cases of a name of one or two words."""
    words = name.split(" ")
    yield name
    if len(words) > 2:
        return
    bent = [_cases(word) for word in words]
    for case in range(_CASES):
        yield " ".join(forms[case] for forms in bent)


def _cases(word: str) -> tuple[str, ...]:
    for ending, cut, forms in _ENDINGS:
        if word.endswith(ending):
            return tuple(word[: len(word) - len(cut)] + form for form in forms)
    if word[-1:] in "оиуеэю":
        return (word,) * _CASES
    genitive, dative, instrumental, place = (word + form for form in _HARD)
    return genitive, dative, word, instrumental, place


def russian_adjective(word: str) -> Iterator[str]:
    """российский: российского, российская …"""
    stem = word.removesuffix("ий")
    for ending in _ADJECTIVE:
        yield stem + ending


def arabic(name: str) -> Iterator[str]:
    """With the words that are written together with it: and, so, in, to, as."""
    yield name
    for clitic in "وفبك":
        yield clitic + name
    yield "لل" + name[2:] if name.startswith("ال") else "ل" + name
    yield "ول" + ("ل" + name[2:] if name.startswith("ال") else name)


def arabic_adjective(word: str) -> Iterator[str]:
    """سوري: سورية، السوري، السوريين …"""
    for ending in ("", "ة", "ين", "ون", "ات"):
        yield from arabic(word + ending)
        yield from arabic("ال" + (word + ending).replace(" ", " ال"))


def romance_adjective(word: str, language: str) -> Iterator[tuple[str, bool]]:
    """Gender and number, and whether the form is a plural."""
    if language == "fr":
        yield from _french(word)
    elif word.endswith("o"):
        yield from ((word[:-1] + ending, ending.endswith("s")) for ending in ("o", "a", "os", "as"))
    elif word.endswith(("és", "ês")):
        stem = word[:-2] + "es"
        yield from ((form, form.endswith(("eses", "esas"))) for form in (word, stem + "a", stem + "es", stem + "as"))
    elif word.endswith("ão"):
        stem = word[:-2]
        yield from ((stem + ending, ending.endswith("s")) for ending in ("ão", "ã", "ãos", "ãs", "ães", "ões"))
    elif word.endswith(("án", "ón")):
        stem = word[:-2] + {"á": "a", "ó": "o"}[word[-2]] + "n"
        yield from ((form, form.endswith("s")) for form in (word, stem + "a", stem + "es", stem + "as"))
    elif word.endswith(("í", "l", "z", "r")):
        yield from ((form, form.endswith("s")) for form in (word, word + "es", word + "s", word + "a", word + "as"))
    else:
        yield from ((word, False), (word + "s", True))


def _french(word: str) -> Iterator[tuple[str, bool]]:
    yield word, False
    plural = word if word.endswith("s") else word + "s"
    yield plural, plural != word
    feminine = {"en": word + "ne", "ec": word + "que", "rc": word[:-1] + "que"}.get(word[-2:], word + "e")
    if not word.endswith("e"):
        yield feminine, False
        yield feminine + "s", True


def german_adjective(word: str) -> Iterator[str]:
    for ending in ("e", "en", "er", "es", "em"):
        yield word + ending


def is_cyrillic(name: str) -> bool:
    return _CYRILLIC.search(name) is not None


def is_arabic(name: str) -> bool:
    return _ARABIC.search(name) is not None


def bent(name: str) -> Iterator[str]:
    """A name in its script's forms."""
    if is_cyrillic(name) and not name.isupper():
        yield from russian(name)
    elif is_arabic(name):
        yield from arabic(name)
    else:
        yield name
