"""Which language a text is in, from its letters (py3langid: Lui & Baldwin 2012, langid.py, ACL demonstrations).

Short texts are told unknown rather than guessed: below `LEAST` letters a publisher's own word counts, or nothing does.
The confidence is the naive-Bayes posterior, tempered by the length as py3langid does, within the languages asked for.
"""

from functools import lru_cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LEAST = 24
"""Letters that a text needs to be told by."""
MOST = 500
"""Letters that are read."""
SURE = 0.5
"""Confidence below which a text's language is unknown."""
NEWS = frozenset(
    word
    for line in (
        "en es fr de ru ar tr pt it nl pl uk fa he zh ja ko id vi sv ro el cs hu hi ur sw fi da no bg sr hr sk sl",
        "ka hy az kk uz ky tg th bn ta te am om so ha yo ps ku my km lo ne si ms tl be mk sq bs ca et lv lt mn",
        "ml mr pa gu",
    )
    for word in line.split()
)
"""Languages that are told apart unless others are asked for: the ones that news is written in. Among all that the model
knows, a headline of names is too easily Latin or Luxembourgish."""


def language_of(text: str, stated: str | None = None, among: frozenset[str] = NEWS) -> tuple[str | None, float]:
    """Code (BCP 47, language only) and confidence from 0 to 1. `stated`: the publisher's word, which decides where the
    text is too short to tell; `among`: the languages (ISO 639-1) that it may be."""
    said = stated.replace("_", "-").partition("-")[0].lower() if stated else None
    sample = text[:MOST]
    if sum(letter.isalpha() for letter in sample[:400]) < _least(sample):
        return said, 0.5 if said else 0.0
    found, sure = _identifier(among).classify(sample)
    if sure < SURE:
        return (said, 0.5) if said else (None, float(sure))
    return str(found), float(sure)


def _least(sample: str) -> int:
    """Han and kana say with a letter what others say with three."""
    return LEAST // 3 if any("぀" <= letter <= "鿿" for letter in sample[:60]) else LEAST


@lru_cache(maxsize=8)
def _identifier(among: frozenset[str]) -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(among & set(identifier.labels)))
    return identifier
