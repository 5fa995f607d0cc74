"""One text that tells several names: "A a.k.a. B", "A / B", "People's Home Organisation (PHO)".

`names_in` gives the text itself first, then the names within it. It parts only at signs that lists use for this, so
that a branch in brackets or a legal form with a stroke (A/S) stays what it is. A text longer than `LONGEST` is not
looked into.
"""

import re
from collections.abc import Iterator

from simurg.fusion.identity.letters import LONGEST
from simurg.fusion.identity.names import Kind

MOST_PARTS = 4
_KNOWN_AS = re.compile(
    r"[\s,;(]+(?:a\.?k\.?a\.?|f\.?k\.?a\.?|a/k/a|f/k/a|also known as|formerly known as|formerly)[\s:]+", re.IGNORECASE
)
_STROKE = re.compile(r"(?<=\w{3})\s*[/|]\s*(?=\w{4})|\s*;\s+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{2,12})[)\]]\s*")


def names_in(text: str, kind: Kind) -> Iterator[str]:
    """The text, and the names that it tells."""
    yield text
    if len(text) > LONGEST:
        return
    if kind is not Kind.PERSON and ("(" in text or "[" in text):
        yield from _acronym(text)
    for sign in (_KNOWN_AS, _STROKE):
        parts = [part.strip(" ()[],") for part in sign.split(text, maxsplit=MOST_PARTS)] if sign.search(text) else []
        if len(parts) > 1 and all(sum(letter.isalpha() for letter in part) > 3 for part in parts):
            yield from parts
            return


def _acronym(text: str) -> Iterator[str]:
    """The name without the brackets, and what stands in them, if that abbreviates the name."""
    found = _BRACKETS.search(text)
    if not found or not found.group(1).replace(".", "").replace("-", "").isupper():
        return
    short = found.group(1).strip()
    bare = f"{text[: found.start()]} {text[found.end() :]}".strip()
    initials = "".join(word[0] for word in re.findall(r"\w+", bare)).lower()
    letters = re.sub(r"\W", "", short).lower()
    if len(letters) > 1 and letters[0] in initials and _within(letters, initials):
        yield bare
        yield short


def _within(letters: str, initials: str) -> bool:
    """Most of the letters are initials, in their order."""
    at = 0
    kept = 0
    for letter in letters:
        place = initials.find(letter, at)
        if place >= 0:
            kept, at = kept + 1, place + 1
    return kept >= max(2, len(letters) - 1)
