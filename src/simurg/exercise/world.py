"""An exercise world's settings: seed, version, difficulty and size. Everything else follows from them.

The same settings give the same world, byte for byte; a change of the generator that changes a world raises
`VERSION`, and worlds of an older version are then refused rather than silently drawn otherwise.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from simurg.exercise.versions import must_be_current, must_be_known
from simurg.ontology.errors import CallerError

VERSION = "1"
START = datetime(2022, 1, 3, tzinfo=UTC)  # a Monday; all worlds begin here


@dataclass(frozen=True, slots=True)
class Dial:
    """What a difficulty sets."""

    strength: float  # of the build-up: log-multiplier of its types at full height
    spread: float  # log-sd of the pairs' own rates
    steadiness: float  # Gamma shape of weekly bursts: small is bursty
    told: float  # share of events that the press tells at all
    miscoded: float  # share of told events whose type the event stream gets wrong
    attention: float  # log-sd of how much a pair is copied in a week
    quarrels: int  # noisy quarrels that fade, for three years
    invented: float  # made-up events a week when the false announcement is loudest


DIALS = {
    "easy": Dial(1.7, 0.5, 12.0, 0.85, 0.02, 0.4, 2, 4.0),
    "normal": Dial(1.2, 0.8, 5.0, 0.70, 0.06, 0.7, 5, 7.0),
    "hard": Dial(1.2, 1.0, 3.0, 0.60, 0.10, 1.0, 10, 10.0),
}


@dataclass(frozen=True, slots=True)
class World:
    """`weeks` of reports from START; `volume` scales all rates. CallerError for settings that make no world."""

    seed: int = 0
    difficulty: str = "normal"
    weeks: int = 156
    volume: float = 1.0
    version: str = VERSION

    def __post_init__(self) -> None:
        must_be_known(self.difficulty, DIALS)
        must_be_current(self.version, VERSION, "exercise world")
        if not 24 <= self.weeks <= 520 or not 0.05 <= self.volume <= 20 or self.seed < 0:
            raise CallerError("A world has a seed of at least 0, 24 to 520 weeks and a volume of 0.05 to 20.")

    @classmethod
    def small(cls, seed: int = 0, difficulty: str = "normal") -> "World":
        """Half a year at a fifth of the volume: for tests."""
        return cls(seed, difficulty, weeks=26, volume=0.2)

    @property
    def dial(self) -> Dial:
        """What the difficulty sets."""
        return DIALS[self.difficulty]

    @property
    def build_up_weeks(self) -> int:
        """How long the crisis builds up before it breaks out."""
        return min(26, self.weeks // 3)

    @property
    def end(self) -> datetime:
        """The first instant after the world."""
        return START + timedelta(weeks=self.weeks)

    def moment(self, week: float) -> datetime:
        """The instant so many weeks after the start, to the second."""
        return START + timedelta(seconds=round(week * 7 * 86400))

    def dice(self, what: str) -> np.random.Generator:
        """A stream of randomness of its own for each part, so that a new part changes none of the others."""
        text = f"{self.version}|{self.seed}|{self.difficulty}|{self.weeks}|{self.volume}|{what}"
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
