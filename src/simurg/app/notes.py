"""Notes: an analyst's words on a row, a country or an entity, for everybody who has the same picture.

A note is a row of the ledger marked as its writer's picture. Other words for it, and taking it back, are new versions;
both want the version that the writer saw, so that nobody overwrites what they have not read. Only its author changes
a note, and only under the marking it has: what was written under a wider picture never enters a narrower one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.workbench.refs import clean, ref_of
from simurg.app.worker import Desk
from simurg.ledger import Offer, View
from simurg.ledger.columns import table_of
from simurg.ledger.offer import marking_json
from simurg.ledger.schema import CONTENT
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

MOST_TEXT = 4_000
COLUMNS = ("id", "key", "about_table", "about", "text", "by", "withdrawn", "known_at", "supersedes", "marking")


def note(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`act`: write (`about_table`, `about`, `text`), change (`note`, `version`, `text`), withdraw (`note`, `version`).
    `reader` is the author. Returns the note's id and its version."""
    by = str(arguments.get("reader") or desk.workspace.settings.default_reader)
    picture = desk.workspace.picture(by)
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    if arguments["act"] == "write":
        return _write(desk, view, by, picture, arguments)
    row = _own(view, str(arguments["note"]), by, picture.scope.marking())
    withdraws = arguments["act"] == "withdraw"
    text = row["text"] if withdraws else _text(arguments)
    if (row["text"], row["withdrawn"]) == (text, withdraws):  # asked a second time, or it says so already
        return _told(row["key"], row["id"])
    if row["id"].hex != arguments["version"]:
        raise CallerError("Somebody changed this note meanwhile.", hint="Look at it as it stands, then save.")
    return _append(desk, picture, {**row, "text": text, "withdrawn": withdraws})


def _write(desk: Desk, view: View, by: str, picture: Picture, arguments: Mapping[str, Any]) -> dict[str, Any]:
    table, about = clean(str(arguments["about_table"]), str(arguments["about"]))
    ref_of(view, table, about)
    text = _text(arguments)
    key = UUID(bytes=digest_of("note", by, table, about, text, str(picture.scope.marking())))
    standing = view.read("notes", COLUMNS, {"key": key, "withdrawn": False}).to_pylist()
    if standing:  # the same words on the same thing: run again after a kill, or sent twice
        return _told(key, standing[0]["id"])
    row = {"key": key, "about_table": table, "about": about, "text": text, "by": by, "withdrawn": False}
    return _append(desk, picture, row)


def _own(view: View, number: str, by: str, marking: Marking) -> dict[str, Any]:
    found = view.read("notes", COLUMNS, {"key": UUID(hex=number)}).to_pylist()
    if not found:
        raise NotFound("There is no such note in your view.", hint="It may have been taken back.")
    if found[0]["by"] != by:
        raise CallerError("Only its author changes a note.", hint="Write one of your own.")
    if found[0]["marking"] != str(marking):
        raise CallerError("You wrote this note in another picture than you have now.", hint="Write a new one.")
    return dict(found[0])


def _text(arguments: Mapping[str, Any]) -> str:
    text = str(arguments.get("text") or "").strip()
    if not text or len(text) > MOST_TEXT:
        raise CallerError(f"A note has 1 to {MOST_TEXT:,} characters.", hint="Say it shorter, or in two notes.")
    return text


def _append(desk: Desk, picture: Picture, said: Mapping[str, Any]) -> dict[str, Any]:
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    row = {name: said[name] for name in ("key", "about_table", "about", "text", "by", "withdrawn")}
    number = digest_of(said["key"].bytes, said["text"], int(said["withdrawn"]), text_of(at))
    about = [UUID(hex=said["about"])] if said["about_table"] in CONTENT else []
    row |= {"id": number, "known_at": at, "basis": about, "marking": marking_json(picture.scope.marking())}
    desk.ledger.append(Offer(number.hex(), {"notes": table_of("notes", [row])}, method="note", version="1"))
    return _told(said["key"], UUID(bytes=number))


def _told(key: UUID, version: UUID) -> dict[str, Any]:
    return {"note": key.hex, "version": version.hex}
