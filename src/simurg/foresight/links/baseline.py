"""The recurrency baseline: what was done lately is done again, and what is common is common.

Score: the share of the actor's links in the relation that went to the candidate, decayed over some weeks, plus a little
of the share of all links in the relation. After Gastinger et al. 2024, with the decays and the weight set here by hand
and nothing fitted.
"""

from simurg.foresight.links.links import Reals
from simurg.foresight.links.replay import Answers

LITTLE = 1e-3


def recurrency(answers: Answers) -> Reals:
    """A score for each candidate."""
    at = {name: place for place, name in enumerate(answers.names)}
    score: Reals = answers.features[:, at["triple.2"]] + LITTLE * answers.features[:, at["relation.3"]]
    return score
