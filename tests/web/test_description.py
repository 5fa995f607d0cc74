"""The API does what its description says: schemathesis over every route, with the rights of somebody who may do all.

A machine's token asks, so that nothing that is tried ends the session of whoever tries it. Every phase runs: examples,
coverage (edges of every parameter, methods that are not there), fuzzing, and stateful sequences.
"""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.web.served import served

from simurg.access.door import Door
from simurg.access.people.account import Account
from simurg.access.sessions.limits import Allowance, Pace
from simurg.access.sessions.tokens import ROLES_OF_MACHINES
from simurg.app.bootstrap import demo_in, house_of, now
from simurg.app.workspace import open_workspace
from simurg.web.server import create_app
from simurg.web.who import Doorkeeper

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
SECONDS = 150
REFUSALS = "[400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 428, 429]"
SETTINGS = f"[checks.negative_data_rejection]\nexpected-statuses = {REFUSALS}\n"
"""What is wrong may be refused with any of these; an address that is too long with 414."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("described") / "world"
    demo_in(made, 0, lambda _: None)
    return made


def token_in(folder: Path) -> str:
    """Of an account with every role that a machine may have, and the staff's scope."""
    workspace = open_workspace(folder)
    door = Door.open(workspace.state, workspace.settings.sign_in, draw=os.urandom, clock=now)
    scope = workspace.scope("staff")
    account = door.people.add(Account("mona", "Mona", ROLES_OF_MACHINES, scope, "active"), now())
    secret = door.tokens.make(account, "described", ROLES_OF_MACHINES, scope, now(), timedelta(days=1))[1]
    door.close()
    return secret


@pytest.mark.slow
def test_every_route_answers_as_it_is_described(folder: Path, tmp_path: Path) -> None:
    secret = token_in(folder)
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    house = house_of(folder)
    object.__setattr__(house.door, "pace", Pace(Allowance(1_000_000, 1_000_000)))
    with served(create_app(house, Doorkeeper(house))) as address:
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/openapi.json",
            "--header", f"Authorization: Bearer {secret}", "--checks", ",".join(CHECKS),
            "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "12", "--seed", "7",
            "--max-time", str(SECONDS), "--generation-deterministic", "--suppress-health-check", "all",
            "--request-timeout", "120", "--request-retries", "2", "--workers", "2", "--warnings", "off",
        ]  # fmt: skip
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
    house.close()
    assert ran.returncode == 0, _shortened(ran.stdout) + ran.stderr[-2_000:]
    tested = re.search(r"Operations:\s+\d+ selected / (\d+) total|(\d+) tested", ran.stdout)
    assert tested, ran.stdout[-2_000:]


def _shortened(told: str) -> str:
    """What failed or could not be asked, without the long addresses that were tried."""
    starts = [at for at in (told.find(heading) for heading in ("= ERRORS =", "= FAILURES =")) if at >= 0]
    return "\n".join(line[:400] for line in told[min(starts, default=0) :].splitlines())
