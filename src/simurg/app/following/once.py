"""Fetching once, within a collection: the named sources now, or all whose moment has come."""

from collections.abc import Sequence
from typing import Any

from simurg.app.collect import chosen
from simurg.app.following.crew import Crew
from simurg.app.following.rounds import Round, busy, fault_words, rounds_in, take, wanted
from simurg.app.queue import Progress
from simurg.app.worker import Desk
from simurg.collection.followed import on_network
from simurg.collection.source import Source
from simurg.ontology.times import text_of

AT_ONCE = 4
_WAIT_S = 1.0


def fetch_wanted(desk: Desk, sources: Sequence[Source], names: Sequence[str]) -> dict[str, Any]:
    """Fetch into the spool. `fetched` by source, `errors` and `warnings` in words; CallerError for unknown names. A
    desk that is given no world fetches nothing."""
    picked = [one for one in chosen(sources, names) if on_network(one.address)]
    if desk.real is None or not picked:
        return {"fetched": [], "errors": [], "warnings": []}
    warnings = []
    if not names:
        idle = [one.name for one in picked if one.schedule is None]
        warnings = [f"{name}: it has no schedule, so it is fetched only when it is named" for name in idle]
    with rounds_in(desk.workspace, desk.clock, desk.real) as rounds:
        waiting = wanted(picked, names, rounds.timetable, desk.clock())
        crew, done = Crew(rounds.fetch, AT_ONCE), list[Round]()
        while waiting or crew.running:
            while waiting and crew.free:
                crew.begin(waiting.pop(0))
            desk.tell(Progress(f"fetching {', '.join(sorted(crew.running))}", len(done)))
            done += crew.ended(_WAIT_S)
        done += crew.ended(0)
    order = {one.name: place for place, one in enumerate(sources)}
    done.sort(key=lambda one: order[one.source.name])
    errors = []
    for one in done:
        if busy(one.fetched):
            warnings.append(f"{one.source.name}: another process fetches it just now")
        elif one.fetched.fault is not None:
            errors.append(f"Source {one.source.name} was not fetched, {fault_words(one.fetched.fault)}")
    return {"fetched": [told(one) for one in done], "errors": errors, "warnings": warnings}


def note_taken(desk: Desk, result: dict[str, Any]) -> None:
    """Write into the log what a collection took in of each source."""
    if desk.real is not None:
        with rounds_in(desk.workspace, desk.clock, desk.real) as rounds:
            take(rounds.log, result["sources"], desk.clock())


def told(one: Round) -> dict[str, Any]:
    """A fetch as JSON."""
    fetched = one.fetched
    fault = fetched.fault
    return {
        "source": one.source.name,
        "outcome": fault.kind if fault is not None else "unchanged" if fetched.unchanged else "ok",
        "calls": fetched.calls,
        "bytes": fetched.bytes,
        "documents": len(fetched.documents),
        "said": list(fetched.said),
        "next": None if one.due is None or one.source.schedule is None else text_of(one.due.next_at),
    }
