"""Putting the server together: routes found by scanning, problems, headers that shut the page in, the built page.

The page may load from its own server and nowhere else (Content-Security-Policy), be framed by nobody, and keep nothing
in shared caches. `who` tells who asks; it is given, so that there is one place that lets people in.
"""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, Response

from simurg.access.reader import Reader
from simurg.app.house import House
from simurg.web import routes
from simurg.web.problems import problem_response, tell_problems

STATIC = Path(__file__).parent / "static"
"""The built page: `make web`."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "X-Robots-Tag": "noindex",
}
Who = Callable[[Request], Reader]


def create_app(house: House, who: Who) -> FastAPI:
    """The application; `who` raises a Problem for whoever is not signed in."""
    app = FastAPI(
        title="Simurg", version=version("simurg"), docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.state.house, app.state.who = house, who
    tell_problems(app)

    @app.middleware("http")
    async def shut_in(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    for router in _routers():
        app.include_router(router, prefix="/api")
    _serve_page(app)
    return app


def _routers() -> list[APIRouter]:
    names = sorted(one.name for one in pkgutil.iter_modules(routes.__path__))
    found = (importlib.import_module(f"{routes.__name__}.{name}") for name in names if not name.startswith("_"))
    return [module.ROUTER for module in found]


def _serve_page(app: FastAPI) -> None:
    """Files of the built page; every other path is the page itself, which finds its way by the address."""

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            return problem_response(404, "not-found", "There is no such address.", "See /api/openapi.json.")
        file = (STATIC / path).resolve()
        if path and file.is_file() and file.is_relative_to(STATIC):
            fixed = path.startswith("assets/")  # named by their content
            return FileResponse(file, headers={"Cache-Control": f"public, max-age={31536000 if fixed else 0}"})
        if not (STATIC / "index.html").is_file():
            return problem_response(503, "operator", "The page is not built.", "Run `make web`.")
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})
