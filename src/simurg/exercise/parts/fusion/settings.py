"""Settings of the fusion part: seed, difficulty, size and version. Everything else follows from them.

The same settings give the same bytes; a change of the generator that changes them raises `VERSION`, and older
versions are then refused rather than silently drawn otherwise. The part does not touch the world's own version.
"""

import hashlib
from dataclasses import dataclass

import numpy as np

from simurg.exercise.versions import must_be_current, must_be_known
from simurg.ontology.errors import CallerError

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Dial:
    """What a difficulty sets. All are probabilities, where nothing else is said."""

    copies: float  # mean number of reports that follow a first report
    sisters: float  # an incident is like an earlier one: same pair, kind and place, some days later
    reheaded: float  # a copy gets a headline of its own
    edited: float  # a copy is trimmed, spelled otherwise or signed off
    rewritten: float  # a report that follows another tells it in its own words
    altered: float  # an honest outlet's copy says something else by mistake
    careless: float  # a careless outlet's copy does
    slanted: float  # a controlled outlet's copy does, where its controller is a party
    spoken: float  # a source speaks of an object
    coarse: float  # a right claim is less exact than it could be
    mistaken: float  # a wrong claim is the one that goes round
    agenda: float  # a controller wants an object told otherwise
    loose: float  # a sound is spelled in another than the usual way
    dressed: float  # a name stands with title, initials, patronymic or in another order
    near: float  # a pair of names that are not the same differs in one sound of one word


DIALS = {
    "easy": Dial(2.0, 0.10, 0.10, 0.30, 0.10, 0.03, 0.25, 0.50, 0.45, 0.10, 0.10, 0.10, 0.10, 0.20, 0.10),
    "normal": Dial(2.6, 0.30, 0.50, 0.60, 0.25, 0.04, 0.35, 0.70, 0.35, 0.30, 0.35, 0.35, 0.25, 0.50, 0.25),
    "hard": Dial(3.2, 0.55, 0.80, 0.85, 0.35, 0.05, 0.40, 0.80, 0.25, 0.70, 0.70, 0.75, 0.40, 0.75, 0.35),
}


@dataclass(frozen=True, slots=True)
class FusionPart:
    """`size` scales the number of incidents, objects and names. CallerError for settings that make no part."""

    seed: int = 0
    difficulty: str = "normal"
    size: float = 1.0
    version: str = VERSION

    def __post_init__(self) -> None:
        must_be_known(self.difficulty, DIALS)
        must_be_current(self.version, VERSION, "fusion part")
        if not 0.05 <= self.size <= 100 or self.seed < 0:
            raise CallerError("A fusion part has a seed of at least 0 and a size of 0.05 to 100.")

    @property
    def dial(self) -> Dial:
        """What the difficulty sets."""
        return DIALS[self.difficulty]

    def count(self, usual: int) -> int:
        """How many of something there are: at least four."""
        return max(4, round(usual * self.size))

    def dice(self, what: str) -> np.random.Generator:
        """A stream of randomness of its own for each table, so that one does not move another."""
        text = f"fusion|{self.version}|{self.seed}|{self.difficulty}|{self.size}|{what}"
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
