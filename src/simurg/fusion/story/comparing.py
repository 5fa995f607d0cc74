"""Are two reports one story? Near copy, altered copy, the same story in other words, or nothing.

A *near copy* has the other's sentences, in the other's order; whoever retells a story in his own words does not keep
both. If it says other facts it is an *altered copy* (or an update, if the first publisher itself says so: that is for
`altered` to tell, which sees all of a story). Old words for another day are neither.

Reports in their own words are the *same story* if names, days, words and numbers agree: a logistic sum whose weights
are in weights.py with how they were chosen.
"""

from bisect import bisect_left
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from math import exp

from simurg.fusion.story.differing import SAME_FRAME, Difference, alike, differences, turned
from simurg.fusion.story.reading import Reading
from simurg.fusion.story.weights import BIAS, WEIGHTS

NEAR_COPY, ALTERED_COPY, SAME_STORY = "near_copy", "altered_copy", "same_story"
COPIED = 0.6
"""Least part of the shorter text's words, in sentences that keep their order, that makes a copy."""
COPIED_WITHOUT_LEAD = 0.7
"""The same where the first sentence is another."""
LEAST_WORDS, LEAST_TOLD = 12, 5
"""Words that a copy has, and that a report has which can be one story with another."""
SAME_NAMES, LEAST_NAMES = 0.5, 3
"""Least part of the names that a copy with other facts still has; less, and old words serve another matter."""
WEEKDAY = 0.5
"""What a day known by its weekday alone is worth."""
WHOLE = 0.95
"""Least part of the words for a copy that is published days later and speaks of no common day."""
OF_THE_MATTER = 0.5
"""Least part, of the words of sentences with names or numbers, that a copy shares: forms and notices share the rest."""
LIKELY = 0.8
"""Least probability of a stored link; what a weak link is worth, `stories` decides."""
MOST_DAYS = 4.0
"""Reports without a common day are one story only within so many days."""


@dataclass(frozen=True, slots=True)
class Link:
    """What two reports have to do with each other. `similarity`: part of the words for copies, else a probability."""

    relation: str
    similarity: float
    differs: tuple[Difference, ...] = ()


def compare(left: Reading, right: Reading) -> Link | None:
    """The link between two reports, the same either way round but for the order in `differs`; None for none."""
    if _order(right) < _order(left):
        link = _compared(right, left)
        return link and replace(link, differs=tuple(turned(one) for one in link.differs))
    return _compared(left, right)


def _order(reading: Reading) -> list[tuple[str, ...]]:
    return [sentence.words for sentence in reading.sentences]


def _compared(left: Reading, right: Reading) -> Link | None:
    share = copied(left, right)
    enough = COPIED if _same_lead(left, right) else COPIED_WITHOUT_LEAD
    if share >= enough and not _form_only(left, right):
        if share < WHOLE and _recurring(left, right):
            return None
        differs = differences(left, right)
        if differs and (_other_matter(left, right) or _recurring(left, right)):
            return None
        if any(one.kind == "day" for one in differs):
            return None
        return Link(ALTERED_COPY if differs else NEAR_COPY, round(share, 4), differs)
    if min(_size(left), _size(right)) < LEAST_TOLD:
        return None
    likely = probability(left, right, share)
    return Link(SAME_STORY, round(likely, 4)) if likely >= LIKELY else None


def copied(left: Reading, right: Reading) -> float:
    """Part of the shorter text's words that stand in sentences which both have, in one order, 0 to 1."""
    long_left, long_right = _size(left), _size(right)
    least = min(long_left, long_right)
    if least < LEAST_WORDS:
        return 0.0
    places = {sentence.frame: place for place, sentence in enumerate(right.sentences)}
    shared = [(places[s.frame], len(s.words)) for s in left.sentences if s.frame in places]
    if sum(size for _, size in shared) < COPIED * least * 0.5:
        return 0.0
    return min(1.0, _in_order(shared) / least)


def _in_order(shared: list[tuple[int, int]]) -> int:
    """Words of the longest run of sentences whose places rise (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (place, _) in enumerate(shared):
        pile = bisect_left(tops, place)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            last.append(at)
        else:
            tops[pile], last[pile] = place, at
    total, at = 0, last[-1] if last else -1
    while at >= 0:
        total += shared[at][1]
        at = before[at]
    return total


def _same_lead(left: Reading, right: Reading) -> bool:
    if not left.sentences or not right.sentences:
        return False
    return alike(left.sentences[0], right.sentences[0]) >= SAME_FRAME


def _size(reading: Reading) -> int:
    return sum(len(sentence.words) for sentence in reading.sentences)


def _other_matter(left: Reading, right: Reading) -> bool:
    """Old words used for others: hardly a name in common."""
    if min(len(left.names), len(right.names)) < LEAST_NAMES:
        return False
    return _overlap(left.names.keys(), right.names.keys()) < SAME_NAMES


def _form_only(left: Reading, right: Reading) -> bool:
    """Whether what both have is a form, a notice, a closing phrase: of the sentences with names or numbers in them,
    most are not shared. Texts without any such sentence tell nothing either way."""
    ours, theirs = ([s for s in each.sentences if "@" in s.frame or "#" in s.frame] for each in (left, right))
    if not ours or not theirs:
        return False
    frames = {sentence.frame for sentence in theirs}
    shared = sum(len(sentence.words) for sentence in ours if sentence.frame in frames)
    least = min(sum(len(sentence.words) for sentence in side) for side in (ours, theirs))
    return shared < OF_THE_MATTER * least


def _recurring(left: Reading, right: Reading) -> bool:
    """Old words used again: no common day, and days between them."""
    if not left.days.isdisjoint(right.days):
        return False
    return left.published is None or right.published is None or abs(left.published - right.published) > MOST_DAYS


def features(left: Reading, right: Reading, share: float) -> tuple[float, ...]:
    """What weights.py weighs, in its order."""
    gap = abs(left.published - right.published) if left.published and right.published else 1.0
    same, other = _day_agreement(left, right)
    return (
        _cosine(left.names, right.names),
        same,
        other,
        min(gap, 10.0),
        _overlap(left.stems, right.stems),
        *_numbers_agree(left, right),
        _missing(left.names, right.names),
        min(_met(left, right), _met(right, left)),
        _overlap(left.title, right.title),
        share,
    )


def probability(left: Reading, right: Reading, share: float) -> float:
    """That two reports which are no copies tell one story."""
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, features(left, right, share), strict=True))
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def _day_agreement(left: Reading, right: Reading) -> tuple[float, float]:
    """(they share a day, they speak of others only), 0 to 1; a weekday counts less, one day of many little."""
    if not left.days or not right.days:
        return 0.0, 0.0
    common = len(left.days & right.days)
    if not common:
        return 0.0, 1.0 if left.stated and right.stated else WEEKDAY
    weight = 1.0 if left.stated or right.stated else WEEKDAY
    return weight * common / (len(left.days) * len(right.days)) ** 0.5, 0.0


def _cosine(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    dot = sum(value * right[name] for name, value in left.items() if name in right)
    if not dot:
        return 0.0
    return float(dot / (sum(v * v for v in left.values()) * sum(v * v for v in right.values())) ** 0.5)


def _overlap(left: Set[str], right: Set[str]) -> float:
    return len(left & right) / max(3, min(len(left), len(right)))


def _numbers_agree(left: Reading, right: Reading) -> tuple[float, float]:
    """(figures of two digits or more that both have, over the fewer; 1 if both have some and share none)."""
    ours = {number for number in left.numbers if len(number) > 1}
    theirs = {number for number in right.numbers if len(number) > 1}
    if not ours or not theirs:
        return 0.0, 0.0
    return len(ours & theirs) / min(len(ours), len(theirs)), float(ours.isdisjoint(theirs))


def _missing(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """How weighty the weightiest name is that the other does not have, as part of the weightiest of all; the larger."""
    return max(_gap(left, right), _gap(right, left))


def _met(reading: Reading, other: Reading) -> float:
    """The part of the names in title and first sentence that the other report has anywhere."""
    return len(reading.led & other.names.keys()) / len(reading.led) if reading.led else 0.5


def _gap(names: Mapping[str, float], others: Mapping[str, float]) -> float:
    return max((weight for name, weight in names.items() if name not in others), default=0.0) / max(
        names.values(), default=1.0
    )
