"""Same name: do two mentions, often in different scripts, name one entity? Scored by F1 over the given pairs.

The oracle knows the words that exist, every spelling with its probability, how pairs are drawn, and takes a mention
apart without error (words, initials, patronymic, title or type). For one word let L and R be the probabilities of the
two spellings given each word w, and p(w) even. Then

    S = Σ p(w) L(w) R(w) / (Σ p L · Σ p R)      the same word against two drawn ones,
    N = Σ p(w) L(w) R(near w) / (...)           the near word,

and the probability of "same" follows from the shares of same, near, kin and strange pairs; all but strangers share
father and role. It calls as many pairs the same, the most probable first, as make the expected F1 highest.
"""

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simurg.exercise.parts.fusion.dress import Part
from simurg.exercise.parts.fusion.names import KIN, SAME, Mention, Names
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.parts.fusion.spelling import spellings

Floats = npt.NDArray[np.float64]
Judge = Callable[[str, str], bool]
"""(one mention's text, the other's) -> whether they name one entity."""
FOLDED_ALIKE, ROMANISED_ALIKE = 0.8, 0.5
ROLES = 4  # titles, types, features that an entity may have
POOLS = {"person": ("given", "family"), "organisation": ("stem", "stem"), "place": ("stem",)}


def scored(given: Names, judged: Sequence[bool]) -> float:
    """F1 of judgements, one a pair."""
    real = given.pair_truth["same"].to_pylist()
    right = sum(one and other for one, other in zip(real, judged, strict=True))
    return float(2 * right / max(1, sum(real) + sum(judged)))


def judged(given: Names, judge: Judge) -> list[bool]:
    """A judge's answers for all pairs."""
    text = dict(zip(given.mentions["id"].to_pylist(), given.mentions["text"].to_pylist(), strict=True))
    return [judge(text[row["left"]], text[row["right"]]) for row in given.pairs.to_pylist()]


def exact(one: str, other: str) -> bool:
    """The same letters, case aside."""
    return one.casefold() == other.casefold()


def ascii_folded(one: str, other: str) -> bool:
    """Similar (difflib ≥ .8) after accents are taken off and everything outside ASCII is dropped."""
    one, other = (
        unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold() for text in (one, other)
    )
    return bool(one and other) and _alike(one, other) >= FOLDED_ALIKE


def romanised(one: str, other: str) -> bool:
    """Not among the most naive: similar (≥ .5) after each letter is replaced by what Unicode calls it, words sorted."""
    one, other = (" ".join(sorted("".join(map(_letter, text)).split())) for text in (one, other))
    return _alike(one, other) >= ROMANISED_ALIKE


BASELINES: dict[str, Judge] = {
    "always the same": lambda _one, _other: True,
    "exact match": exact,
    "ASCII-folded similarity": ascii_folded,
    "by letters' names": romanised,
}


def oracle(part: FusionPart, given: Names) -> list[bool]:
    """For each pair, whether to call it the same."""
    chances = np.array(probabilities(part, given))
    order = np.argsort(-chances, kind="stable")
    expected = 2 * np.cumsum(chances[order]) / (np.arange(1, len(order) + 1) + chances.sum())
    called = set(order[: int(np.argmax(expected)) + 1].tolist())
    return [row in called for row in range(len(order))]


def probabilities(part: FusionPart, given: Names) -> list[float]:
    """For each pair, how probable the oracle finds "same"."""
    known = _Spelled(part, given)
    kind = dict(zip(given.mentions["id"].to_pylist(), given.mentions["kind"].to_pylist(), strict=True))
    return [
        known.probability(given.read[row["left"]], given.read[row["right"]], POOLS[kind[row["left"]]])
        for row in given.pairs.to_pylist()
    ]


def scores(part: FusionPart, given: Names) -> dict[str, float]:
    """F1 of every baseline and the oracle on one part."""
    told = {name: scored(given, judged(given, judge)) for name, judge in BASELINES.items()}
    return {**told, "oracle": scored(given, oracle(part, given))}


class _Spelled:
    """For each lexicon and script: which words a spelling, or a first letter, may stand for, and how probably."""

    def __init__(self, part: FusionPart, given: Names) -> None:
        self._lexicons, self._near = given.lexicons, part.dial.near
        self._tables: dict[tuple[str, str, bool], dict[str, dict[int, float]]] = {}
        for pool, where in sorted({(pool, m.script) for m in given.read.values() for pool in given.lexicons}):
            full: dict[str, dict[int, float]] = defaultdict(dict)
            first: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
            for word, sounds in enumerate(given.lexicons[pool].words):
                for text, chance in spellings(sounds, where, part.dial.loose).items():
                    full[text][word] = chance
                    first[text[0]][word] += chance
            self._tables[pool, where, False], self._tables[pool, where, True] = full, first

    def probability(self, left: Mention, right: Mention, pools: tuple[str, ...]) -> float:
        """That two mentions name one entity."""
        one, other, count = left.read, right.read, len(pools)
        if 0 <= one.role != other.role >= 0:
            return 0.0  # all but strangers share the role
        compared = [
            self._compared(pool, (one.parts[at], left.script), (other.parts[at], right.script))
            for at, pool in enumerate(pools)
        ]
        same, near = [each[0] for each in compared], [each[1] for each in compared]
        shared = ROLES if one.role >= 0 <= other.role else 1.0
        if one.father and other.father:
            fathers = (Part(one.father, False), left.script), (Part(other.father, False), right.script)
            shared *= self._compared("given", *fathers)[0]
        others = [float(np.prod(same[:at] + same[at + 1 :])) for at in range(count)]
        kin = KIN if count > 1 else 0.0
        apart = self._near * sum(near[at] * others[at] for at in range(count)) / count + kin * sum(others) / count
        together = SAME * shared * float(np.prod(same))
        return together / (together + (1 - SAME) * (shared * apart + 1 - self._near - kin))

    def _compared(self, pool: str, left: tuple[Part, str], right: tuple[Part, str]) -> tuple[float, float]:
        """(S, N) of two spellings."""
        one, other = self._seen(*left, pool), self._seen(*right, pool)
        scale = len(one) / (one.sum() * other.sum())
        return float(one @ other * scale), float(one @ other[np.arange(len(other)) ^ 1] * scale)

    def _seen(self, part: Part, where: str, pool: str) -> Floats:
        chances = np.zeros(len(self._lexicons[pool].words))
        for word, chance in self._tables[pool, where, part.initial][part.seen].items():
            chances[word] = chance
        return chances


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _letter(letter: str) -> str:
    """A letter of another alphabet as the Latin letters with which its Unicode name says it."""
    if letter.isascii():
        return letter.casefold() if letter.isalpha() else " "
    name = unicodedata.name(letter, "").split()
    if "LETTER" not in name and "SYLLABLE" not in name:
        return " "
    last = name[name.index("LETTER") + 1] if "LETTER" in name and len(name) > name.index("LETTER") + 1 else name[-1]
    if name[0] in ("HANGUL", "KATAKANA"):
        return last.casefold()
    if name[0] == "CYRILLIC" and len(last) == 2 and last[0] == "E":
        return last[1].casefold()  # EM, EN, ER, ES, EF, EL
    return last[0].casefold()
