"""How well one forecaster did on one question: Brier, log score, CRPS; over time, and at stated horizons.

Brier score (p − o)². Log score −log2 of the probability given to what happened, in bits, of probabilities kept within
LEAST and 1 − LEAST (else one certain mistake is infinite). CRPS of quantiles: of 1,000 values spread evenly over the
levels, linear between quantiles and flat beyond the outermost.

*Over time* is the mean over the open period, from the opening to the close, of the score of what stood at each moment:
before a first answer, and after it is taken back, the question's prior stands (one half without one), so that it gains
nothing to come late. The close is the deadline, or the moment at which the answer became known, if that was earlier.
G. W. Brier (1950); Tetlock & Gardner (2015) on scoring over time; T. Gneiting & A. E. Raftery, JASA 102 (2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simurg.foresight.questions.outcome import Outcome
from simurg.foresight.questions.question import Answer, Question
from simurg.foresight.scores.crps import crps

LEAST = 0.001
UNINFORMED = 0.5
HORIZONS_DAYS = (90, 30, 7, 1)
"""Days before the close at which answers are scored too."""
SAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecaster on one question. `baseline` is what the prior alone scores over the same time (None for a number),
    `share` the part of the open period in which an answer stood. `horizons` are (days, score, baseline) where an answer
    stood then."""

    by: str
    author: str
    question: str
    measure: str  # brier, crps
    score: float
    baseline: float | None
    log_score: float | None
    share: float
    last: float | None
    horizons: tuple[tuple[int, float, float | None], ...]
    live: bool


def closing(question: Question, found: Outcome) -> datetime:
    """From when on no answer counts."""
    known = found.decided_at or question.deadline
    return max(question.opens, min(question.deadline, known))


def standing(answers: Sequence[Answer], at: datetime) -> Answer | None:
    """Of one forecaster's answers, oldest first, the one that stands at a moment; None if there is none."""
    given = [one for one in answers if one.at <= at]
    return given[-1] if given and not given[-1].withdrawn else None


def scored(question: Question, answers: Sequence[Answer], found: Outcome) -> Scored | None:
    """Of one forecaster's answers, oldest first. None where none stood before the close, or nothing is decided."""
    end = closing(question, found)
    counted = [one for one in answers if one.at < end]
    if (
        not found.decided
        or found.value is None
        or end <= question.opens
        or not any(not one.withdrawn for one in counted)
    ):
        return None
    if question.rule.numeric:
        return _numeric(question, counted, found.value, end)
    happened = float(found.outcome == "yes")
    prior = UNINFORMED if question.prior is None else question.prior
    spans = _spans(question.opens, counted, end)
    told = [(prior if one is None else _chance(one), seconds) for one, seconds in spans]
    whole = sum(seconds for _, seconds in told)
    last = standing(counted, end)
    return Scored(
        counted[-1].by,
        counted[-1].author,
        question.name,
        "brier",
        sum(brier(chance, happened) * seconds for chance, seconds in told) / whole,
        brier(prior, happened),
        sum(log_score(chance, happened) * seconds for chance, seconds in told) / whole,
        sum(seconds for one, seconds in spans if one is not None) / whole,
        None if last is None else brier(_chance(last), happened),
        tuple(
            (days, brier(_chance(one), happened), brier(prior, happened))
            for days, one in _at_horizons(question, counted, end)
        ),
        all(one.live for one in counted),
    )


def brier(chance: float, happened: float) -> float:
    """(p − o)²."""
    return (chance - happened) ** 2


def log_score(chance: float, happened: float) -> float:
    """In bits; at most about 10."""
    given = chance if happened else 1 - chance
    return float(-np.log2(min(max(given, LEAST), 1 - LEAST)))


def crps_of(answer: Answer, value: float) -> float:
    """Of an answer's quantiles, in the unit of the value."""
    return float(crps(spread(answer)[None, :], np.array([value]))[0])


def spread(answer: Answer) -> npt.NDArray[np.float64]:
    """SAMPLES equally likely values, sorted."""
    at = (np.arange(SAMPLES) + 0.5) / SAMPLES
    return np.asarray(np.interp(at, answer.levels, answer.quantiles), dtype=np.float64)


def _numeric(question: Question, answers: Sequence[Answer], value: float, end: datetime) -> Scored | None:
    """CRPS over the time in which an answer stood: there is no prior that could stand before it."""
    spans = _spans(question.opens, answers, end)
    told = [(crps_of(one, value), seconds) for one, seconds in spans if one is not None]
    seconds = sum(length for _, length in told)
    if seconds <= 0:
        return None
    who, last = answers[-1], standing(answers, end)
    return Scored(
        who.by,
        who.author,
        question.name,
        "crps",
        sum(one * length for one, length in told) / seconds,
        None,
        None,
        seconds / sum(length for _, length in spans),
        None if last is None else crps_of(last, value),
        tuple((days, crps_of(one, value), None) for days, one in _at_horizons(question, answers, end)),
        all(one.live for one in answers),
    )


def _spans(opens: datetime, answers: Sequence[Answer], end: datetime) -> list[tuple[Answer | None, float]]:
    """What stood, and for how many seconds, from the opening to the close."""
    moments = sorted({opens, end, *(one.at for one in answers if opens < one.at < end)})
    return [(standing(answers, start), (stop - start).total_seconds()) for start, stop in pairwise(moments)]


def _at_horizons(question: Question, answers: Sequence[Answer], end: datetime) -> list[tuple[int, Answer]]:
    moments = [(days, end - timedelta(days=days)) for days in HORIZONS_DAYS]
    found = [(days, standing(answers, at)) for days, at in moments if at >= question.opens]
    return [(days, one) for days, one in found if one is not None]


def _chance(answer: Answer) -> float:
    return UNINFORMED if answer.probability is None else answer.probability
