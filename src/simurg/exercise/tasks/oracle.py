"""The oracle of crisis warning: it knows the generator's parameters, not what was drawn with them.

For each pair it weighs "a crisis began in one of the last L weeks" against "nothing" and "a quarrel". Given the
pair's known rates, the weekly counts N by type y_k of a pair are a Gamma-mixed Poisson, so under multipliers m_k

    log LR = Σ_k y_k log(λ'_k / λ_k) + (N + r) log((r + Λ) / (r + Λ')),    λ'_k = λ_k m_k,  Λ = Σ λ_k

with λ after thinning (share told) and miscoding. Onsets are mixed evenly (Shiryaev's change-point likelihood). Counts
are of distinct happenings (day, pair, type, place), so copies count once, and what the false paper told first, or the
false human source, is dropped: the oracle knows who lies.
"""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import logsumexp

from simurg.exercise.rates import DELAY_SHARES, DELAYS, Floats, K, Parameters
from simurg.exercise.scene import Scene
from simurg.exercise.tasks.crisis_warning import Ranker
from simurg.exercise.world import START
from simurg.ontology.plover import PLOVER_TYPES

QUARREL_PRIOR = 0.1
TRUSTED_STREAM = "gdelt"


def oracle(scene: Scene) -> Ranker:
    """A ranker from a scene's parameters alone."""
    return ranker_of(scene.parameters)


def ranker_of(given: Parameters) -> Ranker:
    """Ranks all pairs by the log-odds that a crisis has begun within the length of a build-up."""

    def rank(events: pa.Table, now: datetime) -> list[tuple[str, str]]:
        week = round((now - START).total_seconds() / (7 * 86400))
        length = len(given.crisis)
        counts = distinct_counts(given, events, week, length)
        alarm = log_odds(given, counts, week)
        order = np.lexsort((np.arange(len(alarm)), -alarm))
        return [(given.pairs[index].one, given.pairs[index].other) for index in order]

    return rank


def log_odds(given: Parameters, counts: Floats, week: int) -> Floats:
    """(P,) from counts (P, L, K) of the last L weeks before `week`."""
    length = counts.shape[1]
    weeks = np.arange(week - length, week)
    usual = given.base[:, None] * 7 * given.growth[np.clip(weeks, 0, None)] * given.told
    usual = usual * _share_known(given, length)
    crisis = _mixed(given, counts, usual, given.crisis)
    quarrel = _mixed(given, counts, usual, given.quarrel)
    none = np.logaddexp(np.log1p(-QUARREL_PRIOR), np.log(QUARREL_PRIOR) + quarrel)
    return np.asarray(crisis - none)


def _mixed(given: Parameters, counts: Floats, usual: Floats, profile: Floats) -> Floats:
    """(P,) log-likelihood ratio, evenly mixed over onsets, against the usual rates."""
    rate = given.mix @ given.confusion
    lifted = (given.mix[:, None, :] * profile[None]) @ given.confusion  # (P, J, K)
    total = counts.sum(axis=2)
    by_type = np.einsum("pwk,pjk->pwj", counts, np.log(lifted / rate[:, None, :]))
    more = usual[:, :, None] * lifted.sum(axis=2)[:, None, :]
    r = given.steadiness
    gain = by_type + (total[:, :, None] + r) * np.log((r + usual[:, :, None]) / (r + more))  # (P, W, J)
    length, steps = counts.shape[1], len(profile)
    sums = []
    for start in range(length):
        weeks = np.arange(start, min(length, start + steps))
        sums.append(gain[:, weeks, weeks - start].sum(axis=1))
    return np.asarray(logsumexp(np.stack(sums), axis=0) - np.log(length))


def _share_known(given: Parameters, length: int) -> Floats:
    """(L,) share of a week's told events that the press has told by the end of the last week."""
    ends = 7 - (np.arange(7) + 0.55)
    behind = ends[None, :] + 7 * np.arange(length)[::-1, None]
    told = (DELAYS[None, None, :] * 0.85 <= behind[:, :, None]) @ DELAY_SHARES
    return np.asarray(told @ given.rhythm)


def distinct_counts(given: Parameters, events: pa.Table, week: int, length: int) -> Floats:
    """(P, L, K) distinct happenings of the last L weeks, by the week in which they happened."""
    use = events.filter(pc.and_(pc.equal(events["source_id"], TRUSTED_STREAM), pc.is_valid(events["recipient"])))
    day = (use["occurred_from"].cast(pa.int64()).to_numpy() // 1_000_000 - round(START.timestamp())) // 86400
    recent = (day // 7 >= week - length) & (day // 7 < week)
    use, day = use.filter(pa.array(recent)), day[recent]
    kind = pc.index_in(use["event_type"], pa.array(PLOVER_TYPES)).to_numpy()
    places = use["place"].combine_chunks().dictionary_encode().indices.to_numpy()
    pair = _pair_numbers(given, use)
    name = ((pair * 4096 + places) * 16384 + day) * K + kind
    _, first = np.unique(name, return_index=True)  # the earliest row of each, since rows come in order of time
    honest = ~pc.match_substring(use["publisher"], given.false_press).to_numpy()[first]
    kept = first[honest & (pair[first] >= 0)]
    counts = np.zeros((len(given.pairs), length, K))
    np.add.at(counts, (pair[kept], day[kept] // 7 - (week - length), kind[kept]), 1)
    return counts


def _pair_numbers(given: Parameters, events: pa.Table) -> npt.NDArray[np.int64]:
    number = {frozenset((pair.one, pair.other)): index for index, pair in enumerate(given.pairs)}
    joined = (
        pc.binary_join_element_wise(events["actor"], events["recipient"], "\t").combine_chunks().dictionary_encode()
    )
    of_word = np.array([number.get(frozenset(word.split("\t")), -1) for word in joined.dictionary.to_pylist()])
    return np.asarray(of_word[joined.indices.to_numpy()], dtype=np.int64)


ORACLE: dict[str, Callable[[Scene], Ranker]] = {"oracle": oracle}
