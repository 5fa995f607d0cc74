"""The only place where the real world is wired in: the clock, the signals, the workspace's folder on disk."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from simurg.app.worker import Office, Tell
from simurg.app.workspace import Workspace, open_workspace
from simurg.ledger import Ledger
from simurg.ontology.times import Clock

if TYPE_CHECKING:
    from simurg.access.door import Door
    from simurg.app.following.follow import Habits
    from simurg.app.house import House


BESIDE = "SIMURG_BESIDE"
"""The environment's word for the process that a worker works beside."""


def now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


def office_of(folder: Path, clock: Clock | None = None) -> Office:
    """The workspace in a folder, ready to be asked. Only an exercise has a clock of its own."""
    from simurg.access.audit.log import AuditLog
    from simurg.app.exercise_clock import clock_in
    from simurg.app.following.real import Real
    from simurg.app.jobs import HANDLERS  # all that the queue can run: whoever only reads needs none of it

    workspace = open_workspace(folder)
    clock = clock or clock_in(workspace, now)
    return Office(workspace, HANDLERS, clock, AuditLog(workspace.audit, workspace.keys, clock), real=Real())


def house_of(folder: Path, clock: Clock | None = None) -> "House":
    """All that the page works with, over the workspace in a folder. Close it."""
    from simurg.access.audit.pages import AuditPages
    from simurg.access.policy.rules import rules_in
    from simurg.app.house import House
    from simurg.app.workbench.reading_room import ReadingRoom

    office = office_of(folder, clock)
    rules = rules_in(office.workspace.policies)
    trail = AuditPages(office.workspace.audit)
    room = ReadingRoom(office.workspace, office.clock)
    return House(office, room, door_of(office.workspace), trail, rules)


def door_of(workspace: Workspace) -> "Door":
    """The door of a workspace: providers are reached by its way out, secrets found as its settings say, and sessions
    end by the machine's clock, whatever moment an exercise plays."""
    from simurg.access.door import Door
    from simurg.outbound.secrets import secret_of
    from simurg.outbound.way_out import WayOut

    settings = workspace.settings
    return Door.open(
        workspace.state,
        settings.sign_in,
        draw=os.urandom,
        clock=now,
        client=lambda: WayOut(settings.outbound).client("oidc"),
        secret_of=lambda place: secret_of(place, workspace.folder).reveal(),
    )


@contextmanager
def reading(workspace: Workspace) -> Iterator[Ledger]:
    """The ledger for reading, beside whoever writes."""
    from simurg.app.exercise_clock import clock_in

    ledger = Ledger.open_to_read(workspace.ledger, clock_in(workspace, now))
    ledger.countries = workspace.settings.countries
    try:
        yield ledger
    finally:
        ledger.close()


def folder_of(named: Path | None) -> Path:
    """The workspace's folder: as named, else from SIMURG_WORKSPACE, else where we are."""
    return (named or Path(os.environ.get("SIMURG_WORKSPACE") or ".")).resolve()


def demo_in(folder: Path, seed: int, tell: Tell) -> dict[str, Any]:
    """The demo in a folder."""
    from simurg.app.demo import demo
    from simurg.exercise.world import World

    return demo(folder, World(seed=seed), office_of, tell)


def fusion_demo_in(folder: Path, seed: int, tell: Tell) -> dict[str, Any]:
    """The demo of fusion in a folder."""
    from simurg.app.demo import fusion_demo
    from simurg.exercise.parts.fusion import FusionPart

    return fusion_demo(folder, FusionPart(seed=seed, difficulty="hard"), office_of, tell)


def foresight_demo_in(folder: Path, seed: int, tell: Tell) -> dict[str, Any]:
    """The demo of foresight in a folder."""
    from simurg.app.demo_foresight import foresight_demo
    from simurg.exercise.parts.foresight import ForesightPart

    return foresight_demo(folder, ForesightPart(seed=seed, pairs=24), office_of, tell)


def workbench_demo_in(folder: Path, seed: int, tell: Tell) -> dict[str, Any]:
    """The demo of the workbench in a folder."""
    from simurg.app.demo_workbench import workbench_demo
    from simurg.exercise.parts.fusion import FusionPart
    from simurg.exercise.world import World

    part = FusionPart(seed=seed, difficulty="hard", size=0.5)
    return workbench_demo(folder, World(seed=seed), part, office_of, tell)


def follow(folder: Path, habits: "Habits", tell: Callable[[str], None]) -> None:
    """Follow the sources of a workspace until SIGINT or SIGTERM; then what came in is settled."""
    from simurg.app.following.follow import Follow
    from simurg.app.following.real import Real
    from simurg.app.following.rounds import rounds_in

    office = office_of(folder)
    before = signal.signal(signal.SIGTERM, _stopped)
    try:
        with rounds_in(office.workspace, office.clock, office.real or Real()) as rounds:
            Follow(office, rounds, habits, tell).run()
    finally:
        signal.signal(signal.SIGTERM, before)


def _stopped(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


def work(folder: Path, *, beside: bool = False) -> int:
    """Be the worker until SIGINT or SIGTERM, or (`beside`) until the parent process is gone; how many jobs were run."""
    parent = int(os.environ.get(BESIDE) or os.getppid())  # it may be gone before we look
    before = {number: signal.signal(number, _stopped) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        office = replace(office_of(folder), watches=beside)
        return office.work(lambda: beside and os.getppid() != parent)
    except KeyboardInterrupt:
        return 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
