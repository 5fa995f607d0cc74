"""What is due: raw bytes, what could not be read, words of reports, and contacts, whose period is over.

A period counts from when this workspace took a thing. Bytes that several sources brought are due when they are for all
of them. What was erased already is not due again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simurg.app.documents import STRICTEST
from simurg.app.human.rooms import room_of
from simurg.app.retention.periods import Periods, Rules, periods_of, rules_of
from simurg.app.sources import sources_in
from simurg.app.workspace import Workspace
from simurg.collection.source import Source
from simurg.ledger import Ledger
from simurg.ledger.aged import aged_reports, disciplines
from simurg.ledger.erased import erased_bytes, erased_reports
from simurg.ledger.labels import Mask
from simurg.ontology.markings import EVERYTHING, Marking, Scope
from simurg.ontology.times import text_of


@dataclass(frozen=True, slots=True)
class Due:
    """One thing. `kind` as in collection.retention; `target`: a SHA-256, a report's id in hex, a desk's name."""

    kind: str
    source: str
    target: str
    since: datetime
    marking: Marking


def periods_by_source(workspace: Workspace) -> list[tuple[Source, Periods]]:
    """The periods that hold for the sources that are set up."""
    rules = rules_of(workspace)
    return [(source, periods_of(rules, source)) for source in sources_in(workspace)]


def due_now(workspace: Workspace, ledger: Ledger, now: datetime, scope: Scope = EVERYTHING) -> list[Due]:
    """Everything, by source, kind and age; for a narrower scope as if there were nothing above it."""
    finding = _Finding(workspace, ledger, (now, scope))
    found = [*finding.bytes_of("payload"), *finding.bytes_of("quarantine"), *finding.reports(), *finding.contacts()]
    return sorted(
        (one for one in found if scope.permits(one.marking)),
        key=lambda one: (one.source, one.kind, one.since, one.target),
    )


def in_counts(found: Sequence[Due]) -> list[dict[str, Any]]:
    """How many of each source and kind, and the oldest."""
    groups: dict[tuple[str, str], list[Due]] = {}
    for one in found:
        groups.setdefault((one.source, one.kind), []).append(one)
    return [
        {"source": source, "kind": kind, "count": len(some), "oldest": text_of(min(one.since for one in some))}
        for (source, kind), some in sorted(groups.items())
    ]


class _Finding:
    """The rules of one workspace at one moment, for a scope."""

    def __init__(self, workspace: Workspace, ledger: Ledger, of: tuple[datetime, Scope]) -> None:
        self._workspace, self._ledger = workspace, ledger
        self._now, self._scope = of
        self._rules: Rules = rules_of(workspace)
        self._sources: Mapping[str, Source] = {source.name: source for source in sources_in(workspace)}
        self._disciplines = disciplines(ledger)
        self._erasures = ledger.catalogue.live_files("erasures")

    def bytes_of(self, kind: str) -> list[Due]:
        """Documents, or quarantined bytes, by source and hash; those that another source still keeps are left out."""
        gone = erased_bytes(self._ledger.connection, self._ledger.store, self._erasures)
        seen: dict[str, dict[str, Due | None]] = {}
        for source, sha256, at, mask in self._taken(kind):
            marking = self._ledger.labels.marking_of(mask)
            if not self._scope.permits(marking):
                continue
            period = self._periods(source).of(kind)
            over = period is not None and at + period <= self._now
            due = Due(kind, source, sha256, at, marking) if over else None
            held = seen.setdefault(sha256, {})
            held[source] = due if source not in held or held[source] else None
        found = [one for some in seen.values() if all(some.values()) for one in some.values() if one is not None]
        return [one for one in found if (kind, one.target, one.source) not in gone]

    def reports(self) -> Iterator[Due]:
        """Reports whose words are due."""
        gone = set(erased_reports(self._ledger.connection, self._ledger.store, self._erasures).to_pylist())
        for source in sorted({*self._sources, *self._disciplines}):
            period = self._periods(source).rows
            if period is None:
                continue
            for number, at, mask in aged_reports(self._ledger, source, self._now - period):
                if number not in gone:
                    yield Due("rows", source, number.hex, at, self._ledger.labels.marking_of(mask))

    def contacts(self) -> Iterator[Due]:
        """Contacts of human sources."""
        room = room_of(self._workspace)
        if not room.path.is_file():
            return
        with room.vault() as vault:
            rows = vault.rows("SELECT id, desk, at FROM records WHERE field = 'contact' ORDER BY at, id")
        for row in rows:
            period, at = self._periods(row["desk"]).contacts, datetime.fromisoformat(row["at"])
            if period is not None and at + period <= self._now:
                marking = self._sources[row["desk"]].marking if row["desk"] in self._sources else STRICTEST
                yield Due("contacts", row["desk"], row["id"], at, marking)

    def _taken(self, kind: str) -> Iterator[tuple[str, str, datetime, Mask]]:
        """Source, hash, moment and marking of bytes that the catalogue names."""
        catalogue = self._ledger.catalogue
        if kind == "payload":
            for one in catalogue.documents():
                if one.rows:
                    yield one.source, one.sha256, one.fetched_at, one.mask
        else:
            for entry in catalogue.quarantine():
                if entry.payload:
                    yield entry.source, entry.payload, entry.at, entry.mask

    def _periods(self, name: str) -> Periods:
        source = self._sources.get(name)
        if source is not None:
            return periods_of(self._rules, source)
        return self._rules.of(self._disciplines.get(name), {})
