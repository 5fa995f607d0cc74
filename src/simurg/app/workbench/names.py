"""Who is named in a view: subjects of claims and parties to events, with what they are called and how often they are
told of. Read once for each picture and moment."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from simurg.app.entity import CLAIM
from simurg.app.near import ClaimsOf, Near
from simurg.app.workbench.look import Look
from simurg.fusion.identity.named import NAMING, is_entity

MOST_RELATIONS = 200_000
"""Claims that relate two who are named; more are not drawn in networks."""


MOST_CLAIMS, FEW_REPORTS = 100_000, 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """`key`: the subject, or the party's name."""

    key: str
    name: str
    kind: str | None
    claims: int
    events: int

    @property
    def folded(self) -> str:
        return f"{self.name}\n{self.key}".casefold()


@dataclass(frozen=True, slots=True)
class Names:
    """`lines` most told of first; `folded` their names in the same order, for looking through."""

    lines: tuple[Line, ...]
    folded: tuple[str, ...]
    of: Mapping[str, Line]


def names_in(look: Look) -> Names:
    """All who are named in the view."""
    return look.kept("names", lambda: _names(look))


def parties_in(look: Look) -> dict[str, tuple[int, int]]:
    """Each party to events that are shown: its number, and in how many it stands."""
    query = """SELECT name, party, sum(n)::BIGINT AS n FROM (
        SELECT actor AS party, count(*) AS n FROM events GROUP BY actor UNION ALL
        SELECT recipient, count(*) FROM events WHERE recipient IS DISTINCT FROM actor GROUP BY recipient)
        JOIN parties USING (party) GROUP BY name, party"""
    return look.kept("parties", lambda: {row["name"]: (row["party"], row["n"]) for row in look.rows(query)})


def near_in(look: Look) -> Near:
    """The names of the view, ready to compare."""
    return look.kept("near", lambda: Near(look.view, claims_in(look)))


def claims_in(look: Look) -> ClaimsOf | None:
    """Claims by subject with their reports' grades, in memory; None where there are more than MOST_CLAIMS."""
    if look.count("claims") > MOST_CLAIMS:
        return None
    of = look.kept("claims", lambda: _claims(look))
    return lambda subjects: [dict(row) for one in subjects for row in of.get(one, ())]


def relations_in(look: Look) -> tuple[dict[str, Any], ...]:
    """Claims that say how one who is named stands to another: member_of, ally, …"""
    return look.kept("relations", lambda: _relations(look))


def _names(look: Look) -> Names:
    claims = Counter[str]()
    called: dict[str, str] = {}
    if look.has("claims"):
        told = look.view.read("claims", ("subject",))["subject"].value_counts().to_pylist()
        claims.update({one["values"]: one["counts"] for one in told if one["values"] and is_entity(one["values"])})
        rows = look.view.read("claims", ("subject", "predicate", "object"), {"predicate": NAMING}).to_pylist()
        for row in sorted(rows, key=lambda row: (row["predicate"] != "name", row["object"] or "")):
            if row["object"]:
                called.setdefault(row["subject"], row["object"])
    kinds = {}
    if look.has("name_keys"):
        kinds = {row["subject"]: row["kind"] for row in look.view.read("name_keys", ("subject", "kind")).to_pylist()}
    events = {name: count for name, (_, count) in parties_in(look).items()}
    lines = [
        Line(key, called.get(key, key), kinds.get(key), claims[key], events.get(key, 0)) for key in {*claims, *events}
    ]
    lines.sort(key=lambda one: (-(one.claims + one.events), one.name, one.key))
    return Names(tuple(lines), tuple(one.folded for one in lines), {one.key: one for one in lines})


def _claims(look: Look) -> dict[str, list[dict[str, Any]]]:
    rows = look.view.read("claims", (*CLAIM, "marking")).to_pylist()
    wanted = frozenset(row["report_id"] for row in rows if row["report_id"] is not None)
    columns = ("id", "title", "reliability", "credibility")
    reports = look.view.read("reports", columns, {"id": wanted} if len(wanted) < FEW_REPORTS else None).to_pylist()
    graded = {row["id"]: row for row in reports if row["id"] in wanted}
    of: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        of.setdefault(row["subject"], []).append({**row, "report": graded.get(row["report_id"])})
    return of


def _relations(look: Look) -> tuple[dict[str, Any], ...]:
    if not look.has("claims"):
        return ()
    of = names_in(look).of
    columns = ("id", "subject", "predicate", "object", "confidence", "source_id", "report_id", "valid_from", "known_at")
    rows = look.view.read("claims", ("subject", "predicate", "object", "id")).to_pylist()
    ids: list[UUID] = sorted(
        row["id"]
        for row in rows
        if row["object"] in of
        and row["subject"] in of
        and row["object"] != row["subject"]
        and row["predicate"] not in NAMING
    )[:MOST_RELATIONS]
    found = look.view.read("claims", columns, {"id": frozenset(ids)}).to_pylist() if ids else []
    return tuple(sorted(found, key=lambda row: row["id"].bytes))
