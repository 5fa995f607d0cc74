"""`simurg people`: what whoever runs the machine does with accounts, and that it is written down."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import simurg.cli.audit
import simurg.cli.commands
import simurg.cli.people  # noqa: F401
from simurg.app.bootstrap import house_of
from simurg.cli.run import app

WORDS = "otter violin seven glacier"


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["-w", str(folder), *words])


def told(folder: Path, *words: str) -> Any:
    result = run(folder, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert run(tmp_path, "init").exit_code == 0
    return tmp_path


def add(folder: Path, name: str = "ayse", *more: str) -> Any:
    rest = more or ("--role", "analyst", "--level", "restricted", "--tlp", "amber+strict")
    return told(folder, "people", "add", name, "--display", name.title(), *rest)


def come_in(folder: Path, link: str) -> None:
    house = house_of(folder)
    house.door.links.accept(link.partition("=")[2], WORDS, house.door.clock())
    house.close()


def test_somebody_is_invited_comes_in_and_is_listed(folder: Path) -> None:
    assert "Nobody has an account yet" in run(folder, "people", "list").stdout
    link = add(folder)["link"]
    assert link.startswith("http://localhost:8474/welcome#invited=")
    assert [one["state"] for one in told(folder, "people", "list")["people"]] == ["invited"]
    come_in(folder, link)
    assert "RESTRICTED//TLP:AMBER+STRICT" in run(folder, "people", "list").stdout
    assert run(folder, "status", "--reader", "@ayse").exit_code == 0
    assert run(folder, "status", "--reader", "@nobody").exit_code == 1


def test_somebody_is_shut_out_and_let_in_again(folder: Path) -> None:
    come_in(folder, add(folder)["link"])
    assert told(folder, "people", "disable", "ayse")["state"] == "disabled"
    assert run(folder, "status", "--reader", "@ayse").exit_code == 1
    assert run(folder, "people", "invite", "ayse").exit_code == 1
    assert told(folder, "people", "enable", "ayse")["state"] == "active"


def test_a_clearance_is_said_in_full_and_must_see_something(folder: Path) -> None:
    add(folder)
    changed = told(folder, "people", "clearance", "ayse", "--level", "secret", "--tlp", "red", "--compartment", "lake")
    assert (changed["clearance"]["compartments"], changed["roles"]) == (["LAKE"], ["analyst"])
    refused = run(folder, "people", "clearance", "ayse", "--level", "open", "--tlp", "clear")
    assert (refused.exit_code, "No picture" in refused.stderr) == (1, True)
    assert run(folder, "people", "clearance", "nobody", "--level", "open", "--tlp", "green").exit_code == 1


def test_whoever_lost_everything_begins_anew(folder: Path) -> None:
    come_in(folder, add(folder)["link"])
    link = told(folder, "people", "reset", "ayse")["link"]
    house = house_of(folder)
    assert not house.door.passwords.fits("ayse", WORDS)
    house.close()
    come_in(folder, link)
    house = house_of(folder)
    assert house.door.passwords.fits("ayse", WORDS)
    house.close()


def test_the_last_administrator_stays(folder: Path) -> None:
    come_in(folder, add(folder, "root", "--role", "administrator", "--level", "open", "--tlp", "green")["link"])
    refused = run(folder, "people", "disable", "root")
    assert (refused.exit_code, "last active administrator" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    "words", [("Not-A-Name",), ("eve", "--role", "king"), ("eve", "--role", "reader", "--level", "x")]
)
def test_what_is_not_understood_makes_nobody(folder: Path, words: tuple[str, ...]) -> None:
    rest = words[1:] or ("--role", "reader")
    assert run(folder, "people", "add", words[0], "--display", "E", *rest).exit_code == 1
    assert told(folder, "people", "list")["people"] == []


def test_it_is_written_down(folder: Path) -> None:
    add(folder)
    add(folder, "eve")
    run(folder, "people", "disable", "eve")
    entries = told(folder, "audit", "list")
    assert "people.invited" in json.dumps(entries)
    assert "@operator" in json.dumps(entries)
