"""Openings: two people and a reason, then the identity once.

A person asks and says why; another one agrees within the quarter of an hour; the first sees the identity, once, within
a quarter of an hour after that. Nobody agrees with themselves. Each step is one statement that holds or does not, so
that two who hurry cannot both win. The reason is sealed under the source's key.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from simurg.access.sealing.vault import Record, Sealed, Vault, forgotten
from simurg.access.state import stamp
from simurg.ontology.errors import CallerError, NotFound

LASTS = timedelta(minutes=15)
State = Literal["asked", "agreed", "shown", "lapsed"]


@dataclass(frozen=True, slots=True)
class Opening:
    """One request, as it stands."""

    id: str
    desk: str
    pseudonym: str
    asked_by: str
    asked_at: str
    agreed_by: str | None = None
    agreed_at: str | None = None
    shown_at: str | None = None

    @property
    def lapses_at(self) -> datetime:
        return datetime.fromisoformat(self.agreed_at or self.asked_at) + LASTS

    def state(self, now: datetime) -> State:
        if self.shown_at is not None:
            return "shown"
        if now >= self.lapses_at:
            return "lapsed"
        return "asked" if self.agreed_at is None else "agreed"


class Openings:
    """Over one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> list[Opening]:
        """Latest first."""
        rows = self._vault.rows("SELECT * FROM openings ORDER BY asked_at DESC, id")
        return [Opening(**dict(row)) for row in rows]

    def one(self, number: str) -> Opening:
        """NotFound for one that there is not."""
        rows = self._vault.rows("SELECT * FROM openings WHERE id = ?", number)
        if not rows:
            raise NotFound("There is no such opening in your view.")
        return Opening(**dict(rows[0]))

    def ask(self, source: Sealed, who: str, reason: str, at: datetime) -> Opening:
        """CallerError if no identity is sealed."""
        if source.forgotten:
            raise forgotten()
        if not self._vault.count(source, "identity"):
            raise CallerError("No identity is sealed under this pseudonym.")
        made = Opening(uuid4().hex, source.desk, source.pseudonym, who, stamp(at))
        with self._vault.change() as db:
            self._vault.put(source, f"reason of {made.id}", {"reason": reason}, at)
            db.execute(
                "INSERT INTO openings (id, desk, pseudonym, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)",
                (made.id, made.desk, made.pseudonym, who, made.asked_at),
            )
        return made

    def reason(self, source: Sealed, opening: Opening) -> str:
        """Why; empty when the source was forgotten meanwhile."""
        found = self._vault.records(source, f"reason of {opening.id}")
        return str(found[0].words["reason"]) if found else ""

    def agree(self, opening: Opening, who: str, at: datetime) -> Opening:
        """CallerError for whoever asked, and where there is nothing to agree to."""
        if who == opening.asked_by:
            raise CallerError("Nobody agrees to what they asked for themselves.", hint="Ask another person.")
        with self._vault.change() as db:
            done = db.execute(
                "UPDATE openings SET agreed_by = ?, agreed_at = ? WHERE id = ? AND agreed_by IS NULL AND asked_by <> ? "
                "AND asked_at > ?",
                (who, stamp(at), opening.id, who, stamp(at - LASTS)),
            ).rowcount
        if not done:
            raise CallerError("There is nothing to agree to: it lapsed, or somebody agreed already.")
        return replace(opening, agreed_by=who, agreed_at=stamp(at))

    def identity(self, source: Sealed) -> Record:
        """What was sealed last. Only for whoever calls `shown` before it leaves."""
        found = [] if source.forgotten else self._vault.records(source, "identity")
        if not found:
            raise forgotten()
        return found[0]

    def shown(self, opening: Opening, who: str, at: datetime) -> None:
        """Use the opening up. CallerError if it is not agreed, not one's own, lapsed, or was used before."""
        with self._vault.change() as db:
            done = db.execute(
                "UPDATE openings SET shown_at = ? WHERE id = ? AND asked_by = ? AND agreed_by IS NOT NULL "
                "AND agreed_by <> asked_by AND shown_at IS NULL AND agreed_at > ?",
                (stamp(at), opening.id, who, stamp(at - LASTS)),
            ).rowcount
        if not done:
            raise CallerError(
                "This opening shows nothing: it is not agreed, it lapsed, or it was shown before.",
                hint="An opening shows the identity once, to whoever asked, for 15 minutes after the consent.",
            )
