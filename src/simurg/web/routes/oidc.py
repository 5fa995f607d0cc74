"""Signing in by somebody who vouches (OpenID Connect): the browser goes to the provider and comes back.

Both ends are redirects to fixed places: the provider's own address, and this page; nothing in the request says where.
The visit's cookie is Lax, because the browser comes back from another site; the session's cookie stays Strict.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from simurg.access.sessions.id_token import NotVouched
from simurg.access.sessions.oidc import Came
from simurg.app.workbench.coming_in import TooManyTries
from simurg.ontology.errors import OperatorError
from simurg.web.entering import entrance_of, house_of, https_of, told, visitor_of
from simurg.web.shapes.problems import READ
from simurg.web.who import origin_of, set_cookie

ROUTER = APIRouter(tags=["session"], prefix="/session/oidc")
Name = Annotated[str, Path(pattern="^[a-z0-9]{1,30}$")]
Text = Annotated[str, Query(max_length=4_000)]
Word = Annotated[str, Query(max_length=500)]
AWAY = {**READ, 303: {"description": "The browser goes on: to the provider, or back to the page."}}
PATH = "/api/session/oidc"


@ROUTER.get("/{name}", status_code=303, response_class=RedirectResponse, responses=AWAY)
def start(request: Request, name: Name) -> Response:
    """To the provider."""
    visitor = visitor_of(request)
    with told():
        entrance_of(request).tried(visitor)
    address, visit = house_of(request).door.providers.start(name, _back(request, name), visitor.at)
    response = RedirectResponse(address, 303)
    https = https_of(request)
    response.set_cookie(_cookie(https), visit, max_age=600, path=PATH, secure=https, httponly=True, samesite="lax")
    return response


@ROUTER.get("/{name}/return", status_code=303, response_class=RedirectResponse, responses=AWAY)
def come_back(
    request: Request, name: Name, state: Word = "", code: Text = "", iss: Word | None = None, error: Word = ""
) -> Response:
    """From the provider: to the page, signed in; or to its sign-in, which says what went wrong by `problem`."""
    https, visitor, entrance = https_of(request), visitor_of(request), entrance_of(request)
    came = Came(code, state, request.cookies.get(_cookie(https), ""), iss)
    try:
        entrance.tried(visitor)
        if error or not code:
            raise NotVouched("The provider let nobody in.")
        account = house_of(request).door.providers.finish(name, came, _back(request, name), visitor.at)
        begun = entrance.vouched(account, visitor)
    except NotVouched:
        entrance.failed("oidc")
        response: Response = RedirectResponse("/sign-in?problem=refused", 303)
    except TooManyTries:
        response = RedirectResponse("/sign-in?problem=wait", 303)
    except OperatorError:
        entrance.failed("oidc")
        response = RedirectResponse("/sign-in?problem=provider", 303)
    else:
        response = RedirectResponse("/", 303)
        set_cookie(response, begun.secret, https)
    response.delete_cookie(_cookie(https), path=PATH, secure=https, httponly=True, samesite="lax")
    return response


def _back(request: Request, name: str) -> str:
    return f"{origin_of(request, https_of(request))}{PATH}/{name}/return"


def _cookie(https: bool) -> str:
    return "__Secure-simurg_visit" if https else "simurg_visit"
