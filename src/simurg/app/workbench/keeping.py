"""Answers that are kept, and locks so that one question is worked on once."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MOST_KEPT = 4_000
MOST_BYTES = 128 << 20


class Shelf:
    """What was asked for longest ago goes first. Safe from several threads."""

    def __init__(self, most: int = MOST_KEPT, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._turn = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Any:
        """None where there is nothing."""
        with self._turn:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, size: int = 0) -> None:
        """`size` in bytes, about."""
        with self._turn:
            self._bytes += size - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = (value, size)
            while self._kept and (len(self._kept) > self._most or self._bytes > self._most_bytes):
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed


class Stripes:
    """A few locks for many questions: whoever asks what another is finding out waits for the answer."""

    def __init__(self, count: int = 64) -> None:
        self._locks = tuple(threading.Lock() for _ in range(count))

    def of(self, key: Hashable) -> threading.Lock:
        return self._locks[hash(key) % len(self._locks)]
