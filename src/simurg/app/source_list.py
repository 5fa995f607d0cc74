"""What `simurg sources` tells: every source with its health, one with its card and its last fetches, the catalogue."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from simurg.access.state import State
from simurg.app.following.adding import unset_keys
from simurg.app.following.log import FetchLog
from simurg.app.following.timetable import Timetable
from simurg.app.following.told import hidden_volumes, told_fetch, without_volumes
from simurg.app.status import status
from simurg.app.workbench.source_card import card_of, span_of, told_card
from simurg.app.workspace import Workspace
from simurg.collection.catalogue.card import cards
from simurg.collection.source import Source
from simurg.ledger import Ledger
from simurg.ontology.errors import CallerError
from simurg.ontology.markings import Scope
from simurg.ontology.times import text_of

FETCHES = 20


def source_list(workspace: Workspace, ledger: Ledger, sources: Sequence[Source], scope: Scope) -> dict[str, Any]:
    """By name, as they are now; only those that the scope permits."""
    told = status(ledger, sources, scope, None, workspace.state)
    named = {one.name: one for one in sources}
    following = _next(workspace.state, [named[one["name"]] for one in told["sources"]], ledger.now())
    items = []
    for one in told["sources"]:
        source = named[one["name"]]
        items.append(
            {
                **{what: one[what] for what in ("name", "title", "last_content", "health", "grade")},
                "last_fetched": one["health"]["last_fetch"] or one["last_fetched"],
                "connector": source.connector,
                "schedule": None if source.schedule is None else span_of(source.schedule),
                "next": following[source.name],
                "licence": source.licence,
                "card": source.card,
                "unset_keys": unset_keys(source, workspace.folder),
            }
        )
    return {"at": told["at"], "sources": items}


def one_source(
    workspace: Workspace, ledger: Ledger, sources: Sequence[Source], scope: Scope, name: str
) -> dict[str, Any]:
    """One with its card and its last fetches; CallerError for one that the reader may not know of."""
    known = [one for one in sources if one.name == name and scope.permits(one.marking)]
    if not known:
        raise CallerError(f"There is no source {name[:60]!r}.", hint="`simurg sources` lists them.")
    [source] = known
    [told] = source_list(workspace, ledger, known, scope)["sources"]
    with closing(FetchLog(workspace.state)) as log:
        latest = log.latest(name, ledger.now(), FETCHES)
    hidden = name in hidden_volumes(known, scope)
    fetches = [told_fetch(without_volumes(one) if hidden else one) for one in latest]
    return {**told, **card_of(source), "address": source.address, "fetches": fetches}


def catalogue() -> list[dict[str, Any]]:
    """Every card, with the connector and schedule of its source."""
    return [
        {
            "name": one.name,
            "title": one.title,
            **told_card(one),
            "connector": one.source.get("connector", ""),
            "schedule": one.source.get("schedule", ""),
            "keys": dict(one.source.get("keys") or {}),
        }
        for one in cards().values()
    ]


def _next(state: Path, sources: Sequence[Source], now: datetime) -> dict[str, str | None]:
    """When each is fetched next."""
    with closing(State(state, ())) as shared:
        table = Timetable(shared, lambda: 0.0)
        moments = {one.name: table.moment(one, now) for one in sources}
    return {name: None if moment is None else text_of(moment) for name, moment in moments.items()}
