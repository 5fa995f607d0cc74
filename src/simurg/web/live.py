"""What changes while the page is open: one look-out for all open pages, a few lines to each of them.

A page hears of its own jobs, and that its picture has changed; not of others' jobs, and not of rows above its picture.
Events carry no content: the page asks again, under the rules of asking.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from fastapi.sse import ServerSentEvent

from simurg.access.reader import Reader
from simurg.app.house import House
from simurg.app.on_behalf import may_follow
from simurg.app.queue import Job, Queue
from simurg.ontology.times import text_of
from simurg.web.commands import told
from simurg.web.problems import Problem

LOOK_S = 0.4
"""Between two looks at the queue and the pictures."""
MOST_PAGES = 12
"""Pages that one account may have open; a further one is refused."""
MOST_WAITING = 200
"""Events that wait for one page; a page that reads so slowly is let go, and comes back by itself."""
_LOG = logging.getLogger("simurg.web")


@dataclass(eq=False, slots=True)
class _Page:
    reader: Reader
    events: asyncio.Queue[ServerSentEvent | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    jobs: dict[str, Any] | None = None  # None: not looked at yet
    generation: str = ""

    def tell(self, event: ServerSentEvent | None) -> None:
        try:
            self.events.put_nowait(event)
        except asyncio.QueueFull:
            while not self.events.empty():
                self.events.get_nowait()
            self.events.put_nowait(None)


class LookOut:
    """Runs while a page is open. Used from the server's event loop only."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages: set[_Page] = set()
        self._task: asyncio.Task[None] | None = None

    def admit(self, reader: Reader) -> None:
        """429 for an account that has too many pages open."""
        if sum(page.reader.name == reader.name for page in self._pages) >= MOST_PAGES:
            later = {"Retry-After": "5"}
            raise Problem(429, "too-many", "You have too many pages open.", hint="Close one.", headers=later)

    async def follow(self, reader: Reader) -> AsyncIterator[ServerSentEvent]:
        """Events for one page until it goes."""
        page = _Page(reader)
        page.generation = await asyncio.to_thread(self._house.reading.generation, reader.picture)
        self._pages.add(page)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_out())
        try:
            yield ServerSentEvent(event="hello", data={"now": text_of(self._house.clock())}, retry=1_000)
            while (event := await page.events.get()) is not None:
                yield event
        finally:
            self._pages.discard(page)

    def close(self) -> None:
        """Let all pages go."""
        for page in self._pages:
            page.tell(None)

    async def _look_out(self) -> None:
        while self._pages:
            try:
                await asyncio.to_thread(self._look)
            except Exception as error:  # noqa: BLE001  the edge: a failed look must not end all others
                _LOG.error("the look-out failed (%s)", type(error).__name__)
            await asyncio.sleep(LOOK_S)

    def _look(self) -> None:
        loop_pages = list(self._pages)
        jobs = self._jobs()
        generations: dict[str, str] = {}
        for page in loop_pages:
            if self._is_over(page.reader):
                self._send(page, None)
                continue
            picture = page.reader.picture
            if picture.name not in generations:
                generations[picture.name] = self._house.reading.generation(picture)
            self._news(page, self._own(page.reader, jobs), generations[picture.name])

    def _is_over(self, reader: Reader) -> bool:
        """Whether whoever opened the page has been signed out or changed since: an open stream outlives nobody's
        rights. Somebody without an account is let in by other means than ours (see server: `who`)."""
        door = self._house.door
        account = door.people.find(reader.name)
        if account is None:
            return False
        now = door.clock()
        if reader.token is not None:
            goes_on = any(one.id == reader.token and now < one.until for one in door.tokens.of(reader.name))
        else:
            goes_on = bool(door.sessions.of(reader.name, now))
        return account.state != "active" or not reader.scope <= account.clearance or not goes_on

    def _jobs(self) -> list[Job]:
        """Jobs that the queue remembers."""
        queue = Queue(self._house.workspace.state)
        try:
            return queue.latest()
        finally:
            queue.close()

    def _own(self, reader: Reader, jobs: list[Job]) -> dict[str, Any]:
        """Those of one reader, by id."""
        pictures = self._house.workspace.settings.pictures
        return {job.id: told(job) for job in jobs if may_follow(reader, job.arguments, pictures)}

    def _news(self, page: _Page, jobs: dict[str, Any], generation: str) -> None:
        first = page.jobs is None
        before = page.jobs or {}
        for number, job in jobs.items():
            over = job["state"] in ("done", "failed")
            if before.get(number) != job and not (first and over):
                self._send(page, ServerSentEvent(event="job", data=job))
        page.jobs = jobs
        if generation != page.generation:
            self._send(page, ServerSentEvent(event="picture", data={"generation": generation}))
        page.generation = generation

    def _send(self, page: _Page, event: ServerSentEvent | None) -> None:
        if self._task is not None:
            self._task.get_loop().call_soon_threadsafe(page.tell, event)
