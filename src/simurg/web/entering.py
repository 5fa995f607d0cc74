"""What the routes at the door share: who stands there, the site that passkeys are for, and how refusals are told."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from fastapi.responses import Response

from simurg.access.sessions.passkeys import Site
from simurg.access.sessions.store import Begun, csrf_of
from simurg.app.house import House
from simurg.app.workbench.coming_in import Entrance, Refused, TooManyTries, Visitor
from simurg.ontology.errors import CallerError
from simurg.web.problems import Problem
from simurg.web.shapes.session import SignedIn
from simurg.web.shut_in import host_of
from simurg.web.who import cookie_name, origin_of, set_cookie, too_many


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def https_of(request: Request) -> bool:
    return bool(request.app.state.https)


def entrance_of(request: Request) -> Entrance:
    house = house_of(request)
    return Entrance(house.door, house.audit)


def visitor_of(request: Request) -> Visitor:
    """Whoever stands at the door."""
    address = request.client.host if request.client is not None else ""
    return Visitor(address, request.headers.get("user-agent", ""), house_of(request).door.clock())


def site_of(request: Request) -> Site:
    """For whom a passkey signs. CallerError at an address that browsers make no passkeys for."""
    host = host_of(request.headers.get("host", ""))
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return Site(host, origin_of(request, https_of(request)), house_of(request).workspace.settings.title or "Simurg")
    raise CallerError(
        "There are no passkeys for an address that is a number.", hint="Open the page by name: http://localhost:…"
    )


@contextmanager
def told() -> Iterator[None]:
    """Refusals as problems: 401 and 429."""
    try:
        yield
    except TooManyTries as error:
        raise too_many(error.wait_s) from error
    except Refused as error:
        raise Problem(401, "refused", error.what, hint=error.hint, headers={"WWW-Authenticate": "Simurg"}) from error


def let_in(begun: Begun, request: Request, response: Response) -> SignedIn:
    """The session's cookie, and who it is. The session that this browser had before is over (ASVS 5.0, 7.2.4)."""
    house = house_of(request)
    old = request.cookies.get(cookie_name(https_of(request)), "")
    before = house.door.sessions.find(old, house.door.clock()) if old else None
    if before is not None:
        house.door.sessions.end(before.name, before.id)
    set_cookie(response, begun.secret, https_of(request))
    return SignedIn(name=begun.session.name, csrf=csrf_of(begun.secret))
