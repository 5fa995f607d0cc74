"""What a request needs before it is put into the queue: files are read here, by whoever asks."""

from pathlib import Path
from typing import Any

from simurg.app.require import requirements_of
from simurg.ontology.errors import CallerError

MOST_BYTES = 1 << 20


def entries_of(file: Path) -> list[dict[str, Any]]:
    """Requirements from a file."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CallerError(f"{file} is too large for a list of requirements.")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CallerError(f"{file} cannot be read ({type(error).__name__}).", hint="Name a YAML file.") from error
    return requirements_of(text)
