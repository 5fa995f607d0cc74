"""What may be asked of a search: words, "phrases", -not, and filters. A grammar of our own, small enough to be learnt.

    ceasefire "port of vessa" -exercise

All words and phrases must be there, in any order; what follows a minus must not. Quotes may be of any kind; one that is
not closed ends with the line. All other signs part words. The same words always make the same question.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simurg.ledger.search.folding import SPACELESS, folded, plain
from simurg.ontology.errors import CallerError
from simurg.ontology.grades import CREDIBILITY, RELIABILITY

MOST_LETTERS = 1_000
MOST_PARTS = 32
KINDS = ("report", "entity", "claim", "product")
_QUOTES = '"“”„«»‟＂'
_PART = re.compile(
    rf"(?P<minus>(?:(?<=\s)|^)[-−–]+)?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<word>[^\s{_QUOTES}]+))"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One word or phrase: its text as asked, and its folded terms in order."""

    text: str
    terms: tuple[str, ...]
    excluded: bool = False

    @property
    def one_letter(self) -> bool:
        """A lone letter of a script without spaces: it begins or is a term."""
        return len(self.terms) == 1 and len(self.terms[0]) == 1 and SPACELESS.fullmatch(self.terms[0]) is not None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must have besides; empty means no limit. A missing grade, source, place, time or language is none
    of those asked for. `since` <= published < `until`; for products the time is when they were made."""

    kinds: frozenset[str] = frozenset(KINDS)
    reliabilities: frozenset[str] = frozenset()
    credibilities: frozenset[int] = frozenset()
    sources: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()  # names or codes, as `place_term` gives them
    languages: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        unknown = sorted(self.kinds - set(KINDS))
        if unknown or not self.kinds:
            named = f"There is no kind {unknown[0][:20]!r}." if unknown else "No kind is asked for."
            raise CallerError(named, hint=f"Kinds are {', '.join(KINDS)}.")
        if self.since and self.until and self.since >= self.until:
            raise CallerError("--from is not before --to.", hint="What is published at --to is not included.")


@dataclass(frozen=True, slots=True)
class Question:
    """Words and filters. `sought` must all be there, `excluded` must not."""

    text: str
    parts: tuple[Part, ...]
    filters: Filters

    @property
    def sought(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.excluded)

    @property
    def excluded(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.excluded)


def question_of(text: str, filters: Filters | None = None) -> Question:
    """CallerError for a text that is empty, too long, has no letter or digit, or only says what must not be."""
    if len(text) > MOST_LETTERS:
        raise CallerError(
            f"The question has {len(text):,} letters; {MOST_LETTERS:,} is the most.", hint="Ask for less."
        )
    parts = tuple(dict.fromkeys(_parts(text)))
    if not parts:
        raise CallerError("There is no letter or digit to search for.", hint='Ask for words: ceasefire "port of call".')
    if len(parts) > MOST_PARTS:
        raise CallerError(
            f"The question has {len(parts)} words; {MOST_PARTS} is the most.", hint="Ask for fewer words."
        )
    if all(part.excluded for part in parts):
        raise CallerError("The question says only what must not be there.", hint="Add a word that must be there.")
    return Question(" ".join(text.split()), parts, filters or Filters())


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a word or phrase as they stand in an indexed text, but for the last letter of a last run without
    spaces: the text may go on there."""
    terms = folded(text).split()
    words = plain(text).split()
    if len(terms) > 1 and words and len(words[-1]) > 1 and SPACELESS.fullmatch(words[-1][-2:]):
        terms.pop()
    return tuple(terms)


def place_term(text: str) -> str:
    """A place's name or code in the one form in which places are compared."""
    return " ".join(plain(text).split())


def letters_in(text: str) -> frozenset[str]:
    """`A-C`, `A,B`, `B`: reliabilities. CallerError for anything else."""
    return frozenset(_range(text.upper(), tuple(RELIABILITY), "--reliability", "A-C or A,B"))


def numbers_in(text: str) -> frozenset[int]:
    """`1-3`, `1,2`, `2`: credibilities. CallerError for anything else."""
    return frozenset(int(one) for one in _range(text, tuple(map(str, CREDIBILITY)), "--credibility", "1-3 or 1,2"))


def _parts(text: str) -> Iterable[Part]:
    for found in _PART.finditer(text):
        asked = found["phrase"] if found["phrase"] is not None else found["word"]
        if terms := terms_of(asked):
            yield Part(" ".join(asked.split()), terms, bool(found["minus"]))


def _range(text: str, ladder: tuple[str, ...], option: str, example: str) -> Iterable[str]:
    for part in text.replace(" ", "").split(","):
        ends = part.split("-")
        if len(ends) > 2 or any(end not in ladder for end in ends) or ladder.index(ends[0]) > ladder.index(ends[-1]):
            raise CallerError(f"{option} {text[:20]!r} is not understood.", hint=f"Write {example}.")
        yield from ladder[ladder.index(ends[0]) : ladder.index(ends[-1]) + 1]
