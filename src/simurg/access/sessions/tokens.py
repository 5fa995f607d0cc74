"""Tokens of machines: `simurg_` and 256 random bits, kept as a digest; shown once, when they are made.

What a token sees is the meet of its own scope and its owner's clearance *when it is used*, what it does is what both
roles allow: an owner who loses something takes it from their tokens, and a disabled owner has none. Roles that manage
people or open sealed identities are for persons only.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from simurg.access.people.account import Account, scope_told
from simurg.access.people.links import Draw, random_text
from simurg.access.state import Row, State, digest, stamp
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import EVERY, Scope, scope_of

SIGN = "simurg_"
"""Secret scanners find a token by this."""
ROLES_OF_MACHINES = frozenset({"reader", "analyst", "partner", "auditor"})
MOST_TOKENS = 50
"""Of one account."""
_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Token:
    """`id` may be shown; it opens nothing."""

    id: str
    owner: str
    title: str
    roles: frozenset[str]
    scope: Scope
    made_at: datetime
    until: datetime
    used_at: datetime | None = None


class Tokens:
    """The tokens of one workspace."""

    def __init__(self, state: State, draw: Draw) -> None:
        self._state, self._draw = state, draw

    def make(
        self, owner: Account, title: str, roles: frozenset[str], scope: Scope, at: datetime, lasts: timedelta
    ) -> tuple[Token, str]:
        """A token and its secret; CallerError for more than the owner has."""
        if not roles or not roles <= owner.roles & ROLES_OF_MACHINES:
            hint = f"Choose among: {', '.join(sorted(owner.roles & ROLES_OF_MACHINES)) or 'none of your roles'}."
            raise CallerError("A token may have those of your roles only that are for machines.", hint=hint)
        if not scope <= owner.clearance:
            raise CallerError("A token may not see more than you.", hint="Give it a narrower scope.")
        secret = SIGN + random_text(self._draw)
        token = Token(self._draw(8).hex(), owner.name, title, roles, scope, at, at + lasts)
        with self._state.change() as db:
            count = db.execute("SELECT count(*) FROM tokens WHERE name = ?", (owner.name,)).fetchone()[0]
            if count >= MOST_TOKENS:
                raise CallerError(f"You have {MOST_TOKENS} tokens already.", hint="Remove those that are not used.")
            db.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (digest(secret), token.id, owner.name, title, json.dumps(sorted(roles)),
                 json.dumps(scope_told(scope)), stamp(at), stamp(token.until)),
            )  # fmt: skip
        return token, secret

    def find(self, secret: str, at: datetime) -> Token | None:
        """The token of a secret, if it has not ended."""
        if not secret.startswith(SIGN):
            return None
        row = self._state.row("SELECT * FROM tokens WHERE digest = ?", (digest(secret),))
        token = None if row is None else _token(row)
        if token is None or at >= token.until:
            return None
        if token.used_at is None or at - token.used_at >= _USED_EVERY:
            with self._state.change() as db:
                db.execute("UPDATE tokens SET used_at = ? WHERE id = ?", (stamp(at), token.id))
        return token

    def of(self, owner: str | None = None) -> list[Token]:
        """An account's tokens, or all; newest first."""
        where = "" if owner is None else "WHERE name = ?"
        values = () if owner is None else (owner,)
        rows = self._state.rows(f"SELECT * FROM tokens {where} ORDER BY made_at DESC, id", values)  # noqa: S608
        return [_token(row) for row in rows]

    def end(self, number: str, owner: str | None = None) -> bool:
        """End one; False if there is none of that id, or it is another's than the owner's who is named."""
        with self._state.change() as db:
            ended = db.execute(
                "DELETE FROM tokens WHERE id = ? AND (? IS NULL OR name = ?)", (number, owner, owner)
            ).rowcount
        return ended > 0


def scope_of_token(state: State, number: str, owner: str) -> Scope:
    """What a token was given, for a job that it asked for. CallerError if it was ended since."""
    row = state.row("SELECT * FROM tokens WHERE id = ? AND name = ?", (number, owner))
    if row is None:
        raise CallerError("The token that asked for this was ended.", hint="Ask again, with another one.")
    return _token(row).scope


def meet(one: Scope, other: Scope) -> Scope:
    """The largest scope that lies within both."""
    return Scope(
        min(one.level, other.level),
        min(one.tlp, other.tlp),
        _common(one.compartments, other.compartments),
        _common(one.affiliations, other.affiliations),
    )


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if one >= EVERY:
        return EVERY if other >= EVERY else other
    return one if other >= EVERY else one & other


def _token(row: Row) -> Token:
    made, until = (datetime.fromisoformat(row[name]) for name in ("made_at", "until"))
    used = None if row["used_at"] is None else datetime.fromisoformat(row["used_at"])
    roles, scope = frozenset(json.loads(row["roles"])), scope_of(json.loads(row["scope"]))
    return Token(row["id"], row["name"], row["title"], roles, scope, made, until, used)
