"""Numbers in a sentence, in figures: "seventy-five" and "75" are one; "1,200", "1.200" and "1 200" are too."""

import re

from simurg.fusion.story.vocabulary import vocabulary

Marked = tuple[str, bool]

_GROUPED = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")
_LEAST_SPELLED = 2
"""Smaller number words stay words: "one" is more often no number."""


def with_numbers(words: list[Marked]) -> list[Marked]:
    """The words with every number in figures."""
    out: list[Marked] = []
    at = 0
    while at < len(words):
        word, mark = words[at]
        if word[0].isdigit():
            value = _figures(word)
            at += 1
            if at < len(words) and words[at][0] in vocabulary().scales and value.replace(".", "", 1).isdigit():
                value = _shown(float(value) * vocabulary().scales[words[at][0]])
                at += 1
            out.append((value, False))
            continue
        spelled, used = _spelled(words, at)
        if used and (used > 1 or spelled >= _LEAST_SPELLED):
            out.append((str(spelled), False))
            at += used
        else:
            out.append((word, mark))
            at += 1
    return out


def _figures(word: str) -> str:
    if _GROUPED.match(word):
        return re.sub(r"[.,]", "", word)
    return word.replace(",", ".")


def _shown(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"


def _spelled(words: list[Marked], at: int) -> tuple[int, int]:
    """(value, words used) of the number words that begin here; (0, 0) for none."""
    known, scales, joins = vocabulary().numbers, vocabulary().scales, vocabulary().number_joins
    total = part = used = last = 0
    while at + used < len(words) and used < 12:
        word = words[at + used][0]
        if word in known or _hyphened(word):
            value = known.get(word) or _hyphened(word)
            if used and last < 100 and not (last >= 20 and last % 10 == 0 and value < 10):
                break
            part, last = part + value, value
        elif word in scales and used:
            part, last = max(1, part) * scales[word], scales[word]
            if last >= 1000:
                total, part = total + part, 0
        elif word in joins and used and at + used + 1 < len(words) and words[at + used + 1][0] in known:
            pass
        else:
            break
        used += 1
    if used and words[at + used - 1][0] in joins:
        used -= 1
    return total + part, used


def _hyphened(word: str) -> int:
    """seventy-five is 75; 0 for no such word."""
    first, hyphen, second = word.partition("-")
    tens, units = vocabulary().numbers.get(first, 0), vocabulary().numbers.get(second, 0)
    return tens + units if hyphen and tens >= 20 and tens % 10 == 0 and 0 < units < 10 else 0
