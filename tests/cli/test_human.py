"""`simurg human` and `simurg retain`: from an offline file to a sealed origin, and to words that are gone."""

import json
import subprocess
import sys

import pytest
from tests.app.human.desk import room

FILE = "---\norigin: {name: Zebulon Quixworth}\npseudonym: HERON\nreport: 3\ndate: 2026-10-20\n---\nThree lorries.\n"


@pytest.fixture
def call(tmp_path):
    here = room(tmp_path)
    here.vault.close()

    def run(*arguments: str) -> tuple[int, str]:
        command = [
            sys.executable,
            "-c",
            "from simurg.cli import main; main()",
            "-w",
            str(here.workspace.folder),
            *arguments,
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_file_is_taken_in_and_its_origin_told_nowhere(call, tmp_path):
    file = tmp_path / "heron.md"
    file.write_text(FILE, "utf-8")
    code, said = call("human", "take", str(file), "--desk", "lake")
    assert (code, "origin is sealed" in said, "New rows: 2" in said) == (0, True, True), said
    assert call("human", "rotate")[0] == 0
    file.write_text(FILE + "Zebulon Quixworth said so.", "utf-8")
    code, refused = call("human", "take", str(file), "--desk", "lake")
    assert (code, "names its origin" in refused) == (1, True)
    code, unknown = call("human", "take", str(file), "--desk", "none")
    assert (code, "no such desk" in unknown) == (1, True)
    assert "Quixworth" not in said + refused + unknown
    assert call("verify")[0] == 0


def test_what_is_due_is_told_before_it_is_erased(call):
    code, said = call("retain", "--dry-run")
    assert (code, "Nothing is due" in said) == (0, True), said
    code, said = call("--json", "retain")
    assert (code, json.loads(said)) == (0, {"due": [], "erased": 0, "warnings": []})
