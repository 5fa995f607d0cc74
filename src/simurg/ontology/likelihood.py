"""Words for probabilities and for confidence, which are two different things.

Source: Intelligence Community Directive 203, "Analytic Standards" (2 January 2015), section D.6.e(2)(a).
Likelihood says how probable something is; confidence says how good the basis of a judgement is. A word never
stands without its number. Edges belong to the upper term; below 1 % and above 99 % the outer terms are kept,
because nothing is certain.
"""

import math
from dataclasses import dataclass

from simurg.ontology.errors import CallerError


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A term with the range it stands for: `least` <= probability < `most`."""

    term: str
    synonym: str
    least: float
    most: float

    def range_in_words(self) -> str:
        """For example `20–45 %`."""
        return f"{self.least * 100:.0f}–{self.most * 100:.0f} %"


LIKELIHOODS = (
    Likelihood("almost no chance", "remote", 0.01, 0.05),
    Likelihood("very unlikely", "highly improbable", 0.05, 0.20),
    Likelihood("unlikely", "improbable", 0.20, 0.45),
    Likelihood("roughly even chance", "roughly even odds", 0.45, 0.55),
    Likelihood("likely", "probable", 0.55, 0.80),
    Likelihood("very likely", "highly probable", 0.80, 0.95),
    Likelihood("almost certain", "nearly certain", 0.95, 0.99),
)

CONFIDENCE = {
    "low": "uncorroborated, or from sources that are marginal or not graded",
    "moderate": "partly corroborated, from good sources",
    "high": "well corroborated, from proven sources",
}


def likelihood_of(probability: float) -> Likelihood:
    """The term for a probability from 0 to 1; raises CallerError outside."""
    if math.isnan(probability) or not 0 <= probability <= 1:
        raise CallerError(f"{probability} is not a probability.", hint="Give a number from 0 to 1.")
    return next((term for term in LIKELIHOODS if probability < term.most), LIKELIHOODS[-1])


def percent(probability: float) -> str:
    """`12 %`; never `0 %` or `100 %`: `<1 %` and `>99 %`."""
    likelihood_of(probability)
    if probability < 0.01:
        return "<1 %"
    if probability > 0.99:
        return ">99 %"
    return f"{probability * 100:.0f} %"
