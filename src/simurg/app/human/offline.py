"""From the command line: an offline file taken in, the sealing key replaced. Whoever runs it holds the files."""

from pathlib import Path

from simurg.app.human.intake import Taker, desk_of, take
from simurg.app.human.report import of_file
from simurg.app.human.rooms import room_of
from simurg.app.worker import Office
from simurg.collection.connectors.human import MOST_BYTES
from simurg.ontology.errors import CallerError
from simurg.ontology.times import utc

COMMAND_LINE = "operator"
"""How the audit log calls whoever has the workspace's files."""


def take_file(office: Office, file: Path, desk: str, reader: str | None) -> str:
    """The desk's name; CallerError for a file that cannot be read, or that lies inside the workspace: there its origin
    is stored already."""
    workspace = office.workspace
    if file.resolve().is_relative_to(workspace.folder):
        raise CallerError(
            "The file lies inside the workspace, with its origin in the clear.",
            hint="Take it out, and destroy what stands there; then take it in from elsewhere.",
        )
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CallerError(f"The file could not be read ({error.strerror}).", hint="Look at its name.") from None
    scope = workspace.scope(reader)
    intake = of_file(content, desk_of(workspace, scope, desk), utc(office.clock()))
    with room_of(workspace).vault() as vault:
        taker = Taker(workspace, vault, office.audit, office.clock, COMMAND_LINE, scope)
        return take(taker, desk, intake)


def rotate_key(office: Office) -> int:
    """How many sources' keys the new sealing key wraps."""
    office.audit.record(COMMAND_LINE, "human.key.rotated")
    with room_of(office.workspace).vault() as vault:
        return vault.rewrap()
