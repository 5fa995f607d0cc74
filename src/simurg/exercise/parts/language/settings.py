"""Settings of the language part: seed, difficulty, size and version. Everything else follows from them.

The same settings give the same bytes; a change of the generator that changes them raises `VERSION`, and older versions
are then refused rather than silently drawn otherwise.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from simurg.exercise.versions import must_be_current, must_be_known
from simurg.ontology.errors import CallerError

VERSION = "1"
LANGUAGES = ("en", "es", "fr", "de", "ru", "ar", "tr", "pt")
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 28
USUAL_EVENTS = 160


@dataclass(frozen=True, slots=True)
class Dial:
    """What a difficulty sets: probabilities, where nothing else is said."""

    followers: float  # mean number of outlets that tell an event beside the first
    idle: float  # mean number of sentences without an event in a report
    unreal: float  # a report has a sentence on what is planned, possible or denied
    attributed: float  # a sentence is told as what somebody says
    nested: float  # ... as what a third party heard from another
    long: float  # a sentence is drawn out
    second: float  # a report recalls an earlier event too
    twin: float  # a place has a namesake in another state
    edited: float  # an article changes later
    faults: float  # mean number of faulty spells of a feed


DIALS = {
    "easy": Dial(0.8, 0.8, 0.10, 0.10, 0.00, 0.00, 0.15, 0.00, 0.15, 1.0),
    "normal": Dial(1.5, 1.6, 0.30, 0.25, 0.05, 0.10, 0.35, 0.10, 0.25, 1.5),
    "hard": Dial(2.2, 2.6, 0.60, 0.30, 0.15, 0.30, 0.50, 0.40, 0.35, 2.5),
}


@dataclass(frozen=True, slots=True)
class LanguagePart:
    """`size` scales the number of events. CallerError for settings that make no part."""

    seed: int = 0
    difficulty: str = "normal"
    size: float = 1.0
    version: str = VERSION

    def __post_init__(self) -> None:
        must_be_known(self.difficulty, DIALS)
        must_be_current(self.version, VERSION, "language part")
        if not 0.05 <= self.size <= 100 or self.seed < 0:
            raise CallerError("A language part has a seed of at least 0 and a size of 0.05 to 100.")

    @property
    def dial(self) -> Dial:
        """What the difficulty sets."""
        return DIALS[self.difficulty]

    @property
    def events(self) -> int:
        """How many things happen."""
        return max(16, round(USUAL_EVENTS * self.size))

    def dice(self, what: str) -> np.random.Generator:
        """A stream of randomness of its own for each table, so that one does not move another."""
        text = f"language|{self.version}|{self.seed}|{self.difficulty}|{self.size}|{what}"
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
