"""What two near copies say differently: numbers, names, places, who did it to whom, days.

Their sentences are laid side by side in order. Where the frame of a sentence (its words without names and figures) is
the same, or nearly, the names and figures in it are compared. Where a stretch was worded anew, a figure that only one
side has anywhere is held against one that only the other has. What only one of the two says at all (a copy was trimmed
or signed off), and whom each says it has it from, is no difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from simurg.fusion.story.reading import Reading
from simurg.fusion.story.sentences import Sentence, is_figure, runs
from simurg.fusion.story.vocabulary import vocabulary

SAME_FRAME = 0.6
"""Least part of the words, in order, that two sentences share to be the same sentence worded alike."""
MOST_STRETCH = 12
"""Sentences of a stretch that are looked at, on each side."""

_MANNERS = frozenset("0123")
"""Figures that come and go with the wording: "two witnesses"."""

Stretch = tuple[Sequence[Sentence], Sequence[Sentence]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is number, name, place, roles or day; `left` and `right` what each says there."""

    kind: str
    left: str
    right: str


def differences(left: Reading, right: Reading) -> tuple[Difference, ...]:
    """What the right one says otherwise, sorted; empty if they say the same."""
    found: set[Difference] = set()
    if left.place and right.place and left.place != right.place:
        found.add(Difference("place", left.place, right.place))
    for ours, theirs in _stretches(left.sentences, right.sentences):
        if len(ours) == len(theirs) == 1 and ours[0].frame == theirs[0].frame:
            found.update(_within(ours[0], theirs[0], left, right))
            continue
        rest = list(ours), list(theirs)
        for one, other in _pairs(ours, theirs):
            found.update(_within(one, other, left, right))
            rest[0].remove(one)
            rest[1].remove(other)
        found.update(_numbers(rest[0], rest[1], left, right))
    if left.stated and right.stated and left.days.isdisjoint(right.days):
        found.add(Difference("day", _days(left), _days(right)))
    return tuple(sorted(found, key=lambda one: (one.kind, one.left, one.right)))


def alike(one: Sentence, other: Sentence) -> float:
    """How far two sentences are worded alike, names and figures aside, 0 to 1."""
    return float(Levenshtein.normalized_similarity(one.frame.split(" "), other.frame.split(" ")))


def turned(one: Difference) -> Difference:
    """The same seen from the other side."""
    return Difference(one.kind, one.right, one.left)


def _stretches(left: Sequence[Sentence], right: Sequence[Sentence]) -> Iterator[Stretch]:
    """Sentence beside sentence where the frames are the same, else what stands between such sentences."""
    ours: list[Sentence] = []
    theirs: list[Sentence] = []
    for tag, a, b, c, d in _edits([one.frame for one in left], [one.frame for one in right]):
        if tag != "equal":
            ours.extend(left[a:b])
            theirs.extend(right[c:d])
            continue
        if ours and theirs:
            yield ours[:MOST_STRETCH], theirs[:MOST_STRETCH]
        ours, theirs = [], []
        for one, other in zip(left[a:b], right[c:d], strict=True):
            if one.words != other.words:
                yield [one], [other]
    if ours and theirs:
        yield ours[:MOST_STRETCH], theirs[:MOST_STRETCH]


def _edits(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """(what, from and to on the left, from and to on the right), in order."""
    for edit in Levenshtein.opcodes(left, right):
        yield edit.tag, edit.src_start, edit.src_end, edit.dest_start, edit.dest_end


def _pairs(left: Sequence[Sentence], right: Sequence[Sentence]) -> list[tuple[Sentence, Sentence]]:
    """Pairs of sentences worded alike, the most alike first; each sentence is used once."""
    scored = []
    for a, one in enumerate(left):
        for b, other in enumerate(right):
            share = alike(one, other)
            if share >= SAME_FRAME:
                scored.append((-share, a, b))
    pairs, used_left, used_right = [], set(), set()
    for _, a, b in sorted(scored):
        if a not in used_left and b not in used_right:
            pairs.append((left[a], right[b]))
            used_left.add(a)
            used_right.add(b)
    return pairs


def _within(one: Sentence, other: Sentence, left: Reading, right: Reading) -> set[Difference]:
    """Differences of two sentences worded alike."""
    found: set[Difference] = set()
    for tag, a, b, c, d in _edits(one.words, other.words):
        if tag == "equal":
            continue
        for kind in ("number", "day"):
            gone, new = (" ".join(_figures(words, kind)) for words in (one.words[a:b], other.words[c:d]))
            if gone and new and gone != new:
                found.add(Difference(kind, gone, new))
    names, others = runs(one), runs(other)
    if len(names) != len(others):
        names, others = _exchanged(one, other)
    if names != others:
        found |= _renamed((one, names), (other, others), left, right)
    return found


def _exchanged(one: Sentence, other: Sentence) -> tuple[list[str], list[str]]:
    """Capitalised words that stand in each other's place, where the sentences have not the same number of names."""
    pairs = [
        (_capitals(one, a, b), _capitals(other, c, d))
        for tag, a, b, c, d in _edits(one.words, other.words)
        if tag == "replace"
    ]
    both = [(gone, new) for gone, new in pairs if gone and new]
    return [gone for gone, _ in both], [new for _, new in both]


def _capitals(sentence: Sentence, begin: int, end: int) -> str:
    return " ".join(word for at, word in enumerate(sentence.words[begin:end], begin) if sentence.capital[at])


def _figures(words: Sequence[str], kind: str) -> list[str]:
    return [word for word in words if is_figure(word) and word.startswith("day:") == (kind == "day")]


def _renamed(
    one: tuple[Sentence, Sequence[str]], other: tuple[Sentence, Sequence[str]], left: Reading, right: Reading
) -> set[Difference]:
    """Names that stand in each other's place: the same ones in another order are roles swapped."""
    if sorted(one[1]) == sorted(other[1]):
        return {Difference("roles", " > ".join(one[1]), " > ".join(other[1]))}
    found = set()
    for name, put in zip(one[1], other[1], strict=True):
        if _shortened(name, put) or (_only_cited(name, one[0], left) and _only_cited(put, other[0], right)):
            continue
        if name in right.runs and put in left.runs:
            found.add(Difference("roles", name, put))
        else:
            placed = name == left.place or put == right.place
            found.add(Difference("place" if placed else "name", name, put))
    return found


def _shortened(name: str, other: str) -> bool:
    """One name is part of the other: "Colonel Ada Holm", "Holm"."""
    words, others = set(name.split(" ")), set(other.split(" "))
    return words <= others or others <= words


def _only_cited(name: str, sentence: Sentence, reading: Reading) -> bool:
    """The name stands in this sentence alone, beside a word of attribution: whom the report has it from."""
    return reading.runs.get(name, 0) <= 1 and not vocabulary().cues.isdisjoint(sentence.words)


def _numbers(ours: Sequence[Sentence], theirs: Sequence[Sentence], left: Reading, right: Reading) -> set[Difference]:
    """Figures that one side has and the other nowhere, in a stretch that was worded anew."""
    gone = {word for one in ours for word in one.words if word[0].isdigit() and word not in right.numbers}
    new = {word for one in theirs for word in one.words if word[0].isdigit() and word not in left.numbers}
    if not gone or not new or not (gone | new) - _MANNERS:
        return set()
    return {Difference("number", " ".join(sorted(gone)), " ".join(sorted(new)))}


def _days(reading: Reading) -> str:
    return " ".join(f"day:{day}" for day in sorted(reading.days))
