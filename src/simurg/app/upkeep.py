"""Keeping a workspace healthy: `maintain`, `verify`, `backup`, `restore`. None of them changes an answer.

A backup is a folder: a consistent copy of the ledger, the raw bytes, the products, the settings, the organisation's
rules, the audit log, and the vault of human sources. The queue and the keys are not part of it: a restored workspace
begins an audit log of its own and keeps the old one in `audit-before`. Bytes that are named by their hash are checked.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simurg.access.sealing.vault import NAME as VAULT
from simurg.access.sealing.vault import copy_to
from simurg.app.added_names import ACTORS
from simurg.app.keeping import Kept
from simurg.app.queue import Progress
from simurg.app.worker import Desk
from simurg.app.workspace import SETTINGS, SOURCES, Workspace, open_workspace
from simurg.ledger import Ledger, upkeep
from simurg.ledger.catalogue import Catalogue
from simurg.ledger.durable import digest_and_size
from simurg.ledger.erased import erased_bytes
from simurg.ontology.errors import CallerError, LedgerDamaged, OperatorError
from simurg.ontology.markings import EVERYTHING
from simurg.ontology.times import LATEST

_BY_HASH = ("payloads", "quarantine", "products")
_ALSO = ("policies/*", "audit/entries-*.log", "audit/verifier.txt")
Tell = Callable[[Progress], None]


def maintain(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """Merge small files of the ledger and delete those that were replaced days ago."""
    return asdict(upkeep.maintain(desk.ledger, progress=lambda doing: desk.tell(Progress(doing))))


def backup(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Into `folder`, which must be new or empty. Nobody writes meanwhile: the queue runs one job at a time."""
    target = Path(arguments["folder"])
    inside = desk.workspace.folder
    if target.is_relative_to(inside):
        raise CallerError("A backup does not lie inside its workspace.", hint="Name a folder elsewhere.")
    if target.exists() and any(target.iterdir()):
        raise CallerError(f"{target} is not empty.", hint="Name a new folder.")
    files = upkeep.copy(inside / "ledger", target / "ledger", progress=lambda name: desk.tell(Progress(name)))
    files += _copied(inside, target, desk.tell)
    return {"folder": str(target), "files": files}


def restore(source: Path, target: Path, tell: Tell) -> dict[str, Any]:
    """A backup as a workspace in a new or empty folder; LedgerDamaged if the backup does not verify."""
    if not (source / SETTINGS).is_file() or not (source / "ledger" / "catalogue.db").is_file():
        raise CallerError(f"{source} is no backup of a workspace.", hint="Name a folder that `simurg backup` made.")
    if target.exists() and any(target.iterdir()):
        raise CallerError(f"{target} is not empty.", hint="Restore into a new folder, then move it where you want it.")
    damaged = problems(open_workspace(source), tell)
    if damaged:
        raise LedgerDamaged(f"The backup does not verify: {damaged[0]}.", hint="Use another backup.")
    files = upkeep.copy(source / "ledger", target / "ledger", progress=lambda name: tell(Progress(name)))
    files += _copied(source, target, tell)
    if (target / "audit").is_dir():  # its key stayed behind: nobody can write on in it
        (target / "audit").rename(target / "audit-before")
    return {"folder": str(target), "files": files}


def problems(workspace: Workspace, tell: Tell) -> list[str]:
    """Everything that is wrong: the ledger's files, and bytes that are not those of their name. Empty when well."""
    found = upkeep.verify(workspace.ledger, progress=lambda name: tell(Progress(f"checking {name}")))
    for path in _kept(workspace.folder):
        tell(Progress(f"checking {path.name[:12]}"))
        if digest_and_size(path)[0] != path.name:
            found.append(f"{path.relative_to(workspace.folder).as_posix()} was altered")
    return found + _missing(workspace) + ([] if found else _altered_products(workspace))


def _missing(workspace: Workspace) -> list[str]:
    """Raw bytes that the catalogue names and that are not there."""
    path = workspace.ledger / "catalogue.db"
    if not path.is_file():
        return []
    catalogue = Catalogue(path)
    try:
        named = {("payloads", one.sha256) for one in catalogue.documents() if one.finished and one.rows}
        named |= {("quarantine", one.payload) for one in catalogue.quarantine() if one.payload}
        erased = catalogue.live_files("erasures")
    finally:
        catalogue.close()
    if erased and named:
        with Ledger.open_to_read(workspace.ledger, lambda: LATEST) as ledger:
            bytes_gone = erased_bytes(ledger.connection, ledger.store, erased)
        named -= {("payloads" if kind == "payload" else kind, sha256) for kind, sha256, _ in bytes_gone}
    gone = [
        (name, sha256) for name, sha256 in sorted(named) if not Kept(workspace.folder / name).path(sha256).is_file()
    ]
    return [f"{name}/{sha256[:2]}/{sha256} is missing" for name, sha256 in gone]


def _altered_products(workspace: Workspace) -> list[str]:
    """Pages that are gone or are not what was drawn: under their hash, and under the names that people open."""
    if not (workspace.ledger / "catalogue.db").is_file():
        return []
    with Ledger.open_to_read(workspace.ledger, lambda: LATEST) as ledger:
        rows = ledger.as_of(scope=EVERYTHING).stored("products", ("id", "html", "pdf")).to_pylist()
    kept, found = Kept(workspace.products), []
    for row in sorted(rows, key=lambda one: one["id"].bytes):
        for kind in ("html", "pdf"):
            if row[kind] and not kept.path(row[kind]).is_file():
                found.append(f"products/{row[kind][:2]}/{row[kind]} is missing")
            for path in sorted(workspace.products.glob(f"*-{row['id'].hex[:8]}.{kind}")):
                if digest_and_size(path)[0] != row[kind]:
                    found.append(f"products/{path.name} was altered")
    return found


def _kept(folder: Path) -> Iterator[Path]:
    """All files that are named by their hash."""
    for name in _BY_HASH:
        for path in sorted((folder / name).glob("??/*")):
            if path.is_file() and len(path.name) == 64:
                yield path


def _copied(source: Path, target: Path, tell: Tell) -> int:
    """Settings, raw bytes and products; how many files."""
    count = 0
    try:
        target.mkdir(parents=True, exist_ok=True)
        if (source / VAULT).is_file():
            copy_to(source / VAULT, target / VAULT)  # envelopes; the sealing key stays where it is
            count += 1
        paths = [source / name for name in (SETTINGS, SOURCES, ACTORS) if (source / name).is_file()]
        paths += [path for name in _BY_HASH for path in sorted((source / name).rglob("*")) if path.is_file()]
        paths += [path for pattern in _ALSO for path in sorted(source.glob(pattern)) if path.is_file()]
        for path in (one for one in paths if not one.name.endswith(".partial")):
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            count += 1
            tell(Progress("copying", count))
    except OSError as error:
        raise OperatorError(
            f"The copy to {target} failed ({error.strerror or type(error).__name__}).",
            hint="Free some space, remove the folder and try again.",
        ) from error
    return count
