"""Notes as a page shows them: newest first, each with what it is about and the version that a change must name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from simurg.app.notes import COLUMNS
from simurg.app.workbench.refs import Named, clean, refs_of
from simurg.ledger import View
from simurg.ontology.errors import NotFound
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

UNMARKED = str(Marking())


@dataclass(frozen=True, slots=True)
class NotesAsked:
    """Of one thing, or (`about` None) all."""

    about: Named | None
    mine_only: bool
    reader: str


def notes_of(view: View, asked: NotesAsked) -> list[dict[str, Any]]:
    """Notes that stand in the view."""
    where: dict[str, object] = {"withdrawn": False}
    if asked.about is not None:
        table, number = clean(*asked.about)
        where |= {"about_table": table, "about": number}
    if asked.mine_only:
        where["by"] = f"@{asked.reader}"
    rows = view.read("notes", COLUMNS, where).to_pylist()
    rows.sort(key=lambda row: (row["known_at"], row["key"].bytes), reverse=True)
    return _shown(view, rows, asked.reader)


def note_of(view: View, number: str, reader: str) -> dict[str, Any]:
    """One note; NotFound where the view shows none that stands."""
    rows = view.read("notes", COLUMNS, {"key": UUID(hex=number), "withdrawn": False}).to_pylist()
    if not rows:
        raise NotFound("There is no such note in your view.", hint="It may have been taken back.")
    return _shown(view, rows, reader)[0]


def _shown(view: View, rows: list[dict[str, Any]], reader: str) -> list[dict[str, Any]]:
    refs = refs_of(view, {(row["about_table"], row["about"]) for row in rows})
    return [
        {
            "id": row["key"].hex,
            "about": refs.get(
                (row["about_table"], row["about"]),
                {"table": row["about_table"], "id": row["about"], "label": row["about_table"]},
            ),
            "text": row["text"],
            "by": row["by"].removeprefix("@"),
            "at": text_of(row["known_at"]),
            "edited": row["supersedes"] is not None,
            "mine": row["by"].removeprefix("@") == reader,
            "marking": row["marking"],
            "etag": f'"{row["id"].hex}"',
        }
        for row in rows
    ]
