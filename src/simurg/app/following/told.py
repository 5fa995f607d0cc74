"""The health of sources as pages and the command line tell it."""

import pkgutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from simurg.app.documents import STRICTEST
from simurg.app.following.health import Health, health_of_fetches
from simurg.app.following.log import FetchLog, Logged
from simurg.collection import connectors
from simurg.collection.source import Source
from simurg.ontology.markings import Scope
from simurg.ontology.times import text_of

OWN_MARKINGS = frozenset({"documents", "human", "stix"})
"""Connectors whose rows may bear markings of their own."""
LOOKED_BACK = timedelta(days=31)
"""Of the log: what is unusual is measured by four weeks."""


def health_by_name(
    state: Path | None,
    sources: Sequence[Source],
    moment: datetime,
    newest: Mapping[str, datetime],
    hidden: Collection[str] = (),
) -> dict[str, Health]:
    """Of each source at a moment, by the log in a `state.db` (if there is one) and its newest content (if any).
    `hidden`: sources with rows above the reader's scope, perhaps: of them faults are told, and no volumes."""
    if state is None or not state.is_file():
        return {one.name: health_of_fetches(one, (), moment, newest.get(one.name)) for one in sources}
    found = {}
    with closing(FetchLog(state)) as log:
        for one in sources:
            fetches = log.fetches(one.name, moment, moment - LOOKED_BACK)
            if one.name in hidden:
                fetches = [without_volumes(row) for row in fetches]
            found[one.name] = health_of_fetches(one, fetches, moment, newest.get(one.name))
    return found


def hidden_volumes(sources: Sequence[Source], scope: Scope) -> frozenset[str]:
    """Sources whose documents may hold rows above the scope, though the sources themselves are within it: connectors
    that give rows markings of their own, and those that are not simurg's, of which nobody knows. It rests on how they
    are set up alone, so that what is hidden leaves no sign."""
    if scope.permits(STRICTEST):
        return frozenset()
    ours = {one.name for one in pkgutil.iter_modules(connectors.__path__)} - OWN_MARKINGS
    return frozenset(one.name for one in sources if one.connector not in ours)


def without_volumes(one: Logged) -> Logged:
    """That it was fetched, and not what came. A document that did not come is then no sign either."""
    return replace(one, documents=1 if one.outcome == "ok" else 0, bytes=0, taken=None, said=())


def told_health(health: Health) -> dict[str, Any]:
    """As JSON."""
    return {
        "state": health.state,
        "since": None if health.since is None else text_of(health.since),
        "words": health.words,
        "next_step": health.next_step,
        "well": health.well,
        "last_fetch": None if health.last_fetch is None else text_of(health.last_fetch),
        "healed": [
            {"state": one.state, "since": text_of(one.since), "until": text_of(one.until), "what": one.what}
            for one in health.healed
            if one.until is not None
        ],
    }


def told_fetch(one: Logged) -> dict[str, Any]:
    """A row of the log as JSON."""
    taken = one.taken
    return {
        "started": text_of(one.started_at),
        "ended": text_of(one.ended_at),
        "outcome": one.outcome,
        "what": one.what,
        "calls": one.calls,
        "bytes": one.bytes,
        "documents": one.documents,
        "rows": None if taken is None else taken.rows,
        "new_rows": None if taken is None else taken.new_rows,
        "rejects": None if taken is None else taken.rejects,
        "said": list(one.said),
    }
