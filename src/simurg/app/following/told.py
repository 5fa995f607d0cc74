"""The health of sources as pages and the command line tell it."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from simurg.app.following.health import Health, health_of_fetches
from simurg.app.following.log import FetchLog, Logged
from simurg.collection.source import Source
from simurg.ontology.times import text_of

LOOKED_BACK = timedelta(days=31)
"""Of the log: what is unusual is measured by four weeks."""


def health_by_name(
    state: Path | None, sources: Sequence[Source], moment: datetime, newest: Mapping[str, datetime]
) -> dict[str, Health]:
    """Of each source at a moment, by the log in a `state.db` (if there is one) and its newest content (if any)."""
    if state is None or not state.is_file():
        return {one.name: health_of_fetches(one, (), moment, newest.get(one.name)) for one in sources}
    with closing(FetchLog(state)) as log:
        return {
            one.name: health_of_fetches(
                one, log.fetches(one.name, moment, moment - LOOKED_BACK), moment, newest.get(one.name)
            )
            for one in sources
        }


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
