"""Sources: how each is, its card, and how much came of late. Only those whose marking the picture permits."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from simurg.app.status import status
from simurg.app.workbench.source_card import absence_of, delay_of, limits_of
from simurg.collection.source import Source
from simurg.ledger import Ledger, View
from simurg.ledger.recall import recalled_sources
from simurg.ontology.errors import NotFound
from simurg.ontology.markings import Scope

SPARK_DAYS = 14


def sources(ledger: Ledger, view: View, known: Sequence[Source]) -> dict[str, Any]:
    """By name. What could not be read is told as it is now, within the picture's scope."""
    told = status(ledger, known, view.scope, view.known_at)
    named = {one.name: one for one in known}
    sparks, recalled = _sparks(view), recalled_sources(view)
    items = [
        _item(named[one["name"]], one, sparks.get(one["name"], [0] * SPARK_DAYS), recalled) for one in told["sources"]
    ]
    return {
        "at": told["at"],
        "items": items,
        "total": len(items),
        "not_in_sources": told["not_in_sources"],
        "quarantine_count": told["quarantine_count"],
        "quarantine": told["quarantine_by_cause"][:200],
    }


def must_be_sources(names: Sequence[str], known: Sequence[Source], scope: Scope) -> tuple[str, ...]:
    """The names, once each. NotFound for one that is not set up, or that the reader may not know of; none named: all
    that they may know of."""
    permitted = [one.name for one in known if scope.permits(one.marking)]
    for name in names:
        if name not in permitted:
            raise NotFound(f"There is no source {name[:60]!r}.", hint="GET /api/sources lists them.")
    return tuple(dict.fromkeys(names)) or tuple(permitted)


def _item(source: Source, told: dict[str, Any], spark: list[int], recalled: frozenset[str]) -> dict[str, Any]:
    return {
        **{name: told[name] for name in ("name", "title", "last_fetched", "last_content", "late", "gap", "grade")},
        **{name: told[name] for name in ("documents", "unfinished", "quarantined", "rows")},
        "connector": source.connector,
        "discipline": source.discipline,
        "licence": source.licence,
        "limits": limits_of(source),
        "delay": delay_of(source),
        "absence": absence_of(source),
        "marking": str(source.marking),
        "recalled": source.name in recalled,
        "spark": spark,
    }


def _sparks(view: View) -> dict[str, list[int]]:
    """Reports known on each of the last days, oldest first."""
    start = view.known_at - timedelta(days=SPARK_DAYS)
    rows = view.read("reports", ("source_id", "known_at"), {"known_at": (start, None)})
    days = Counter(
        (source, min((view.known_at - known) // timedelta(days=1), SPARK_DAYS - 1))
        for source, known in zip(rows["source_id"].to_pylist(), rows["known_at"].to_pylist(), strict=True)
        if source
    )
    found: dict[str, list[int]] = {}
    for (source, age), count in days.items():
        found.setdefault(source, [0] * SPARK_DAYS)[SPARK_DAYS - 1 - age] = count
    return found
