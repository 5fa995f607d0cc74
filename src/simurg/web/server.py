"""Putting the server together: routes found by scanning, problems, the outermost layer, the built page.

`who` tells who asks; it is given, so that there is one place that lets people in.
"""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from fastapi import FastAPI, Request

from simurg.access.reader import Reader
from simurg.app.house import House
from simurg.web import routes
from simurg.web.audit_trail import AuditTrail
from simurg.web.live import LookOut
from simurg.web.methods import KnownMethods
from simurg.web.openapi import describe
from simurg.web.page import STATIC, serve_page
from simurg.web.problems import tell_problems
from simurg.web.routes import taxii
from simurg.web.shut_in import ShutIn
from simurg.web.taxii_errors import TaxiiErrors

Who = Callable[[Request], Reader]
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def create_app(
    house: House, who: Who, *, hosts: Collection[str] = LOOPBACK, https: bool = False, static: Path = STATIC
) -> FastAPI:
    """The application. `who` raises a Problem for whoever is not signed in; `hosts` are the names it answers to;
    `https`: browsers reach it by https, through a proxy or not."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.look_out.close()
        if app.state.partners is not None:
            app.state.partners.close()

    app = FastAPI(
        title="Simurg",
        version=version("simurg"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=life,
    )
    app.state.house, app.state.who, app.state.https = house, who, https
    app.state.look_out = LookOut(house)
    app.state.partners = None  # TAXII's own reading room, once it is asked
    tell_problems(app)
    with_routes(app)
    serve_page(app, static)
    app.add_middleware(AuditTrail, audit=house.audit)
    app.add_middleware(KnownMethods, addresses=addresses())
    app.add_middleware(ShutIn, hosts=hosts, https=https)
    app.add_middleware(TaxiiErrors, prefix=taxii.PREFIX)
    return app


def with_routes(app: FastAPI) -> FastAPI:
    """All routes, and the description of them."""
    for module in _routes():
        app.include_router(module.ROUTER, prefix=_prefix(module))
    describe(app)
    return app


def addresses() -> dict[str, set[str]]:
    """Every path template with its methods."""
    found: dict[str, set[str]] = {}
    for module in _routes():
        for route in module.ROUTER.routes:
            found.setdefault(_prefix(module) + route.path, set()).update(route.methods)
    return found


def _prefix(module: ModuleType) -> str:
    return str(getattr(module, "PREFIX", "/api"))


def _routes() -> list[ModuleType]:
    """Modules with a ROUTER, by name; a PREFIX other than /api is their own."""
    names = sorted(one.name for one in pkgutil.iter_modules(routes.__path__) if not one.name.startswith("_"))
    return [importlib.import_module(f"{routes.__name__}.{name}") for name in names]
