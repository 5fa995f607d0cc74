"""How a person wants to hear of warnings: by which way, how grave, when; in state.db.

Nobody is written to who has not asked for it, and never of what was known before they asked.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from simurg.access.state import Row, State, stamp
from simurg.app.delivery.quiet import Digest, Quiet
from simurg.app.delivery.settings import Ways, is_address
from simurg.app.delivery.warning import Severity
from simurg.ontology.errors import CallerError

TABLES = ("""CREATE TABLE IF NOT EXISTS wishes (name TEXT PRIMARY KEY, told TEXT NOT NULL, since TEXT NOT NULL)""",)


@dataclass(frozen=True, slots=True)
class Second:
    """Who hears of what was not acknowledged in time."""

    to: str
    after_minutes: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """`mail` is an address, `webhook` the name of one in the settings; None: not by this way."""

    mail: str | None = None
    webhook: str | None = None
    least: Severity = "warning"
    only_watched: bool = False
    quiet: Quiet | None = None
    digest: Digest | None = None
    second: Second | None = None

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """(way, where to)."""
        found = (("mail", self.mail), ("webhook", self.webhook))
        return tuple((way, place) for way, place in found if place is not None)


@dataclass(frozen=True, slots=True)
class Wishing:
    """One person's wishes, since when."""

    name: str
    wishes: Wishes
    since: datetime


class WishBook:
    """Wishes of all people over one State."""

    def __init__(self, state: State) -> None:
        self._state = state

    @classmethod
    def open(cls, path: Path) -> "WishBook":
        return cls(State(path, TABLES))

    def close(self) -> None:
        self._state.close()

    def of(self, name: str) -> Wishing | None:
        row = self._state.row("SELECT * FROM wishes WHERE name = ?", (name,))
        return None if row is None else _wishing(row)

    def all(self) -> list[Wishing]:
        """Of everybody who wants to hear by any way, by name."""
        found = map(_wishing, self._state.rows("SELECT * FROM wishes ORDER BY name"))
        return [one for one in found if one.wishes.ways]

    def put(self, name: str, wishes: Wishes, at: datetime) -> Wishing:
        """`since` stays when there was a way before: what waits is not lost by a change of address."""
        with self._state.change() as db:
            old = self.of(name)
            since = old.since if old is not None and old.wishes.ways else at
            db.execute("INSERT OR REPLACE INTO wishes VALUES (?, ?, ?)", (name, _told(wishes), stamp(since)))
        return Wishing(name, wishes, since)


def wishes_of(told: dict[str, Any]) -> Wishes:
    """From JSON; CallerError for hours and zones that are none."""
    quiet, digest, second = told.get("quiet"), told.get("digest"), told.get("second")
    plain = {name: told[name] for name in ("mail", "webhook", "least", "only_watched") if name in told}
    return replace(
        Wishes(**plain),
        quiet=None if quiet is None else Quiet(**quiet),
        digest=None if digest is None else Digest(**digest),
        second=None if second is None else Second(**second),
    )


def check(wishes: Wishes, ways: Ways, name: str) -> None:
    """CallerError for what this workspace cannot, or will not, send to."""
    if wishes.mail is not None:
        domain = wishes.mail.rpartition("@")[2].lower()
        if ways.mail is None:
            raise CallerError(
                "This workspace sends no mail.", hint="Its operator sets `delivery: mail` in simurg.yaml."
            )
        if not is_address(wishes.mail) or domain not in ways.mail.domains:
            raise CallerError(
                "That address is not one that this workspace writes to.",
                hint=f"Use one of: {', '.join(sorted(ways.mail.domains))}.",
            )
    if wishes.webhook is not None and wishes.webhook not in ways.webhooks:
        raise CallerError("This workspace has no webhook of that name.", hint="GET /api/me/delivery names them.")
    if wishes.second is not None and wishes.second.to == name:
        raise CallerError("The second person is somebody else than oneself.", hint="Name a colleague.")


def told(wishes: Wishes) -> dict[str, Any]:
    """As JSON."""
    found: dict[str, Any] = json.loads(_told(wishes))
    return found


def _told(wishes: Wishes) -> str:
    quiet, digest, second = wishes.quiet, wishes.digest, wishes.second
    return json.dumps(
        {
            "mail": wishes.mail,
            "webhook": wishes.webhook,
            "least": wishes.least,
            "only_watched": wishes.only_watched,
            "quiet": None if quiet is None else {"start": quiet.start, "end": quiet.end, "zone": quiet.zone,
                                                 "severe_pass": quiet.severe_pass},
            "digest": None if digest is None else {"at": digest.at, "zone": digest.zone},
            "second": None if second is None else {"to": second.to, "after_minutes": second.after_minutes},
        }
    )  # fmt: skip


def _wishing(row: Row) -> Wishing:
    return Wishing(row["name"], wishes_of(json.loads(row["told"])), datetime.fromisoformat(row["since"]))
