"""What event rows say, as columns of whole numbers: who, whom, what, where and when, in a form that can be joined.

Rows are ordered by id, so that nothing depends on the order they come in. Types fall into classes of near types:
a coder that reads one sentence twice often gives two types of one class. *Deeds* happen at a place; *words* may not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simurg.fusion.events.actors import Actor, actors_of, numbered
from simurg.fusion.events.blocks import Ints, joined
from simurg.fusion.events.places import ORDER, PRECISE, REACH_KM
from simurg.ontology.errors import CallerError

NEEDED = (
    "id", "report_id", "source_id", "actor", "actor_code", "recipient", "recipient_code", "event_type", "code",
    "country", "place", "latitude", "longitude", "place_precision", "occurred_from", "occurred_to",
    "deaths_low", "deaths_best", "deaths_high",
)  # fmt: skip
NEAR_TYPES = (
    ("AGREE", "CONSULT", "SUPPORT", "COOPERATE"),
    ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    ("PROTEST", "COERCE", "ASSAULT", "MOBILIZE"),
    ("CONCEDE", "RETREAT"),
)
"""Classes of types between which one reading and the next waver; AID and SANCTION stand alone."""
DEEDS = frozenset(("PROTEST", "COERCE", "ASSAULT", "MOBILIZE", "RETREAT", "AID"))
MUTUAL = frozenset(("CONSULT", "AGREE", "COOPERATE", "ASSAULT"))
"""Types in which who acts and who is acted on are often told the other way round."""
DAY_US = 86_400_000_000
NEVER = -(2**62)
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns of equal length, one place a row of `rows` (which is ordered by id). Numbers are names; -1 is unknown."""

    rows: pa.Table
    report: Ints
    source: Ints
    country: Ints
    day: Ints  # days since 1970; NEVER for an event of several days, or without a date
    time: Ints  # of equal begin and end
    dated: Flags
    kind: Ints
    near: Ints
    typed: Flags  # has a PLOVER type
    deed: Flags
    mutual: Flags
    coded: tuple[Ints, Ints]  # of actor, recipient
    named: tuple[Ints, Ints]  # numbered alike with `coded`
    loose: tuple[Ints, Ints]
    homes: tuple[Ints, Ints]  # countries of the actors
    at_home: tuple[Flags, Flags]  # whether each side's country is that of the place
    site: Ints
    reach_km: npt.NDArray[np.float64]
    precise: Flags
    latitude: npt.NDArray[np.float64]
    longitude: npt.NDArray[np.float64]
    deaths: Ints

    def __len__(self) -> int:
        return len(self.report)


def facts_of(events: pa.Table) -> Facts:
    """The facts of rows of `events` (columns as in the ledger). CallerError: a missing column, a null or double id."""
    if missing := [name for name in NEEDED if name not in events.column_names]:
        raise CallerError(f"the events have no column {missing[0]!r}", hint=f"read at least: {', '.join(NEEDED)}")
    rows = _by_id(events.select(NEEDED).combine_chunks())
    begin, end = (_numbers(rows[name], NEVER) for name in ("occurred_from", "occurred_to"))
    end = np.where(end == NEVER, begin, end)
    roots = pc.binary_join_element_wise("code", pc.utf8_slice_codeunits(rows["code"], 0, 2), " ")
    kinds = pc.coalesce(rows["event_type"], roots)  # what has no PLOVER type goes by the root of its code
    kind, kind_names = _codes(kinds)
    actors, acting = actors_of(rows["actor"], rows["actor_code"])
    recipients, receiving = actors_of(rows["recipient"], rows["recipient_code"])
    who = _Who(actors, np.array(acting, np.int64), recipients, np.array(receiving, np.int64))
    latitude, longitude = _real(rows["latitude"]), _real(rows["longitude"])
    precision = [p or "unknown" for p in rows["place_precision"].to_pylist()]
    known = ~np.isnan(latitude) & ~np.isnan(longitude)
    placed = np.array([p in PRECISE for p in precision], np.bool_) & known
    return Facts(
        rows=rows,
        report=_codes(as_bytes(rows["report_id"]))[0],
        source=_codes(rows["source_id"])[0],
        country=_codes(rows["country"])[0],
        day=np.where((begin != NEVER) & (end - begin <= DAY_US), begin // DAY_US, NEVER),
        time=joined(begin, end),
        dated=begin != NEVER,
        kind=kind,
        near=_lookup(kind_names, _near)[kind],
        typed=rows["event_type"].combine_chunks().is_valid().to_numpy(zero_copy_only=False),
        deed=_lookup(kind_names, lambda name: int(name in DEEDS))[kind].astype(np.bool_),
        mutual=_lookup(kind_names, lambda name: int(name in MUTUAL))[kind].astype(np.bool_),
        coded=who.numbers(["coded", "named"])[0],
        named=who.numbers(["coded", "named"])[1],
        loose=who.numbers(["loose"])[0],
        homes=who.numbers(["country"])[0],
        at_home=who.at_home(rows["country"]),
        site=joined(_bits(latitude), _bits(longitude), np.array([ORDER.index(p) for p in precision], np.int64)),
        reach_km=np.array([REACH_KM.get(p, 0.0) for p in precision], np.float64),
        precise=placed,
        latitude=latitude,
        longitude=longitude,
        deaths=_numbers(rows["deaths_best"], -1),
    )


@dataclass(frozen=True, slots=True)
class _Who:
    actors: list[Actor]
    acting: Ints
    recipients: list[Actor]
    receiving: Ints

    def numbers(self, fields: list[str]) -> list[tuple[Ints, Ints]]:
        """Those fields of both sides, all numbered alike."""
        both = (*self.actors, *self.recipients)
        found = np.array(numbered([str(getattr(actor, field)) for field in fields for actor in both]), np.int64)
        parts = found.reshape(len(fields), len(both))
        return [(part[self.acting], part[len(self.actors) + self.receiving]) for part in parts]

    def at_home(self, countries: pa.ChunkedArray) -> tuple[Flags, Flags]:
        """Whether each side's country is that of the row's place."""
        code, names = _codes(countries)
        places = {name: number for number, name in enumerate(names)}
        homes = [
            np.array([places.get(actor.country, -2) for actor in side], np.int64)[rows]
            for side, rows in ((self.actors, self.acting), (self.recipients, self.receiving))
        ]
        return homes[0] == code, homes[1] == code


def _by_id(rows: pa.Table) -> pa.Table:
    ids = as_bytes(rows["id"])
    if ids.null_count:
        raise CallerError("an event has no id", hint="read the events from a view")
    order = pc.sort_indices(ids)
    ranked = ids.take(order)
    if len(ranked) > 1 and pc.any(pc.equal(ranked[1:], ranked[:-1])).as_py():
        raise CallerError("two events have the same id", hint="read the events from a view")
    return rows.take(order)


def as_bytes(ids: pa.ChunkedArray) -> pa.Array:
    """Ids as 16 bytes, whatever their type."""
    array = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def _codes(values: pa.ChunkedArray | pa.Array) -> tuple[Ints, list[str]]:
    """Each distinct value by a number, -1 for null, and the values."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = array.dictionary_encode()
    return pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(), encoded.dictionary.to_pylist()


def _lookup(names: list[str], rule: Callable[[str], int]) -> Ints:
    """What the rule says of each name, and last, for null, of empty text."""
    return np.array([rule(name) for name in (*names, "")], np.int64)


def _near(name: str) -> int:
    """The class of a type; types and codes that stand alone are told apart by their own letters."""
    for number, members in enumerate(NEAR_TYPES):
        if name in members:
            return number
    return len(NEAR_TYPES) + int.from_bytes(name.encode()[:6], "big")


def _numbers(values: pa.ChunkedArray, missing: int) -> Ints:
    found: Ints = pc.fill_null(values.cast(pa.int64()), missing).to_numpy()
    return found


def _real(values: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = pc.fill_null(values.cast(pa.float64()), float("nan")).to_numpy()
    return found


def _bits(values: npt.NDArray[np.float64]) -> Ints:
    """Equal numbers by equal integers."""
    return values.view(np.int64)
