"""Taking a report in: the origin is sealed first, then the rest is laid where its desk collects.

    checked in memory → origin sealed (durable) → the clean Markdown in the desk's folder → a job collects it

Nothing is written before everything was checked. Killed in between, the worst that stands is a sealed origin without
its report: the same report taken again ends in the same state. A desk is a source of sources.yaml with the connector
`human`; what the intake seals lies in its marking, which must name a compartment.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

from simurg.access.audited import Audited
from simurg.access.sealing.vault import Sealed, Vault
from simurg.app.documents import place_of
from simurg.app.human.report import Intake, markdown
from simurg.app.keeping import Kept
from simurg.app.sources import sources_in
from simurg.app.workspace import Workspace
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, NotFound, OperatorError, SimurgError
from simurg.ontology.ids import id_of
from simurg.ontology.markings import Marking, Scope
from simurg.ontology.times import Clock, utc

_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes reports in, and with what. `who` is an account's name."""

    workspace: Workspace
    vault: Vault
    audit: Audited
    clock: Clock
    who: str
    scope: Scope
    token: str | None = None

    @contextmanager
    def step(self, what: str, *about: str) -> Iterator[None]:
        """Written into the audit log before it is begun, and whether it was done before that is told: names and ids
        only. What cannot be written does not begin."""
        self.audit.record(self.who, what, about, token=self.token, outcome="begun")
        try:
            yield
        except SimurgError:
            self.audit.record(self.who, what, about, token=self.token, outcome="refused")
            raise
        self.audit.record(self.who, what, about, token=self.token)


def desks(workspace: Workspace, scope: Scope) -> Sequence[Source]:
    """Human sources whose marking the scope permits."""
    return [one for one in sources_in(workspace) if one.connector == "human" and scope.permits(one.marking)]


def desk_of(workspace: Workspace, scope: Scope, name: str) -> Source:
    """NotFound for one that is not there, or that the scope does not permit."""
    for one in desks(workspace, scope):
        if one.name == name:
            return one
    raise NotFound("There is no such desk in your view.", hint="A desk is a source with `connector: human`.")


def take(taker: Taker, desk_name: str, intake: Intake) -> str:
    """Seal the origin and lay the report down; the name of the source to collect. CallerError for what cannot be
    taken: nothing of it is kept then."""
    at = utc(taker.clock())
    desk = desk_of(taker.workspace, taker.scope, desk_name)
    if "/" in intake.pseudonym:
        raise CallerError("A pseudonym has no slash: it stands in addresses.", hint="Use letters, digits and hyphens.")
    content = markdown(intake, desk, at)
    marking = _marking(taker, desk, intake)
    place = place_for(desk, taker.workspace.folder, intake)
    known = taker.vault.source(desk.name, intake.pseudonym)
    if known is None and intake.origin is None:
        raise CallerError(
            "This pseudonym is new: its origin is needed.", hint="Give the origin; it is sealed before it is stored."
        )
    with taker.step("human.report", f"{desk.name}/{intake.pseudonym}/{intake.number}"):
        source = taker.vault.enter(desk.name, intake.pseudonym, marking, at)
        if intake.origin is not None:
            _seal(taker.vault, source, dict(intake.origin), at)
        elif not taker.vault.count(source, "identity"):
            raise CallerError("No origin is sealed under this pseudonym yet.", hint="Give it with this report.")
        Kept(place.parent).place(content, place)
    return desk.name


def place_for(desk: Source, folder: Path, intake: Intake) -> Path:
    """Where a report of a desk goes: a corrected one takes the place of the earlier. OperatorError for an address that
    no new file can fall under."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", f"{intake.pseudonym}-{intake.number}").strip("-")[:80]
    name = f"{slug}-{id_of(intake.pseudonym, intake.number).hex[:8]}.md"
    address = desk.address.strip()
    path = (folder / address).absolute()
    is_folder = bool(address) and not _MAGIC.search(address) and not path.suffix
    if address and "://" not in address and (is_folder or place_of(desk, folder) != path):
        return path / name
    plain = "://" not in address and not any(_MAGIC.search(part) for part in path.parts[:-1])
    if plain and _MAGIC.search(path.name) and fnmatchcase(name, path.name):
        return path.parent / name
    raise OperatorError(
        f"Source {desk.name}: no new report can be laid at its address.",
        hint="In sources.yaml name a folder, or a pattern such as inbox/human/*.md.",
    )


def _marking(taker: Taker, desk: Source, intake: Intake) -> Marking:
    """The desk's marking with the report's own; it must name a compartment, and the taker must be within it."""
    marking = desk.marking | intake.marking
    if not desk.marking.compartments:
        raise OperatorError(
            f"Source {desk.name} has no compartment: its identities and contacts would have no walls.",
            hint="In sources.yaml give it one: `marking: {level: confidential, tlp: red, compartments: [NAME]}`.",
        )
    if not taker.scope.permits(marking):
        raise CallerError("The marking of this report is above your scope.", hint="Ask somebody who may read it.")
    return desk.marking


def _seal(vault: Vault, source: Sealed, origin: dict[str, str], at: datetime) -> None:
    """The origin, unless the same is sealed last already (the same report taken again)."""
    standing = vault.records(source, "identity")
    if not standing or standing[0].words != origin:
        vault.put(source, "identity", origin, at)
