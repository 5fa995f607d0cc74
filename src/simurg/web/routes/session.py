"""Coming in and going out. What is asked here needs nobody to be signed in; who fails learns only that they failed."""

import ipaddress

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from simurg.web.entering import entrance_of, house_of, https_of, let_in, site_of, told, visitor_of
from simurg.web.shapes.me import PasskeyOptions
from simurg.web.shapes.problems import READ, WRITE
from simurg.web.shapes.session import First, Invited, PasskeySignIn, ProviderShape, SignedIn, SignIn, Ways
from simurg.web.shut_in import host_of
from simurg.web.who import cookie_name, must_be_own_page


def from_own_page(request: Request) -> None:
    """Nobody is signed in, or out, by another site's page (login CSRF)."""
    must_be_own_page(request, https_of(request))


ROUTER = APIRouter(tags=["session"], prefix="/session")
OWN = [Depends(from_own_page)]


@ROUTER.get("/ways", response_model=Ways, responses=READ)
def ways(request: Request) -> Ways:
    """How one can come in here."""
    house = house_of(request)
    providers = house.door.settings.providers
    return Ways(
        password=True,
        passkey=_is_name(host_of(request.headers.get("host", ""))),
        oidc=[ProviderShape(name=one.name, title=one.title) for one in providers],
        first=house.door.people.none_yet(),
    )


@ROUTER.post("", response_model=SignedIn, responses=WRITE, dependencies=OWN)
def sign_in(said: SignIn, request: Request, response: Response) -> SignedIn:
    """By name and password."""
    with told():
        begun = entrance_of(request).by_password(said.name, said.password, visitor_of(request))
    return let_in(begun, request, response)


@ROUTER.delete("", status_code=204, responses=WRITE, dependencies=OWN)
def sign_out(request: Request, response: Response) -> None:
    """End this session; nothing if there is none."""
    house = house_of(request)
    secret = request.cookies.get(cookie_name(https_of(request)), "")
    session = house.door.sessions.find(secret, house.door.clock()) if secret else None
    if session is not None:
        entrance_of(request).leave(session.name, session.id)
    response.delete_cookie(
        cookie_name(https_of(request)), path="/", secure=https_of(request), httponly=True, samesite="strict"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


@ROUTER.post("/first", response_model=SignedIn, responses=WRITE, dependencies=OWN)
def first(said: First, request: Request, response: Response) -> SignedIn:
    """The first administrator, by the link that the server printed: sees what the workspace's default reader sees."""
    scope = house_of(request).workspace.scope()
    with told():
        begun = entrance_of(request).first(
            said.token, said.name, said.display, said.password, scope, visitor_of(request)
        )
    return let_in(begun, request, response)


@ROUTER.post("/invited", response_model=SignedIn, responses=WRITE, dependencies=OWN)
def invited(said: Invited, request: Request, response: Response) -> SignedIn:
    """Whoever was invited chooses a password, and is signed in."""
    with told():
        begun = entrance_of(request).invited(said.token, said.password, visitor_of(request))
    return let_in(begun, request, response)


@ROUTER.post("/passkey/options", response_model=PasskeyOptions, responses=WRITE, dependencies=OWN)
def passkey_options(request: Request) -> PasskeyOptions:
    """For `navigator.credentials.get`."""
    site, visitor = site_of(request), visitor_of(request)
    with told():
        entrance_of(request).tried(visitor)
    return PasskeyOptions(publicKey=house_of(request).door.passkeys.to_use(site, visitor.at))


@ROUTER.post("/passkey", response_model=SignedIn, responses=WRITE, dependencies=OWN)
def by_passkey(said: PasskeySignIn, request: Request, response: Response) -> SignedIn:
    """By what the authenticator signed."""
    with told():
        begun = entrance_of(request).by_passkey(site_of(request), said.credential, visitor_of(request))
    return let_in(begun, request, response)


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False
