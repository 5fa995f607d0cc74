"""Near-copy digests of many texts at once: three-word shingles, one-permutation MinHash, bands.

A text's digests depend on that text alone and are the same in every process: hashing is polynomial modulo 2^64
with fixed constants, followed by a mixer (splitmix64). Letters, marks and digits of any script make words; in scripts
without spaces each character is one. Work is bounded by MOST_CHARACTERS a text.

One permutation hashing with optimal densification: Li, Owen & Zhang 2012; Shrivastava 2017. Two texts that share the
part J of their shingles share a band with probability about 1 - (1 - J^3)^21: .94 at J = .5, .99 at .6, .02 at .1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, is_normalized, normalize

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

MOST_CHARACTERS = 100_000
CHUNK = 1 << 21
"""Characters hashed in one go."""
BINS, BANDS, ROWS = 64, 21, 3
_BASE = 0x9E3779B97F4A7C15
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_SPACELESS = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
)
_KNOWN = 0x20000


@dataclass(frozen=True, slots=True)
class Shingles:
    """Hashes of all texts' shingles, one after another; text k has `starts[k]` to `starts[k + 1]`."""

    hashes: Words
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, text: int) -> Words:
        """The distinct shingles of one text, sorted."""
        return np.unique(self.hashes[self.starts[text] : self.starts[text + 1]])


def normal(text: str) -> str:
    """Compatibility form, case folded: what is compared."""
    text = text[:MOST_CHARACTERS]
    if not text.isascii() and not is_normalized("NFKC", text):
        text = normalize("NFKC", text)
    return text.casefold()


def shingles(texts: Sequence[str]) -> Shingles:
    """Shingles of texts in normal form. A text of one or two words has one shingle, one without words none."""
    parts = [_hashed(chunk) for chunk in _chunks(texts)]
    counts = np.concatenate([count for _, count in parts]) if parts else np.zeros(0, np.int64)
    hashes = np.concatenate([found for found, _ in parts]) if parts else np.zeros(0, np.uint64)
    return Shingles(hashes, np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]))


def bands(given: Shingles) -> npt.NDArray[np.int64]:
    """(texts, BANDS) digests; rows of texts without shingles mean nothing."""
    count = len(given)
    owner = np.repeat(np.arange(count), np.diff(given.starts))
    least = np.full(count * BINS, _EMPTY, np.uint64)
    np.minimum.at(least, owner * BINS + (given.hashes >> np.uint64(58)).astype(np.int64), given.hashes)
    signature = _dense(least.reshape(count, BINS), np.diff(given.starts) > 0)
    keys = np.empty((count, BANDS), np.uint64)
    for band in range(BANDS):
        key = np.full(count, (band + 1) * _BASE & (2**64 - 1), np.uint64)
        for row in range(ROWS):
            key = mixed(key ^ signature[:, band * ROWS + row])
        keys[:, band] = key
    return keys.view(np.int64)


def mixed(values: Words) -> Words:
    """splitmix64's finaliser."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text) + 1
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _hashed(texts: list[str]) -> tuple[Words, Places]:
    """(shingle hashes, how many each text has)."""
    joined = "\n".join([*texts, ""])
    letters = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts])
    kinds = _kinds()[np.minimum(letters, _KNOWN)]
    words, starts = _words(letters, kinds)
    per_text = np.diff(np.searchsorted(starts, np.concatenate([[0], ends])))
    return _shingled(words, per_text)


def _words(letters: npt.NDArray[np.uint32], kinds: npt.NDArray[np.uint8]) -> tuple[Words, Places]:
    """(a hash of each word, where it begins)."""
    inside = kinds > 0
    before = np.concatenate([[False], inside[:-1]])
    alone = kinds == 2
    begins = inside & (~before | alone | np.concatenate([[False], alone[:-1]]))
    starts = np.flatnonzero(begins)
    powers, inverses = _powers(len(letters))
    sums = np.concatenate(
        [
            np.zeros(1, np.uint64),
            np.cumsum(np.where(inside, mixed(letters.astype(np.uint64) + np.uint64(1)), np.uint64(0)) * powers),
        ]
    )
    upto = np.append(starts[1:], len(letters))
    return mixed((sums[upto] - sums[starts]) * inverses[starts]), starts


def _shingled(words: Words, per_text: Places) -> tuple[Words, Places]:
    """Each word with the next two of its text; a text of one or two words is one shingle."""
    firsts = np.concatenate([[0], np.cumsum(per_text)[:-1]])
    padded = np.concatenate([words, np.zeros(2, np.uint64)])
    place = np.arange(len(words)) - np.repeat(firsts, per_text)
    left = np.repeat(per_text, per_text) - place
    second = np.where(left > 1, padded[1:-1], np.uint64(0))
    third = np.where(left > 2, padded[2:], np.uint64(0))
    total = words + second * np.uint64(_BASE) + third * np.uint64(0xC2B2AE3D27D4EB4F)
    hashes = mixed(np.asarray(total, np.uint64))
    kept = (left > 2) | (place == 0)
    return hashes[kept], np.where(per_text > 2, per_text - 2, np.minimum(per_text, 1))


def _dense(least: Words, filled: npt.NDArray[np.bool_]) -> Words:
    """Every empty bin takes the value of a full one, found by a fixed sequence of tries that all texts share."""
    rows, bins = np.nonzero((least == _EMPTY) & filled[:, None])
    found = least.copy()
    attempt = 0
    while len(rows):
        attempt += 1
        tried = mixed(bins.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93) + np.uint64(attempt))
        source = (tried >> np.uint64(58)).astype(np.int64)
        value = least[rows, source]
        hit = value != _EMPTY
        found[rows[hit], bins[hit]] = value[hit]
        rows, bins = rows[~hit], bins[~hit]
    return found


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    """0 between words, 1 inside, 2 a word of its own; the last entry is for all rarer characters."""
    table = np.fromiter((category(chr(code))[0] in "LMN" for code in range(_KNOWN)), np.uint8, _KNOWN)
    for first, last in _SPACELESS:
        table[first : last + 1] *= 2
    return np.append(table, np.uint8(2))


@lru_cache(maxsize=1)
def _tables(size: int) -> tuple[Words, Words]:
    steps = np.full(size, _BASE, np.uint64)
    steps[0] = 1
    backs = np.full(size, pow(_BASE, -1, 1 << 64), np.uint64)
    backs[0] = 1
    return np.cumprod(steps, dtype=np.uint64), np.cumprod(backs, dtype=np.uint64)


def _powers(size: int) -> tuple[Words, Words]:
    """The base's powers and their inverses; tables grow in steps of a fixed size."""
    powers, inverses = _tables(CHUNK + MOST_CHARACTERS + 2 if size <= CHUNK + MOST_CHARACTERS + 2 else size)
    return powers[:size], inverses[:size]
