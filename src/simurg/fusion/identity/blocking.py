"""Which records of a large table are worth comparing: for each at most `most` candidates, by rare keys in common.

Every record gives keys (sounds of name words, skeletons, nicknames, dates and parts of them, numbers, words of places).
A candidate's weight is the sum over shared keys of log(records / holders)², over the records' lengths; the heaviest are
kept (an inverted index as a sparse matrix product; ties go to the earlier record). Keys with more than `MOST_HOLDERS`
records are left out. Within one table a second hop follows: the candidates of a record's candidates count as well,
so that a poor record ("Jake, Wokingham") is found through a fuller one of the same person. Memory: one block of `BLOCK`
records against all, and `WIDE` * `most` numbers a record.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags

from simurg.fusion.identity.likeness import skeleton, sounds
from simurg.fusion.identity.names import Kind, read_name
from simurg.fusion.identity.vocabulary import vocabulary
from simurg.ontology.errors import CallerError

MOST_HOLDERS = 2000
BLOCK = 1024
NORM = 0.7
"""Power of a record's own length that its weights are divided by, so that long records do not draw everything."""
WIDE = 2
"""Within one table: how many times `most` the first hop keeps."""
SHARPNESS, SECOND_HOP = 4, 4.0
"""Within one table: power of a candidate's weight before the second hop, and what the second hop weighs."""

Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]
_WORDS = re.compile(r"[a-z0-9]+")


def keys(record: Mapping[str, str], kind: Kind = Kind.PERSON) -> frozenset[str]:
    """Keys of one record: `name`, `date` (digits, year first) and any other field, whose words and letters count."""
    found: set[str] = set()
    for field, text in record.items():
        if not text:
            continue
        if field == "name":
            found.update(_name_keys(text, kind))
        elif field == "date":
            found.update(_date_keys(text))
        else:
            found.update(_text_keys(field, text))
    return frozenset(found)


def _name_keys(text: str, kind: Kind) -> Iterator[str]:
    tokens = read_name(text, kind).tokens
    nicknames = vocabulary().nicknames if kind is Kind.PERSON else {}
    for token in tokens:
        for group in nicknames.get(token, ()):
            yield f"n:{group}"
        yield f"w:{token}"
        yield f"s:{sounds(token)}"
        if len(token) > 3:
            yield f"k:{skeleton(token)}"
            for place in range(len(token) - 2):
                yield f"3:{token[place : place + 3]}"
    for place, token in enumerate(tokens):
        for other in tokens[place + 1 : place + 4]:
            first, second = sorted((sounds(token), sounds(other)))
            yield f"2:{first}+{second}"
            if kind is Kind.PERSON:
                yield f"i:{first[:2]}+{second[:2]}"


def _date_keys(text: str) -> Iterator[str]:
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) == 8:
        yield f"d:{digits}"
        yield f"ym:{digits[:6]}"
        yield f"md:{digits[4:]}"
        yield f"yd:{digits[:4]}{digits[6:]}"
    if len(digits) >= 4:
        yield f"y:{digits[:4]}"


def _text_keys(field: str, text: str) -> Iterator[str]:
    words = _WORDS.findall(text.lower())
    whole = "".join(words)
    yield f"{field}={whole}"
    for word in words:
        yield f"{field}:{word}"
    if whole.isdigit() and len(whole) > 4:
        for place in range(len(whole)):
            yield f"{field}-{place}:{whole[:place]}{whole[place + 1 :]}"


def candidates(
    left: Sequence[frozenset[str]], right: Sequence[frozenset[str]] | None = None, most: int = 20
) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """(record, its candidates, heaviest first) for every record of `left`; `right` None means among themselves."""
    if most < 1:
        raise CallerError("no candidates are asked for", hint="Ask for at least one.")
    numbers, weights = _index(left if right is None else right)
    ours = _matrix(left, numbers, weights)
    if right is not None:
        yield from _only(_heaviest(ours, _matrix(right, numbers, weights), most, itself=False))
    elif left:
        first = _graph(list(_heaviest(ours, ours, WIDE * most, itself=True)))
        steps = _rows_to_one(first + first.T)
        yield from _only(_second_hop(steps, most))


def _index(records: Sequence[frozenset[str]]) -> tuple[dict[str, int], npt.NDArray[np.float64]]:
    holders: dict[str, int] = {}
    for record in records:
        for key in record:
            holders[key] = holders.get(key, 0) + 1
    kept = sorted(key for key, count in holders.items() if count <= MOST_HOLDERS)
    total = max(2, len(records))
    weights = np.array([np.log(total / holders[key]) + 0.1 for key in kept])
    return {key: number for number, key in enumerate(kept)}, weights


def _matrix(
    records: Sequence[frozenset[str]], numbers: Mapping[str, int], weights: npt.NDArray[np.float64]
) -> csr_matrix:
    columns: list[int] = []
    ends = [0]
    for record in records:
        columns.extend(sorted(numbers[key] for key in record if key in numbers))
        ends.append(len(columns))
    at = np.array(columns, dtype=np.int64)
    found = csr_matrix((weights[at], at, np.array(ends)), shape=(len(records), len(numbers)))
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return (diags(np.where(length > 0, length, 1.0) ** -NORM) @ found).tocsr()


def _heaviest(left: csr_matrix, right: csr_matrix, most: int, itself: bool) -> Iterator[Found]:
    turned = right.T.tocsr()
    for start in range(0, left.shape[0], BLOCK):
        yield from _top((left[start : start + BLOCK] @ turned).tocsr(), most, start if itself else None)


def _second_hop(steps: csr_matrix, most: int) -> Iterator[Found]:
    for start in range(0, steps.shape[0], BLOCK):
        block = steps[start : start + BLOCK]
        yield from _top((block + SECOND_HOP * (block @ steps)).tocsr(), most, start)


def _top(block: csr_matrix, most: int, start: int | None) -> Iterator[Found]:
    """The heaviest of each row; with `start`, row r is record start + r and no candidate of its own."""
    for row in range(block.shape[0]):
        first, last = block.indptr[row], block.indptr[row + 1]
        columns, heavy = block.indices[first:last], block.data[first:last]
        if start is not None:
            other = columns != start + row
            columns, heavy = columns[other], heavy[other]
        order = np.lexsort((columns, -heavy))[:most]
        yield columns[order].astype(np.int64), heavy[order]


def _graph(found: Sequence[Found]) -> csr_matrix:
    """Record to candidate, the heaviest 1."""
    sizes = np.cumsum([0] + [len(columns) for columns, _ in found])
    data = [(heavy / heavy[0]) ** SHARPNESS if len(heavy) else heavy for _, heavy in found]
    joined = np.concatenate([columns for columns, _ in found])
    return csr_matrix((np.concatenate(data), joined, sizes), shape=(len(found), len(found)))


def _rows_to_one(graph: csr_matrix) -> csr_matrix:
    sums = np.asarray(graph.sum(axis=1)).ravel()
    return (diags(1.0 / np.where(sums > 0, sums, 1.0)) @ graph).tocsr()


def _only(found: Iterator[Found]) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    for place, (columns, _) in enumerate(found):
        yield place, columns
