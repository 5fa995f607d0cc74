"""When has a picture changed? When rows were added (or forgotten) that it sees, and only then.

Each file of the ledger is summarised once for each picture: how many of its rows the picture sees, and a digest of
which. A row above the picture changes neither the word nor the moment. Merging files changes neither.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from simurg.access.pictures import Picture
from simurg.ledger import Ledger
from simurg.ledger.entries import File
from simurg.ontology.times import Clock

_START = datetime(1970, 1, 1, tzinfo=UTC)
MOST_AHEAD = 1_000
"""Moments still to come that are kept of one file."""


@dataclass(frozen=True, slots=True)
class Generation:
    """`word` stands for all rows that the picture sees; `moment` is what its "now" means: the hour, or later if rows
    became known since; `digests` stand for the visible rows of each table. `state` is for what is kept here only: words
    that were erased change it too, whoever may see them."""

    word: str
    moment: datetime
    digests: Mapping[str, tuple[int, int]]
    state: str


@dataclass(frozen=True, slots=True)
class _Summary:
    rows: int
    digest: int
    latest: datetime
    ahead: tuple[datetime, ...]


class Generations:
    """Looks at the catalogue whenever asked, at files when they are new. Safe to ask from several threads."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._turn = threading.Lock()
        self._version: int | None = None
        self._files: tuple[File, ...] = ()
        self._summaries: dict[tuple[str, str], _Summary] = {}
        self._made: dict[str, tuple[int | None, str, datetime, Generation]] = {}

    def of(self, picture: Picture) -> Generation:
        """The picture's, now."""
        with self._turn:
            now = self._clock()
            hour = now.replace(minute=0, second=0, microsecond=0)
            self._look()
            made = self._made.get(picture.name)
            if made is not None and made[0] == self._version:
                ahead = [one for file in self._files for one in self._summaries[picture.name, file.path].ahead]
                if made[2] == hour and not any(made[3].moment < one <= now for one in ahead):
                    return made[3]
            found = self._generation(picture, now, hour)
            self._made[picture.name] = (self._version, picture.name, hour, found)
            return found

    def _look(self) -> None:
        version = self._ledger.catalogue.data_version()
        if version != self._version:
            self._ledger.catalogue.masks()  # learns the names of labels
            self._files = self._ledger.catalogue.live_files()
            paths = {file.path for file in self._files}
            self._summaries = {key: one for key, one in self._summaries.items() if key[1] in paths}
            self._version = version

    def _generation(self, picture: Picture, now: datetime, hour: datetime) -> Generation:
        digests: dict[str, tuple[int, int]] = {}
        latest = _START
        for file in self._files:
            one = self._summary(picture, file, now)
            rows, digest = digests.get(file.table, (0, 0))
            if one.rows:
                digests[file.table] = (rows + one.rows, digest ^ one.digest)
            latest = max([latest, one.latest, *(moment for moment in one.ahead if moment <= now)])
        told = f"{sorted(digests.items())} {latest.isoformat()}"
        word = _digest(told)
        erased = any(file.table == "erasures" for file in self._files)
        state = _digest(word, *(file.path for file in self._files)) if erased else word
        return Generation(word, max(hour, latest), digests, state)

    def _summary(self, picture: Picture, file: File, now: datetime) -> _Summary:
        key = (picture.name, file.path)
        if key not in self._summaries:
            self._summaries[key] = self._summarised(picture, file, now)
        return self._summaries[key]

    def _summarised(self, picture: Picture, file: File, now: datetime) -> _Summary:
        rows = self._ledger.engine.relation(file.table, [file])
        seen = f"FROM {rows} WHERE {self._ledger.labels.condition(picture.scope)}"
        at = f"TIMESTAMPTZ '{now.isoformat()}'"
        query = f"""SELECT count(*) AS n, coalesce(bit_xor(hash(id, known_at, recorded_at)), 0) AS digest,
                    max(known_at) FILTER (known_at <= {at}) AS latest, max(known_at) > {at} AS ahead {seen}"""
        (found,) = self._ledger.engine.run(query).to_pylist()
        ahead: list[datetime] = []
        if found["ahead"]:
            later = f"SELECT DISTINCT known_at {seen} AND known_at > {at} ORDER BY known_at LIMIT {MOST_AHEAD}"
            ahead = self._ledger.engine.run(later)["known_at"].to_pylist()
        return _Summary(found["n"], int(found["digest"]), found["latest"] or _START, tuple(ahead))


def _digest(*words: str) -> str:
    return blake2b("\n".join(words).encode(), digest_size=12).hexdigest()
