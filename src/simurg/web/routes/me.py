"""Whoever asks: who they are here, their settings, sessions, password and passkeys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from simurg.access.people.account import Theme, scope_told, scope_words
from simurg.access.reader import ACTIONS
from simurg.access.sessions.limits import SIGN_IN_ACCOUNT
from simurg.access.sessions.passkeys import Passkey
from simurg.access.sessions.store import csrf_of
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of
from simurg.web.asking import Ask
from simurg.web.entering import site_of
from simurg.web.shapes.me import (
    MeShape,
    NewPasskey,
    PasskeyOptions,
    PasskeyShape,
    PasskeysShape,
    PasswordChange,
    ScopeShape,
    SessionShape,
    SessionsShape,
    SettingsChange,
)
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.who import in_person, lately, session_of, signed_in, too_many

ROUTER = APIRouter(tags=["me"], prefix="/me")
Asked = Annotated[Ask, Depends(signed_in)]
InPerson = Annotated[Ask, Depends(in_person)]
Lately = Annotated[Ask, Depends(lately)]
Number = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
PasskeyNumber = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,1400}$")]


@ROUTER.get("", response_model=MeShape, responses=READ)
def me(ask: Asked) -> Response:
    """Who asks, what they may see and do."""
    return ask.answer(_me(ask).model_dump())


@ROUTER.put("/settings", response_model=MeShape, responses=WRITE)
def settle(ask: InPerson, said: SettingsChange) -> MeShape:
    """One's own language and theme."""
    ask.house.door.people.settle(ask.reader.name, language=said.language, theme=said.theme)
    return _me(ask)


@ROUTER.put("/password", status_code=204, responses=WRITE)
def password(ask: InPerson, said: PasswordChange) -> None:
    """A new password, by the one that stands; one's other sessions end."""
    door, name = ask.house.door, ask.reader.name
    wait = door.tries.take(f"name:{name}", SIGN_IN_ACCOUNT, ask.house.door.clock())
    if wait:
        raise too_many(wait)
    if not door.passwords.fits(name, said.current):
        raise CallerError("The password that you gave is not yours.", hint="Give the one that you sign in with.")
    door.tries.forgive(f"name:{name}")
    with door.state.change():
        door.passwords.set(door.people.active(name), said.password)
        ask.house.audit.record(name, "people.password", [name])
        door.sessions.end_all(name, but=_here(ask))


@ROUTER.get("/sessions", response_model=SessionsShape, responses=READ)
def sessions(ask: InPerson) -> SessionsShape:
    """Where one is signed in."""
    found = ask.house.door.sessions.of(ask.reader.name, ask.house.door.clock())
    items = [
        SessionShape(
            id=one.id,
            way=one.way,
            began_at=text_of(one.began_at),
            seen_at=text_of(one.seen_at),
            address=one.address,
            agent=one.agent,
            here=one.id == _here(ask),
        )
        for one in found
    ]
    return SessionsShape(items=items)


@ROUTER.delete("/sessions/{number}", status_code=204, responses=WRITE)
def end_session(ask: InPerson, number: Number) -> None:
    """Sign out elsewhere."""
    ask.house.audit.record(ask.reader.name, "session.revoked", [number])
    if not ask.house.door.sessions.end(ask.reader.name, number):
        raise NotFound("You have no such session.", hint="It may have ended by itself.")


@ROUTER.get("/passkeys", response_model=PasskeysShape, responses=READ)
def passkeys(ask: InPerson) -> PasskeysShape:
    """One's own passkeys."""
    return PasskeysShape(items=[_shown(one) for one in ask.house.door.passkeys.of(ask.reader.name)])


@ROUTER.post("/passkeys/options", response_model=PasskeyOptions, responses=WRITE)
def passkey_options(ask: Lately) -> PasskeyOptions:
    """For `navigator.credentials.create`."""
    account = ask.house.door.people.active(ask.reader.name)
    return PasskeyOptions(
        publicKey=ask.house.door.passkeys.to_make(account, site_of(ask.request), ask.house.door.clock())
    )


@ROUTER.post("/passkeys", response_model=PasskeyShape, status_code=201, responses=WRITE)
def make_passkey(ask: Lately, said: NewPasskey) -> PasskeyShape:
    """A passkey, from what the browser answered."""
    door = ask.house.door
    account = door.people.active(ask.reader.name)
    with door.state.change():
        made = door.passkeys.make(account, site_of(ask.request), said.title, said.credential, ask.house.door.clock())
        ask.house.audit.record(account.name, "passkey.made", [made.id[:64]])
    return _shown(made)


@ROUTER.delete("/passkeys/{number}", status_code=204, responses=WRITE)
def end_passkey(ask: Lately, number: PasskeyNumber) -> None:
    """Remove a passkey."""
    with ask.house.door.state.change():
        if not ask.house.door.passkeys.end(ask.reader.name, number):
            raise NotFound("You have no such passkey.", hint="The list shows those that are left.")
        ask.house.audit.record(ask.reader.name, "passkey.ended", [number[:64]])


def _me(ask: Ask) -> MeShape:
    reader, settings = ask.reader, ask.house.workspace.settings
    account = ask.house.door.people.find(reader.name)
    secret = getattr(ask.request.state, "secret", None)
    theme: Theme = "system" if account is None else account.theme
    return MeShape(
        name=reader.name,
        display=reader.name if account is None else account.display,
        roles=sorted(reader.roles),
        actions=[action for action in ACTIONS if reader.may(action)],
        scope=ScopeShape(**scope_told(reader.scope), text=scope_words(reader.scope)),
        picture=reader.picture.name,
        marking=str(reader.picture.scope.marking()),
        title=settings.title,
        exercise=settings.exercise,
        csrf=None if secret is None else csrf_of(secret),
        language="en" if account is None else account.language,
        theme=theme,
        last_looked=None if account is None or account.last_looked is None else text_of(account.last_looked),
    )


def _shown(one: Passkey) -> PasskeyShape:
    used = None if one.used_at is None else text_of(one.used_at)
    return PasskeyShape(id=one.id, title=one.title, made_at=text_of(one.made_at), used_at=used)


def _here(ask: Ask) -> str:
    session = session_of(ask.request)
    return "" if session is None else session.id
