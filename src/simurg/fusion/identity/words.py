"""Pairs of words by the thousand: the same numbers as `likeness.likeness`, each distinct pair computed once.

rapidfuzz's `cpdist` counts edits for a whole list of pairs; what depends on one word alone (its sounds, its sorted
letters, its nicknames) is computed once a word. Memory: about 200 bytes a pair.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from simurg.fusion.identity.columns import Flags, Floats, Ints
from simurg.fusion.identity.letters import script_of
from simurg.fusion.identity.likeness import LEARNED, LETTER_COST, LOOKALIKE, UNLIKE, sounds, transducer
from simurg.fusion.identity.ranking import chances
from simurg.fusion.identity.vocabulary import vocabulary


class Words:
    """Distinct words in the order of their text, made ready to compare."""

    def __init__(self, texts: Sequence[str]) -> None:
        nicknames = vocabulary().nicknames
        self.texts = np.array(texts, dtype=object)
        self.sizes = np.array([len(word) for word in texts], dtype=np.int64)
        self.firsts = np.array([ord(word[0]) for word in texts], dtype=np.int64)
        self.seconds = np.array([ord(word[1]) if len(word) > 1 else 0 for word in texts], dtype=np.int64)
        heard = [sounds(word) for word in texts]
        self._heard = np.array(heard, dtype=object)
        self._heard_sizes = np.array([len(sound) for sound in heard], dtype=np.int64)
        self._sound = _codes(heard)
        self._letters = _codes(["".join(sorted(word)) for word in texts])
        self._shape = _codes([word.translate(LOOKALIKE) for word in texts])
        self._signs = np.array([not word.isalpha() for word in texts], dtype=np.bool_)
        self._groups = [nicknames.get(word) for word in texts]
        self._known = np.array([group is not None for group in self._groups], dtype=np.bool_)

    def edits(self, left: Ints, right: Ints) -> Floats:
        """Between the letters of each pair."""
        return distances(OSA.distance, self.texts[left].tolist(), self.texts[right].tolist())

    def heard_edits(self, left: Ints, right: Ints) -> Floats:
        """Between the sounds of each pair."""
        return distances(OSA.distance, self._heard[left].tolist(), self._heard[right].tolist())

    def likeness(self, left: Ints, right: Ints) -> Floats:
        """0 to 1 for each pair; repeats cost little."""
        found = np.ones(len(left))
        other = np.flatnonzero(left != right)
        if len(other):
            first, second = np.minimum(left[other], right[other]), np.maximum(left[other], right[other])
            pair, place = np.unique(first * len(self.texts) + second, return_inverse=True)
            found[other] = self._between(*np.divmod(pair, len(self.texts)))[place]
        return found

    def _between(self, left: Ints, right: Ints) -> Floats:
        """Of pairs of unequal words, the smaller text first."""
        longest = np.maximum(self.sizes[left], self.sizes[right])
        same_first = self.firsts[left] == self.firsts[right]
        edits = self.edits(left, right)
        best = 1.0 - edits / longest
        sounded = (best >= UNLIKE) | same_first | (edits <= 3) | (longest > 7)
        alike_heard = sounded & (self._sound[left] == self._sound[right])
        at = np.flatnonzero(sounded & ~alike_heard)
        best[at] = self._by_sound(left[at], right[at], best[at])
        best[alike_heard] = np.maximum(best[alike_heard], 0.95)
        free = ~alike_heard & ~(self._known[left] & self._known[right])
        self._by_nickname(left, right, best, ~alike_heard & ~free)
        turned = free & (best < 0.8) & (longest > 4) & (self._letters[left] == self._letters[right])
        best[turned] = 0.8
        signs = self._signs[left] | self._signs[right]
        best[free & (best < 0.9) & signs & (self._shape[left] == self._shape[right])] = 0.9
        single = (self.sizes[left] == 1) | (self.sizes[right] == 1)
        best[single] = np.where(same_first[single], 0.8, 0.0)
        return best

    def _by_sound(self, left: Ints, right: Ints, best: Floats) -> Floats:
        longest = np.maximum(self._heard_sizes[left], self._heard_sizes[right])
        best = np.maximum(best, 0.97 - 1.15 * self.heard_edits(left, right) / longest)
        texts = self.texts[left].tolist(), self.texts[right].tolist()
        prefix = distances(JaroWinkler.similarity, *texts)
        return np.where(prefix > 0.88, np.maximum(best, prefix - 0.1), best)

    def _by_nickname(self, left: Ints, right: Ints, best: Floats, both: Flags) -> None:
        for place in np.flatnonzero(both).tolist():
            groups, others = self._groups[left[place]], self._groups[right[place]]
            if groups is not None and others is not None:
                shared = not groups.isdisjoint(others)
                best[place] = max(best[place], 0.9) if shared else min(best[place], UNLIKE - 0.01)


def foreign_likenesses(pairs: Sequence[tuple[str, str]]) -> Floats:
    """`likeness.foreign_likeness` of every (foreign word, Latin word)."""
    found = np.zeros(len(pairs))
    by_script: dict[str, list[int]] = {}
    for place, (foreign, _) in enumerate(pairs):
        by_script.setdefault(script_of(foreign), []).append(place)
    for script, places in by_script.items():
        if script in LEARNED:
            chance = chances(transducer(script), [pairs[place] for place in places])
            sizes = np.array([max(len(pairs[place][1]), 3) for place in places])
            cost = -np.log(np.maximum(chance, np.finfo(np.float64).tiny)) / sizes
            near = np.clip(0.97 - 0.35 * (cost - LETTER_COST), 0.0, 0.97)
            found[places] = np.where(chance > 0.0, near, 0.0)
    return found


def distances(scorer: Any, left: Sequence[str], right: Sequence[str]) -> Floats:
    """A rapidfuzz measure of left[n] and right[n], for every n."""
    found: Floats = cpdist(left, right, scorer=scorer, dtype=np.float64).ravel()
    return found


def _codes(texts: Sequence[str]) -> Ints:
    number: dict[str, int] = {}
    return np.array([number.setdefault(text, len(number)) for text in texts], dtype=np.int64)
