"""Rows of a bulk table made ready to be compared: cleaned columns in one Arrow table.

The table is sorted by id and source, so that the order in which rows come plays no part. Its columns are text or lists
of text and need no function of a particular engine: `n_*` are the name's parts, `c<i>*` the i-th column's. Reads the
rows one by one; 10^6 rows fit in memory.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pyarrow as pa

from simurg.fusion.identity.letters import latin
from simurg.fusion.identity.names import Kind, read_name
from simurg.fusion.identity.vocabulary import vocabulary
from simurg.fusion.linkage.keys import capped, keys_of
from simurg.fusion.linkage.settings import Column, LinkSettings, Role
from simurg.ontology.errors import CallerError

RANKS = frozenset(
    ("baron", "baroness", "baronet", "bart", "bt", "count", "countess", "duke", "earl", "knight", "marquess", "marquis")
) | {"rev", "reverend", "viscount"}
"""Ranks that registers write beside the name; titles of address are in identity's word list."""
LONGEST = 256
"""Characters of a value that are looked at."""
_WORDS = re.compile(r"[a-z0-9]+")
Row = dict[str, str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Records:
    """`table`: one row a record (`row` counts from 0); `ids`, `sources`: of each row; `keys`: names of key columns."""

    table: pa.Table
    ids: tuple[str, ...]
    sources: tuple[int, ...]
    keys: tuple[str, ...]


def prepare(tables: Sequence[pa.Table], settings: LinkSettings) -> Records:
    """All tables' rows, cleaned. CallerError for a missing column, an id that is empty or used twice in one table."""
    raw = sorted(_read(tables, settings), key=lambda found: found[:2])
    for before, after in pairwise(raw):
        if before[:2] == after[:2]:
            raise CallerError("two rows of one table have the same id", hint=f"make {settings.id!r} unique")
    rows = [_clean(record, settings) for _, _, record in raw]
    keyed = [keys_of(row, settings) for row in rows]
    names = tuple(sorted({name for keys in keyed for name in keys}))
    columns = {
        "row": pa.array(range(len(rows)), pa.int64()),
        "source": pa.array([source for _, source, _ in raw], pa.int64()),
    }
    for name in _columns(settings):
        columns[name] = pa.array([row.get(name) for row in rows], _type(name))
    for name in names:
        columns[name] = pa.array(capped([keys.get(name) for keys in keyed], settings.most_holders), pa.string())
    return Records(pa.table(columns), tuple(i for i, _, _ in raw), tuple(s for _, s, _ in raw), names)


def _read(tables: Sequence[pa.Table], settings: LinkSettings) -> Iterator[tuple[str, int, dict[str, str]]]:
    wanted = [settings.id, *(column.name for column in settings.columns)]
    for source, table in enumerate(tables):
        missing = [name for name in wanted if name not in table.column_names]
        if missing:
            raise CallerError(
                f"the table has no column {missing[0]!r}", hint=f"it has: {', '.join(table.column_names[:20])}"
            )
        values = [table.column(name).to_pylist() for name in wanted]
        for record in zip(*values, strict=True):
            if record[0] is None or record[0] == "":
                raise CallerError("a row has no id", hint=f"fill {settings.id!r} or name another column")
            yield (
                str(record[0]),
                source,
                {k: "" if v is None else str(v)[:LONGEST] for k, v in zip(wanted, record, strict=True)},
            )


def _type(name: str) -> pa.DataType:
    return pa.list_(pa.string()) if name.endswith("_words") else pa.string()


def _columns(settings: LinkSettings) -> Iterator[str]:
    """The columns that `_clean` fills."""
    if settings.named:
        yield from ("n_given", "n_family", "n_both", "n_whole", "n_words")
    for place, column in enumerate(settings.others):
        yield f"c{place}"
        if column.role is Role.POSTCODE:
            yield f"c{place}_out"
        elif column.role is Role.PLACE:
            yield f"c{place}_words"


def _clean(record: Mapping[str, str], settings: LinkSettings) -> Row:
    row: Row = _name(record, settings) if settings.named else {}
    for place, column in enumerate(settings.others):
        text = record[column.name]
        words = _WORDS.findall(latin(text))
        joined = "".join(words)
        row[f"c{place}"] = _value(text, column, words) or None
        if column.role is Role.POSTCODE and joined:
            row[f"c{place}_out"] = words[0] if len(words) > 1 else joined[: max(2, len(joined) - 2)]
        elif column.role is Role.PLACE and words:
            row[f"c{place}_words"] = sorted(set(words))
    return row


def _value(text: str, column: Column, words: Sequence[str]) -> str:
    if column.role is Role.DATE:
        return "".join(character for character in text.split("T")[0].split(" ")[0] if character.isdigit())
    if column.role is Role.CODE or column.role is Role.POSTCODE:
        return "".join(words)
    return " ".join(words)


def _name(record: Mapping[str, str], settings: LinkSettings) -> Row:
    """Given and family name (first and last word where the table does not say), both, all words sorted, all words.

    One word is no whole name of a person: there are too many Williams.
    """
    said = {column.role: record[column.name] for column in settings.of(Role.NAME, Role.GIVEN, Role.FAMILY)}
    given, family = (_words(said.get(role, ""), settings.kind) for role in (Role.GIVEN, Role.FAMILY))
    words = _words(said.get(Role.NAME, ""), settings.kind) or given + family
    first = "".join(given) or (words[0] if words and not family else None)
    last = "".join(family) or (words[-1] if len(words) > 1 and not given else None)
    return {
        "n_given": first,
        "n_family": last,
        "n_both": f"{first} {last}" if first and last else None,
        "n_whole": " ".join(sorted(words)) if len(words) > (settings.kind is Kind.PERSON) else None,
        "n_words": sorted(set(words)) or None,
    }


@lru_cache(maxsize=1)
def _formal() -> Mapping[str, str]:
    """Short form of a given name to the one that stands for its group."""
    stands: dict[int, str] = {}
    formal: dict[str, str] = {}
    for name, groups in vocabulary().nicknames.items():
        formal[name] = stands.setdefault(min(groups), name)
    return formal


@lru_cache(maxsize=65536)
def _words(text: str, kind: Kind) -> tuple[str, ...]:
    tokens = read_name(text, kind).tokens if text else ()
    if kind is not Kind.PERSON:
        return tokens
    dropped = vocabulary().particles | RANKS
    kept = [word for word in tokens if word not in dropped and not word[0].isdigit()]
    return tuple(_formal().get(word, word) for word in kept)
