"""An exercise world as files: what its sources hand out, the settings to collect it, and the truth apart.

    FOLDER/sources.yaml, requirements.yaml      what a workspace needs
    FOLDER/collected/...                        the sources' files, each in its publisher's own format
    FOLDER/TRUTH/...                            events.parquet, tellings.parquet, plot.json: never to be collected

The same world gives the same bytes. `in_memory` gives all files by name; `write` only puts them down.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from simurg.exercise.articles import articles_of
from simurg.exercise.publishers import feeds, gdelt, notes, registers, relief, signals, threats
from simurg.exercise.scene import Scene, play
from simurg.exercise.settings import requirements_text, sources_text
from simurg.exercise.truth import plot_text, truth_events, truth_tellings
from simurg.exercise.world import World
from simurg.ontology.errors import OperatorError

COLLECTED, TRUTH = "collected", "TRUTH"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a world was put, with the names of its files relative to `folder`."""

    folder: Path
    files: tuple[str, ...]
    documents: int  # files under collected/
    morning: datetime  # worth a brief (Scene.morning)

    @property
    def sources(self) -> Path:
        return self.folder / "sources.yaml"

    @property
    def requirements(self) -> Path:
        return self.folder / "requirements.yaml"

    @property
    def truth(self) -> Path:
        return self.folder / TRUTH


def in_memory(world: World | Scene) -> Mapping[str, bytes]:
    """Every file of the world by its name, in order of name."""
    scene = play(world) if isinstance(world, World) else world
    articles = articles_of(scene)
    collected: dict[str, bytes] = {
        **gdelt.files(scene, articles),
        **feeds.files(scene, articles),
        **registers.deadly_files(scene),
        **registers.country_months(scene),
        **relief.files(scene),
        **threats.files(scene),
        **signals.files(scene),
        **notes.files(scene),
    }
    files = {f"{COLLECTED}/{name}": content for name, content in collected.items()}
    files["sources.yaml"], files["requirements.yaml"] = sources_text(), requirements_text()
    files[f"{TRUTH}/events.parquet"] = _parquet(truth_events(scene))
    files[f"{TRUTH}/tellings.parquet"] = _parquet(truth_tellings(scene, articles))
    files[f"{TRUTH}/plot.json"] = plot_text(scene)
    return dict(sorted(files.items()))


def write(world: World, folder: Path) -> Written:
    """Put a world into a folder; files that already hold the same bytes stay untouched.

    OperatorError if it cannot, or if another world's files lie there: two worlds mixed have no truth.
    """
    scene = play(world)
    return put(in_memory(scene), folder, scene.morning)


def put(files: Mapping[str, bytes], folder: Path, morning: datetime) -> Written:
    """Files into a folder by their names; raises as `write` does."""
    there = [path for path in sorted((folder / COLLECTED).rglob("*")) if path.is_file()]
    strangers = [_name(path, folder) for path in there if _name(path, folder) not in files]
    if strangers:
        raise OperatorError(
            f"{folder} holds {len(strangers)} files that are not of this world, for example {strangers[0]}.",
            hint="Choose an empty folder.",
        )
    try:
        for name, content in files.items():
            path = folder / name
            if not (path.is_file() and path.read_bytes() == content):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    except OSError as error:
        raise OperatorError(
            f"The exercise world cannot be written to {folder} ({error.strerror}).", hint="Choose another folder."
        ) from error
    return Written(folder, tuple(files), sum(name.startswith(f"{COLLECTED}/") for name in files), morning)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()
