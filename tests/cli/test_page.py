"""docs/command-line.md names every command, with the options that are not explained on a page of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
EVERYWHERE = {"--reader", "--help", "--as-of"}
ELSEWHERE = {"link", "search", "question", "entity", "story", "demo", "init"}
"""Commands with options that the page leaves to others, or to --help."""
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


@pytest.fixture(scope="module")
def commands() -> dict[str, list[str]]:
    """Every command with its options; in a process of its own, since registering is done once a process."""
    done = subprocess.run([sys.executable, "-c", _LISTING], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_every_command_stands_on_the_page(commands: dict[str, list[str]]) -> None:
    assert {"forecast", "collect", "question"} <= set(commands)
    missing = [name for name in commands if f"`{name}" not in PAGE and f"{name} " not in PAGE.split("| command |")[0]]
    assert missing == []


def test_its_options_stand_there_too(commands: dict[str, list[str]]) -> None:
    lines = {name: "\n".join(line for line in PAGE.splitlines() if f"`{name}" in line) for name in commands}
    told = {name: [one for one in options if one.startswith("--")] for name, options in commands.items()}
    missing = {
        f"{name} {one}"
        for name in set(commands) - ELSEWHERE
        for one in set(told[name]) - EVERYWHERE
        if one not in lines[name]
    }
    assert missing == set()
