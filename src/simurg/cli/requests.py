"""What a request needs before it is put into the queue: files are read here, by whoever asks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simurg.app.require import requirements_of
from simurg.ontology.errors import CallerError

MOST_BYTES = 1 << 20


def entries_of(file: Path | None, one: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Requirements from a file, then the one named on the command line."""
    entries = [] if one is None else [dict(one)]
    if file is None:
        return entries
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CallerError(f"{file} is too large for a list of requirements.")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CallerError(f"{file} cannot be read ({type(error).__name__}).", hint="Name a YAML file.") from error
    return [*requirements_of(text), *entries]
