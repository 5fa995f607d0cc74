"""Who asks: a person by the cookie of a session, a machine by a bearer token; everybody else is refused.

    app = create_app(house, Doorkeeper(house, https=False))

An unsafe request of a person must come from this server's own page: it says so in `Sec-Fetch-Site` and `Origin`, and
carries `X-CSRF-Token`, which only whoever can read this server's answers knows. A token needs none of this, because no
browser adds it by itself. Over https the cookie is Secure and bound to this host (`__Host-`).
"""

import hmac
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from simurg.access.people.account import Account
from simurg.access.pictures import picture_for
from simurg.access.reader import Reader
from simurg.access.sessions.store import Session, csrf_of
from simurg.access.sessions.tokens import Token, meet
from simurg.app.house import House
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope
from simurg.web.asking import Ask, asked
from simurg.web.audit_trail import asker, written
from simurg.web.openapi import COOKIE
from simurg.web.problems import Problem

_SAFE = ("GET", "HEAD", "OPTIONS")
RECENT = timedelta(minutes=15)
"""How long after signing in one may change how one signs in."""


class Doorkeeper:
    """Tells who asks, for `create_app`. `https`: browsers reach the server by https."""

    def __init__(self, house: House, *, https: bool = False) -> None:
        self._house = house
        self._https = https

    def __call__(self, request: Request) -> Reader:
        """Problem 401 for nobody, 403 for a request that does not come from the page, 429 for too many."""
        secret = request.cookies.get(cookie_name(self._https), "")
        if "authorization" in request.headers:
            if cookie_name(self._https) in request.cookies:
                raise nobody("invalid_request")  # two who ask at once: nobody is meant
            return self._machine(request)
        door, now = self._house.door, self._house.door.clock()
        session = door.sessions.find(secret, now) if secret else None
        if session is None:
            raise nobody()
        self._not_too_fast(session.id)
        if request.method not in _SAFE:
            must_be_own_page(request, self._https)
            given = request.headers.get("x-csrf-token", "").encode()
            if not hmac.compare_digest(given, csrf_of(secret).encode()):
                raise _foreign()
        account = door.people.find(session.name)
        if account is None or account.state != "active":
            raise nobody()
        request.state.session, request.state.secret = session, secret
        return self._reader(account, account.clearance, account.roles)

    def _machine(self, request: Request) -> Reader:
        kind, _, secret = request.headers["authorization"].partition(" ")
        door, now = self._house.door, self._house.door.clock()
        token = door.tokens.find(secret.strip(), now) if kind.lower() == "bearer" else None
        account = None if token is None else door.people.find(token.owner)
        if token is None or account is None or account.state != "active":
            raise nobody("invalid_token")
        self._not_too_fast(token.id)
        return self._reader(account, meet(token.scope, account.clearance), account.roles & token.roles, token)

    def _reader(self, account: Account, scope: Scope, roles: frozenset[str], token: Token | None = None) -> Reader:
        try:
            picture = picture_for(scope, self._house.workspace.settings.pictures)
        except CallerError as error:
            raise Problem(403, "no-picture", error.what, hint="Ask an administrator of this workspace.") from error
        return Reader(account.name, scope, picture, roles, None if token is None else token.id)

    def _not_too_fast(self, key: str) -> None:
        wait = self._house.door.pace.take(key, self._house.door.clock())
        if wait:
            raise too_many(wait)


def signed_in(request: Request) -> Ask:
    """A dependency: the request of anybody who is signed in, whatever their roles."""
    reader = asker(request)
    written(request, reader)
    request.state.reader = reader
    written(request, reader)
    return Ask(request, request.app.state.house, reader, None)


def in_person(ask: Annotated[Ask, Depends(signed_in)]) -> Ask:
    """A dependency: a person, not a machine's token."""
    if ask.reader.token is not None:
        raise Problem(403, "in-person", "A machine's token may not do this.", hint="Sign in and do it yourself.")
    return ask


def lately(ask: Annotated[Ask, Depends(in_person)]) -> Ask:
    """A dependency: a person who signed in within the last minutes. Whoever finds an open browser can read in it, but
    not make themselves a way to come back."""
    session = session_of(ask.request)
    if session is not None and ask.house.door.clock() - session.began_at > RECENT:
        raise Problem(
            403, "sign-in-again", "This needs a fresh sign-in.", hint="Sign in again, then do it within 15 minutes."
        )
    return ask


def manages(ask: Annotated[Ask, Depends(asked("people"))]) -> Ask:
    """A dependency: a person who may manage people."""
    return in_person(ask)


def session_of(request: Request) -> Session | None:
    """The session that asks; None for a token."""
    found: Session | None = getattr(request.state, "session", None)
    return found


def cookie_name(https: bool) -> str:
    return f"__Host-{COOKIE}" if https else COOKIE


def set_cookie(response: Response, secret: str, https: bool) -> None:
    """The session's secret, kept until the browser closes: for this host, over https alone if there is any, unseen by
    scripts, never sent from another site."""
    response.set_cookie(cookie_name(https), secret, path="/", secure=https, httponly=True, samesite="strict")


def must_be_own_page(request: Request, https: bool) -> None:
    """Problem 403 if a browser says that another site's page asks. Programs say neither, and carry no cookie."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise _foreign()
    origin = request.headers.get("origin")
    if origin is not None and origin != origin_of(request, https):
        raise _foreign()


def origin_of(request: Request, https: bool) -> str:
    """This server as the browser names it; which hosts are answered is decided before (see shut_in)."""
    scheme = "https" if https else request.url.scheme
    return f"{scheme}://{request.headers.get('host', '')}"


def nobody(error: str = "") -> Problem:
    """401, and how one may come in (RFC 6750 for machines)."""
    told = 'Bearer realm="simurg"' + (f', error="{error}"' if error else "")
    return Problem(
        401, "signed-out", "Nobody is signed in.", hint="Sign in, then ask again.", headers={"WWW-Authenticate": told}
    )


def too_many(seconds: int) -> Problem:
    """429 with the seconds to wait."""
    return Problem(
        429, "too-many", "Too many requests.", hint=f"Wait {seconds} s.", headers={"Retry-After": str(seconds)}
    )


def _foreign() -> Problem:
    return Problem(
        403, "foreign", "This request does not come from the page of this server.", hint="Load the page anew."
    )
