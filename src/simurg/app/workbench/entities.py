"""Entities: the list of who is named, and one page with its claims side by side, events, and who it is held to be."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simurg.app.entity import subject_of, subject_told
from simurg.app.workbench.cube import Cube, Flags, cube_of
from simurg.app.workbench.events import marked, rows_of, told_events
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.names import claims_in, names_in, near_in, parties_in
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
    told = subject_told(look.view, subject, near_in(look), claims_in(look))
    claims = told["claims"]
    numbers = [parties_in(look)[one][0] for one in told["members"] if one in parties_in(look)]
    events, seen = _events(look, numbers)
    marks = look.marked("claims", [one["claim"] for one in claims[:MOST_CLAIMS]])
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
    cube, among = look.kept("cube", lambda: cube_of(look)), np.array(sorted(numbers), np.int64)
    acts, suffers = np.isin(cube.actor, among), np.isin(cube.recipient, among)
    listed = f"({', '.join(map(str, among))})"
    latest = told_events(look, rows_of(look, f"(actor IN {listed} OR recipient IN {listed})", (), MOST_LATEST, None))
    told = {
        "events": {"actor": int(cube.count[acts].sum()), "recipient": int(cube.count[suffers].sum())},
        "latest": [{name: value for name, value in one.items() if name != "us"} for one in latest],
        "counterparts": _counterparts(look, cube, acts, suffers),
        "months": _months(cube, acts | suffers),
    }
    return told, marked(latest)


def _counterparts(look: Look, cube: Cube, acts: Flags, suffers: Flags) -> list[dict[str, Any]]:
    """Those on the other side, most events first."""
    met, others = acts ^ suffers, np.where(acts, cube.recipient, cube.actor)
    met &= others >= 0
    parties, place = np.unique(others[met], return_inverse=True)
    counts = np.bincount(place, cube.count[met], len(parties)).astype(np.int64)
    deaths = np.bincount(place, cube.deaths[met], len(parties)).astype(np.int64)
    told = np.bincount(place, cube.told[met], len(parties)) > 0
    names = look.kept("party names", lambda: {number: name for name, (number, _) in parties_in(look).items()})
    rows: list[dict[str, Any]] = [
        {"name": names[int(party)], "count": int(count), "deaths": int(dead) if known else None}
        for party, count, dead, known in zip(parties, counts, deaths, told, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row["count"], row["name"]))[:MOST_COUNTERPARTS]


def _months(cube: Cube, mine: Flags) -> list[dict[str, Any]]:
    """The latest months in which anything was told, in their order."""
    dated = mine & (cube.month >= 0)
    months, place = np.unique(cube.month[dated], return_inverse=True)
    counts = np.bincount(place, cube.count[dated], len(months)).astype(np.int64)
    rows: list[dict[str, Any]] = [
        {"month": f"{month // 12:04d}-{month % 12 + 1:02d}", "count": int(count)}
        for month, count in zip(months.tolist(), counts, strict=True)
    ]
    return rows[-MOST_MONTHS:]
