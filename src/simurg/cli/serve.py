"""`simurg serve`: the workbench in a browser; `simurg openapi`: the description of its API."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from simurg.cli.run import app


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Where to listen. Other than loopback needs https.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any that is free.")] = 8474,
    name: Annotated[list[str] | None, typer.Option(help="A further name under which browsers reach it.")] = None,
    certificate: Annotated[Path | None, typer.Option(help="PEM file, for https.", exists=True)] = None,
    key: Annotated[Path | None, typer.Option(help="PEM file of its key.", exists=True)] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy here speaks https to browsers.")
    ] = False,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run what the pages ask for.")] = True,
) -> None:
    """Serve the workbench: the page, its API, and beside them a worker and whoever sends warnings."""
    from contextlib import ExitStack

    from simurg.app.bootstrap import folder_of, house_of
    from simurg.app.delivery.hook import delivering
    from simurg.app.workbench.opening import made_ready
    from simurg.cli.terminal import say, warn
    from simurg.web.server import create_app
    from simurg.web.serving import Place, address_of, listening, server_of, worker_beside
    from simurg.web.who import Doorkeeper

    place = Place(host, port, tuple(name or ()), certificate, key, behind_proxy)
    folder = folder_of(context.obj.workspace)
    with ExitStack() as open_things:
        house = house_of(folder)
        open_things.callback(house.close)
        house.reading.keep_warm(ready=lambda room, picture: made_ready(room, picture, house.clock))
        bound = open_things.enter_context(listening(place))
        app = create_app(house, Doorkeeper(house, https=place.https), hosts=place.hosts, https=place.https)
        address = address_of(place, bound)
        say(f"Simurg serves {house.workspace.settings.title} at {address} (stop with Ctrl-C).")
        first = house.first_link()
        if first is not None:
            say(f"Nobody has an account yet. Make the administrator's, once, within 24 hours: {address}{first}")
        sys.stdout.flush()
        if worker:
            open_things.enter_context(worker_beside(folder, warn))
            open_things.enter_context(delivering(house))
        server_of(app, place).run(sockets=[bound])


@app.command()
def openapi() -> None:
    """Print the description of the workbench's API (OpenAPI 3.1)."""
    from fastapi import FastAPI

    from simurg.web.server import with_routes

    print(json.dumps(with_routes(FastAPI(title="Simurg")).openapi(), indent=1, sort_keys=True))
