"""Which past links speak for an answer: the latest of each way in which it was found, and what each way weighs.

`cited` gives numbers of links, most telling first; `parts` gives what each group of features adds to the combination's
score, beside the mean candidate of the same query. Both read what was known on the day and nothing else.
"""

from collections.abc import Sequence

import numpy as np

from simurg.foresight.links.combination import design, terms_of
from simurg.foresight.links.links import Flags, Ints, Reals
from simurg.foresight.links.memory import Asked, Memory
from simurg.foresight.links.replay import Answers

WAYS = ("aqb", "ab", "pqb", "aqp", "qb", "b")
"""The same triple, the pair, a compatriot's, in the candidate's place, the relation done to them, any with them."""
_PREFIXES = (
    ("transfer.pb", "compatriots"), ("transfer.ap", "place"), ("transfer.pp", "compatriots"),
    ("transfer.b", "relation"), ("transfer", "transfer"),
    ("triple", "triple"), ("pair", "pair"), ("sided", "pair"), ("relation", "relation"), ("activity", "activity"),
    ("kin", "compatriots"), ("place.role", "role"), ("role", "role"), ("second", "second"), ("place", "place"),
    ("same_place", "place"), ("other_place", "place"), ("itself", "pair"),
)  # fmt: skip


def cited(memory: Memory, asked: Asked) -> Ints:
    """Rows by WAYS: the latest link of each way, -1 where there is none or an earlier way has it."""
    found = np.stack([memory.families[way].link[memory.slots(way, asked)] for way in WAYS], axis=1)
    for column in range(1, found.shape[1]):
        again = (found[:, column : column + 1] == found[:, :column]).any(axis=1)
        found[again, column] = -1
    return found


def group_of(term: str) -> str:
    """The group that a term of the combination belongs to (`features.GROUPS`)."""
    return next(group for prefix, group in _PREFIXES if term.startswith(prefix))


def parts(answers: Answers, weights: Reals, rows: Ints) -> list[dict[str, float]]:
    """For each row, group to what it adds (natural logarithm of odds), the greatest effect first."""
    terms = terms_of(answers.names)
    groups = [group_of(term) for term in terms]
    wanted = np.isin(answers.found.query, answers.found.query[rows])
    values = design(answers.names, answers.features[wanted]) * weights
    query = answers.found.query[wanted]
    place = np.cumsum(wanted) - 1
    return [_part(values, groups, query == answers.found.query[row], int(place[row])) for row in rows.tolist()]


def _part(values: Reals, groups: Sequence[str], same: Flags, row: int) -> dict[str, float]:
    beside = values[row] - values[same].mean(axis=0)
    added = dict.fromkeys(groups, 0.0)
    for group, value in zip(groups, beside.tolist(), strict=True):
        added[group] += value
    return dict(sorted(added.items(), key=lambda each: (-abs(each[1]), each[0])))
