"""Following: every enabled source on its schedule, for as long as somebody lets it run.

What is due is fetched, several at once and each host alone; what came is put into the queue as a job `take`, which is
light, and every now and then a job `settle` reads, fuses and answers with it. Moments, cursors and documents stand in
state.db and the spool: whoever was killed goes on where it was, and what waited in the spool is taken in first. A
source that fails holds up none of the others; a job that fails is told and tried again.

Clock, sleep, chance and network are given. `Follow.step` does what is due and says for how long nothing will be.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simurg.app.following.crew import Crew
from simurg.app.following.health import in_words
from simurg.app.following.log import Logged, Taken
from simurg.app.following.rounds import Round, Rounds, busy
from simurg.app.following.run_plan import Fetched
from simurg.app.sources import sources_in
from simurg.app.worker import Office
from simurg.collection.fetching.plan import Fault
from simurg.collection.followed import on_network
from simurg.collection.source import Source
from simurg.ledger.lock import WriterLock
from simurg.ontology.errors import CallerError, OperatorError, SimurgError

LOCK = "following.lock"


@dataclass(frozen=True, slots=True)
class Habits:
    """How it is followed. `names`: only these; `at_once` 0: fetches come one after the other, in this thread."""

    names: tuple[str, ...] = ()
    settle_every: timedelta = timedelta(minutes=15)
    at_once: int = 6
    look_every_s: float = 30.0  # at most between two looks at sources.yaml
    again_after: timedelta = timedelta(minutes=1)  # a job that failed


class Follow:
    """Over one workspace; one follower at a time. `tell` takes one line for each thing that happened."""

    def __init__(self, office: Office, rounds: Rounds, habits: Habits, tell: Callable[[str], None]) -> None:
        if office.real is None:
            raise CallerError("Nothing is fetched in this workspace.", hint="Follow it by `simurg collect --follow`.")
        self._office, self._rounds, self._habits, self._tell = office, rounds, habits, tell
        self._clock, self._sleep = office.clock, office.real.sleep
        self._crew = Crew(rounds.fetch, habits.at_once)
        self._known: tuple[Source, ...] = ()
        self._readable = True
        self._said = ""
        self._to_take: dict[str, datetime] = {}  # documents wait: tried from then on
        self._settle_at: datetime | None = None  # something is unsettled

    def run(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Until `stop()`, or an interrupt; then what came in is settled. OperatorError if somebody follows already."""
        lock = WriterLock(self._office.workspace.folder / LOCK)
        if not lock.try_take():
            raise OperatorError("Another process follows this workspace.", hint="Stop it first: one is enough.")
        try:
            self.begin()
            while not stop():
                wait = min(self.step(), self._habits.look_every_s)
                if self._crew.running:
                    self._all_ended(wait)
                elif wait > 0:
                    self._sleep(wait)
        except KeyboardInterrupt:
            pass
        finally:
            lock.release()
        self.end()

    def begin(self) -> None:
        """See what an earlier follower left: documents that wait, and work that nobody settled."""
        now = self._clock()
        names = {one.source for one in self._rounds.spool.waiting()}
        sources = self._sources()
        if not any(self._rounds.timetable.moment(one, now) for one in sources):
            raise CallerError(
                "No source has a schedule." if not self._habits.names else "None of these sources has a schedule.",
                hint="Give it one in sources.yaml, for example `schedule: 1h`.",
            )
        self._to_take = {one.name: now for one in sources if one.name in names}
        self._settle_at = now + self._habits.settle_every
        self._tell(f"Following {len(sources):,} sources.")

    def step(self) -> float:
        """What is due now; seconds until something else is."""
        sources = self._sources()
        for source in self._rounds.timetable.due(sources, self._clock()):
            if not on_network(source.address):
                self._take_files(source)
            elif source.name not in self._crew.running and self._crew.free:
                self._crew.begin(source)
        self._all_ended(0)
        waiting = [name for name, at in self._to_take.items() if at <= self._clock()]
        if waiting:
            self._take(waiting)
        if self._settle_at is not None and self._settle_at <= self._clock():
            self._settle()
        return self._idle_s(sources)

    def end(self) -> None:
        """Settle what is not settled yet."""
        if self._settle_at is not None:
            self._tell("Settling what came in; it can be left to the next run by another Ctrl-C.")
            self._settle()

    def _sources(self) -> tuple[Source, ...]:
        """As sources.yaml has them now; as it had them before, if it cannot be read now."""
        try:
            known = sources_in(self._office.workspace)
        except SimurgError as error:
            if not self._known:
                raise
            self._tell_once(f"{error} Until then its sources are fetched as they were, and nothing is taken in.")
            self._readable = False
        else:
            self._known, self._readable = known, True
        named = self._habits.names
        unknown = set(named) - {one.name for one in self._known}
        if unknown:
            raise CallerError(f"There is no source {min(unknown)[:60]!r}.", hint="See sources.yaml for their names.")
        return tuple(one for one in self._known if not named or one.name in named)

    def _idle_s(self, sources: Sequence[Source]) -> float:
        now = self._clock()
        idle = [one for one in sources if one.name not in self._crew.running] if self._crew.free else []
        moments = [self._rounds.timetable.moment(one, now) for one in idle]
        times = [one for one in (*moments, *self._to_take.values(), self._settle_at) if one is not None]
        return max(min((one - now).total_seconds() for one in times), 0.0) if times else self._habits.look_every_s

    def _all_ended(self, seconds: float) -> None:
        """What came of all that ended is taken in together."""
        done = self._crew.ended(seconds)
        names = [one.source.name for one in done if one.waiting]
        taken = self._take(names) if names else {}
        for one in done:
            if busy(one.fetched):
                self._tell(f"{one.source.name}: another process fetches it just now")
            else:
                self._tell(_line(one, taken.get(one.source.name), self._clock()))

    def _take_files(self, source: Source) -> None:
        """Files are taken in where they stand."""
        started = self._clock()
        taken = self._take([source.name]).get(source.name)
        new = int(taken["new_documents"]) if taken else 0
        fault = Fault("other", "It could not be taken in.") if taken is None or taken["error"] else None
        fetched = Fetched(source.name, started, self._clock(), fault=fault, unchanged=not new)
        due = self._rounds.timetable.done(source, started, fetched.ended_at, fault)
        if fault is None:
            log = self._rounds.log
            outcome = "ok" if new else "unchanged"
            number = log.record(Logged(source.name, started, fetched.ended_at, outcome, documents=new))
            if taken is not None and new:
                figures = taken["rows"], taken["new_rows"], taken["rejects"], taken["cause"]
                log.take(number, Taken(fetched.ended_at, *figures))
        self._tell(_line(Round(source, fetched, due, 0), taken, self._clock()))

    def _take(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Outcomes by source; nothing if the job failed, which is told and tried again."""
        now = self._clock()
        if not self._readable:
            self._to_take.update(dict.fromkeys(names, now + self._habits.again_after))
            return {}
        try:
            result = self._office.run("take", {"sources": list(names)})
        except SimurgError as error:
            self._tell_once(f"taking in: {error} It is tried again.")
            self._to_take.update(dict.fromkeys(names, now + self._habits.again_after))
            return {}
        for name in names:
            self._to_take.pop(name, None)
        outcomes = {str(one["source"]): one for one in result["sources"]}
        for text in [*result["warnings"], *result["errors"]]:
            self._tell(f"  {text}")
        if result["new_rows"] and self._settle_at is None:
            self._settle_at = now + self._habits.settle_every
        return outcomes

    def _settle(self) -> None:
        if not self._readable:
            self._settle_at = self._clock() + self._habits.again_after
            return
        self._settle_at = None
        try:
            result = self._office.run("settle", {"watch": True})
        except SimurgError as error:
            self._tell_once(f"settling: {error} It is tried again.")
            self._settle_at = self._clock() + max(self._habits.again_after, self._habits.settle_every)
            return
        for text in result["warnings"]:
            self._tell(f"  {text}")
        self._tell("settled what came in")

    def _tell_once(self, text: str) -> None:
        """The same trouble is told once in a row."""
        if text != self._said:
            self._said = text
            self._tell(text)


def _line(one: Round, taken: Mapping[str, Any] | None, now: datetime) -> str:
    """A fetch in one line."""
    fetched = one.fetched
    if fetched.fault is not None:
        told = f"{fetched.fault.kind.replace('_', ' ')}: {fetched.fault.what}"
    elif taken is not None and taken["new_documents"]:
        told = f"{taken['new_documents']:,} new documents, {taken['new_rows']:,} new rows"
        told += f", {taken['rejects']:,} places not read" if taken["rejects"] else ""
    else:
        told = "nothing changed" if fetched.unchanged else "nothing new"
    said = "".join(f"; {text}" for text in fetched.said[-1:])
    wait = "" if one.due is None else f"; again in {in_words(one.due.next_at - now)}"
    return f"{one.source.name}: {told.removesuffix('.')}{said}{wait}"
