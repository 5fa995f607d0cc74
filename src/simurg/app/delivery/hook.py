"""Delivery as the server and the command line run it: `deliver_due(house)` once, `delivering(house)` for long.

Both may run at once, also in several processes: one of them works, the others find it busy.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simurg.app.delivery.deliver import Deliverer, Round
from simurg.app.delivery.known import Known
from simurg.app.delivery.sending import Post
from simurg.app.house import House
from simurg.app.watch import warnings_of
from simurg.app.workbench.reading_room import ReadingRoom
from simurg.ontology.errors import SimurgError
from simurg.ontology.times import Clock
from simurg.outbound.way_out import WayOut

EVERY_S = 20.0
_LOG = logging.getLogger("simurg.delivery")


def known_in(reading: ReadingRoom, clock: Clock) -> Known:
    """The warnings of this workspace's pictures."""
    return Known(reading, clock, warnings_of)


def deliverer_of(house: House, out: WayOut | None = None) -> Deliverer:
    """With the real post."""
    workspace, clock = house.workspace, house.clock
    post = Post(workspace, clock, out or WayOut(workspace.settings.outbound))
    return Deliverer(workspace, clock, known_in(house.reading, clock), post, house.audit)


def deliver_due(house: House, out: WayOut | None = None) -> Round:
    """One round."""
    deliverer = deliverer_of(house, out)
    try:
        return deliverer.round()
    finally:
        deliverer.close()


@contextmanager
def delivering(house: House, every_s: float = EVERY_S) -> Iterator[None]:
    """A round now and then, in a thread of its own, while the block runs. A round that fails is said in the log, and
    the next one goes on where it was. A workspace without ways to send by needs none."""
    ways = house.workspace.settings.delivery
    if ways.mail is None and not ways.webhooks:
        yield
        return
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            _one(lambda: deliver_due(house))
            stop.wait(every_s)

    thread = threading.Thread(target=work, name="delivery", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=90)


def _one(deliver: Callable[[], Round]) -> None:
    try:
        done = deliver()
    except SimurgError as error:
        _LOG.error("delivery failed: %s", error.what)
    except Exception as error:  # noqa: BLE001  the edge: the thread lives on
        _LOG.error("delivery failed (%s)", type(error).__name__)
    else:
        for trouble in sorted(set(done.troubles)):
            _LOG.warning("delivery: %s", trouble)
