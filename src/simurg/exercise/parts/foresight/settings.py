"""Settings of the foresight part: seed, difficulty, number of pairs and version. Everything else follows from them.

The same settings give the same bytes; a change of the generator that changes them raises `VERSION`, and older
versions are then refused rather than silently drawn otherwise. The part does not touch the world's own version.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from simurg.exercise.versions import must_be_current, must_be_known
from simurg.ontology.errors import CallerError

VERSION = "1"
FIRST_DAY = date(2018, 1, 1)  # a Monday
WEEKS = 313  # of daily rows: all of 2018 to 2023
DAYS = WEEKS * 7
LEARNING_DAYS = 365
"""Nothing shifts in the first year, and alarms in it do not count."""
FIRST_YEAR, YEARS = 2004, 20
MONTHS = YEARS * 12
"""Deaths by month: January 2004 to December 2023."""


@dataclass(frozen=True, slots=True)
class Dial:
    """What a difficulty sets."""

    level: float  # rows a day of the median pair in the beginning
    spread: float  # log-sd of the pairs' levels
    height: float  # log-factor of a shift
    steadiness: float  # Gamma shape of a pair's weekly bursts: small is bursty
    evenness: float  # Dirichlet size of a week's mix: small is uneven
    tone: float  # log-sd of what a source prefers to tell
    growth: float  # factor of all reporting over the six years
    changes: int  # sources that start, stop, double or halve
    disasters: int  # months in which the press turns to one pair
    blue: float  # share of the chance of war that comes out of the blue
    signal: float  # log-factor of hostile reports in a build-up
    spill: float  # factor on the chance of war while a neighbour is at war
    end: float  # chance a month that a war ends
    revised: float  # share of months with deaths whose first figure is wrong


DIALS = {
    "easy": Dial(1.6, 0.4, 1.5, 25.0, 160.0, 0.10, 1.3, 4, 8, 0.3, 1.6, 4.0, 0.04, 0.05),
    "normal": Dial(1.2, 0.5, 1.3, 20.0, 120.0, 0.40, 2.0, 7, 20, 0.5, 1.1, 3.0, 0.06, 0.15),
    "hard": Dial(0.8, 0.6, 1.1, 20.0, 80.0, 0.80, 3.0, 10, 40, 0.6, 0.8, 2.5, 0.08, 0.3),
}


@dataclass(frozen=True, slots=True)
class ForesightPart:
    """`pairs` of states with daily rows; wars are those of all states. CallerError for settings that make no part."""

    seed: int = 0
    difficulty: str = "normal"
    pairs: int = 48
    version: str = VERSION

    def __post_init__(self) -> None:
        must_be_known(self.difficulty, DIALS)
        must_be_current(self.version, VERSION, "foresight part")
        if not 4 <= self.pairs <= 100 or self.seed < 0:
            raise CallerError("A foresight part has a seed of at least 0 and 4 to 100 pairs.")

    @property
    def dial(self) -> Dial:
        """What the difficulty sets."""
        return DIALS[self.difficulty]

    def dice(self, what: str) -> np.random.Generator:
        """A stream of randomness of its own for each table, so that one does not move another."""
        text = f"foresight|{self.version}|{self.seed}|{self.difficulty}|{self.pairs}|{what}"
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))


def day_of(number: int) -> date:
    """The date of a day's number."""
    return FIRST_DAY + timedelta(days=int(number))


def midnight(number: int) -> datetime:
    """The first instant of a day, in UTC."""
    day = day_of(number)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
