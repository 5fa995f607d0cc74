"""A workbench for stories in a browser: a real `simurg serve` over a workspace, with people who can sign in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from simurg.access.door import Door
from simurg.access.people.account import Account
from simurg.app.bootstrap import now
from simurg.app.workspace import open_workspace
from simurg.ontology.markings import Scope, scope_of

PASSWORD = "nine grey herons over the weir"
READY_S = 60


@dataclass(frozen=True)
class Person:
    """Somebody with an account; everybody's password is PASSWORD."""

    name: str
    roles: tuple[str, ...]
    clearance: Scope


def person(name: str, *roles: str, **clearance: object) -> Person:
    return Person(name, roles, scope_of(clearance))


LAYLA = person("layla", "analyst", level="restricted", tlp="amber+strict")
OMAR = person("omar", "analyst", level="open", tlp="green")
ADMIN = person("ada", "administrator", "analyst", "auditor", level="restricted", tlp="amber+strict")
HANDLER = person("hana", "handler", "analyst", level="confidential", tlp="red", compartments=["HERON"])
SECOND = person("sami", "handler", level="confidential", tlp="red", compartments=["HERON"])
PEOPLE = (LAYLA, OMAR, ADMIN, HANDLER, SECOND)


def settle(folder: Path, people: Iterable[Person] = PEOPLE) -> None:
    """Accounts as an administrator would make them, each with its password."""
    workspace = open_workspace(folder)
    door = Door.open(workspace.state, workspace.settings.sign_in, draw=os.urandom, clock=now)
    try:
        for one in people:
            account = Account(one.name, one.name.title(), frozenset(one.roles), one.clearance)
            door.people.add(account, now())
            door.links.accept(door.links.invite(one.name, now()).secret, PASSWORD, now())
    finally:
        door.close()


@dataclass
class Served:
    """`simurg serve` as a process. It can be stopped, killed and started again at the same address."""

    folder: Path
    port: int = 0
    worker: bool = True
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> "Served":
        run = "from simurg.cli import main; main()"
        command = [sys.executable, "-c", run, "--workspace", str(self.folder), "serve", "--port", str(self.port)]
        command += [] if self.worker else ["--no-worker"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
        errors = (self.folder.parent / f"{self.folder.name}.serve.txt").open("a")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert " at http://localhost:" in line, f"the server did not start: {line} {Path(errors.name).read_text()}"
        self.port = int(line.split(" at http://localhost:")[1].split()[0])
        self._wait_until_it_answers()
        return self

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=30)
            self.process = None

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + READY_S
        while True:
            try:
                httpx.get(f"{self.address}/api/session/ways", timeout=5)
            except httpx.HTTPError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.1)
            else:
                return
