"""Passkeys (WebAuthn level 3): the browser's authenticator signs a challenge for this site and nobody else's.

A challenge is random, good for five minutes and once, and for one purpose; the person must be verified (PIN or
fingerprint) each time; the counter may not go back. What the authenticator says of its maker is neither asked for nor
kept. Anything wrong in an answer is one and the same refusal.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from simurg.access.people.account import Account
from simurg.access.people.links import Draw
from simurg.access.state import Row, State, digest, stamp
from simurg.ontology.errors import CallerError

LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 10
"""Of one account."""
_TIMEOUT_MS = int(LASTS.total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Site:
    """For whom is signed: `host` is the relying party's id, `origin` what the browser must say it stood on."""

    host: str
    origin: str
    title: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """`id` may be shown."""

    id: str
    name: str
    title: str
    made_at: datetime
    used_at: datetime | None


class Passkeys:
    """The passkeys of one workspace's accounts."""

    def __init__(self, state: State, draw: Draw) -> None:
        self._state, self._draw = state, draw

    def of(self, name: str) -> list[Passkey]:
        """An account's, in the order in which they were made."""
        return [
            _passkey(row) for row in self._state.rows("SELECT * FROM passkeys WHERE name = ? ORDER BY made_at", (name,))
        ]

    def end(self, name: str, number: str) -> bool:
        """Remove one of an account's; False if there is none of that id."""
        with self._state.change() as db:
            return db.execute("DELETE FROM passkeys WHERE name = ? AND id = ?", (name, number)).rowcount > 0

    def to_make(self, account: Account, site: Site, at: datetime) -> dict[str, Any]:
        """Options for a new passkey."""
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=site.title,
            user_id=self._handle(account.name),
            user_name=account.name,
            user_display_name=account.display,
            challenge=self._challenge("make", account.name, at),
            timeout=_TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=_bytes(one.id)) for one in self.of(account.name)],
        )
        return _told(webauthn.options_to_json(options))

    def make(self, account: Account, site: Site, title: str, credential: Mapping[str, Any], at: datetime) -> Passkey:
        """A new passkey, from what the browser answered. CallerError if anything in it is not as it should be."""
        challenge = self._spend("make", account.name, credential, at)
        try:
            seen = webauthn.verify_registration_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise refused() from error
        number = _text(seen.credential_id)
        with self._state.change() as db:
            if len(self.of(account.name)) >= MOST_PASSKEYS:
                raise CallerError(f"You have {MOST_PASSKEYS} passkeys already.", hint="Remove one that is not used.")
            if db.execute("SELECT 1 FROM passkeys WHERE id = ?", (number,)).fetchone() is not None:
                raise refused()
            db.execute(
                "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (number, account.name, title, _text(seen.credential_public_key), seen.sign_count, stamp(at)),
            )
        return Passkey(number, account.name, title, at, None)

    def to_use(self, site: Site, at: datetime) -> dict[str, Any]:
        """Options to sign in: the authenticator finds the account, so that nobody learns who has one."""
        options = webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=self._challenge("use", "", at),
            timeout=_TIMEOUT_MS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _told(webauthn.options_to_json(options))

    def use(self, site: Site, credential: Mapping[str, Any], at: datetime) -> str:
        """The name of the account whose passkey signed; CallerError if anything is not as it should be. Whether the
        account is active is the caller's to ask."""
        challenge = self._spend("use", "", credential, at)
        row = self._state.row("SELECT * FROM passkeys WHERE id = ?", (str(credential.get("id"))[:2_000],))
        if row is None or credential["response"].get("userHandle") != _text(self._handle(row["name"])):
            raise refused()
        try:
            seen = webauthn.verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=_bytes(row["public_key"]),
                credential_current_sign_count=row["uses"],
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise refused() from error
        with self._state.change() as db:
            changed = db.execute(
                "UPDATE passkeys SET uses = ?, used_at = ? WHERE id = ? AND uses = ?",
                (seen.new_sign_count, stamp(at), row["id"], row["uses"]),
            ).rowcount
        if not changed:
            raise refused()
        return str(row["name"])

    def _challenge(self, purpose: str, name: str, at: datetime) -> bytes:
        challenge = self._draw(32)
        with self._state.change() as db:
            db.execute("DELETE FROM challenges WHERE until <= ?", (stamp(at),))
            db.execute(
                "INSERT INTO challenges VALUES (?, ?, ?, ?)",
                (digest(_text(challenge)), purpose, name, stamp(at + LASTS)),
            )
        return challenge

    def _spend(self, purpose: str, name: str, credential: Mapping[str, Any], at: datetime) -> bytes:
        """The challenge that an answer names, if it is one of ours for this purpose; it is gone, whatever follows."""
        try:
            told = json.loads(_bytes(credential["response"]["clientDataJSON"][:4_000]))["challenge"]
            challenge = _bytes(told)
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise refused() from error
        with self._state.change() as db:
            gone = db.execute(
                "DELETE FROM challenges WHERE digest = ? AND purpose = ? AND name = ? AND until > ?",
                (digest(_text(challenge)), purpose, name, stamp(at)),
            ).rowcount
        if not gone:
            raise refused()
        return challenge

    def _handle(self, name: str) -> bytes:
        """The account's random handle: authenticators keep it, and it tells nothing."""
        with self._state.change() as db:
            row = db.execute("SELECT handle FROM people WHERE name = ?", (name,)).fetchone()
            if row is not None and row["handle"]:
                return bytes.fromhex(row["handle"])
            handle = self._draw(32)
            db.execute("UPDATE people SET handle = ? WHERE name = ?", (handle.hex(), name))
        return handle


def refused() -> CallerError:
    """One answer for all that may be wrong."""
    return CallerError("This passkey was not accepted.", hint="Try again; if it fails again, sign in another way.")


def _told(text: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(text)
    return told


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _passkey(row: Row) -> Passkey:
    used = None if row["used_at"] is None else datetime.fromisoformat(row["used_at"])
    return Passkey(row["id"], row["name"], row["title"], datetime.fromisoformat(row["made_at"]), used)
