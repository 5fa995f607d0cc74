"""docs/command-line.md names every command, with the options that are not explained on a page of their own."""

from pathlib import Path

import pytest
from tests.cli.listing import listed

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
EVERYWHERE = {"--reader", "--help", "--as-of"}
ELSEWHERE = {"link", "search", "question", "entity", "story", "demo", "init"}
"""Commands with options that the page leaves to others, or to --help."""


@pytest.fixture(scope="module")
def commands() -> dict[str, list[str]]:
    """Every command with its options."""
    return listed()


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
