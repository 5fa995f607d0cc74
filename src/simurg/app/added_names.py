"""`actors.yaml` of a workspace: names that its readers know besides those that every house does (see extraction.added).

A house writes here whom it watches and what no gazetteer has; an exercise, its whole world. Without the file nothing
is added. A reading by other names is another version of the reader, so reports are read again after a change.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from simurg.ontology.errors import CallerError, OperatorError

if TYPE_CHECKING:
    from simurg.extraction.added import Added

ACTORS = "actors.yaml"
MOST_BYTES = 4 << 20


def added_in(folder: Path) -> "Added":
    """The added names of a workspace; OperatorError says what is wrong with the file."""
    from simurg.extraction.added import NOTHING, added_of  # tables of names: not for whoever only copies the file

    path = folder / ACTORS
    try:
        if not path.exists():
            return NOTHING
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise OperatorError(f"{ACTORS} cannot be read ({error.strerror}).", hint="Check its permissions.") from error
    if len(content) > MOST_BYTES:
        raise OperatorError(f"{ACTORS} has more than {MOST_BYTES >> 20} MB.", hint="Name fewer actors and places.")
    try:
        return added_of(yaml.safe_load(content))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise OperatorError(f"{ACTORS} is no YAML.", hint=str(error).splitlines()[0][:200]) from error
    except CallerError as error:
        raise OperatorError(f"{ACTORS}: {error.what}", hint=error.hint) from error
