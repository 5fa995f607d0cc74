"""Which records of a large table are worth comparing: for each at most `most` candidates, by rare keys in common.

Every record gives keys (sounds of name words, their skeletons, dates and parts of them, numbers, words of places). A
candidate's weight is the sum over shared keys of log(records / records with that key)², and the heaviest are kept
(inverted index as a sparse matrix product; ties go to the earlier record). Keys that more than `MOST_HOLDERS` records
share are left out. Memory: one block of `BLOCK` records against all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from simurg.fusion.identity.likeness import skeleton, sounds
from simurg.fusion.identity.names import Kind, read_name
from simurg.ontology.errors import CallerError

MOST_HOLDERS = 1000
BLOCK = 1024
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
    for token in tokens:
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
    others = left if right is None else right
    holders: dict[str, int] = {}
    for record in others:
        for key in record:
            holders[key] = holders.get(key, 0) + 1
    kept = sorted(key for key, count in holders.items() if count <= MOST_HOLDERS)
    numbers = {key: number for number, key in enumerate(kept)}
    total = max(2, len(others))
    weights = np.array([np.log(total / holders[key]) + 0.1 for key in kept])
    ours, theirs = _matrix(left, numbers, weights), _matrix(others, numbers, weights).T.tocsr()
    for start in range(0, len(left), BLOCK):
        block = (ours[start : start + BLOCK] @ theirs).tocsr()
        for row in range(block.shape[0]):
            first, last = block.indptr[row], block.indptr[row + 1]
            columns, heavy = block.indices[first:last], block.data[first:last]
            if right is None:
                other = columns != start + row
                columns, heavy = columns[other], heavy[other]
            order = np.lexsort((columns, -heavy))[:most]
            yield start + row, columns[order].astype(np.int64)


def _matrix(
    records: Sequence[frozenset[str]], numbers: Mapping[str, int], weights: npt.NDArray[np.float64]
) -> csr_matrix:
    columns: list[int] = []
    ends = [0]
    for record in records:
        columns.extend(sorted(numbers[key] for key in record if key in numbers))
        ends.append(len(columns))
    at = np.array(columns, dtype=np.int64)
    return csr_matrix((weights[at], at, np.array(ends)), shape=(len(records), len(numbers)))
