"""What fusion has learned about the sources, in one frozen value that is written and read as JSON.

`Settings` are chosen by people; `Parameters` are fitted to claims at one moment and then stay as they are until the
next fit, so that the same claims give the same beliefs. Nothing here computes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from simurg.ontology.errors import CallerError

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of people, not of data. Each says why it is what it is."""

    mean: float = 0.8
    """Reliability of a source nobody knows anything about, before the fit moves it: better than chance, not perfect."""
    mean_weight: float = 10.0
    """Sources' worth of evidence behind `mean`."""
    strengths: tuple[float, ...] = (2.0, 4.0, 8.0, 16.0)
    """Claims' worth of the prior of a source; the fit takes the one under which the claims are likeliest."""
    vague_mean: float = 0.2
    vague_weight: float = 5.0
    """Prior of how often a right answer is one of the vaguer ones."""
    habit_weight: float = 60.0
    """Wrong answers' worth of the common ones behind a source's own. On made claims 60 did better than 20 or 200."""
    echo_mean: float = 0.1
    echo_weight: float = 10.0
    """Prior of how often a wrong answer repeats an earlier wrong one, beyond chance and known copying."""
    tolerance: float = 0.01
    """Numbers that differ by less than this part are the same answer."""
    domain: float = 1000.0
    """A wrong number is one of about so many."""
    slip_share: float = 0.02
    """Part of the wrong numbers that are the right one times 10, 100, 1,000 or a million, or divided by it."""
    rounds: int = 60
    """Most steps of a fit."""
    copying: bool = True
    """Whether the fit looks for sources that copy."""
    copy_prior: float = 0.02
    """How often one source of a pair copies the other, before anything is seen."""
    copy_share: float = 0.8
    """What part of its answers a copier takes over."""
    copy_least: int = 5
    """Answers in common below which nothing is said about copying."""
    grade_means: tuple[tuple[str, float], ...] = (("A", 0.95), ("B", 0.85), ("C", 0.7), ("D", 0.5), ("E", 0.3))
    """What an officer's letter says before any claim is seen; F says nothing. No standard fixes these numbers."""
    grade_weight: float = 4.0
    """Claims' worth of an officer's letter."""

    def __post_init__(self) -> None:
        shares = (self.mean, self.vague_mean, self.echo_mean, self.copy_prior, self.copy_share, self.slip_share)
        if not all(0 < share < 1 for share in shares):
            raise CallerError("A share in the settings of belief is not between 0 and 1.")
        weights = (self.mean_weight, self.vague_weight, self.habit_weight, self.echo_weight, self.grade_weight)
        if not all(weight > 0 for weight in (*weights, *self.strengths, self.domain - 1)) or not self.strengths:
            raise CallerError("A weight in the settings of belief is not positive.")
        if not 0 <= self.tolerance < 0.5:
            raise CallerError("The tolerance for numbers is not between 0 and 0.5.")


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often a source's answers are right (vague ones included): Beta(alpha, beta), and its 80 % interval."""

    alpha: float
    beta: float
    low: float
    high: float
    vague: float
    """Part of its right answers that are vaguer than what others knew."""
    claims: int
    grade: str = "F"
    """The officer's letter, as given: shown beside, never overwritten."""

    @property
    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)


@dataclass(frozen=True, slots=True)
class Dependence:
    """`copier` copies `original` with this probability."""

    copier: str
    original: str
    probability: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """The result of a fit. Sources that it never met get `unknown` (or their family's)."""

    unknown: Reliability
    sources: Mapping[str, Reliability] = field(default_factory=dict)
    families: Mapping[str, Reliability] = field(default_factory=dict)
    dependences: tuple[Dependence, ...] = ()
    echo: float = 0.1
    popularity: Mapping[str, float] = field(default_factory=dict)
    """How often each word is the right answer."""
    wrong: Mapping[str, float] = field(default_factory=dict)
    """How often each word is a wrong answer's choice."""
    rare: float = 1e-4
    """Both, for words never met."""
    habits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """For each source, expected numbers of its wrong answers by word; "" holds their sum."""
    settings: Settings = field(default_factory=Settings)
    version: str = VERSION

    def to_json(self) -> str:
        """One line, keys sorted: equal parameters give equal text."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def parse_parameters(text: str) -> Parameters:
    """The inverse of `to_json`, exactly. Raises CallerError for anything else."""
    try:
        raw: dict[str, Any] = json.loads(text)
        if raw["version"] != VERSION:
            raise CallerError("These belief parameters are of another version.", hint="Fit them again.")
        settings = {f.name: _frozen(raw["settings"][f.name]) for f in fields(Settings)}
        return Parameters(
            unknown=Reliability(**raw["unknown"]),
            sources={name: Reliability(**one) for name, one in raw["sources"].items()},
            families={name: Reliability(**one) for name, one in raw["families"].items()},
            dependences=tuple(Dependence(**one) for one in raw["dependences"]),
            echo=raw["echo"],
            popularity=raw["popularity"],
            wrong=raw["wrong"],
            rare=raw["rare"],
            habits=raw["habits"],
            settings=Settings(**settings),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise CallerError("This text holds no belief parameters.", hint="Fit them again.") from cause


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
