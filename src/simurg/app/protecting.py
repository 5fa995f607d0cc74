"""Whom readings must not name: the workspace's list, and what a human-source report's own front matter lists.

    protected: file:keys/protected.txt      # in simurg.yaml: a name a line; lines that begin with # are remarks

The names of a report stand in its document alone, never in the ledger. A human-source report whose document is gone is
not read: whom it protects cannot be known any longer.
"""

from functools import cached_property

from simurg.app.keeping import Kept
from simurg.app.workspace import Workspace
from simurg.collection.connectors._human_front import front_matter, split
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError, SourceError
from simurg.ontology.protected import MOST_NAMES, Protected

MOST_BYTES = 1 << 20


class Protecting:
    """Of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept = Kept(workspace.payloads)

    @cached_property
    def everywhere(self) -> Protected:
        """The workspace's list; OperatorError if it cannot be read: nothing is read without it."""
        place = self._workspace.settings.protected
        if place is None:
            return Protected()
        path = self._workspace.folder / place.removeprefix("file:")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise OperatorError(
                f"The list of protected names cannot be read ({type(error).__name__}).",
                hint="Mend the file that `protected:` names in simurg.yaml; nothing is read without it.",
            ) from error
        lines = [line.strip() for line in text.splitlines()]
        names = [line for line in lines if line and not line.startswith("#")]
        if len(names) > MOST_NAMES:
            raise OperatorError(f"The list of protected names has more than {MOST_NAMES:,}.", hint="Shorten it.")
        return Protected.of(names)

    def of(self, source: Source, payload: str | None) -> Protected | None:
        """For a report of a source that was read from a document; None: it cannot be known."""
        if source.connector != "human":
            return self.everywhere
        own = self._listed(payload)
        return None if own is None else self.everywhere | own

    def _listed(self, payload: str | None) -> Protected | None:
        if not payload:
            return None
        try:
            content = self._kept.path(payload).read_bytes()[:MOST_BYTES]
            encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
            front, _ = split(content.decode(encoding))
            values = front_matter(front) if front is not None else {}
        except (OSError, UnicodeDecodeError, SourceError):
            return None
        told = values.get("protected", [])
        names = [told] if isinstance(told, str) else told
        if not isinstance(names, list):
            return None
        return Protected.of(one for one in names if isinstance(one, str))
