"""Events as rows, the latest first: what a place, a time or a party is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.map import condition, told_of
from simurg.app.workbench.periods import cursor_of, place_in
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

MOST_AT_ONCE = 1_000
FEW, LATELY_DAYS = 60, (30, 365)
OPEN = str(Marking())
"""Rows with any other marking are told to the audit log when somebody reads their words."""
_NEVER = -(1 << 62)
_US = "coalesce(epoch_us(occurred_from), -4611686018427387904)"
_COLUMNS = f"""e.* EXCLUDE (actor, recipient, country), a.name AS actor, r.name AS recipient, e.country, s.place,
    s.latitude, s.longitude, s.place_precision, {_US} AS us"""
_JOINS = """LEFT JOIN parties AS a ON a.party = e.actor LEFT JOIN parties AS r ON r.party = e.recipient
    LEFT JOIN spots AS s USING (spot)"""


@dataclass(frozen=True, slots=True)
class EventsAsked:
    """`actor` stands on either side; `place` is its name; `layer` a source, or `all`."""

    since: datetime | None
    until: datetime | None
    country: str | None
    actor: str | None
    types: tuple[str, ...]
    layer: str
    place: str | None
    cursor: str | None
    limit: int


def events_page(look: Look, asked: EventsAsked) -> Told:
    """One page, by the moment of what happened and the id."""
    where, values = _where(look, asked)
    after = place_in(asked.cursor, (int, str))
    (found,) = look.rows(f"SELECT count(*) AS n FROM events WHERE {where}", tuple(values))
    items = told_events(look, rows_of(look, where, values, asked.limit + 1, after))
    shown, more = items[: asked.limit], len(items) > asked.limit
    return Told(
        {
            "as_of": text_of(look.at),
            "picture": look.picture,
            "items": [_without_place(one) for one in shown],
            "next": cursor_of((shown[-1]["us"], shown[-1]["id"])) if more else None,
            "total": found["n"],
        },
        marked(shown),
    )


def rows_of(look: Look, where: str, values: Sequence[object], limit: int, after: list[Any] | None) -> list[Any]:
    """The latest rows that meet a condition on `events`, from a place in the list on."""
    if after is not None:
        where += f" AND ({_US}, id) < (?, ?)"
        values = [*values, after[0], _id(after[1])]
    for begin in _windows(look, limit, after):
        within = where if begin is None else f"{where} AND occurred_from >= TIMESTAMPTZ '{begin.isoformat()}'"
        latest = f"SELECT place_held FROM events WHERE {within} ORDER BY occurred_from DESC NULLS LAST, id DESC"
        found = [row["place_held"] for row in look.rows(f"{latest} LIMIT {limit}", tuple(values))]
        if begin is None or len(found) == limit:
            return _whole(look, found)
    return []


def _windows(look: Look, limit: int, after: list[Any] | None) -> Iterator[datetime | None]:
    """Where to begin to look for the latest rows: what happened lately stands together, and is often enough."""
    _, last = told_of(look)
    if last is not None and after is None and limit <= FEW:
        yield from (last - timedelta(days=days) for days in LATELY_DAYS)
    yield None


def _whole(look: Look, found: Sequence[int]) -> list[dict[str, Any]]:
    """These rows with names and places. By a list in a table of its own: of places written out the engine looks at
    every row."""
    if not found:
        return []
    among = f"(SELECT * FROM held WHERE rowid IN (SELECT unnest([{', '.join(map(str, found))}])))"
    return look.rows(f"SELECT {_COLUMNS} FROM {among} AS e {_JOINS} ORDER BY us DESC, e.id DESC")


def told_events(look: Look, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the grades that stand, in the same order; `us` is their place in the list."""
    given = grades_given(look)
    return [_event(row, given) for row in rows]


def grades_given(look: Look) -> dict[UUID, str]:
    """Of reports to which an analyst gave one, the grade that stands."""

    def found() -> dict[UUID, str]:
        graded = {row["report"] for row in look.view.read("gradings", ("report",), {"withdrawn": False}).to_pylist()}
        columns = ("id", "reliability", "credibility")
        rows = look.view.stored("reports", columns, {"id": frozenset(graded)}).to_pylist() if graded else []
        return {row["id"]: f"{row['reliability'] or 'F'}{row['credibility'] or 6}" for row in rows}

    return look.kept("grades given", found) if look.has("gradings") else {}


def marked(events: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Those whose reading is written down."""
    return tuple(one["id"] for one in events if one["marking"] != OPEN)


def _where(look: Look, asked: EventsAsked) -> tuple[str, list[object]]:
    where, values = condition(asked.layer, asked.types, asked.country and look.countries.fold(asked.country))
    for sign, moment in ((">=", asked.since), ("<", asked.until)):
        if moment is not None:
            where += f" AND occurred_from {sign} ?"
            values.append(moment)
    if asked.actor:
        parties = "(SELECT party FROM parties WHERE name = ?)"
        where += f" AND (actor IN {parties} OR recipient IN {parties})"
        values += [asked.actor, asked.actor]
    if asked.place:
        where += " AND spot IN (SELECT spot FROM spots WHERE place = ?)"
        values.append(asked.place)
    return where, values


def _event(row: dict[str, Any], given: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": row["id"].hex,
        **{name: row[name] for name in ("actor", "recipient", "event_type", "mode", "domain")},
        "description": row["description"],
        **{name: row[name] for name in ("place", "country", "latitude", "longitude")},
        "precision": row["place_precision"],
        "from": _moment(row["occurred_from"]),
        "to": _moment(row["occurred_to"]),
        "deaths": {name: row[f"deaths_{name}"] for name in ("low", "best", "high")},
        "source": row["source_id"],
        "report": None if row["report_id"] is None else row["report_id"].hex,
        "grade": given.get(row["report_id"], row["grade"]),
        "known_at": text_of(row["known_at"]),
        "marking": row["marking"],
        "us": row["us"],
    }


def _without_place(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "us"}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else text_of(moment.astimezone(UTC))


def _id(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        raise CallerError("This cursor is of no page of this list.", hint="Take `next` as it was given.") from None
