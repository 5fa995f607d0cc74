"""How the sources are: two clocks, volumes, gaps, and what could not be read, with its cause.

Only what the reader may see: volumes are counted in their view, and documents and quarantine entries are listed
only if their marking lies within the scope.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from simurg.app.documents import unsettled
from simurg.app.following.told import health_by_name, hidden_volumes, told_health
from simurg.app.health import health_of
from simurg.assessment.brief.values import SourceHealth
from simurg.collection.source import Source
from simurg.ledger import Ledger, View
from simurg.ledger.entries import Quarantined
from simurg.ledger.schema import COLLECTED
from simurg.ontology.markings import Scope
from simurg.ontology.times import text_of

MOST_ENTRIES = 200
"""Quarantine entries that are listed; all are counted."""


def status(
    ledger: Ledger,
    sources: Sequence[Source],
    scope: Scope,
    as_of: datetime | None = None,
    state: Path | None = None,
) -> dict[str, Any]:
    """Sources by name, as known at a moment (default: now); quarantine by source and cause, as it is now. `state`: the
    workspace's state.db, where the log of fetches is."""
    view = ledger.as_of(as_of, scope=scope)
    catalogue, labels = ledger.catalogue, ledger.labels
    documents = [one for one in catalogue.documents() if scope.permits(labels.marking_of(one.mask))]
    open_entries = unsettled(catalogue.quarantine(), catalogue.documents(), sources)
    permitted = [one for one in open_entries if scope.permits(labels.marking_of(one.mask))]
    volumes = {table: _volumes(view, table) for table in COLLECTED}
    finished = Counter(one.source for one in documents if one.finished)
    begun = Counter(one.source for one in documents if not one.finished)
    spoiled = Counter(one.source for one in permitted)
    named = {source.name: source for source in sources}
    healths = health_of(view, sources, documents, labels)
    newest = {one.name: one.last_content for one in healths if one.last_content is not None}
    known = [named[one.name] for one in healths]
    followed = health_by_name(state, known, view.known_at, newest, hidden_volumes(known, scope))
    strangers = sorted({name for found in volumes.values() for name in found} - {source.name for source in sources})
    return {
        "at": text_of(view.known_at),
        "sources": [
            {
                **_clocks(health),
                "health": told_health(followed[health.name]),
                "documents": finished[health.name],
                "unfinished": begun[health.name],
                "rows": {table: found[health.name] for table, found in volumes.items() if health.name in found},
                "quarantined": spoiled[health.name],
                "grade": str(named[health.name].grade),
            }
            for health in healths
        ],
        "not_in_sources": strangers,
        "quarantine_count": len(permitted),
        "quarantine_by_cause": by_cause(permitted),
        "quarantine": [
            {
                "source": one.source,
                "document": one.name,
                "place": one.place,
                "cause": one.cause,
                "kept": one.payload,
                "at": text_of(one.at),
            }
            for one in permitted[:MOST_ENTRIES]
        ],
    }


def by_cause(entries: Sequence[Quarantined]) -> list[dict[str, Any]]:
    """One line for each source and cause, the most frequent first, with the first place where it was met."""
    groups: dict[tuple[str, str], list[Quarantined]] = {}
    for one in entries:
        groups.setdefault((one.source, one.cause), []).append(one)
    lines = [
        {"source": source, "cause": cause, "places": len(some), "document": some[0].name, "place": some[0].place}
        for (source, cause), some in groups.items()
    ]
    return sorted(lines, key=lambda line: (-int(str(line["places"])), line["source"], line["cause"]))


def _volumes(view: View, table: str) -> dict[str, int]:
    counts = view.read(table, ("source_id",))["source_id"].value_counts().to_pylist()
    return {one["values"]: one["counts"] for one in counts if one["values"] is not None}


def _clocks(health: SourceHealth) -> dict[str, Any]:
    return {
        "name": health.name,
        "title": health.title,
        "last_fetched": None if health.last_fetched is None else text_of(health.last_fetched),
        "last_content": None if health.last_content is None else text_of(health.last_content),
        "late": health.late,
        "gap": health.gap,
    }
