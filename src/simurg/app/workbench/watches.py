"""Watchlists: what one person keeps an eye on, in state.db. Nobody else sees them, and they change no row.

What is watched is shown with the label that the person's view gives it; a thing that the view does not show any more
stays on the list under the name that its watcher typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from simurg.access.state import State, stamp
from simurg.app.workbench.refs import Named, clean, refs_of
from simurg.ledger import View
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of

WatchKind = Literal["country", "entity", "requirement", "question", "story"]
MOST_WATCHES = 500
_TABLES = (
    """CREATE TABLE IF NOT EXISTS watches (name TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
       notify INTEGER NOT NULL, since TEXT NOT NULL, PRIMARY KEY (name, kind, target))""",
)


@dataclass(frozen=True, slots=True)
class Watch:
    """`target`: ISO alpha-3 code, subject, name of a requirement or question, id of a story's first report."""

    kind: WatchKind
    target: str
    notify: bool
    since: datetime


class Watches:
    """The watches of all people; each call is about one person. `close` it."""

    def __init__(self, path: Path) -> None:
        self._state = State(path, _TABLES)

    def close(self) -> None:
        self._state.close()

    def of(self, name: str) -> list[Watch]:
        rows = self._state.rows("SELECT * FROM watches WHERE name = ? ORDER BY kind, target", (name,))
        return [
            Watch(row["kind"], row["target"], bool(row["notify"]), datetime.fromisoformat(row["since"])) for row in rows
        ]

    def put(self, name: str, watch: Watch) -> Watch:
        """Add it, or change whether it notifies; it is watched since it was first put there."""
        with self._state.change() as db:
            count = db.execute("SELECT count(*) FROM watches WHERE name = ?", (name,)).fetchone()[0]
            there = [one for one in self.of(name) if (one.kind, one.target) == (watch.kind, watch.target)]
            if not there and count >= MOST_WATCHES:
                raise CallerError(f"A watchlist holds {MOST_WATCHES} things at most.", hint="Take some off it.")
            db.execute(
                "INSERT INTO watches VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET notify = excluded.notify",
                (name, watch.kind, watch.target, int(watch.notify), stamp(watch.since)),
            )
        return next(one for one in self.of(name) if (one.kind, one.target) == (watch.kind, watch.target))

    def drop(self, name: str, kind: str, target: str) -> None:
        """NotFound if it is not on the list."""
        with self._state.change() as db:
            gone = db.execute("DELETE FROM watches WHERE name = ? AND kind = ? AND target = ?", (name, kind, target))
            if gone.rowcount == 0:
                raise NotFound("You do not watch that.", hint="GET /api/watches lists what you watch.")


def named(view: View, kind: WatchKind, target: str) -> Named | None:
    """The row or thing behind a watch; None if the view shows none."""
    if kind in ("requirement", "question"):
        where: dict[str, object] = {"name": target} | ({"active": True} if kind == "requirement" else {})
        rows = view.read(f"{kind}s", ("id",), where)["id"].to_pylist()
        return (f"{kind}s", min(row.hex for row in rows)) if rows else None
    table = {"country": "countries", "entity": "entities", "story": "reports"}[kind]
    return clean(table, target)


def target_of(view: View, kind: WatchKind, target: str) -> str:
    """The target as it is kept; NotFound for what the view does not show."""
    wanted = target.strip()
    found = named(view, kind, wanted)
    if found is None or found not in refs_of(view, [found]):
        raise NotFound(f"There is no such {kind} in your view.", hint="Watch something that a page shows you.")
    return wanted if kind in ("requirement", "question") else found[1]


def shown(view: View, watches: Sequence[Watch]) -> list[dict[str, Any]]:
    """Watches with their labels, by kind and label."""
    things = {(one.kind, one.target): named(view, one.kind, one.target) for one in watches}
    refs = refs_of(view, [thing for thing in things.values() if thing is not None])
    told = []
    for one in watches:
        thing = things[one.kind, one.target]
        ref = None if thing is None else refs.get(thing)
        label = one.target if ref is None or one.kind in ("requirement", "question") else ref["label"]
        told.append({"kind": one.kind, "target": one.target, "label": label, "ref": ref, "notify": one.notify,
                     "since": text_of(one.since)})  # fmt: skip
    return sorted(told, key=lambda row: (get_args(WatchKind).index(row["kind"]), row["label"].casefold()))
