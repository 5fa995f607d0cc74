"""Both sides of `bench identity` in processes of their own: nomenklatura's logic-v2 in its environment, and ours.

No name was read before the clock starts; tables and rules are loaded by `warm` on both sides.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simurg.fusion.identity.model import Model, document_of

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "simurg-bench"

PEER = """
import json, sys, time
from followthemoney.proxy import EntityProxy
from nomenklatura.matching import get_algorithm
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config()
work = json.load(open(sys.argv[1]))
def proxy(raw):
    return EntityProxy.from_dict({"id": raw["id"], "schema": raw["schema"], "properties": raw["properties"]})
for left, right in work["warm"]:
    algorithm.compare(proxy(left), proxy(right), config)
start = time.process_time()
entities = [proxy(raw) for raw in work["entities"]]
scores = [algorithm.compare(entities[i], entities[j], config).score for i, j in work["pairs"]]
print(json.dumps({"cpu_s": time.process_time() - start, "scores": scores}))
"""


def peer_python() -> Path | None:
    """The peer's own environment, made once; None, with a word, where it cannot be had."""
    python = CACHE / "nomenklatura" / "bin" / "python"
    if not python.exists():
        try:
            subprocess.run(["uv", "venv", "-q", str(python.parents[1])], check=True, capture_output=True)
            command = ["uv", "pip", "install", "-q", "--python", str(python), "nomenklatura"]
            subprocess.run(command, check=True, capture_output=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"nomenklatura is not to be had here ({type(error).__name__}): measured alone", file=sys.stderr)
            return None
    return python


def peer_run(python: Path, work: dict[str, Any], script: str = PEER) -> dict[str, Any]:
    return told([str(python), "-c", script], work)


def own_run(work: dict[str, Any], model: Model | None = None) -> dict[str, Any]:
    """In a process of its own, so that no name was read before the clock starts; the same for the peer."""
    given = None if model is None else document_of(model)
    return told([sys.executable, "-m", "bench", "identity", "--child"], work | {"model": given})


def told(command: list[str], work: dict[str, Any]) -> dict[str, Any]:
    """What the command prints about the work, which is handed over in a file of this run's own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "work.json"
        file.write_text(json.dumps(work), encoding="utf-8")
        done = subprocess.run([*command, str(file)], check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def entity(number: object, schema: str, **properties: Sequence[str]) -> dict[str, Any]:
    return {
        "id": str(number),
        "schema": schema,
        "properties": {name: list(found) for name, found in properties.items() if found},
    }


def warm() -> list[Any]:
    """Loads tables and rules on both sides before the clock starts."""
    texts = [
        ("Person", "Jane Q. Sample", "Джейн Сэмпл"),
        ("Company", "Sample Ltd", "Sample GmbH"),
        ("Vessel", "MV Sample 2", "Sample"),
    ]
    return [[entity("a", schema, name=[one]), entity("b", schema, name=[two])] for schema, one, two in texts]
