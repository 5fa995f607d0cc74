"""Forms of English words, so that the lexicon writes each word once.

Regular rules of spelling (doubling, silent e, y to ies) with tables of what is irregular; -ise words are spelt -ize as
well. Forms carry a tag: `b` base, `s` third person, `d` past, `n` past participle, `g` -ing. Where past and
participle are one form, it is tagged `n`, since only a participle makes a passive. A form too many costs nothing.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources

_PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "tooth": "teeth",
    "wife": "wives",
    "life": "lives",
    "knife": "knives",
    "thief": "thieves",
    "crisis": "crises",
    "person": "people",
    "half": "halves",
    "attache": "attaches",
}
_VOWELS = "aeiou"


@cache
def _irregular() -> dict[str, tuple[list[str], list[str]]]:
    """Base → pasts, participles."""
    lines = [line.split() for line in _file("en_irregular.txt").splitlines()]
    return {base: (past.split(","), participle.split(",")) for base, past, participle in lines}


@cache
def _doubling() -> frozenset[str]:
    return frozenset(_file("en_doubling.txt").split())


def _file(name: str) -> str:
    return (resources.files("simurg.extraction.coder") / "lexicon" / name).read_text("utf-8")


def verb_forms(base: str) -> Iterator[tuple[str, str]]:
    """Each form of a verb with its tag, British and American."""
    for spelt in _spellings(base):
        head, _, tail = spelt.rpartition("-")  # re-arrest, carpet-bomb: the last part is inflected
        prefix = head + "-" if head else ""
        for form, tag in _one_verb(tail):
            yield prefix + form, tag


def _one_verb(base: str) -> Iterator[tuple[str, str]]:
    yield base, "b"
    yield _third(base), "s"
    for form in _with(base, "ing"):
        yield form, "g"
    if base in _irregular():
        past, participle = _irregular()[base]
        both = set(past) & set(participle)
        yield from ((form, "d") for form in past if form not in both)
        yield from ((form, "n") for form in participle)
        if base == "be":
            yield from ((form, "b") for form in ("is", "are", "were", "am"))
    else:
        for form in _with(base, "ed"):
            yield form, "n"


def plural(noun: str) -> str:
    """Of the last word of a noun."""
    head, space, last = noun.rpartition(" ")
    for single, many in _PLURALS.items():
        if last == single or (last.endswith(single) and single in {"man", "woman"}):
            return head + space + last[: -len(single)] + many
    return head + space + _third(last)


def _spellings(base: str) -> list[str]:
    spelt = [base]
    if base.endswith("ise") and base not in {
        "rise",
        "advise",
        "arise",
        "promise",
        "praise",
        "raise",
        "exercise",
        "surprise",
        "revise",
        "supervise",
        "compromise",
    }:
        spelt.append(base[:-3] + "ize")
    if base.endswith("yse"):
        spelt.append(base[:-3] + "yze")
    if "our" in base and base in {"honour", "favour", "harbour", "endeavour", "clamour", "labour"}:
        spelt.append(base.replace("our", "or"))
    if "defence" in base:
        spelt.append(base.replace("defence", "defense"))
    return spelt


def _third(word: str) -> str:
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in {
        "go",
        "do",
        "veto",
        "echo",
        "torpedo",
        "undergo",
        "forgo",
        "embargo",
        "hero",
    }:
        return word + "es"
    return word + "s"


def _with(base: str, ending: str) -> list[str]:
    """The word with -ed or -ing."""
    if base.endswith("ie") and ending == "ing":
        return [base[:-2] + "ying"]
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and len(base) > 2:
        return [base[:-1] + ending]
    if base.endswith(("ee", "oe", "ye")):
        return [base + ("d" if ending == "ed" else "ing")]
    if base.endswith("y") and ending == "ed" and base[-2:-1] not in _VOWELS:
        return [base[:-1] + "ied"]
    if base.endswith("c"):
        return [base + "k" + ending]
    if base in _doubling():
        forms = [base + base[-1] + ending]
        if base.endswith("l"):
            forms.append(base + ending)
        return forms
    return [base + ending]
