"""The sources of a workspace, as its `sources.yaml` names them. The file is read again only when it has changed."""

from functools import lru_cache
from pathlib import Path

from simurg.app.workspace import SOURCES, Workspace
from simurg.collection import registry
from simurg.collection.settings import sources_of
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError


def sources_in(workspace: Workspace) -> tuple[Source, ...]:
    """In the file's order; SourceError for what is not understood, OperatorError if the file cannot be read."""
    try:
        found = workspace.sources_file.stat()
        return _read(workspace.sources_file, (found.st_mtime_ns, found.st_size, found.st_ino))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"{SOURCES} cannot be read ({type(error).__name__}).", hint="Mend it, or restore it from a backup."
        ) from error


@lru_cache(maxsize=8)
def _read(path: Path, state: tuple[int, int, int]) -> tuple[Source, ...]:  # noqa: ARG001  of which state it was read
    return sources_of(path.read_text(encoding="utf-8"), registry.names())
