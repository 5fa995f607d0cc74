"""The network around one who is named: shared events, and claims that relate the two. A hairball is never drawn: the
strongest edges first, and how many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.app.workbench.events import grades_given
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.names import names_in, parties_in, relations_in
from simurg.ontology.errors import NotFound
from simurg.ontology.times import text_of

MOST_EDGES = 500
MOST_EXPANDED = 300
"""Nodes of one step from which the next step goes on, the strongest edges' first."""
MOST_SOURCES, MOST_REFS = 8, 3


@dataclass(frozen=True, slots=True)
class NetworkAsked:
    """`depth` steps from the seed; events and claims of a time, None: any; at most `limit` edges."""

    seed: str
    depth: int
    since: datetime | None
    until: datetime | None
    limit: int


def network_around(look: Look, asked: NetworkAsked) -> Told:
    """Nodes and edges within the depth. NotFound for a seed that nobody names."""
    of = names_in(look).of
    if asked.seed not in of:
        raise NotFound(f"Nobody in your view is called {asked.seed[:60]!r}.", hint="Search for the name.")
    steps, edges = {asked.seed: 0}, dict[tuple[str, str, str], dict[str, Any]]()
    frontier = [asked.seed]
    for step in range(1, asked.depth + 1):
        found = {**_shared(look, frontier, asked), **_related(look, frontier, asked)}
        edges |= found
        reached = _reached(found.values(), steps)
        steps |= dict.fromkeys(reached, step)
        frontier = reached[:MOST_EXPANDED]
        if not frontier:
            break
    ordered = sorted(edges.values(), key=_strength)
    shown = ordered[: asked.limit]
    touched = {asked.seed, *(edge[side] for edge in shown for side in ("left", "right"))}
    degrees = defaultdict[str, int](int)
    for edge in ordered:
        degrees[edge["left"]] += 1
        degrees[edge["right"]] += 1
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            "seed": asked.seed,
            "nodes": [
                {
                    "key": key,
                    "name": of[key].name if key in of else key,
                    "kind": of[key].kind if key in of else None,
                    "steps": steps[key],
                    "degree": degrees[key],
                }
                for key in sorted(touched, key=lambda key: (steps[key], -degrees[key], key))
            ],
            "edges": shown,
            "shown": len(shown),
            "total": len(ordered),
            "nodes_total": len(steps),
        }
    )


def _shared(look: Look, frontier: Sequence[str], asked: NetworkAsked) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Edges of events between these and whomever they met, either way round."""
    parties = parties_in(look)
    numbers = [parties[one][0] for one in frontier if one in parties]
    if not numbers:
        return {}
    among = f"({', '.join(str(int(one)) for one in numbers)})"
    where, values = [f"(actor IN {among} OR recipient IN {among})", "actor <> recipient"], list[object]()
    for sign, moment in ((">=", asked.since), ("<", asked.until)):
        if moment is not None:
            where.append(f"occurred_from {sign} ?")
            values.append(moment)
    rows = look.rows(
        f"""SELECT one.name AS one, two.name AS two, count, deaths, first, last, sources, grade, latest, earliest
        FROM (SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS count,
            sum(deaths_best)::BIGINT AS deaths, min(occurred_from) AS first, max(occurred_from) AS last,
            list_sort(list(DISTINCT source_id)) AS sources, min(grade) AS grade,
            max({{'at': occurred_from, 'id': id}}).id AS latest,
            min({{'at': occurred_from, 'id': id}}).id AS earliest
            FROM events WHERE {" AND ".join(where)} GROUP BY a, b)
        JOIN parties AS one ON one.party = a JOIN parties AS two ON two.party = b""",
        tuple(values),
    )
    found = {}
    for row in rows:
        left, right = sorted((row["one"], row["two"]))
        refs = sorted({row["latest"].hex, row["earliest"].hex}, key=lambda one: one != row["latest"].hex)
        found[left, right, "events"] = {
            "left": left,
            "right": right,
            "kind": "events",
            "count": row["count"],
            "deaths": row["deaths"],
            "grade": row["grade"],
            "confidence": None,
            "sources": [one for one in row["sources"] if one][:MOST_SOURCES],
            "first": _moment(row["first"]),
            "last": _moment(row["last"]),
            "refs": [{"table": "events", "id": one} for one in refs],
        }
    return found


def _related(look: Look, frontier: Sequence[str], asked: NetworkAsked) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Edges of claims; they have a direction, which their order keeps."""
    around, groups = frozenset(frontier), defaultdict[tuple[str, str, str], list[dict[str, Any]]](list)
    for row in relations_in(look):
        at = row["valid_from"] or row["known_at"]
        late = asked.until is not None and at >= asked.until
        if (row["subject"] in around or row["object"] in around) and not late:
            groups[row["subject"], row["object"], row["predicate"]].append(row)
    grades = _grades(look, [row for some in groups.values() for row in some])
    return {key: _claimed(key, some, grades) for key, some in groups.items()}


def _claimed(key: tuple[str, str, str], rows: Sequence[dict[str, Any]], grades: Mapping[Any, str]) -> dict[str, Any]:
    moments = sorted(row["valid_from"] or row["known_at"] for row in rows)
    told = [row["confidence"] for row in rows if row["confidence"] is not None]
    return {
        "left": key[0],
        "right": key[1],
        "kind": key[2],
        "count": len(rows),
        "deaths": None,
        "grade": min((grades[row["report_id"]] for row in rows if row["report_id"] in grades), default=None),
        "confidence": max(told, default=None),
        "sources": sorted({row["source_id"] for row in rows if row["source_id"]})[:MOST_SOURCES],
        "first": _moment(moments[0]),
        "last": _moment(moments[-1]),
        "refs": [{"table": "claims", "id": row["id"].hex} for row in rows[:MOST_REFS]],
    }


def _grades(look: Look, rows: Sequence[dict[str, Any]]) -> dict[Any, str]:
    wanted = {row["report_id"] for row in rows if row["report_id"] is not None}
    if not wanted:
        return {}
    all_of = look.kept("came with", lambda: {row["id"]: row["grade"] for row in look.rows("SELECT * FROM tellers")})
    given = grades_given(look)
    return {one: given.get(one) or all_of[one] for one in wanted if one in given or one in all_of}


def _reached(edges: Any, steps: Mapping[str, int]) -> list[str]:
    """New nodes, those of the strongest edges first."""
    ordered = sorted(edges, key=_strength)
    return list(dict.fromkeys(edge[side] for edge in ordered for side in ("left", "right") if edge[side] not in steps))


def _strength(edge: Mapping[str, Any]) -> tuple[Any, ...]:
    return (-edge["count"], edge["left"], edge["right"], edge["kind"])


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else text_of(moment)
