"""What speaks for and against two names being one: a short vector of numbers that an analyst can read.

Each feature is symmetric in the two names and lies within 0 to 2 (counts are capped). `FEATURES` names them in
the order of the vector; the logistic model (model.py) has one coefficient for each and kind of thing named.
"""

from rapidfuzz.distance import OSA, Indel

from simurg.fusion.identity.align import Alignment, align_in_order, turned_round
from simurg.fusion.identity.likeness import sounds
from simurg.fusion.identity.names import Kind, Name

FEATURES = (
    "shared",  # weight of words with a counterpart, times likeness, over the mean weight of both
    "contained",  # the same over the smaller name's weight
    "worst",  # 1 - likeness of the least alike counterparts
    "unlike",  # summed 1 - likeness over counterparts, capped at 1.5
    "conflict",  # words without counterpart on both sides: the smaller count, capped at 2
    "conflict_weight",  # the smaller unmatched weight, over the smaller name's weight
    "extra",  # words without counterpart on one side only, capped at 3
    "first_letter",  # a counterpart that starts with another letter
    "initial",  # counterparts of which one is an initial
    "alone",  # one counterpart only
    "joined",  # 1 - edits over all letters, words sorted
    "spelling",  # 1 - edits over all letters as written
    "edits",  # edits in counterparts, capped at 4, over 4
    "last",  # 1 - likeness of both last words to their counterparts, 1 without counterpart
    "first",  # the same for first words
    "order",  # counterparts that stand in another order, over all
    "father",  # patronymics on both sides that stand against each other
    "reversed",  # 2 if who is whose father is told the other way round
    "clan",  # al-X on both sides that stand against each other
    "number",  # numbers on both sides, none shared
    "number_extra",  # numbers on one side only
    "form",  # legal forms on both sides, none shared
    "acronym",  # one is the initials of the other
    "equal",  # same letters
    "common_conflict",  # all words of a conflict on one side are common words (bank, trust)
    "two_edits",  # the counterparts that differ most do so by two edits or more, in letters and in sounds
    "three_edits",  # by three or more
    "alone_extra",  # one counterpart only, and the other name has more words
    "short",  # 1 / letters of the shorter name
)


def features(left: Name, right: Name) -> tuple[float, ...]:
    """The vector of two names; zeros where a name has no words."""
    if turned_round(left, right):
        left, right = right, left
    return measure(left, right, align_in_order(left, right))


def measure(left: Name, right: Name, found: Alignment) -> tuple[float, ...]:
    """The vector, from an alignment already made."""
    if not left.joined or not right.joined:
        return _wordless(left, right)
    pairs = found.pairs
    left_weight, right_weight = left.weight, right.weight
    matched = unlike = worst = 0.0
    edits = most = other_letter = initials = 0
    for pair in pairs:
        matched += pair.weight * pair.likeness
        if pair.likeness < 1.0:
            unlike += 1.0 - pair.likeness
            worst = max(worst, 1.0 - pair.likeness)
            apart = OSA.distance(pair.left, pair.right)
            edits += apart
            if apart > most and pair.likeness < 0.9:
                most = max(most, min(apart, OSA.distance(sounds(pair.left), sounds(pair.right))))
            other_letter += pair.left[0] != pair.right[0]
            initials += len(pair.left) == 1 or len(pair.right) == 1
    left_lost = sum([left.weights[place] for place in found.left_only]) if found.left_only else 0.0
    right_lost = sum([right.weights[place] for place in found.right_only]) if found.right_only else 0.0
    smaller = left_weight if left_weight < right_weight else right_weight
    conflicts = min(len(found.left_only), len(found.right_only))
    extra = max(len(found.left_only), len(found.right_only)) - conflicts
    equal = left.joined == right.joined
    joined = 1.0 if equal else Indel.normalized_similarity(left.by_letter, right.by_letter)
    spelled = 1.0 if equal else OSA.normalized_similarity(left.joined, right.joined)
    first, last = _ends(left, right, found)
    return (
        min(1.0, 2.0 * matched / (left_weight + right_weight)),
        min(1.0, matched / smaller),
        worst,
        min(1.5, unlike),
        float(min(2, conflicts)),
        min(1.0, min(left_lost, right_lost) / smaller),
        min(3, extra) / 3.0,
        min(1.0, float(other_letter)),
        min(1.0, float(initials)),
        1.0 if len(pairs) == 1 else 0.0,
        joined,
        spelled,
        min(4, edits) / 4.0,
        last,
        first,
        _disorder(found),
        _apart(left.fathers, right.fathers, found),
        _reversed(left, right, found),
        _apart(left.clans, right.clans, found),
        float(bool(left.numbers and right.numbers and set(left.numbers).isdisjoint(right.numbers))),
        float(bool(left.numbers) != bool(right.numbers)),
        float(bool(left.forms and right.forms and left.forms.isdisjoint(right.forms))),
        _acronym(left, right),
        float(equal and left.numbers == right.numbers),
        float(bool(conflicts) and (_all_common(left, found.left_only) or _all_common(right, found.right_only))),
        float(most >= 2),
        float(most >= 3),
        float(len(pairs) == 1 and extra > 0),
        1.0 / min(len(left.joined), len(right.joined)),
    )


def _wordless(left: Name, right: Name) -> tuple[float, ...]:
    """Names of digits only: equal if the numbers are."""
    same = bool(left.numbers) and left.numbers == right.numbers and left.joined == right.joined
    values = dict.fromkeys(FEATURES, 0.0)
    if same:
        values |= {"shared": 1.0, "contained": 1.0, "joined": 1.0, "spelling": 1.0, "equal": 1.0}
    else:
        values |= {"conflict": 1.0, "conflict_weight": 1.0, "last": 1.0, "first": 1.0}
    return tuple(values[name] for name in FEATURES)


def _ends(left: Name, right: Name, found: Alignment) -> tuple[float, float]:
    by_left = {pair.left_place: pair.likeness for pair in found.pairs}
    by_right = {pair.right_place: pair.likeness for pair in found.pairs}
    first = 1.0 - (by_left.get(0, 0.0) + by_right.get(0, 0.0)) / 2
    last = 1.0 - (by_left.get(len(left.tokens) - 1, 0.0) + by_right.get(len(right.tokens) - 1, 0.0)) / 2
    return first, last


def _disorder(found: Alignment) -> float:
    if len(found.pairs) < 2:
        return 0.0
    order = [pair.right_place for pair in sorted(found.pairs, key=lambda pair: pair.left_place)]
    swapped = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order)))
    return swapped / (len(order) * (len(order) - 1) / 2)


def _apart(left: frozenset[str], right: frozenset[str], found: Alignment) -> float:
    """Both have such words, and on both sides one of them has no counterpart."""
    if not left or not right:
        return 0.0
    paired_left = {pair.left for pair in found.pairs}
    paired_right = {pair.right for pair in found.pairs}
    return 1.0 if not left <= paired_left and not right <= paired_right else 0.0


def _reversed(left: Name, right: Name, found: Alignment) -> float:
    """X bin Y against Y bin X: a father on either side is the other's son."""
    if not left.fathers or not right.fathers:
        return 0.0
    down = any(p.left in left.fathers and p.right not in right.fathers for p in found.pairs)
    up = any(p.right in right.fathers and p.left not in left.fathers for p in found.pairs)
    return 2.0 if down and up else 0.0


def _acronym(left: Name, right: Name) -> float:
    if left.kind is Kind.PERSON:
        return 0.0
    return max(_stands_for(left, right), _stands_for(right, left))


def _stands_for(short: Name, long: Name) -> float:
    if len(short.tokens) != 1 or len(long.tokens) < 2:
        return 0.0
    return float(short.tokens[0] == "".join(token[0] for token in long.tokens if token))


def _all_common(name: Name, places: tuple[int, ...]) -> bool:
    return bool(places) and all(name.weights[place] < 0.5 for place in places)
