"""Phrases that are looked for in texts: names as whole words, topics as beginnings of words.

Letters match whatever their case. A spelling that uses spaces matches one that uses underscores. Most texts hold none
of the phrases: `found` first asks whether one word of each stands there at all, which is many times quicker than
the pattern and never says no where the pattern would say yes.
"""

import re
from dataclasses import dataclass

_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DOTS = str.maketrans("İı", "ii")  # a pattern takes them for an i, `casefold` does not


@dataclass(frozen=True, slots=True)
class Phrases:
    """Use `phrases_of`. `words` holds the longest word of each phrase, folded."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text)

    def found(self, text: str, fold: str) -> bool:
        """Whether one of the phrases stands in the text, whose `folded` form the caller keeps."""
        return any(word in fold for word in self.words) and self.pattern.search(text) is not None


def folded(text: str) -> str:
    """Without case: texts that a pattern takes for equal are equal."""
    return text.translate(_DOTS).casefold() if "İ" in text or "ı" in text else text.casefold()


def phrases_of(phrases: tuple[str, ...], *, prefixes: bool) -> Phrases | None:
    """None if no phrase is left. With `prefixes`, phrases of four letters and more match beginnings of words."""
    parts, words = [], []
    for phrase in sorted({" ".join(phrase.replace("_", " ").split()).casefold() for phrase in phrases} - {""}):
        body = r"[\s_]+".join(re.escape(word) for word in phrase.split())
        words.append(folded(max(phrase.split(), key=len)))
        if _UNSPACED.search(phrase):
            parts.append(body)
        else:
            parts.append(rf"(?<![^\W_]){body}" + ("" if prefixes and len(phrase) >= 4 else r"(?![^\W_])"))
    return Phrases(re.compile("|".join(parts), re.IGNORECASE), tuple(words)) if parts else None
