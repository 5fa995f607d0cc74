"""The common options, as every command gets them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """The common options."""

    workspace: Path | None = None
    json: bool = False
    debug: bool = False
    progress: bool = False
