"""Carrying retention out: what is due is noted, then erased, in an order that a kill cannot harm.

    noted in `erasures` → words leave the ledger's files, and models' answers → raw bytes deleted, in the inbox too
    → indexes dropped

What is noted stays: which report or bytes, of which source, when and why. What cannot be reached from here is told:
copies outside the workspace, older backups, and products that quote (they stay, and say so).
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from simurg.app.documents import digests, files_of
from simurg.app.human.rooms import room_of
from simurg.app.keeping import Kept
from simurg.app.model.counted import Counted
from simurg.app.queue import Progress
from simurg.app.retention.due import Due, due_now, in_counts
from simurg.app.sources import sources_in
from simurg.app.worker import Desk
from simurg.app.workspace import Workspace
from simurg.collection.source import Source
from simurg.ledger.entries import File
from simurg.ledger.erased import erased_bytes, erased_reports
from simurg.ledger.erasure import Erasure, blank, note
from simurg.ledger.search.index import FolderIndex
from simurg.ontology.errors import OperatorError, SourceError
from simurg.ontology.markings import EVERYTHING, Scope

WHY = "its retention period is over"
_INDEXES = "index"
_KIND = {"rows": "report", "payload": "payload", "quarantine": "quarantine"}


def retain(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What is due (`dry_run`), or erase it. Counts by source and kind; warnings of copies that were not reached. All
    is carried out; a `reader` is told of what is within their scope."""
    now, reader = desk.clock(), arguments.get("reader")
    found = due_now(desk.workspace, desk.ledger, now)
    scope = desk.workspace.scope(reader) if reader else EVERYTHING
    seen = due_now(desk.workspace, desk.ledger, now, scope)
    told: dict[str, Any] = {"due": in_counts(seen), "erased": 0, "warnings": []}
    if arguments.get("dry_run"):
        return told
    by = str(reader or "retention").removeprefix("@")
    noted = [Erasure(_KIND[one.kind], one.target, one.source, one.marking) for one in found if one.kind in _KIND]
    desk.tell(Progress("noting what is erased", len(noted)))
    stale = desk.workspace.folder / _INDEXES / ".erased"
    if note(desk.ledger, noted, by, WHY, now):
        stale.parent.mkdir(exist_ok=True)
        stale.touch()
    blank(desk.ledger, progress=lambda doing: desk.tell(Progress(doing)))
    _forget_answers(desk)
    told["warnings"] += _deleted(desk, scope)
    _expire_contacts(desk.workspace, found)
    if stale.exists():  # also of a run that was stopped
        _drop_indexes(stale.parent)
        stale.unlink()
    told["erased"] = len(seen)
    return told


def _forget_answers(desk: Desk) -> None:
    """What models answered to the words that are gone, also those of an earlier run that was stopped."""
    counted = Counted(desk.workspace.state)
    try:
        counted.forget(erased_reports(desk.ledger.connection, desk.ledger.store, _erasures(desk)).to_pylist())
    finally:
        counted.close()


def _erasures(desk: Desk) -> tuple[File, ...]:
    return desk.ledger.catalogue.live_files("erasures")


def _deleted(desk: Desk, scope: Scope) -> list[str]:
    """Delete all raw bytes that were noted, also those of an earlier run that was stopped; what could not be."""
    gone = erased_bytes(desk.ledger.connection, desk.ledger.store, _erasures(desk))
    folders = {"payload": desk.workspace.payloads, "quarantine": desk.workspace.quarantine}
    by_source: dict[str, set[str]] = {}
    try:
        for kind, sha256, source in sorted(gone, key=str):
            Kept(folders[kind]).path(sha256).unlink(missing_ok=True)
            by_source.setdefault(source or "", set()).add(sha256)
        outside = _cleared_inboxes(desk.workspace, by_source)
    except OSError as error:
        raise OperatorError(
            f"Raw bytes could not be deleted ({error.strerror}).", hint="Mend the permissions, then run it again."
        ) from error
    return [
        f"{source.name}: {count:,} documents that were erased still stand at its address"
        for source, count in outside
        if scope.permits(source.marking)
    ]


def _cleared_inboxes(workspace: Workspace, by_source: Mapping[str, set[str]]) -> list[tuple[Source, int]]:
    """The same bytes where sources were collected from: deleted inside the workspace, counted outside of it."""
    outside: list[tuple[Source, int]] = []
    for source in (one for one in sources_in(workspace) if one.name in by_source):
        paths: list[Path] = []
        with suppress(SourceError):  # an address that names no files
            paths += _with_bytes(files_of(source, workspace.folder), by_source[source.name])
        inside = [path for path in paths if path.resolve().is_relative_to(workspace.folder)]
        for path in inside:
            path.unlink(missing_ok=True)
        if len(paths) > len(inside):
            outside.append((source, len(paths) - len(inside)))
    return outside


def _with_bytes(paths: Sequence[Path], wanted: set[str]) -> list[Path]:
    """Every file of these hashes, also the second one of the same bytes."""
    found: list[Path] = []
    for path in paths:
        for one in digests([path]):
            if not isinstance(one, SourceError) and one.sha256 in wanted:
                found.append(path)
    return found


def _expire_contacts(workspace: Workspace, found: Sequence[Due]) -> None:
    numbers = [one.target for one in found if one.kind == "contacts"]
    if numbers:
        with room_of(workspace).vault() as vault:
            vault.expire(numbers)


def _drop_indexes(folder: Path) -> None:
    """Search indexes hold words: they are built again when they are asked."""
    for place in sorted(folder.glob("*/")):
        FolderIndex(place).drop()
