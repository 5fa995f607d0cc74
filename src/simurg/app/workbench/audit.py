"""The audit log as people see it: pages, checkpoints, proofs, and the check of the whole."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from simurg.access.audit.checking import Found, check, note_in
from simurg.access.audit.keys import Keys
from simurg.access.audit.log import AuditLog
from simurg.access.audit.notes import Head, verifier_of
from simurg.access.audit.pages import AuditPages
from simurg.app.worker import Office
from simurg.app.workspace import Workspace
from simurg.ontology.errors import CallerError, OperatorError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of whom, of kinds that begin so, written by then; below a cursor."""

    limit: int
    cursor: str | None = None
    who: str | None = None
    kind: str | None = None
    until: datetime | None = None


def listed(pages: AuditPages, wanted: Wanted) -> dict[str, Any]:
    """A page, newest first."""
    page = pages.page(
        limit=wanted.limit, before=_place(wanted.cursor), who=wanted.who, kind=wanted.kind, until=wanted.until
    )
    return {
        "items": [asdict(one) for one in page.entries],
        "next": None if page.following is None else _cursor(page.following),
        "total": page.total,
    }


def head_of(office: Office) -> dict[str, Any]:
    """The signed head of the log as it stands."""
    note, head, verifier = _head(office)
    return {"note": note, "size": head.size, "root": head.root.hex(), "verifier": verifier}


def proof_of(office: Office, pages: AuditPages, index: int) -> dict[str, Any]:
    """That an entry is in the log of a checkpoint made now."""
    note, head, _ = _head(office)
    entry = pages.entry(index)
    leaf, path, root = pages.inclusion(index, head.size)
    return {
        "index": index,
        "size": head.size,
        "entry": entry.line.decode(),
        "leaf": leaf.hex(),
        "root": root.hex(),
        "path": [one.hex() for one in path],
        "note": note,
    }


def consistency_of(office: Office, pages: AuditPages, first: int) -> dict[str, Any]:
    """That a checkpoint made now continues the log as it was with `first` entries."""
    note, head, _ = _head(office)
    first_root, path, root = pages.consistency(first, head.size)
    return {
        "first": first,
        "first_root": first_root.hex(),
        "size": head.size,
        "root": root.hex(),
        "path": [one.hex() for one in path],
        "note": note,
    }


def checkpoint_of(office: Office) -> tuple[str, str]:
    """The note, and the public key that it is signed with."""
    note, _, verifier = _head(office)
    return note, verifier


def told_pages(workspace: Workspace) -> AuditPages:
    return AuditPages(workspace.audit)


def keys_of(workspace: Workspace) -> Keys:
    return Keys(workspace.keys, workspace.audit)


def verified(keys: Keys, against: tuple[Path, ...], key: str | None) -> Found:
    """Every byte of a log checked, also against checkpoints in files."""
    if not keys.log.exists() and not keys.checkpoint.exists() and not against:
        return Found()  # nothing was ever written
    try:
        verifier = keys.verifier() if key is None else verifier_of(key)
    except ValueError as error:
        raise CallerError("That is no public key of an audit log.", hint="See audit/verifier.txt.") from error
    return check(keys, verifier, {str(path): note_in(path) for path in against})


def _head(office: Office) -> tuple[str, Head, str]:
    if not isinstance(office.audit, AuditLog):
        raise OperatorError("This workspace keeps no audit log.", hint="Serve it with `simurg serve`.")
    note = office.audit.checkpoint()
    verifier = office.audit.keys.verifier()
    return note, verifier.opened(note), str(verifier)


def _cursor(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(8, "big")).decode().rstrip("=")


def _place(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        raw = urlsafe_b64decode(f"{cursor}=".encode())
    except ValueError as error:
        raise CallerError("That cursor is none of ours.", hint="Take `next` of the page before.") from error
    place = int.from_bytes(raw, "big")
    if len(raw) != 8 or _cursor(place) != cursor or place >= 2**53:
        raise CallerError("That cursor is none of ours.", hint="Take `next` of the page before.")
    return place
