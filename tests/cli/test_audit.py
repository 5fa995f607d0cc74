"""`simurg audit`, called as a person calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from simurg.app.bootstrap import office_of
from simurg.app.workspace import create


def simurg(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from simurg.cli import main; main()", "-w", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})


def test_the_log_is_listed_checked_and_compared(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    create(folder)
    empty = simurg(folder, "audit", "verify")
    assert (empty.returncode, empty.stdout) == (0, "0 entries of the audit log: all as they were written.\n")
    audit = office_of(folder).audit
    audit.record("ayse", "read /api/rows", ["ab" * 16])
    audit.record("bora", "PUT /api/notes/{id}", ["\x1b[2Jn"], token="t1", outcome="200")
    listed = simurg(folder, "audit", "list").stdout.splitlines()
    assert "bora (t1)  PUT /api/notes/{id}  200  \ufffd[2Jn" in listed[0]
    assert simurg(folder, "audit", "list", "--who", "ayse", "--json").stdout.count("ayse") == 1
    kept = tmp_path / "checkpoint"
    kept.write_text(simurg(folder, "audit", "checkpoint").stdout)
    audit.record("cem", "read /api/rows")
    good = simurg(folder, "audit", "verify", "--against", str(kept))
    assert (good.returncode, good.stdout) == (0, "3 entries of the audit log: all as they were written.\n")
    path = folder / "audit" / "entries-000000000000.log"
    path.write_bytes(path.read_bytes().replace(b'"who":"bora"', b'"who":"cora"'))
    bad = simurg(folder, "audit", "verify", "--json")
    assert bad.returncode == 3
    assert json.loads(bad.stdout)["problems"][0] == "Entry 1: it was changed."
    assert "DAMAGED  Entry 1: it was changed." in bad.stderr


def test_a_backup_carries_the_log_and_a_restored_workspace_begins_its_own(tmp_path: Path) -> None:
    create(tmp_path / "w")
    (tmp_path / "w" / "policies").mkdir()
    (tmp_path / "w" / "policies" / "ours.cedar").write_text("// none yet\n")
    office_of(tmp_path / "w").run("backup", {"folder": str(tmp_path / "b")})
    assert not (tmp_path / "b" / "keys").exists()
    assert simurg(tmp_path, "audit", "verify", "--log", str(tmp_path / "b" / "audit")).returncode == 0
    assert simurg(tmp_path, "restore", str(tmp_path / "b"), str(tmp_path / "r")).returncode == 0
    office_of(tmp_path / "r").audit.record("ayse", "read /api/rows")
    for log in ("audit", "audit-before"):
        found = simurg(tmp_path / "r", "audit", "verify", "--log", str(tmp_path / "r" / log))
        assert found.stdout == "1 entry of the audit log: all as they were written.\n", found.stderr
    assert (tmp_path / "r" / "policies" / "ours.cedar").exists()


def test_what_is_no_key_or_no_checkpoint_is_told(tmp_path: Path) -> None:
    create(tmp_path)
    office_of(tmp_path).audit.record("ayse", "read")
    wrong = simurg(tmp_path, "audit", "verify", "--key", "a+b+c")
    assert (wrong.returncode, "no public key" in wrong.stderr) == (1, True)
    assert simurg(tmp_path, "audit", "verify", "--against", str(tmp_path / "none")).returncode == 1
    (tmp_path / "audit" / "verifier.txt").unlink()
    gone = simurg(tmp_path, "audit", "verify")
    assert (gone.returncode, "public key" in gone.stderr) == (3, True)
