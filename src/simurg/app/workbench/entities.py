"""Entities: the list of who is named, and one page with its claims side by side, events, and who it is held to be."""

from collections.abc import Sequence
from typing import Any

from simurg.app.entity import subject_of, subject_told
from simurg.app.workbench.events import OPEN, marked, rows_of, told_events
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.names import names_in, near_in, parties_in
from simurg.app.workbench.periods import cursor_of, offset_in
from simurg.ontology.times import text_of

MOST_CLAIMS, MOST_PAIRS, MOST_LATEST, MOST_COUNTERPARTS, MOST_MONTHS = 400, 100, 10, 25, 60


def entities_page(look: Look, words: str, cursor: str | None, limit: int) -> Told:
    """Those whose name or key holds all the words."""
    names, offset = names_in(look), offset_in(cursor)
    wanted = words.casefold().split()
    if wanted:
        lines = [
            line
            for line, folded in zip(names.lines, names.folded, strict=True)
            if all(word in folded for word in wanted)
        ]
    else:
        lines = list(names.lines)
    items = [
        {"key": one.key, "name": one.name, "kind": one.kind, "claims": one.claims, "events": one.events}
        for one in lines[offset : offset + limit]
    ]
    after = offset + limit
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            "items": items,
            "next": cursor_of((after,)) if after < len(lines) else None,
            "total": len(lines),
        }
    )


def entity_page(look: Look, key: str) -> Told:
    """By a subject, a party or a name. NotFound, and CallerError where a name belongs to several."""
    names = names_in(look)
    subject = key.strip() if key.strip() in names.of else subject_of(look.view, key)
    told = subject_told(look.view, subject, near_in(look))
    claims = told["claims"]
    numbers = [parties_in(look)[one][0] for one in told["members"] if one in parties_in(look)]
    events, seen = _events(look, numbers)
    marks = _marked_claims(look, [one["claim"] for one in claims[:MOST_CLAIMS]], told["members"])
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            **told,
            "claims": claims[:MOST_CLAIMS],
            "claims_total": len(claims),
            "unsure": told["unsure"][:MOST_PAIRS],
            "held_same": told["held_same"][:MOST_PAIRS],
            **events,
        },
        (*seen, *marks),
    )


def _events(look: Look, numbers: Sequence[int]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the chronicle has of these parties."""
    if not numbers:
        return {"events": {"actor": 0, "recipient": 0}, "latest": [], "counterparts": [], "months": []}, ()
    among = f"({', '.join(str(int(one)) for one in numbers)})"
    either = f"(actor IN {among} OR recipient IN {among})"
    sides = f"count(*) FILTER (actor IN {among}) AS actor, count(*) FILTER (recipient IN {among}) AS recipient"
    (counts,) = look.rows(f"SELECT {sides} FROM events WHERE {either}")
    other = f"CASE WHEN actor IN {among} THEN recipient ELSE actor END"
    counterparts = look.rows(
        f"""SELECT name, n AS count, deaths FROM (SELECT {other} AS party, count(*) AS n,
        sum(deaths_best)::BIGINT AS deaths FROM events WHERE {either} GROUP BY ALL) JOIN parties USING (party)
        WHERE party NOT IN {among} ORDER BY n DESC, name LIMIT {MOST_COUNTERPARTS}"""
    )
    months = look.rows(
        f"""SELECT strftime(month, '%Y-%m') AS month, count FROM (
        SELECT date_trunc('month', occurred_from AT TIME ZONE 'UTC') AS month, count(*) AS count FROM events
        WHERE {either} AND occurred_from IS NOT NULL GROUP BY 1 ORDER BY 1 DESC LIMIT {MOST_MONTHS}) ORDER BY 1"""
    )
    latest = told_events(look, rows_of(look, either, (), MOST_LATEST, None))
    told = [{name: value for name, value in one.items() if name != "us"} for one in latest]
    return {"events": counts, "latest": told, "counterparts": counterparts, "months": months}, marked(latest)


def _marked_claims(look: Look, claims: Sequence[str], members: Sequence[str]) -> tuple[str, ...]:
    """Those of the claims that bear a marking."""
    shown = set(claims)
    rows = look.view.read("claims", ("id", "marking"), {"subject": frozenset(members)}).to_pylist() if shown else []
    return tuple(sorted(row["id"].hex for row in rows if row["marking"] != OPEN and row["id"].hex in shown))
