"""Every command of the command line with its options, for tests of the pages that name them."""

import json
import subprocess
import sys

_LISTING = """
import json, sys, typer.main
from simurg.cli import main, run
sys.argv = ["simurg", "--version"]
try:
    main()
except SystemExit:
    pass
commands = typer.main.get_command(run.app).commands
print(json.dumps({name: [one for each in command.params for one in each.opts] for name, command in commands.items()}))
"""


def listed() -> dict[str, list[str]]:
    """Asked of a process of its own, since registering is done once a process."""
    done = subprocess.run([sys.executable, "-c", _LISTING], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found
