"""A fusion part as a workspace that is ready to collect: its files, the settings for them, and the truth apart.

    FOLDER/simurg.yaml, sources.yaml, requirements.yaml     what a workspace needs
    FOLDER/collected/...                                    feeds and tables (files.py)
    FOLDER/TRUTH/...                                        never to be collected

The part's own files are the same bytes as in `in_memory`; the settings only stand beside them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from simurg.collection.connectors.rss import MOST_BYTES
from simurg.exercise.parts.fusion.claims import claims
from simurg.exercise.parts.fusion.files import in_memory
from simurg.exercise.parts.fusion.reports import reports
from simurg.exercise.parts.fusion.settings import FusionPart
from simurg.exercise.parts.fusion.sources import settings_text, sources, sources_text
from simurg.exercise.settings import requirements_text
from simurg.exercise.write import Written, put
from simurg.ontology.errors import CallerError


def workspace_files(part: FusionPart) -> tuple[Mapping[str, bytes], datetime]:
    """Every file of the workspace by its name, and a morning worth a look: six o'clock after the last report.

    CallerError for a part whose feeds would be longer than the rss connector reads.
    """
    told, said = reports(part), claims(part)
    last: datetime = max(told.documents["published"].to_pylist())
    midnight = (last + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    beside = {
        "simurg.yaml": settings_text(),
        "sources.yaml": sources_text(sources(told, said, known_at=midnight)),
        "requirements.yaml": requirements_text(),
    }
    own = in_memory(part)
    if any(len(content) > MOST_BYTES for name, content in own.items() if name.endswith(".xml")):
        raise CallerError(
            f"A feed of a part of size {part.size:g} is longer than the {MOST_BYTES >> 20} MB that are read of one.",
            hint="Choose a smaller size.",
        )
    return dict(sorted({**own, **beside}.items())), midnight + timedelta(hours=6)


def write_fusion(folder: Path, part: FusionPart) -> Written:
    """Put a part into a folder; files that already hold the same bytes stay untouched.

    CallerError as above; OperatorError if it cannot, or if files of other names lie under `collected/` there.
    """
    files, morning = workspace_files(part)
    return put(files, folder, morning)
