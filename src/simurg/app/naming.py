"""Names that reports' claims give their subjects, as rows of `name_keys`: for search, and for blocking in bulk.

A row is told by one report, stands and falls with it, and depends on the name alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from simurg.fusion.identity.bulk import name_keys
from simurg.fusion.identity.named import NAMING, is_entity, is_name
from simurg.ledger import View
from simurg.ledger.columns import uuid_column
from simurg.ledger.offer import marking_json
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

VERSION = "1"
_NAMED = 5_000
"""Reports whose claims are read at once."""
_CLAIM = ("subject", "predicate", "object", "report_id", "source_id", "known_at", "marking")


def names_told(view: View, reports: pa.Table, markings: Mapping[str, Marking]) -> pa.Table:
    """Rows of `name_keys` for the claims of these reports (column `id`); a name told twice by a report is one row
    for each source and marking, so that what one reader finds rests on no claim that they may not see."""
    return names_in(_claims_of(view, reports), markings)


def names_in(claims: Iterable[Mapping[str, Any]], markings: Mapping[str, Marking]) -> pa.Table:
    """The same for claims that are at hand: rows with the columns of `_CLAIM`."""
    told: dict[tuple[bytes, str, str, str, str], object] = {}
    for row in sorted(claims, key=lambda row: row["known_at"]):
        who = row["source_id"] or "", row["marking"]
        for name in _names(row["subject"], row["predicate"], row["object"]):
            told.setdefault((row["report_id"].bytes, row["subject"], name, *who), row["known_at"])
    if not told:
        return _NONE
    rows = sorted(told)
    texts = {one: marking_json(markings[one]) for one in {marking for *_, marking in rows}}
    keys = uuid_column([digest_of("name", VERSION, *key) for key in rows])
    return pa.table(
        {
            "id": keys,
            "key": keys,
            "report_id": uuid_column([report for report, *_ in rows]),
            "source_id": pa.array([source or None for *_, source, _ in rows], pa.string()),
            "known_at": pa.array([told[key] for key in rows], pa.timestamp("us", tz="UTC")),
            "marking": pa.array([texts[marking] for *_, marking in rows], pa.string()),
            "subject": pa.array([subject for _, subject, *_ in rows], pa.string()),
            "name": pa.array([name for _, _, name, *_ in rows], pa.string()),
            "keys": _keys([name for _, _, name, *_ in rows]),
        }
    )


def _claims_of(view: View, reports: pa.Table) -> list[dict[str, Any]]:
    """Recalled and outdated ones too: they are seen again as of then, or when the recall is taken back."""
    ids = reports["id"].to_pylist()
    found: list[dict[str, Any]] = []
    for start in range(0, len(ids), _NAMED):
        found += view.stored("claims", _CLAIM, {"report_id": frozenset(ids[start : start + _NAMED])}).to_pylist()
    return found


def _names(subject: str | None, predicate: str | None, said: str | None) -> list[str]:
    if not subject:
        return []
    called = [said] if said and predicate in NAMING and is_entity(subject) else []
    return [*([subject] if is_name(subject) else []), *called]


def _keys(names: list[str]) -> pa.Array:
    distinct = sorted(set(names))
    lists = name_keys(distinct, [None] * len(distinct))
    ends = np.cumsum([0, *map(len, lists)])
    keys = pa.ListArray.from_arrays(
        pa.array(ends, pa.int32()), np.concatenate(lists) if lists else np.zeros(0, np.int64)
    )
    place = {name: number for number, name in enumerate(distinct)}
    return keys.take(pa.array([place[name] for name in names], pa.int64()))


_NONE = pa.table(
    {
        "id": pa.array([], pa.uuid()),
        "key": pa.array([], pa.uuid()),
        "known_at": pa.array([], pa.timestamp("us", tz="UTC")),
    }
)
