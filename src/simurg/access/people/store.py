"""Where accounts are kept: `people` in state.db. Fails closed: who is unknown, invited or disabled sees nothing.

A change of what an account may see or do ends its sessions in the same transaction. Every change that others may see
raises the version that If-Match compares.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from simurg.access.people.account import Account, AccountState, Theme, scope_told
from simurg.access.people.tables import TABLES
from simurg.access.pictures import picture_for
from simurg.access.reader import Reader
from simurg.access.state import Row, State, stamp
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.markings import Scope, scope_of


class ChangedMeanwhile(CallerError):
    """Somebody else changed the account after it was read."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an account; None leaves a part as it is."""

    display: str | None = None
    roles: frozenset[str] | None = None
    clearance: Scope | None = None
    state: AccountState | None = None


class People:
    """Accounts of one workspace. `close` it; a `State` that was given is its giver's to close."""

    def __init__(self, path: Path, state: State | None = None) -> None:
        self.state = state or State(path, TABLES)

    def close(self) -> None:
        self.state.close()

    def none_yet(self) -> bool:
        """Whether there is no account at all, so that the first one may be made by the one-time link."""
        return self.state.row("SELECT 1 FROM people LIMIT 1") is None

    def all(self) -> list[Account]:
        """Every account, by name."""
        return [_account(row) for row in self.state.rows("SELECT * FROM people ORDER BY name")]

    def find(self, name: str) -> Account | None:
        row = self.state.row("SELECT * FROM people WHERE name = ?", (name,))
        return None if row is None else _account(row)

    def account(self, name: str) -> Account:
        """NotFound if there is none of that name."""
        found = self.find(name)
        if found is None:
            raise NotFound(f"There is no account {name[:40]!r}.", hint="`simurg people list` names them.")
        return found

    def active(self, name: str) -> Account:
        """CallerError for an account that is not there, not begun or disabled: all three look alike."""
        found = self.find(name)
        if found is None or found.state != "active":
            raise CallerError(f"There is no active account {name[:40]!r} here.", hint="Ask an administrator.")
        return found

    def scope(self, name: str) -> Scope:
        """What an active account may see."""
        return self.active(name).clearance

    def reader(self, name: str, pictures: Mapping[str, Scope]) -> Reader:
        """An active account as one who asks; CallerError also if no picture lies within its clearance."""
        account = self.active(name)
        return Reader(name, account.clearance, picture_for(account.clearance, pictures), account.roles)

    def add(self, account: Account, at: datetime) -> Account:
        """CallerError if the name is taken."""
        with self.state.change() as db:
            if self.find(account.name) is not None:
                raise CallerError(f"There is an account {account.name!r} already.", hint="Choose another name.")
            db.execute(
                """INSERT INTO people (name, display, roles, clearance, state, language, theme, provider, made_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (account.name, account.display, json.dumps(sorted(account.roles)),
                 json.dumps(scope_told(account.clearance)), account.state, account.language, account.theme,
                 account.provider, stamp(at)),
            )  # fmt: skip
        return self.account(account.name)

    def vouched(self, account: Account, subject: str, at: datetime) -> Account:
        """The account of a provider's subject as the provider has it now: made if there is none, changed if it gives
        other roles or clearance. CallerError if it is disabled here, or its name is somebody else's."""
        with self.state.change() as db:
            row = db.execute(
                "SELECT name FROM people WHERE provider = ? AND subject = ?", (account.provider, subject)
            ).fetchone()
            if row is None:
                added = self.add(account, at)
                db.execute("UPDATE people SET subject = ? WHERE name = ?", (subject, added.name))
                return added
            known = self.active(row["name"])
            if (known.roles, known.clearance) == (account.roles, account.clearance):
                return known
            return self.change(known.name, Change(roles=account.roles, clearance=account.clearance))

    def change(self, name: str, change: Change, *, version: int | None = None) -> Account:
        """The changed account. ChangedMeanwhile unless it has the version; None does not ask for one.

        CallerError for what would leave nobody active who may manage people."""
        with self.state.change() as db:
            old = self.account(name)
            if version is not None and version != old.version:
                raise ChangedMeanwhile(
                    "Somebody changed this account meanwhile.", hint="Read it again, then change it."
                )
            parts = {part: getattr(change, part) for part in ("display", "roles", "clearance", "state")}
            new = replace(old, **{part: value for part, value in parts.items() if value is not None})
            self._keeps_an_administrator(old, new)
            db.execute(
                """UPDATE people SET display = ?, roles = ?, clearance = ?, state = ?, version = version + 1
                   WHERE name = ?""",
                (new.display, json.dumps(sorted(new.roles)), json.dumps(scope_told(new.clearance)), new.state, name),
            )
            if (new.roles, new.clearance, new.state) != (old.roles, old.clearance, old.state):
                db.execute("DELETE FROM sessions WHERE name = ?", (name,))
            if new.state != "active":
                db.execute("DELETE FROM links WHERE name = ?", (name,))
        return self.account(name)

    def settle(self, name: str, *, language: str | None = None, theme: Theme | None = None) -> Account:
        """A person's own settings of the page."""
        with self.state.change() as db:
            new = self.account(name)
            new = replace(new, language=language or new.language, theme=theme or new.theme)
            db.execute("UPDATE people SET language = ?, theme = ? WHERE name = ?", (new.language, new.theme, name))
        return new

    def looked(self, name: str, at: datetime) -> None:
        """The person went through the morning; an earlier moment than the last one changes nothing."""
        with self.state.change() as db:
            db.execute(
                "UPDATE people SET last_looked = ? WHERE name = ? AND (last_looked IS NULL OR last_looked < ?)",
                (stamp(at), name, stamp(at)),
            )

    def _keeps_an_administrator(self, old: Account, new: Account) -> None:
        if not _manages(old) or _manages(new) or any(_manages(one) for one in self.all() if one.name != old.name):
            return
        raise CallerError(
            "This is the last active administrator.", hint="Make another administrator first; then change this one."
        )


def _manages(account: Account) -> bool:
    return account.state == "active" and "administrator" in account.roles


def _account(row: Row) -> Account:
    values: dict[str, Any] = dict(row)
    looked = values["last_looked"]
    return Account(
        name=values["name"],
        display=values["display"],
        roles=frozenset(json.loads(values["roles"])),
        clearance=scope_of(json.loads(values["clearance"])),
        state=values["state"],
        language=values["language"],
        theme=values["theme"],
        last_looked=None if looked is None else datetime.fromisoformat(looked),
        provider=values["provider"],
        version=values["version"],
    )
