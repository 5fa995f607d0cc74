"""A real server on loopback for tests: uvicorn in a thread of this process, on a port of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from simurg.web.serving import Place, address_of, listening, server_of


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Its address, for example http://localhost:41233."""
    place = Place(port=0)
    bound = listening(place)
    server = server_of(app, place)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield address_of(place, bound)
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        bound.close()
        assert not thread.is_alive(), "the server did not end"
