"""The layers of the map, each with its card: where it comes from, what it cannot tell, how old it is, and what it
means where it shows nothing. A layer is a source of events; `all` is every source together."""

from datetime import datetime
from typing import Any

from simurg.app.health import last_fetched
from simurg.app.sources import sources_in
from simurg.app.workbench.look import Look, Told
from simurg.app.workbench.source_card import absence_of, limits_of
from simurg.app.workspace import Workspace
from simurg.collection.source import Source
from simurg.ledger.recall import recalled_sources
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

_KNOWN_LIMITS = "What is not reported is not here: a quiet place may be one from which nobody tells."


def layers(look: Look, workspace: Workspace) -> Told:
    """Sources that the picture may know of and that told of events, or were set up to and told nothing yet."""
    told = {
        row["name"]: row
        for row in look.rows(
            """SELECT source_id AS name, count(*) AS n, max(known_at) AS latest, list_sort(list(DISTINCT event_type))
            AS kinds FROM events WHERE source_id IS NOT NULL GROUP BY source_id"""
        )
    }
    sources = {one.name: one for one in sources_in(workspace) if look.of.scope.permits(one.marking)}
    documents, labels = look.ledger.catalogue.documents(), look.ledger.labels
    fetched, recalled = last_fetched(look.view, documents, labels), recalled_sources(look.view)
    cards = [_card(look, name, told[name], sources.get(name), fetched.get(name)) for name in sorted(told)]
    gone = [_recalled(look, sources[name], fetched.get(name)) for name in sorted(recalled & set(sources) - set(told))]
    return Told({"as_of": text_of(look.at), "picture": look.picture, "items": [_all(look, cards), *cards, *gone]})


def _card(
    look: Look, name: str, row: dict[str, Any], source: Source | None, fetched: datetime | None
) -> dict[str, Any]:
    hours = (look.at - row["latest"]).total_seconds() / 3600
    return {
        "name": name,
        "title": (source.title if source else "") or name,
        "source": name,
        "kinds": [one for one in row["kinds"] if one],
        "licence": (source.licence or None) if source else None,
        "limits": [limits_of(source) if source else "This source is not set up here any longer.", _KNOWN_LIMITS],
        "delay_days": source.known_delay.total_seconds() / 86400 if source else None,
        "absence": absence_of(source) if source else "Unknown: the source is not set up here any longer.",
        "marking": str(source.marking if source else Marking()),
        "grade": str(source.grade) if source else None,
        "last_fetched": None if fetched is None else text_of(fetched),
        "last_content": text_of(row["latest"]),
        "age_hours": round(hours, 1),
        "late": source is not None and hours * 3600 > source.fresh_for.total_seconds(),
        "rows": row["n"],
    }


def _recalled(look: Look, source: Source, fetched: datetime | None) -> dict[str, Any]:
    """A source whose rows are gone because it was recalled."""
    empty = {"latest": look.at, "kinds": [], "n": 0}
    card = _card(look, source.name, empty, source, fetched)
    return {**card, "last_content": None, "age_hours": None, "absence": "It was recalled: nothing of it is shown."}


def _all(look: Look, cards: list[dict[str, Any]]) -> dict[str, Any]:
    """Every source together."""
    latest = max((card["last_content"] for card in cards), default=None)
    return {
        "name": "all",
        "title": "All sources",
        "source": "all",
        "kinds": sorted({kind for card in cards for kind in card["kinds"]}),
        "licence": None,
        "limits": [
            "One thing that happened may be told by several sources and is counted once for each.",
            _KNOWN_LIMITS,
        ],
        "delay_days": None,
        "absence": "No row says nothing: that is unknown, not calm.",
        "marking": str(look.of.scope.marking()),
        "grade": None,
        "last_fetched": max((card["last_fetched"] for card in cards if card["last_fetched"]), default=None),
        "last_content": latest,
        "age_hours": min((card["age_hours"] for card in cards), default=None),
        "late": bool(cards) and all(card["late"] for card in cards),
        "rows": look.rows("SELECT count(*) AS n FROM events")[0]["n"],
    }
