"""Sources: how each is, its card, and how much came of late. Only those whose marking the picture permits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from simurg.app.following.told import health_by_name, hidden_volumes, told_health
from simurg.app.status import status
from simurg.app.workbench.source_card import card_of, span_of
from simurg.collection.source import Source
from simurg.ledger import Ledger, View
from simurg.ledger.recall import recalled_sources
from simurg.ontology.errors import NotFound
from simurg.ontology.markings import Scope
from simurg.ontology.times import parse_moment

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


def with_health(told: Mapping[str, Any], known: Sequence[Source], scope: Scope, state: Path) -> dict[str, Any]:
    """The same with each source's health at its moment, by the log in a `state.db`; and the words of its card."""
    named = {one.name: one for one in known}
    mine = [named[one["name"]] for one in told["items"] if one["name"] in named]
    contents = {one["name"]: one["last_content"] for one in told["items"]}
    newest = {name: parse_moment(moment) for name, moment in contents.items() if moment is not None}
    health = health_by_name(state, mine, parse_moment(told["at"]), newest, hidden_volumes(mine, scope))
    items = [{**one, "health": told_health(health[one["name"]])} for one in told["items"] if one["name"] in health]
    return {**told, "items": items}


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
        **card_of(source),
        "schedule": None if source.schedule is None else span_of(source.schedule),
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
