"""docs/workbench.md: its console blocks are walked, each command it shows is one, its keys are those of the screens."""

import re
import shlex
from pathlib import Path

from tests.cli.listing import listed
from tests.system.test_walkthrough import ROOT, prints_what_it_says, steps_of, walk

PAGE = (ROOT / "docs" / "workbench.md").read_text("utf-8")


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    steps = steps_of(PAGE)
    assert len(steps) >= 9
    prints_what_it_says(steps, walk(tmp_path, tmp_path, steps))


def test_what_is_only_shown_are_commands_with_their_options() -> None:
    commands = listed()
    shown = [
        shlex.split(line, comments=True)
        for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    assert shown
    for program, command, *rest in shown:
        assert program == "simurg"
        assert {one for one in rest if one.startswith("--")} <= set(commands[command]), command


def test_the_keys_of_screens_are_those_of_the_page() -> None:
    routes = (ROOT / "web" / "src" / "routes.ts").read_text("utf-8")
    there = set(re.findall(r'key: "(.)"', routes))
    told = set(re.findall(r"`g (.)`", PAGE))
    assert told
    assert told <= there


def test_the_keys_within_screens_are_those_of_the_page() -> None:
    for screen, told in (("morning/Morning", "jkouxwL"), ("inbox/Inbox", "rlxe")):
        words = (ROOT / "web" / "src" / "screens" / f"{screen}.svelte").read_text("utf-8")
        for key in told:
            assert f'key: "{key}", what:' in words, (screen, key)
            assert f"`{key}`" in PAGE


def test_every_page_that_it_leads_to_is_there() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        for target in re.findall(r"\]\(([\w./-]+\.(?:md|png|jpg))(?:#[\w-]+)?\)", page.read_text("utf-8")):
            assert (page.parent / target).is_file(), f"{page.name} leads to {target}"
    for target in re.findall(r"\]\((docs/[\w./-]+)\)", (ROOT / "README.md").read_text("utf-8")):
        assert (ROOT / target).exists(), f"the README leads to {target}"
