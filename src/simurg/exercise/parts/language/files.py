"""The language part as files: its feeds after the end, the names it uses, settings to collect it, the truth apart."""

import io
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.language.feeds import END, last_feeds
from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.settings import LanguagePart
from simurg.exercise.parts.language.truth import truth
from simurg.exercise.parts.language.vocabulary import actors_text, countries_text
from simurg.exercise.write import Written, put

SETTINGS = f"""\
# {LABEL}
title: Language exercise (fictional)
exercise: true
pictures:
  open: {{level: open, tlp: green}}
readers:
  staff: {{level: restricted, tlp: amber+strict}}
  operator: {{level: top-secret, tlp: red, compartments: ["*"], affiliations: ["*"]}}
default_reader: staff
"""


def workspace_files(part: LanguagePart) -> Mapping[str, bytes]:
    """Every file of a workspace that is ready to collect, by its name, in order of name."""
    told = truth(part)
    made = {f"collected/{name}.xml": content for name, content in last_feeds(part).items()}
    made |= {f"TRUTH/{table.name}.parquet": _parquet(getattr(told, table.name)) for table in fields(told)}
    made |= {
        "simurg.yaml": (SETTINGS + countries_text()).encode(),
        "actors.yaml": actors_text().encode(),
        "sources.yaml": sources_text().encode(),
    }
    return dict(sorted(made.items()))


def sources_text() -> str:
    """One source an outlet; every report is read by the coder."""
    entries: list[dict[str, Any]] = [
        {"name": outlet.name, "title": f"{outlet.title} (fictional)", "connector": "rss",
         "address": f"collected/{outlet.name}.xml", "licence": "Apache-2.0 (exercise)",
         "marking": {"level": "open", "tlp": "clear"}, "read": ["coder"]}
        for outlet in outlets()
    ]  # fmt: skip
    return f"# {LABEL}\n" + yaml.safe_dump({"sources": entries}, allow_unicode=True, sort_keys=False)


def write_language(folder: Path, part: LanguagePart) -> Written:
    """Put a part into a folder as a workspace; files that already hold the same bytes stay untouched.

    OperatorError if it cannot, or if files of other names lie under `collected/` there.
    """
    return put(workspace_files(part), folder, morning())


def morning() -> datetime:
    """A moment after everything was published."""
    return END


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()
