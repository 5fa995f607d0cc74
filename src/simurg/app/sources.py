"""The sources of a workspace, as its `sources.yaml` names them. Read again when the file has changed."""

from functools import lru_cache

from simurg.app.workspace import SOURCES, Workspace
from simurg.collection import registry
from simurg.collection.settings import sources_of
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError


def sources_in(workspace: Workspace) -> tuple[Source, ...]:
    """In the file's order; SourceError for what is not understood, OperatorError if the file cannot be read."""
    try:
        text = workspace.sources_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"{SOURCES} cannot be read ({type(error).__name__}).", hint="Mend it, or restore it from a backup."
        ) from error
    return _understood(text)


@lru_cache(maxsize=8)
def _understood(text: str) -> tuple[Source, ...]:
    """The same text is understood once."""
    return sources_of(text, registry.names())
