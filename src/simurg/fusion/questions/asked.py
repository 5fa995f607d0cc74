"""Claims of a view as the columns that `belief.gather` takes.

A question is one predicate of one entity, at one time where the claim says since when it holds. Subjects that were
resolved into one entity share its questions. A number is a number unless its predicate says that it is a name;
`10-20`, `10…20` and `2024-04-01/2024-05-31` (ISO 8601) are intervals, the latter of day numbers. Claims that say
nothing that could be weighed (no subject, no object, a predicate with several right answers) are left out here and
stay in the ledger. Pure; the order of rows plays no part.
"""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.questions.predicates import has_several, is_name

CLAIM_COLUMNS = ("id", "subject", "predicate", "object", "source_id", "report_id", "valid_from", "known_at")
"""What is read of a claim."""
_NUMBER = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,12})?$"
_RANGE = r"^(?P<low>[0-9]{1,15}(?:\.[0-9]{1,12})?) ?(?:-|–|…|\.\.) ?(?P<high>[0-9]{1,15}(?:\.[0-9]{1,12})?)$"
_DAYS = r"^(?P<low>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?P<high>[0-9]{4}-[0-9]{2}-[0-9]{2})$"
DAYS = "days"
"""The unit behind an interval of dates: proleptic day numbers."""


def asked(claims: pa.Table, grades: Mapping[str, str], entities: Mapping[str, str] | None = None) -> pa.Table:
    """Columns object, attribute, source, value, low, high, grade, at, id and unit, one row a claim that can be weighed.

    `claims` has CLAIM_COLUMNS; `grades` gives sources' letters A to F; `entities` the subject that stands for each
    resolved one (others stand for themselves).
    """
    claims = claims.select(list(CLAIM_COLUMNS)).combine_chunks()
    claims = _by_content(claims.filter(_weighable(claims)))
    predicate = claims["predicate"]
    is_word = _by_predicate(predicate, is_name)
    low, high, unit = _numbers(pc.utf8_trim_whitespace(claims["object"]), is_word)
    words = pc.if_else(pc.is_valid(low), pa.scalar(None, pa.string()), pc.utf8_trim_whitespace(claims["object"]))
    since = pc.strftime(claims["valid_from"], format="%Y-%m-%d")
    attribute = pc.if_else(
        pc.is_valid(since), pc.binary_join_element_wise(predicate, pc.fill_null(since, ""), " @ "), predicate
    )
    return pa.table(
        {
            "object": _renamed(claims["subject"], entities or {}),
            "attribute": attribute,
            "source": claims["source_id"],
            "value": words,
            "low": low,
            "high": high,
            "grade": _renamed(claims["source_id"], {**dict.fromkeys(_distinct(claims["source_id"]), "F"), **grades}),
            "at": claims["known_at"],
            "id": claims["id"],
            "unit": unit,
        }
    )


def _by_content(claims: pa.Table) -> pa.Table:
    """In an order that does not depend on how the rows came."""
    ids = claims["id"].cast(pa.binary(16)) if claims["id"].type == pa.uuid() else claims["id"]
    order = pa.table({"known_at": claims["known_at"], "id": ids})
    return claims.take(pc.sort_indices(order, [("known_at", "ascending"), ("id", "ascending")]))


def _weighable(claims: pa.Table) -> pa.ChunkedArray:
    told = pc.and_(pc.is_valid(claims["subject"]), pc.is_valid(claims["object"]))
    told = pc.and_(told, pc.and_(pc.is_valid(claims["predicate"]), pc.is_valid(claims["source_id"])))
    return pc.and_(told, pc.invert(_by_predicate(claims["predicate"], has_several)))


def _by_predicate(column: pa.ChunkedArray, asked_of: Callable[[str], bool]) -> pa.ChunkedArray:
    """True where the predicate is meant; each distinct predicate is asked once."""
    meant = pa.array([one for one in _distinct(column) if asked_of(one)], pa.string())
    return pc.fill_null(pc.is_in(column, value_set=meant), False)


def _distinct(column: pa.ChunkedArray) -> list[str]:
    return sorted(one for one in pc.unique(column).to_pylist() if one is not None)


def _numbers(text: pa.ChunkedArray, is_word: pa.ChunkedArray) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Ends of numbers and intervals, null for words; and `days` where the ends are days."""
    plain = pc.and_(pc.match_substring_regex(text, _NUMBER), pc.invert(is_word))
    value = pc.if_else(plain, text, None).cast(pa.float64())
    ranged = pc.extract_regex(pc.if_else(is_word, None, text), _RANGE)
    low = pc.coalesce(value, _field(ranged, "low"))
    high = pc.coalesce(value, _field(ranged, "high"))
    dated = pc.extract_regex(text, _DAYS)
    from_day, to_day = _days(dated, "low"), _days(dated, "high")
    upright = pc.fill_null(pc.less_equal(low, high), False)
    in_days = pc.fill_null(pc.less_equal(from_day, to_day), False)
    return (
        pc.if_else(in_days, from_day, pc.if_else(upright, low, None)),
        pc.if_else(in_days, to_day, pc.if_else(upright, high, None)),
        pc.if_else(in_days, DAYS, pa.scalar(None, pa.string())),
    )


def _field(found: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    return pc.struct_field(found, name).cast(pa.float64())


def _days(found: pa.ChunkedArray, name: str) -> pa.Array:
    """Day numbers of ISO dates; null for none and for days that no calendar has."""
    texts = pc.struct_field(found, name).combine_chunks()
    texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) and texts.num_chunks else texts
    coded = pc.dictionary_encode(texts)
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    numbers = pa.array([_day(one) for one in coded.dictionary.to_pylist()], pa.float64())
    return numbers.take(coded.indices) if len(numbers) else pa.nulls(len(texts), pa.float64())


def _day(text: str) -> float | None:
    try:
        return float(date.fromisoformat(text).toordinal())
    except ValueError:
        return None


def _renamed(column: pa.ChunkedArray, names: Mapping[str, str]) -> pa.Array:
    """Each word by the name that stands for it, if any."""
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    words = coded.dictionary.to_pylist()
    return pa.array([names.get(word, word) for word in words], pa.string()).take(coded.indices)


def in_words(low: float, high: float, unit: str | None) -> str:
    """A number or an interval as people write it."""
    if unit == DAYS and np.isfinite(low) and np.isfinite(high):
        first, last = (date.fromordinal(max(1, int(end))).isoformat() for end in (low, high))
        return first if first == last else f"{first}/{last}"
    return f"{low:.15g}" if low == high else f"{low:.15g}…{high:.15g}"
