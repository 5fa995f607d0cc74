"""The arrows between rooms hold, and no module does anything when it is imported but define."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import simurg

ROOT = Path(__file__).parents[2]


def test_the_arrows_between_rooms_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    done = subprocess.run([*command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_module_imports_quietly_and_opens_with_what_it_is_for() -> None:
    names = [info.name for info in pkgutil.walk_packages(simurg.__path__, "simurg.")]
    assert len(names) > 150
    mute = [name for name in names if not (importlib.import_module(name).__doc__ or "").strip()]
    assert mute == []


def test_every_room_of_the_house_is_in_the_order_of_arrows() -> None:
    told = (ROOT / ".importlinter").read_text()
    rooms = {path.name for path in (ROOT / "src" / "simurg").iterdir() if (path / "__init__.py").is_file()}
    assert {room for room in rooms if f"simurg.{room}" not in told} == set()
