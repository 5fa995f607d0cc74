"""A foresight part as a workspace that is ready to collect: its files, the settings for them, and the truth apart.

    FOLDER/simurg.yaml, sources.yaml, requirements.yaml     what a workspace needs
    FOLDER/collected/...                                    tables (files.py)
    FOLDER/TRUTH/...                                        never to be collected

The part's own files are the same bytes as in `in_memory`; the settings only stand beside them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from simurg.exercise.parts.foresight.files import in_memory
from simurg.exercise.parts.foresight.settings import DAYS, ForesightPart, midnight
from simurg.exercise.parts.foresight.sources import requirements_text, settings_text, sources_text
from simurg.exercise.write import Written, put

_EVENTS = "collected/events/"


def workspace_files(part: ForesightPart) -> tuple[Mapping[str, bytes], datetime]:
    """Every file of the workspace by its name, and a morning worth a look: six o'clock after the last day."""
    own = in_memory(part)
    beside = {
        "simurg.yaml": settings_text(),
        "sources.yaml": sources_text(reporting(own)),
        "requirements.yaml": requirements_text(),
    }
    return dict(sorted({**own, **beside}.items())), midnight(DAYS) + timedelta(hours=6)


def reporting(files: Mapping[str, bytes]) -> set[str]:
    """The sources of event rows that have a file."""
    return {name.removeprefix(_EVENTS)[: -len("-2018.csv")] for name in files if name.startswith(_EVENTS)}


def write_foresight(folder: Path, part: ForesightPart) -> Written:
    """Put a part into a folder; files that already hold the same bytes stay untouched.

    OperatorError if it cannot, or if files of other names lie under `collected/` there.
    """
    files, morning = workspace_files(part)
    return put(files, folder, morning)
