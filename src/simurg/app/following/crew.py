"""Fetching several sources at once, so that a slow one holds up none but itself and its host."""

import threading
from collections.abc import Callable

from simurg.app.following.rounds import Round
from simurg.collection.source import Source


class Crew:
    """So many fetches at a time, each in a thread that a stopped process does not wait for: what it had not remembered
    is fetched again. `most` 0: each is done at once, by whoever asks."""

    def __init__(self, fetch: Callable[[Source], Round], most: int) -> None:
        self._fetch, self._most = fetch, most
        self._running: set[str] = set()
        self._ready: list[Round | Exception] = []
        self._changed = threading.Condition()

    @property
    def free(self) -> bool:
        with self._changed:
            return len(self._running) < max(self._most, 1)

    @property
    def running(self) -> frozenset[str]:
        with self._changed:
            return frozenset(self._running)

    def begin(self, source: Source) -> None:
        """Start a fetch of a source that is not being fetched."""
        with self._changed:
            self._running.add(source.name)
        if self._most:
            threading.Thread(target=self._do, args=(source,), name=f"fetch {source.name}", daemon=True).start()
        else:
            self._do(source)

    def ended(self, seconds: float) -> list[Round]:
        """Fetches that ended, after waiting for one at most so long; raises what ended one by surprise."""
        with self._changed:
            if not self._ready and seconds > 0:
                self._changed.wait(seconds)
            ready, self._ready = self._ready, []
        for one in ready:
            if isinstance(one, Exception):
                raise one
        return [one for one in ready if isinstance(one, Round)]

    def _do(self, source: Source) -> None:
        try:
            result: Round | Exception = self._fetch(source)
        except Exception as error:  # noqa: BLE001  told by whoever waits for it
            result = error
        with self._changed:
            self._running.discard(source.name)
            self._ready.append(result)
            self._changed.notify_all()
