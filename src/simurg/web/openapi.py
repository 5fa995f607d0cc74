"""The API's description (OpenAPI 3.1): from the routes alone, with no workspace. The page's typed client comes of it.

Says of every route how one signs in: by the session's cookie or a machine's bearer token.
"""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from simurg.web.shapes.problems import schemas

COOKIE = "simurg_session"
_OPEN = ("/api/session",)
"""Addresses that one asks before one is signed in."""
_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "A person's session."},
    "token": {"type": "http", "scheme": "bearer", "description": "A machine's token."},
}
_METHODS = ("get", "put", "post", "delete", "patch")
_WORDS = "All-source strategic early warning: what the reader's picture shows, and the commands that change it."


def describe(app: FastAPI) -> None:
    """The application answers /api/openapi.json with this description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _description(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=version("simurg"), description=_WORDS, routes=app.routes)
    components = made.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    components.setdefault("schemas", {}).update(schemas())
    for path, methods in made["paths"].items():
        for name in _METHODS:
            if name in methods and not path.startswith(_OPEN):
                methods[name]["security"] = [{"session": []}, {"token": []}]
    return made
