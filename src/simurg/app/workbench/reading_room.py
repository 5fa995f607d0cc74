"""The reading room: the long-lived readers of one workspace, and what they found, kept until the picture changes.

`ask(picture, as_of, key, make)` returns `make(ledger, view)` for a picture's view, computed once for each key until
rows that the picture sees are added; `answer` keeps the bytes that go out. A row above the picture changes nothing
here: not the answer, not its age. "Now" is the hour, or later if rows became known since: no answer depends on the
second in which it was asked.

Present and past have a ledger of their own each, so that nobody who looks at today waits for somebody who looks at
last year; what is drawn from the chronicle (maps, timelines, networks) waits for neither.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from typing import TypeVar

import orjson

from simurg.access.pictures import Picture
from simurg.app.workbench.chronicle import READ_FROM, Chronicle
from simurg.app.workbench.generations import Generation, Generations
from simurg.app.workbench.keeping import Shelf, Stripes
from simurg.app.workbench.look import Answer, Look, Told
from simurg.app.workbench.seat import Lane, Seat
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger, View
from simurg.ontology.errors import SimurgError
from simurg.ontology.times import Clock

T = TypeVar("T")
MOST_RECENT = 40
"""Questions about the present that are asked again by themselves when the picture changes."""

LATELY_S = 600.0
"""A picture that nobody asked for so long is not made ready again."""
Ready = Callable[["ReadingRoom", Picture], None]


class ReadingRoom:
    """Safe to ask from several threads. `close` it."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self._clock = clock
        self._start = threading.Lock()
        self._open: _Opened | None = None
        self._kept = Shelf()
        self._stripes = Stripes()
        self._asked_at: dict[str, float] = {}
        self._recent: OrderedDict[tuple[Picture, Hashable], Callable[[Look], Told]] = OrderedDict()
        self._closing = threading.Event()
        self._warmer: threading.Thread | None = None

    def ask(self, picture: Picture, as_of: datetime | None, key: Hashable, make: Callable[[Ledger, View], T]) -> T:
        """`as_of` None: now. Errors of `make` are the asker's and are not kept."""
        return self._found(picture, as_of, ("value", key), lambda seat: make(seat.ledger, seat.view))

    def answer(self, picture: Picture, as_of: datetime | None, key: Hashable, make: Callable[[Look], Told]) -> Answer:
        """The same as bytes of JSON, ready to be sent."""
        if as_of is None:
            self._note(picture, key, make)
        return self._found(picture, as_of, ("bytes", key), lambda seat: _written(make(seat)))

    def generation(self, picture: Picture) -> str:
        """A word that changes when rows are added that the picture sees, and only then."""
        return self._opened().generations.of(picture).word

    def close(self) -> None:
        self._closing.set()
        if self._warmer is not None:
            self._warmer.join(timeout=30)
        with self._start:
            if self._open is not None:
                self._open.close()

    def keep_warm(self, every_s: float = 1.0, ready: Ready | None = None) -> None:
        """From now on what was asked lately is asked again, in the background, whenever the picture has changed; and
        the chronicles of all pictures are made ready. `ready` is done for each picture at first, and again when it
        has changed and was asked lately."""
        self._warmer = threading.Thread(target=self._warm, args=(every_s, ready), daemon=True, name="warm")
        self._warmer.start()

    def _found(self, picture: Picture, as_of: datetime | None, key: Hashable, make: Callable[["Seat"], T]) -> T:
        opened = self._opened()
        generation = opened.generations.of(picture)
        if threading.current_thread() is not self._warmer:
            self._asked_at[picture.name] = time.monotonic()
        moment = generation.moment if as_of is None else as_of
        whole = (picture.name, generation.state, moment, as_of is None, key)
        found = self._kept.get(whole)
        if found is not None:
            return found[0]  # type: ignore[no-any-return]
        with self._stripes.of(whole):
            found = self._kept.get(whole)
            if found is not None:
                return found[0]  # type: ignore[no-any-return]
            with opened.seat(picture, generation, as_of) as seat:
                made = make(seat)
            self._kept.put(whole, (made,), len(made.body) if isinstance(made, Answer) else 10_000)
            return made

    def _opened(self) -> "_Opened":
        if self._open is None:
            with self._start:
                if self._open is None:
                    self._open = _Opened(self.workspace, self._clock)
        return self._open

    def _note(self, picture: Picture, key: Hashable, make: Callable[[Look], Told]) -> None:
        if self._warmer in (None, threading.current_thread()):
            return
        with self._start:
            self._recent[picture, key] = make
            self._recent.move_to_end((picture, key))
            while len(self._recent) > MOST_RECENT:
                self._recent.popitem(last=False)

    def _warm(self, every_s: float, ready: Ready | None) -> None:
        pictures = [Picture(name, scope) for name, scope in self.workspace.settings.pictures.items()]
        seen: dict[str, Generation] = {}
        while not self._closing.is_set():
            for picture in pictures:
                try:
                    generation = self._opened().generations.of(picture)
                    if seen.get(picture.name) != generation:
                        self._warmed(picture, generation, ready if self._is_wanted(picture, seen) else None)
                        seen[picture.name] = generation
                except SimurgError:  # whoever asks is told; perhaps it is mended by then
                    continue
            self._closing.wait(every_s)

    def _is_wanted(self, picture: Picture, seen: Mapping[str, Generation]) -> bool:
        asked_at = self._asked_at.get(picture.name)
        return picture.name not in seen or (asked_at is not None and time.monotonic() - asked_at < LATELY_S)

    def _warmed(self, picture: Picture, generation: Generation, ready: Ready | None) -> None:
        self._opened().chronicle(picture, generation)
        if ready is not None and not self._closing.is_set():
            with suppress(Exception):  # whoever asks is told
                ready(self, picture)
        with self._start:
            lately = [(key, make) for (whose, key), make in self._recent.items() if whose == picture]
        for key, make in reversed(lately):
            if self._closing.is_set():
                return
            try:
                self.answer(picture, None, key, make)
            except Exception:  # noqa: BLE001, S112  whoever asks again is told
                continue


class _Opened:
    """The ledgers and chronicles of a room that was asked once."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._ledgers = [Ledger.open_to_read(workspace.ledger, clock) for _ in range(4)]
        clerk, builder, present, past = self._ledgers
        for ledger in self._ledgers:
            ledger.countries = workspace.settings.countries
        self.generations = Generations(clerk, clock)
        self._builder, self._present, self._past = builder, Lane(present), Lane(past)
        self._building = threading.Lock()
        self._chronicles: dict[str, Chronicle] = {}
        self._things = Shelf(most=200)
        self._countries = workspace.settings.countries

    def seat(self, picture: Picture, generation: Generation, as_of: datetime | None) -> Seat:
        lane = self._present if as_of is None else self._past
        chronicle = self.chronicle
        return Seat(
            picture, generation, as_of, lane, lambda: chronicle(picture, generation), self._things, self._countries
        )

    def chronicle(self, picture: Picture, generation: Generation) -> Chronicle:
        """Brought up to date if it must be; others wait for that meanwhile."""
        digests: dict[str, object] = {name: generation.digests.get(name) for name in READ_FROM}
        digests["erased"] = None if generation.state == generation.word else generation.state
        found = self._chronicles.get(picture.name)
        if found is not None and found.fits(digests):
            return found
        with self._building:
            found = self._chronicles.setdefault(picture.name, Chronicle(picture, self._countries))
            found.bring_up(self._builder, digests)
            return found

    def close(self) -> None:
        for chronicle in self._chronicles.values():
            chronicle.close()
        for ledger in self._ledgers:
            ledger.close()


def _written(told: Told) -> Answer:
    body = orjson.dumps(told.value, option=orjson.OPT_UTC_Z)
    return Answer(body, f'"{blake2b(body, digest_size=12).hexdigest()}"', told.seen)
