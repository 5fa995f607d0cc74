"""What an actor may do next, to whom, and how likely within so many days, out of the links that are known.

The combination ranks whom a relation would be done to; this module adds whether it happens at all. A logistic
regression on a few rates (how often the actor does this, how often to them, what their past leads to, the
combination's share) is fitted on outcomes of earlier spells of as many days, each forecast from what was known before
it, with parameters fitted on days before all of them; the last spell is not fitted on but checks the probabilities.
Nothing is random; the work is bounded by `PLAN` and MOST_*, whatever the history.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from simurg.foresight.links.calibration import Bin, bins
from simurg.foresight.links.candidates import shortlists
from simurg.foresight.links.citing import cited, parts
from simurg.foresight.links.fit import Plan, fit
from simurg.foresight.links.homes import homes
from simurg.foresight.links.links import Flags, Ints, Links, Reals
from simurg.foresight.links.memory import Asked
from simurg.foresight.links.replay import Answers, Replay, Weights
from simurg.ontology.errors import CallerError

PLAN = Plan(blocks=1, queries=1_500, ranker_queries=0, held_out_queries=0, taught=25_000)
SPELLS = 4  # earlier spells; the last one checks
MOST_QUERIES = 800  # of one spell
FIRST = 25  # candidates of a query that are weighed
ALIVE = 0.05  # decayed count (30 days) of the actor in the relation from which on it is asked
PENALTY = 1e-3
MOST_DAYS = 90

_RATES = ("triple.0", "triple.1", "triple.2", "triple.3", "transfer", "pair.1", "known.relation", "transfer.pb")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom it is about: numbers of names; None for any. `days` is how far ahead, from `day` on."""

    actor: int
    relation: int | None
    recipient: int | None
    day: int
    days: int = 7
    top: int = 10


@dataclass(frozen=True, slots=True)
class Expected:
    """One possible link. `links` are numbers of the past links that speak for it, most telling first."""

    relation: int
    recipient: int
    probability: float
    share: float  # among all recipients, should the actor do this
    parts: dict[str, float]
    links: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    expected: tuple[Expected, ...]
    base_rate: float  # of the cases that the probabilities were fitted on
    fitted_cases: int
    checked: tuple[Bin, ...]  # the last spell, which was not fitted on
    fitted_until: int  # day


def outlook(links: Links, wanted: Wanted) -> Outlook:
    """CallerError where the links before `wanted.day` are too few. `links` may hold none of that day or later."""
    if not 1 <= wanted.days <= MOST_DAYS:
        raise CallerError(f"A spell has 1 to {MOST_DAYS} days.", hint="Give --days within it.")
    links = links.until(wanted.day)
    begin = wanted.day - SPELLS * wanted.days
    learned = fit(links.until(begin), PLAN)
    weights = Weights(learned.features, learned.weights, learned.transfers, "")
    replay = Replay(links, homes(links.until(begin)))
    spells = [_spell(replay, links, weights, begin + turn * wanted.days, wanted.days) for turn in range(SPELLS)]
    cases = np.concatenate([values for values, _ in spells[:-1]])
    true = np.concatenate([came for _, came in spells[:-1]])
    if len(true) < 50 or not true.any():
        raise CallerError(
            f"In the {SPELLS * wanted.days} days before hardly anything came of what could be expected: too little "
            "to state a probability.",
            hint="Collect a longer history, or give more --days.",
        )
    odds = _fitted(cases, true)
    check = bins(_chance(odds, spells[-1][0]), spells[-1][1].astype(np.float32)) if len(spells[-1][1]) else []
    expected = _expected(replay, weights, wanted, odds)
    return Outlook(expected, float(true.mean()), len(true), tuple(check), learned.fitted_until)


def _spell(replay: Replay, links: Links, weights: Weights, day: int, days: int) -> tuple[Reals, Flags]:
    """Cases as known on a day, and whether each came true in the days from then on."""
    memory = replay.memory
    memory.advance(day)
    family = memory.families["aq"]
    alive = family.codes[(family.counts[:-1, 2] > ALIVE) & (family.codes % memory.relations < memory.side)]
    queries = alive[:: max(1, -(-len(alive) // MOST_QUERIES))]
    came = links.since(day).until(day + days)
    true = Asked(came.actor, came.relation, came.recipient)
    made = [_answers(replay, queries[at : at + 400], weights, true) for at in range(0, len(queries), 400)]
    if not made:
        return np.zeros((0, len(_RATES) + 1), np.float32), np.zeros(0, bool)
    rows = [np.flatnonzero(one.place < FIRST) for one in made]
    values = np.concatenate([_values(one, at) for one, at in zip(made, rows, strict=True)])
    return values, np.concatenate([one.right[at] for one, at in zip(made, rows, strict=True)])


def _answers(replay: Replay, queries: Ints, weights: Weights, true: Asked, also: int | None = None) -> Answers:
    return replay.answers(shortlists(replay.memory), queries, weights, true, also)


def _values(answers: Answers, rows: Ints) -> Reals:
    """What the probability is made of: logarithms of rates, and of the share among recipients."""
    at = [answers.names.index(name) for name in _RATES]
    rates = np.log(answers.features[rows][:, at] + np.float32(1e-3))
    return np.column_stack([rates, answers.share[rows]]).astype(np.float32)


def _fitted(values: Reals, true: Flags) -> npt.NDArray[np.float64]:
    """Weights of a logistic regression, the last one the constant."""
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    best = minimize(
        partial(_loss, (values - middle) / spread, true.astype(np.float64)), np.zeros(values.shape[1] + 1), jac=True,
        method="L-BFGS-B", options={"maxiter": 200},
    ).x  # fmt: skip
    slopes = best[:-1] / spread
    return np.append(slopes, best[-1] - slopes @ middle)


def _loss(
    values: Reals, true: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> tuple[float, npt.NDArray[np.float64]]:
    score = values @ weights[:-1] + weights[-1]
    miss = 1 / (1 + np.exp(-score)) - true
    slope = np.append(values.T @ miss, miss.sum()) / len(true)
    slope[:-1] += 2 * PENALTY * weights[:-1]
    value = np.mean(np.logaddexp(0, score) - true * score) + PENALTY * weights[:-1] @ weights[:-1]
    return float(value), slope


def _chance(weights: npt.NDArray[np.float64], values: Reals) -> Reals:
    chance: Reals = (1 / (1 + np.exp(-(values @ weights[:-1] + weights[-1])))).astype(np.float32)
    return chance


def _expected(replay: Replay, weights: Weights, wanted: Wanted, odds: npt.NDArray[np.float64]) -> tuple[Expected, ...]:
    memory = replay.memory
    memory.advance(wanted.day)
    codes = memory.families["aq"].codes
    own = codes[(codes // memory.relations == wanted.actor) & (codes % memory.relations < memory.side)]
    queries = own if wanted.relation is None else np.array([wanted.actor * memory.relations + wanted.relation])
    nothing = np.zeros(0, np.int64)
    made: list[tuple[float, Answers, int]] = []
    for start in range(0, len(queries), 400):
        one = _answers(
            replay, queries[start : start + 400], weights, Asked(nothing, nothing, nothing), wanted.recipient
        )
        asked = one.found.asked.b != wanted.actor
        if wanted.recipient is not None:
            asked = one.found.asked.b == wanted.recipient
        rows = np.flatnonzero(asked)
        chances = _chance(odds, _values(one, rows)).tolist()
        made += [(chance, one, row) for chance, row in zip(chances, rows.tolist(), strict=True)]
    made.sort(key=lambda each: (-each[0], int(each[1].relation[each[1].found.query[each[2]]]), each[2]))
    return tuple(_told(replay, weights, chance, one, row) for chance, one, row in made[: wanted.top])


def _told(replay: Replay, weights: Weights, chance: float, one: Answers, row: int) -> Expected:
    asked = Asked(one.found.asked.a[row : row + 1], one.found.asked.q[row : row + 1], one.found.asked.b[row : row + 1])
    past = tuple(int(link) for link in cited(replay.memory, asked)[0] if link >= 0)
    why = parts(one, weights.weights, np.array([row]))[0]
    return Expected(int(asked.q[0]), int(asked.b[0]), chance, float(np.exp(one.share[row])), why, past)
